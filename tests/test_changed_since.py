"""`check --changed-since` on real repositories: what is new is shown at its place, and nothing else."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from qapress import git
from qapress.diagnostic import Severity
from qapress.grammar import embedded
from qapress.pipeline.check import check
from qapress.pipeline.since import since
from qapress.settings import GrammarSettings, Settings
from release import lay
from repository import run_git

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from qapress.diagnostic import Report

RULES = (
    "double-space",
    "misspelling",
    "structure",
    "mojibake",
    "numbering",
    "links",
    "collection",
    "encoding",
)
TOPICS = ("queue", "cache", "lock", "token", "index", "thread", "stream", "packet", "socket", "buffer")
OLD = 14
"""How many findings the files below have."""


def question(number: int) -> str:
    """A question with two faults of one kind in a line."""
    topic = TOPICS[number % 10]
    return (
        f"## 📌 Q{number}: What is a {topic} for?\n\n### ✅ Answer\n\n"
        f"A {topic} does what the others of its kind cannot do. It  was there for  years.\n\n"
        f"Ask the {topic} before you open a file, and close it behind you.\n"
    )


def page(*numbers: int) -> str:
    return "\n".join(map(question, numbers))


FILES = {
    "hub/QA_1-3.md": page(1, 2, 3),
    "hub/QA_4-6.md": page(4, 5, 6),
    "about.md": "# About\n\nWho  we are, and [what](gone.md) we do. See [the first](hub/QA_1-3.md).\n",
}


def commit(root: Path, files: Mapping[str, str | bytes] | None = None) -> str:
    """Commit files, or what there is, and give the hash."""
    lay(root, dict(files or {}))
    run_git(root, "add", "-A")
    run_git(root, "commit", "-q", "--allow-empty", "-m", "a change")
    return str(git.commit(root))


def repository(root: Path, files: Mapping[str, str | bytes] = FILES) -> Path:
    """A repository with old faults in every file, and a branch of one's own checked out."""
    root.mkdir(parents=True)
    run_git(root, "init", "-q", "-b", "main")
    commit(root, files)
    run_git(root, "switch", "-q", "-c", "work")
    return root


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    return repository(tmp_path / "ein hüb")


def report(root: Path, *paths: str, reference: str = "main", rules: tuple[str, ...] = RULES) -> Report:
    settings = Settings(root, select=rules)
    named = [str(root / path) for path in paths]
    return check(named, settings, since=since(reference, named, settings)).report


def new(root: Path, *paths: str, reference: str = "main", rules: tuple[str, ...] = RULES) -> list[str]:
    """What is new: the place of each finding, and its rule."""
    found = report(root, *paths, reference=reference, rules=rules).shown()
    every = sorted((one for each in found for one in (each, *each.more)), key=lambda each: each.sort_key)
    return [
        f"{each.path}:{line(root / each.path, each.finding.span.start)} {each.info.name}" for each in every
    ]


def line(path: Path, offset: int) -> int:
    text = path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
    return text[:offset].count("\n") + 1


def edit(path: Path, old: str, words: str) -> None:
    data = path.read_bytes()
    assert data.count(old.encode()) == 1, old
    path.write_bytes(data.replace(old.encode(), words.encode()))


# -- what is new, and where --------------------------------------------------------------------------------


def test_nothing_is_new_where_nothing_changed(hub: Path) -> None:
    found = report(hub)
    assert (found.diagnostics, found.known) == ((), OLD)
    commit(hub, {"hub/notes.txt": "what is no text of the collection\n"})
    assert report(hub).known == OLD
    assert report(hub, "hub").known == OLD - 2
    assert report(hub, "hub/QA_1-3.md", "about.md").known == OLD - 6


def test_a_new_fault_beside_old_ones_is_shown_at_its_place(hub: Path) -> None:
    first = hub / "hub/QA_1-3.md"
    edit(first, "A cache does", "A cache  does")
    edit(first, "Ask the lock before", "Then\nask  the lock before")
    expected = ["hub/QA_1-3.md:5 double-space", "hub/QA_1-3.md:16 double-space"]
    assert new(hub) == expected
    assert new(hub, "hub") == expected
    assert new(hub, "hub/QA_1-3.md") == expected
    commit(hub)
    assert new(hub) == expected
    assert new(hub, reference="work") == []


def test_words_that_come_in_front_of_old_faults_make_them_no_new_ones(hub: Path) -> None:
    edit(hub / "hub/QA_1-3.md", "A cache does", "First of all, a cache does")
    edit(hub / "hub/QA_4-6.md", "## 📌 Q4: ", "Read this first.\n\n## 📌 Q4: ")
    edit(hub / "about.md", "Who  we are", "Nobody knows who  we are")
    assert [each for each in new(hub) if "double" in each or "link" in each] == []


