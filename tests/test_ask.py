"""What the rest of a collection says of an ambiguous symbol, and how a person settles it: the real command."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from qapress.diagnostic import Span
from qapress.facts.facts import Collection, Facts
from qapress.facts.garbling import Garbling, Marker, OpenDamage, symbol
from qapress.facts.markers import Tally
from qapress.mojibake.forward import Policy, Second, garble
from qapress.mojibake.result import Damage, Layer
from qapress.report.parts.places import quoted
from qapress.rules import _garbling as words
from qapress.rules._candidates import ranked

if TYPE_CHECKING:
    from pathlib import Path

LOST = garble("🎓", "cp1254")
"""What is left of a mortarboard; alone it is rather taken for 📝, of which the same is left."""
assert LOST == garble("📝", "cp1254") == "ğŸ“"

NAMES = tuple(f"QA_{3 * index + 1}-{3 * index + 3}.md" for index in range(39))


def file(index: int, question: str, answer: str = "") -> str:
    """A file of three questions with these markers."""
    ask, reply = (f"{each} " if each else "" for each in (question, answer))
    return "\n".join(
        f"## {ask}Q{number}: What is meant by part {number}?\n\n### {reply}Answer\n\nIt is part {number} of a token.\n"
        for number in range(3 * index + 1, 3 * index + 4)
    )


def command(folder: Path, *args: str) -> list[str]:
    """A call of qapress; `folder` becomes a repository."""
    (folder / ".git").mkdir(exist_ok=True)
    return [sys.executable, "-X", "utf8", "-m", "qapress", *args]


def run(folder: Path, *args: str, stdin: str = "") -> str:
    """What a call says; it succeeds."""
    done = subprocess.run(
        command(folder, *args), cwd=folder, input=stdin.encode(), capture_output=True, check=False, timeout=60
    )
    assert done.returncode in (0, 1)
    return (done.stderr + done.stdout).decode()


def found(folder: Path, *paths: str) -> list[dict[str, Any]]:
    """The ambiguous damages that a check reports."""
    out = run(folder, "check", "--select", "QA102", "--output-format", "json", *paths)
    return list(json.loads(out[out.index("{") :])["diagnostics"])


def put(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())


# What speaks for a candidate


def test_the_marker_of_other_headings_comes_first_and_the_message_says_why(tmp_path: Path) -> None:
    put(tmp_path, {"QA_1-3.md": file(0, LOST, "✅"), "QA_4-6.md": file(1, "🎓", "✅")})
    for each in (one := found(tmp_path)):
        assert each["candidates"][:2] == ["🎓", "📝"]
        assert each["message"].endswith(", garbled by cp1254; '🎓' also marks question headings")
        assert each["hint"].endswith("; 3 other question headings have '🎓'")
        assert each["fix"] is None
    assert len(one) == 3
    assert {each["candidates"][0] for each in found(tmp_path, "QA_1-3.md")} == {"📝"}, "alone it proves less"


def test_each_role_has_its_marker(tmp_path: Path) -> None:
    put(tmp_path, {"QA_1-3.md": file(0, LOST, LOST), "QA_4-6.md": file(1, "🎓", "📞")})
    first = {each["start"]["line"]: each["candidates"][0] for each in found(tmp_path)}
    assert first == {1: "🎓", 3: "📞", 7: "🎓", 9: "📞", 13: "🎓", 15: "📞"}


def test_the_nearest_marker_counts_for_most(tmp_path: Path) -> None:
    own = file(0, LOST).replace(f"{LOST} Q3", "📞 Q3")
    put(tmp_path, {"a/QA_1-3.md": own, "a/QA_4-6.md": file(1, LOST), "a/QA_7-9.md": file(2, "🎓")})
    put(tmp_path, {f"b/{name}": file(index, "📎") for index, name in enumerate(NAMES[:4])})
    said = {
        (each["path"], each["candidates"][0], each["hint"].rpartition("; ")[2]) for each in found(tmp_path)
    }
    assert said == {
        ("a/QA_1-3.md", "📞", "1 other question heading has '📞'"),
        ("a/QA_4-6.md", "🎓", "3 other question headings have '🎓'"),
    }


def test_any_heading_speaks_where_none_of_the_role_does(tmp_path: Path) -> None:
    text = f"# 🎓 Notes\n\nWe met {LOST} here.\n\n- {LOST} one\n- 📞 two\n"
    put(tmp_path, {"QA_1-3.md": file(0, LOST), "notes.md": text})
    said = {each["candidates"][0]: each["message"].rpartition("; ")[2] for each in found(tmp_path)}
    assert said == {"🎓": "'🎓' also marks headings", "📞": "'📞' also marks list items"}


def test_a_marker_that_is_no_candidate_changes_nothing(tmp_path: Path) -> None:
    put(tmp_path, {"QA_1-3.md": file(0, LOST)})
    alone = [(each["message"], each["candidates"]) for each in found(tmp_path)]
    put(tmp_path, {"QA_4-6.md": file(1, "🔥")})
    assert [(each["message"], each["candidates"]) for each in found(tmp_path)] == alone


def test_what_is_garbled_itself_is_no_evidence(tmp_path: Path) -> None:
    sure = garble("🎓", "cp1254", Policy.C1)
    put(tmp_path, {"QA_1-3.md": file(0, LOST), "QA_4-6.md": file(1, sure)})
    assert {each["candidates"][0] for each in found(tmp_path)} == {"📝"}


@pytest.mark.parametrize(
    ("sure", "open_there", "expected"),
    [
        ((("cp1254", 9), ("cp1250", 2)), (), ("❕", "☕")),
        ((("cp1250", 9), ("cp1254", 2)), (), ("☕", "❕")),
        ((), ("cp1254", "cp1254"), ("❕", "☕")),
        ((("cp1250", 1),), ("cp1254", "cp1254"), ("☕", "❕")),
        ((("mac-roman", 9),), (), ("☕", "❕")),
    ],
)
def test_the_page_that_garbled_other_places_comes_first(
    sure: tuple[tuple[str, int], ...], open_there: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    image = garble("☕", "cp1250", Policy.FFFD)
    assert image == garble("❕", "cp1254", Policy.FFFD)
    place = (Span(3, 6),)
    doubt = OpenDamage("heading", image, ("☕", "❕"), (Layer("cp1250", Policy.FFFD, b"\x98"),), place)
    others = tuple(OpenDamage("", "x", ("a", "b"), (Layer(name),), place) for name in open_there)
    files = (
        Facts("a.md", None, garbling=Garbling(open=(doubt,))),
        Facts("b.md", None, garbling=Garbling(open=others, pages=sure)),
    )
    order = ranked(doubt, "a.md", Tally(Collection(files)))
    assert order.origins == expected
    (layer,) = order.layers
    assert garble(expected[0], layer.page, layer.policy or "") == image
    assert (layer.page, layer.lost) == (("cp1250", b"\x98") if expected[0] == "☕" else ("cp1254", b"\x9d"))


def test_a_page_of_other_files_decides_in_a_check(tmp_path: Path) -> None:
    put(tmp_path, {"a.md": f"## {garble('☕', 'cp1250', Policy.FFFD)} A break\n"})
    for name, first in (("cp1254", "❕"), ("cp1250", "☕")):
        put(tmp_path, {"b.md": garble("# Prose\n\nIt’s 📌 – “so” – “déjà” naïve…\n", name, Policy.C1)})
        (each,) = (each for each in found(tmp_path) if each["path"] == "a.md")
        assert each["candidates"][0] == first
        assert f", garbled by {name}" in each["message"]
        assert each["hint"] == f"its UTF-8 was read as {name}; bytes undefined there were turned into U+FFFD"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("📌 Q1", "📌"),
        ("✔️", "✔️"),
        ("🎓词元", "🎓"),
        ("„Wort“", ""),
        ("– a", ""),
        ("Über", ""),
        ("a 📌", ""),
        ("", ""),
    ],
)
def test_what_counts_as_a_symbol(text: str, expected: str) -> None:
    assert symbol(text) == expected


def test_a_reading_in_several_layers_is_told_as_it_is() -> None:
    layers = (Layer("cp1252"), Layer("cp437", Policy.DROP, b"\x9d"))
    damage = OpenDamage("question heading", "x", ("📝", "🎓"), layers, (Span(3, 4),))
    marked = Facts("a.md", None, garbling=Garbling((Marker("heading", "🎓", 2),), (damage,)))
    order = ranked(damage, "a.md", Tally(Collection((marked, Facts("b.md", None)))))
    assert (order.origins, order.layers) == (("🎓", "📝"), layers)
    assert order.use is not None
    assert order.use.told == "2 other headings"


# How it came, in words


@pytest.mark.parametrize(
    ("layers", "told"),
    [
        ((Layer("cp1252"),), "read as cp1252; nothing was lost"),
        ((Layer("cp437"), Layer("cp1252", Policy.C1)), "read as cp1252, then as cp437; nothing was lost"),
        (
            (Layer("cp1254", Policy.DROP, b"\x8f\x8d"),),
            "read as cp1254; the bytes 8F 8D were dropped; nothing else fits what is left",
        ),
        (
            (Layer("cp1252", Policy.FFFD, b"\x9d"), Layer("cp437", None, b"", Second.STRAIGHT)),
            "read as cp437, then as cp1252; curly quotes in it were made straight; the byte 9D was turned into U+FFFD; nothing else fits what is left",
        ),
        (
            (Layer("cp1253", Policy.QM, bytes(range(0x80, 0x8A))),),
            "read as cp1253; the bytes 80 81 82 83 84 85 86 87 and others were turned into '?'; nothing else fits what is left",
        ),
    ],
)
def test_a_history_says_what_was_lost_and_how_sure_it_is(layers: tuple[Layer, ...], told: str) -> None:
    assert words.history([Damage(Span(0, 1), "x", ("y",), layers)]) == f"its UTF-8 was {told}"


def test_a_history_speaks_for_the_whole_line() -> None:
    line = [
        Damage(Span(0, 1), "x", ("y",), (Layer("cp1252"),)),
        Damage(Span(2, 3), "x", ("y",), (Layer("cp1252", Policy.DROP, b"\x9d"),)),
        Damage(Span(4, 5), "x", ("y",), (Layer("cp1252", Policy.DROP, b"\x8d\x9d"),)),
        Damage(Span(6, 7), "x", ("y",), (Layer("cp437", Policy.DROP, b"\x81"),)),
    ]
    told = "its UTF-8 was read as cp1252; the bytes 9D 8D were dropped; nothing else fits what is left"
    assert words.history(line) == told


def test_every_second_damage_has_its_words() -> None:
    assert set(words.AFTERWARDS) == set(Second)
    told = words.doubt([Layer("cp1252", Policy.DROP, b"\x9d", Second.NFKC)])
    assert (
        told == "its UTF-8 was read as cp1252; bytes undefined there were dropped; it was normalised (NFKC)"
    )


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (("a",), "a"),
        (("a", "a"), "a twice"),
        (("a", "a", "a"), "a 3 times"),
        (("b", "a", "a"), "a twice, then b"),
    ],
)
def test_pages_are_told_in_the_order_of_the_readings(names: tuple[str, ...], told: str) -> None:
    assert words.culprits([Layer(name) for name in names]) == told


@pytest.mark.parametrize(
    ("origins", "told"),
    [("ab", "'a' or 'b'"), ("abcd", "'a', 'b', 'c' or 'd'"), ("abcde", "'a', 'b', 'c' or one of 2 more")],
)
def test_few_candidates_are_all_named(origins: str, told: str) -> None:
    assert words.choice(tuple(origins)) == told


# Asking


def test_a_hub_of_one_damage_is_one_finding_and_one_question(tmp_path: Path) -> None:
    put(tmp_path, {name: file(index, LOST) for index, name in enumerate(NAMES)})
    (one,) = found(tmp_path)
    assert len(one["places"]) == 3 * 39 - 1
    said = run(tmp_path, "check", "--select", "mojibake")
    assert "\n39 files, 117 questions: 1 error, at 117 places\n" in said
    number = one["candidates"].index("🎓") + 1
    asked = run(tmp_path, "fix", "--ask", stdin=f"{number}\n")
    assert asked.count("which one") == 1
    assert "(117 times)\n" in asked
    assert "\nchosen for 117 places in 39 files\nnothing else to mend\n" in asked
    for index, name in enumerate(NAMES):
        assert (tmp_path / name).read_bytes() == file(index, "🎓").encode()
    assert run(tmp_path, "check").startswith("39 files, 117 questions: no findings\n")


def test_the_candidates_are_asked_in_the_order_of_the_check(tmp_path: Path) -> None:
    put(tmp_path, {"QA_1-3.md": file(0, LOST), "QA_4-6.md": file(1, "🎓"), "QA_7-9.md": file(2, LOST)})
    (one,) = found(tmp_path)
    asked = run(tmp_path, "fix", "--ask", stdin="1\n")
    listed = [line.partition("] ")[2] for line in asked.split("\n") if line.startswith("  [")]
    assert listed == one["candidates"]
    assert f"\n  {one['hint']}\n  [1] 🎓\n" in asked
    assert (tmp_path / "QA_7-9.md").read_bytes() == file(2, "🎓").encode()


def test_line_ends_and_byte_order_marks_stay(tmp_path: Path) -> None:
    windows = "\ufeff" + file(0, LOST).replace("\n", "\r\n")
    mixed = file(1, LOST).replace("\n", "\r\n", 5)
    for name, text in (("QA_1-3.md", windows), ("QA_4-6.md", mixed)):
        (tmp_path / name).write_bytes(text.encode())
    (one,) = found(tmp_path)
    number = one["candidates"].index("🎓") + 1
    asked = run(tmp_path, "fix", "--ask", "--select", "mojibake", stdin=f"{number}\n")
    assert "chosen for 6 places in 2 files\n" in asked
    for name, text in (("QA_1-3.md", windows), ("QA_4-6.md", mixed)):
        assert (tmp_path / name).read_bytes() == text.replace(LOST, "🎓").encode()


def test_a_file_that_changes_under_the_question_is_left_alone(tmp_path: Path) -> None:
    put(tmp_path, {"QA_1-3.md": file(0, LOST), "QA_4-6.md": file(1, LOST)})
    with subprocess.Popen(
        command(tmp_path, "fix", "--ask"), cwd=tmp_path, stdin=subprocess.PIPE, stderr=subprocess.PIPE
    ) as asking:
        assert asking.stdin is not None
        assert asking.stderr is not None
        said = b""
        while b"which one" not in said:
            said = asking.stderr.readline()
            assert said, "it ended without a question"
        changed = f"A new line.\n\n{file(0, LOST)}"
        put(tmp_path, {"QA_1-3.md": changed})
        rest = asking.communicate(b"1\n", timeout=60)[1].decode()
    assert asking.returncode == 2
    assert "chosen for 3 places in 1 file\n" in rest
    assert "error: QA_1-3.md: changed meanwhile, left alone; run fix again\n" in rest
    assert (tmp_path / "QA_1-3.md").read_bytes() == changed.encode()
    assert (tmp_path / "QA_4-6.md").read_bytes() == file(1, "📝").encode()


def test_a_blank_among_the_candidates_is_seen() -> None:
    assert [quoted(each) for each in ("a b", "\u200a", "\u00ad", "🏳\ufe0f\u200d🌈")] == [
        *("'a b'", "'<U+200A>'", "'<U+00AD>'", "'🏳\ufe0f\u200d🌈'")
    ]


def test_one_line_is_enough(tmp_path: Path) -> None:
    (tmp_path / "QA_1-1.md").write_bytes(f"## {LOST} Q1: What is a token?".encode())
    (one,) = found(tmp_path)
    assert {"🎓", "📝"} < set(one["candidates"])
    assert one["hint"] == "its UTF-8 was read as cp1254; bytes undefined there were dropped"
    run(tmp_path, "fix", "--ask", "--select", "mojibake", stdin=f"{one['candidates'].index('🎓') + 1}\n")
    assert (tmp_path / "QA_1-1.md").read_bytes() == "## 🎓 Q1: What is a token?".encode()