def test_one_mended_and_another_added_is_one_new(hub: Path) -> None:
    edit(
        hub / "hub/QA_1-3.md",
        "A cache does what the others of its kind cannot do. It  was",
        "A cache  does. It was",
    )
    assert new(hub) == ["hub/QA_1-3.md:5 double-space"]


def test_an_answer_that_is_deleted_is_missed_at_its_heading(hub: Path) -> None:
    text = question(2)
    edit(hub / "hub/QA_1-3.md", text, text.split("A lock", 1)[0])
    assert new(hub) == ["hub/QA_1-3.md:9 missing-answer"]


def test_the_merge_base_counts_and_not_the_tip(hub: Path) -> None:
    run_git(hub, "switch", "-q", "main")
    edit(hub / "about.md", "Who  we are", "Who we are")
    commit(hub, {"hub/QA_7-9.md": page(7, 8, 9)})
    run_git(hub, "switch", "-q", "work")
    assert report(hub).known == OLD
    run_git(hub, "switch", "-q", "--detach", "main")
    assert report(hub, reference="work").known == OLD - 1
    assert len(new(hub, reference="work")) == 6


def test_files_that_git_does_not_know_are_new(hub: Path) -> None:
    lay(hub, {"hub/new one.md": page(7), "ignored/a.md": "It  is.\n", ".gitignore": "/ignored\n"})
    assert new(hub, rules=("double-space",)) == ["hub/new one.md:5 double-space"] * 2
    assert new(hub, "ignored/a.md") == ["ignored/a.md:1 double-space"]
    run_git(hub, "add", "-A")
    assert len(new(hub, rules=("double-space",))) == 2


# -- renames, moves, line ends -----------------------------------------------------------------------------


def test_renamed_files_keep_their_old_findings(hub: Path) -> None:
    (hub / "other").mkdir()
    run_git(hub, "mv", "hub/QA_1-3.md", "hub/QA_7-9.md")
    run_git(hub, "mv", "hub/QA_4-6.md", "other/QA_4-6.md")
    edit(hub / "other/QA_4-6.md", "Ask the index before", "Ask  the index before")
    (hub / "hub/QA_7-9.md").rename(hub / "hub/QA_1-3 again.md")  # git is not told
    assert new(hub) == ["about.md:3 dead-link", "other/QA_4-6.md:7 double-space"]
    commit(hub)
    assert new(hub) == ["about.md:3 dead-link", "other/QA_4-6.md:7 double-space"]
    assert new(hub, "other/QA_4-6.md") == ["other/QA_4-6.md:7 double-space"]


def test_files_may_swap_their_names(hub: Path) -> None:
    one, other = hub / "hub/QA_1-3.md", hub / "hub/QA_4-6.md"
    texts = one.read_text("utf-8"), other.read_text("utf-8")
    one.write_text(texts[1], "utf-8")
    other.write_text(texts[0].replace("Ask the lock", "Ask  the lock"), "utf-8")
    assert new(hub, rules=("double-space",)) == ["hub/QA_4-6.md:15 double-space"]


def test_questions_may_move(hub: Path) -> None:
    third = question(3)
    edit(hub / "hub/QA_1-3.md", f"\n{third}", "")
    edit(hub / "hub/QA_4-6.md", question(4), third.replace("Ask the", "Ask  the") + "\n" + question(4))
    (hub / "hub/QA_1-3.md").rename(hub / "hub/QA_1-2.md")
    (hub / "hub/QA_4-6.md").rename(hub / "hub/QA_3-6.md")
    assert new(hub) == ["about.md:3 dead-link", "hub/QA_3-6.md:7 double-space"]


def test_answers_may_come_under_other_questions(hub: Path) -> None:
    path = hub / "hub/QA_4-6.md"
    lines = path.read_text("utf-8").split("\n")
    moved = [*lines[:4], *lines[13:20], *lines[4:13], *lines[20:]]
    path.write_text("\n".join(moved), "utf-8")
    assert new(hub) == ["hub/QA_4-6.md:8 number-out-of-order"]


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_are_no_difference(hub: Path, end: str) -> None:
    for path in hub.rglob("*.md"):
        path.write_bytes(path.read_bytes().replace(b"\n", end.encode()))
    assert new(hub, rules=(*RULES, "mixed-newlines")) == []
    edit(hub / "hub/QA_1-3.md", "A cache does", "A cache  does")
    assert new(hub) == ["hub/QA_1-3.md:5 double-space"] if end == "\r\n" else len(new(hub)) == 1


def test_half_of_the_line_ends_are_no_difference(hub: Path) -> None:
    data = (hub / "hub/QA_1-3.md").read_bytes()
    (hub / "hub/QA_1-3.md").write_bytes(data.replace(b"\n", b"\r\n", 10))
    assert new(hub) == []


def test_git_may_turn_line_ends(tmp_path: Path) -> None:
    hub = repository(tmp_path / "hub", {**FILES, ".gitattributes": "*.md text eol=crlf\n"})
    for name in FILES:
        (hub / name).unlink()
    run_git(hub, "checkout", "-q", "--", ".")
    assert b"\r\n" in (hub / "about.md").read_bytes()
    assert report(hub).known == OLD
    edit(hub / "about.md", "we do.", "we  do.")
    assert new(hub) == ["about.md:3 double-space"]


def test_a_mark_and_another_encoding_are_new(hub: Path) -> None:
    data = (hub / "about.md").read_bytes()
    (hub / "about.md").write_bytes(b"\xef\xbb\xbf" + data)
    assert new(hub) == ["about.md:1 byte-order-mark"]
    (hub / "about.md").write_bytes(data.replace(b"Who", b"\xff"))
    assert new(hub, rules=("encoding",)) == ["about.md:3 invalid-utf8"]
    (hub / "about.md").write_bytes(data.decode().encode("utf-16"))
    assert new(hub) == ["about.md:1 wrong-encoding"]


# -- what other files say ----------------------------------------------------------------------------------


def test_what_a_deletion_breaks_elsewhere_is_new(hub: Path) -> None:
    commit(
        hub,
        {
            "notes.md": "See ![it](a.svg), [the first](hub/QA_4-6.md) and [gone](gone.md).\n",
            "a.svg": "<svg/>",
        },
    )
    run_git(hub, "branch", "base")
    (hub / "a.svg").unlink()
    run_git(hub, "rm", "-q", "hub/QA_4-6.md")
    assert new(hub, reference="base") == ["notes.md:1 missing-image", "notes.md:1 dead-link"]
    assert new(hub, "notes.md", reference="base") == ["notes.md:1 missing-image", "notes.md:1 dead-link"]


def test_an_image_that_nobody_shows_is_new_once(hub: Path) -> None:
    commit(
        hub, {"notes.md": "![it](pictures/a.svg)\n", "pictures/a.svg": "<svg/>", "pictures/b.svg": "<svg/>"}
    )
    run_git(hub, "branch", "base")
    lay(hub, {"pictures/c.svg": "<svg></svg>"})
    assert new(hub, reference="base") == ["pictures/c.svg:1 unused-image"]


def test_a_copy_of_a_question_is_new(hub: Path) -> None:
    copy = question(4).replace("Q4", "Q7").replace("for  years", "for years").replace("It  was", "It was")
    commit(hub, {"hub/QA_7-7.md": copy})
    assert new(hub) == ["hub/QA_4-6.md:1 id-changed", "hub/QA_7-7.md:1 duplicate-question"]


def test_a_suppression_that_is_taken_away_shows_what_it_hid(hub: Path) -> None:
    comment = "<!-- qapress: ignore double-space: they are meant -->\n\n"
    edit(hub / "about.md", "Who  we", f"{comment}Who  we")
    commit(hub)
    run_git(hub, "branch", "-f", "main")
    assert report(hub).known == OLD - 1
    edit(hub / "about.md", comment, "")
    assert new(hub) == ["about.md:3 double-space"]


def test_a_suppression_that_hides_nothing_any_more_is_new(hub: Path) -> None:
    edit(hub / "about.md", "Who  we", "<!-- qapress: ignore double-space: they are meant -->\n\nWho  we")
    commit(hub)
    run_git(hub, "branch", "-f", "main")
    edit(hub / "about.md", "Who  we", "Who we")
    assert new(hub, rules=()) == ["about.md:3 unused-suppression"]


def test_another_configuration_makes_nothing_new(hub: Path) -> None:
    lay(hub, {"qapress.toml": 'layout = "house"\nextend-select = ["QA4"]\n', ".gitignore": "/none\n"})
    assert new(hub) == []


# -- ids ---------------------------------------------------------------------------------------------------


def told(root: Path) -> list[str]:
    return [each.finding.message for each in report(root, rules=("id-changed",)).shown()]


def test_another_title_makes_another_id(hub: Path) -> None:
    edit(hub / "hub/QA_1-3.md", "What is a cache for?", "Why is there a cache?")
    edit(
        hub / "hub/QA_4-6.md",
        "What is a index for?\n",
        "Why an index?\n\n<!-- qapress: id what-is-a-index-for -->\n",
    )
    edit(
        hub / "hub/QA_4-6.md",
        "What is a stream for?\n",
        "Why a stream?\n\n<!-- qapress: id stream; was what-is-a-stream-for -->\n",
    )
    message = "the id of this question was 'what-is-a-cache-for' and is now 'why-is-there-a-cache'"
    assert told(hub) == [message]
    edit(
        hub / "hub/QA_1-3.md",
        "## 📌 Q1",
        "<!-- qapress: ignore-question id-changed: nobody had it -->\n\n## 📌 Q1",
    )
    assert told(hub) == []
    assert new(hub, rules=()) == []


def test_moves_and_numbers_leave_ids_alone(hub: Path) -> None:
    text = (hub / "hub/QA_4-6.md").read_text("utf-8")
    (hub / "hub/QA_4-6.md").unlink()
    for number in (6, 5, 4):
        text = text.replace(f"Q{number}:", f"Q{number + 7}:")
    lay(hub, {"else/QA_11-13.md": text})
    assert told(hub) == []


def test_a_second_question_of_a_title_takes_its_id(hub: Path) -> None:
    lay(hub, {"hub/QA_7-7.md": question(1).replace("Q1", "Q7").replace("Ask", "Answer")})
    (message,) = told(hub)
    assert message.startswith(
        "the id of this question was 'what-is-a-cache-for' and is now 'what-is-a-cache-for-"
    )
    settings = Settings(hub, select=("id-changed",))
    assert check([], settings).report.diagnostics == ()


def test_a_question_that_is_gone_has_no_id(hub: Path) -> None:
    edit(hub / "hub/QA_1-3.md", question(2), "")
    assert told(hub) == []


# -- all sorts of edits ------------------------------------------------------------------------------------

LINE = st.sampled_from(
    [
        *question(1).split("\n"),
        *question(4).split("\n"),
        "It  is.",
        "We recieve it.",
        "A line without any fault in it.",
    ]
)


@pytest.fixture(scope="module")
def shared_hub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return repository(tmp_path_factory.mktemp("shared") / "hub")


@given(
    st.lists(st.tuples(st.sampled_from(sorted(FILES)), st.integers(0, 24), st.booleans(), LINE), max_size=8)
)
@limits(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_new_and_known_findings_are_all(shared_hub: Path, edits: list[tuple[str, int, bool, str]]) -> None:
    lay(shared_hub, dict(FILES))
    before = counted(check([], Settings(shared_hub, select=RULES)).report)
    texts = {name: text.split("\n") for name, text in FILES.items()}
    for name, at, replaces, words in edits:
        texts[name][at : at + replaces] = [words]
    lay(shared_hub, {name: "\n".join(lines) for name, lines in texts.items()})
    now = counted(check([], Settings(shared_hub, select=RULES)).report)
    found = report(shared_hub)
    fresh = counted(found)
    own = fresh.pop("QA603", 0)  # speaks only where there is something to compare with
    assert fresh.total() + found.known == now.total()
    assert all(fresh[code] >= now[code] - before[code] for code in now), "each that came is shown"
    assert edits or not (fresh or own)


def counted(found: Report) -> Counter[str]:
    """At how many places each rule was broken."""
    every = [one for each in found.shown() for one in (each, *each.more)]
    return Counter(each.info.code for each in every)


# -- grammar -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "_", [pytest.param(0, marks=[] if embedded.is_installed() else [pytest.mark.border])]
)
def test_what_an_engine_finds_is_compared_too(hub: Path, _: int) -> None:
    old, fresh = "This are a sentence that everybody has read.", "These is another one that nobody has read."
    commit(hub, {"notes.md": f"# Notes\n\n{old} There is more of it.\n"})
    run_git(hub, "branch", "base")
    lay(hub, {"notes.md": f"# Notes\n\nRead this first.\n\n{old} There is more of it, and\nmore. {fresh}\n"})
    settings = Settings(hub, select=("grammar",), grammar=GrammarSettings(engine="embedded"))
    whole = check([], settings, remember=False).report.shown()
    found = check([], settings, remember=False, since=since("base", [], settings)).report
    (one,) = (each for each in found.shown() if each.severity > Severity.NOTE)
    assert one.finding.span.start > len(f"# Notes\n\nRead this first.\n\n{old}")
    assert found.known == len(whole) - len(found.shown()) > 0
