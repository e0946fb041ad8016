"""Releases: what lies in them, that they are there whole or not at all, and always in the same bytes."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qapress import __version__
from qapress.emit.places.losses import shortened
from qapress.errors import EmitError, ReadError, UsageError, WriteError
from qapress.pipeline.build import Built, FindingsLeftError, build, examined
from qapress.pipeline.list import questions
from qapress.pipeline.published import published as earlier
from qapress.pipeline.read import document
from qapress.pipeline.stage import STAGING, staging
from qapress.settings import GrammarSettings, Settings
from qapress.settings.values import BuildSettings
from qapress.source.lock import LOCK, locked
from release import SVG, lay, page, published, question, tree, validator

if TYPE_CHECKING:
    from collections.abc import Callable

    from qapress.pipeline.check import Checked
    from qapress.pipeline.collect import Texts
    from qapress.pipeline.lint import Linter

HUB: dict[str, str | bytes] = {
    "LICENSE": "All rights kept.\n",
    "hub/LICENSE.txt": "SPDX-License-Identifier: CC-BY-4.0\n",
    "hub/README.md": "# The hub\n",
    "hub/QA_1-2.md": page("See ![a box](box.svg).", "Two."),
    "hub/QA_3-3.md": question(3, "Third?", "Three 👍🏽."),
    "hub/box.svg": SVG,
}
EVERYTHING = ("markdown", "json", "pdf")


@pytest.fixture(autouse=True)
def fixed_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time of every release: 2026-01-02, 03:04:06."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767323046")


def made(
    root: Path, files: dict[str, str | bytes] | None = None, formats: tuple[str, ...] = EVERYTHING
) -> Built:
    """A release of some files in `dist` below the folder."""
    lay(root, HUB if files is None else files)
    return build([], Settings(root), formats=formats, out=root / "dist", release="1.0")


def test_a_release_holds_what_the_contract_says(tmp_path: Path) -> None:
    built = made(tmp_path)
    assert built.folder == tmp_path / "dist/the-hub-1.0"
    assert sorted(path.name for path in (tmp_path / "dist").iterdir()) == ["the-hub-1.0", "the-hub-1.0.zip"]
    assert list(tree(built.folder)) == [
        "LICENSE",
        "SHA256SUMS",
        "licenses.spdx.json",
        "manifest.json",
        "markdown/QA_1-2.md",
        "markdown/QA_3-3.md",
        "markdown/README.md",
        "markdown/box.svg",
        "the-hub.json",
        "the-hub.pdf",
    ]
    assert {str(path): size for path, size in built.files.items()} == {
        path: len(content) for path, content in tree(built.folder).items()
    }
    assert built.losses.report.diagnostics == ()
    assert (built.folder / "LICENSE").read_text("utf-8") == HUB["hub/LICENSE.txt"]


def test_data_that_break_their_schema_are_not_written(tmp_path: Path) -> None:
    lay(tmp_path, HUB)
    silent = replace(Settings(tmp_path), language="")
    with pytest.raises(EmitError, match=r"breaks its schema at \$\.language"):
        build([], silent, formats=["json"], out=tmp_path / "dist", release="1.0", allow_errors=True)
    assert not list((tmp_path / "dist").glob("*-1.0*"))


def test_manifest_and_checksums_are_those_of_the_files(tmp_path: Path) -> None:
    files = tree(made(tmp_path).folder)
    manifest = json.loads(files["manifest.json"])
    validator("manifest").validate(manifest)
    assert manifest["created"] == "2026-01-02T03:04:06Z"
    assert manifest["allow_errors"] is False
    assert manifest["counts"] == {"documents": 2, "questions": 3, "assets": 1}
    assert manifest["tools"]["qapress"] == __version__
    assert set(manifest["tools"]) >= {"mistune", "typst", "Pillow", "latex2mathml"}
    sums = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
    assert {each["path"]: each["sha256"] for each in manifest["files"]} == {
        path: found for path, found in sums.items() if path not in {"manifest.json", "SHA256SUMS"}
    }
    lines = files["SHA256SUMS"].decode().splitlines()
    assert lines == [f"{found}  {path}" for path, found in sums.items() if path != "SHA256SUMS"]


def test_license_comes_from_the_nearest_file_or_the_settings(tmp_path: Path) -> None:
    assert json.loads(tree(made(tmp_path).folder)["the-hub.json"])["license"] == "CC-BY-4.0"
    files = {path: content for path, content in HUB.items() if "LICENSE" not in path}
    lay(tmp_path / "bare", files)
    settings = Settings(tmp_path / "bare", build=BuildSettings(license="CC0-1.0"))
    built = build([], settings, formats=["json"], out=tmp_path / "named", release="1")
    assert json.loads((built.folder / "the-hub.json").read_bytes())["license"] == "CC0-1.0"
    assert built.notes == ()
    built = made(tmp_path / "bare", {}, formats=("json",))
    assert built.notes == ("no license: put a LICENSE beside the content, or name one in build.license",)


def test_the_zip_holds_the_same_files_stored_and_dated(tmp_path: Path) -> None:
    built = made(tmp_path)
    with zipfile.ZipFile(built.zip) as archive:
        assert archive.testzip() is None
        assert {each.filename: archive.read(each) for each in archive.infolist()} == {
            f"the-hub-1.0/{path}": content for path, content in tree(built.folder).items()
        }
        assert {each.compress_type for each in archive.infolist()} == {zipfile.ZIP_STORED}
        assert {each.date_time for each in archive.infolist()} == {(2026, 1, 2, 3, 4, 6)}


PROGRAM = """
import os, sys
from pathlib import Path
from qapress.pipeline.build import build
from qapress.settings import Settings
os.umask(int(sys.argv[2], 8))
print(build([], Settings(Path(sys.argv[1])), out=Path(sys.argv[1]) / "dist", release="1.0").zip)
"""


def zip_of(root: Path, umask: str, **environment: str) -> bytes:
    """The zip of a release that another process makes."""
    lay(root, HUB)
    command = [sys.executable, "-c", PROGRAM, str(root), umask]
    done = subprocess.run(command, env=os.environ | environment, capture_output=True, check=True, text=True)
    return Path(done.stdout.strip()).read_bytes()


def test_the_same_content_gives_the_same_bytes_anywhere(tmp_path: Path) -> None:
    first = zip_of(tmp_path / "one", "022", TZ="Asia/Kathmandu", PYTHONHASHSEED="1", LC_ALL="C")
    second = zip_of(tmp_path / "another folder", "077", TZ="America/St_Johns", PYTHONHASHSEED="2")
    assert first == second


def test_a_second_release_replaces_the_first_whole(tmp_path: Path) -> None:
    made(tmp_path)
    (tmp_path / "dist" / (STAGING + "killed")).mkdir()
    (tmp_path / "hub/QA_3-3.md").unlink()
    again = build([], Settings(tmp_path), formats=["markdown"], out=tmp_path / "dist", release="1.0")
    assert not (again.folder / "markdown/QA_3-3.md").exists()
    assert not (again.folder / "the-hub.pdf").exists()
    assert sorted(path.name for path in (tmp_path / "dist").iterdir()) == ["the-hub-1.0", "the-hub-1.0.zip"]


def test_a_build_that_fails_leaves_the_old_release_untouched(tmp_path: Path) -> None:
    built = made(tmp_path)
    built.zip.unlink()
    lay(built.zip, {"in the way": "a folder where the zip would go"})
    before = tree(tmp_path / "dist")
    with pytest.raises(WriteError, match=r"cannot write the bundle to .*dist"):
        made(tmp_path, {"hub/QA_3-3.md": question(3, "Changed?", "Text.")}, formats=("markdown",))
    assert tree(tmp_path / "dist") == before


@pytest.mark.parametrize("done", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("move", range(3), ids=["old-out", "new-in", "zip-in"])
def test_an_interruption_leaves_the_old_release_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, move: int, *, done: bool
) -> None:
    out = made(tmp_path, formats=("markdown",)).folder.parent
    before = tree(out)
    interrupt(monkeypatch, move, done=done)
    with pytest.raises(KeyboardInterrupt):
        made(tmp_path, {"hub/QA_3-3.md": question(3, "Changed?", "Text.")}, formats=("markdown",))
    assert (tree(out) == before) is not (move == LAST and done)
    assert sorted(path.name for path in out.iterdir()) == ["the-hub-1.0", "the-hub-1.0.zip"]


@pytest.mark.parametrize("done", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("move", range(3), ids=["old-out", "new-in", "zip-in"])
def test_after_a_kill_the_next_build_puts_the_old_release_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, move: int, *, done: bool
) -> None:
    out = made(tmp_path, formats=("markdown",)).folder.parent
    before = tree(out)
    with monkeypatch.context() as patch:
        interrupt(patch, move, done=done)
        patch.setattr("qapress.pipeline.stage._sweep", lambda *_: None)
        with pytest.raises(KeyboardInterrupt):
            made(tmp_path, {"hub/QA_3-3.md": question(3, "Changed?", "Text.")}, formats=("markdown",))
    build([], Settings(tmp_path), formats=["json"], out=out, release="2.0")
    kept = {path: content for path, content in tree(out).items() if "2.0" not in path}
    assert (kept == before) is not (move == LAST and done)
    assert not list(out.glob(STAGING + "*"))


LAST = 2
"""The number of the move that ends a build."""


def interrupt(patch: pytest.MonkeyPatch, move: int, *, done: bool) -> None:
    """Let Ctrl-C come just before, or just after, one of the three moves of a build."""
    count = iter(range(10))

    def stopping(method: Callable[[Path, Path], Path]) -> Callable[[Path, Path], Path]:
        def moved(path: Path, target: Path) -> Path:
            stop = next(count) == move
            if stop and not done:
                raise KeyboardInterrupt
            method(path, target)
            if stop:
                raise KeyboardInterrupt
            return target

        return moved

    for name in ("rename", "replace"):
        patch.setattr(Path, name, stopping(getattr(Path, name)))


def test_two_builds_at_once_do_not_mix(tmp_path: Path) -> None:
    before = tree(made(tmp_path).folder.parent)
    with (
        locked(tmp_path / "dist", "busy"),
        pytest.raises(WriteError, match=r"another build writes to .*dist; wait until it is done"),
    ):
        made(tmp_path, formats=("markdown",))
    assert tree(tmp_path / "dist") == before
    assert not (tmp_path / "dist" / LOCK).exists()


def test_out_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "dist").write_text("a file", "utf-8")
    with (
        pytest.raises(WriteError, match=r"cannot write the bundle to .*dist"),
        staging(tmp_path / "dist", "a-1"),
    ):
        pass


@pytest.mark.parametrize("taken", ["the-hub-1.0/notes.md", "the-hub-1.0/manifest.json", "the-hub-1.0.zip"])
def test_what_no_build_made_is_left_alone(tmp_path: Path, taken: str) -> None:
    lay(tmp_path / "dist", {taken: '{"name": "mine"}'})
    before = tree(tmp_path / "dist")
    with pytest.raises(
        WriteError, match=r"the-hub-1\.0(\.zip)? is there, and no build made it; move it away"
    ):
        made(tmp_path, formats=("json",))
    assert tree(tmp_path / "dist") == before


def zipped(content: bytes, method: int) -> bytes:
    """A zip with a manifest of this content."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("the-hub-1.0/manifest.json", content)
    return out.getvalue()


def marked(content: bytes, place: int, value: int) -> bytes:
    """A zip of one file, another byte in both its headers: at this place of the first, 2 later in the other."""
    made = bytearray(content)
    made[place] = made[content.index(b"PK\1\2") + place + 2] = value
    return bytes(made)


PLAIN = zipped(b'{"tools": {"qapress": "1"}}', zipfile.ZIP_STORED)
NESTED = b"[" * 100_000
STRANGE = {
    "encrypted": marked(PLAIN, 6, 1),
    "compressed by Deflate64": marked(PLAIN, 8, 9),
    "stored and said to be deflated": marked(PLAIN, 8, zipfile.ZIP_DEFLATED),
    "stored and said to be packed by LZMA": marked(PLAIN, 8, zipfile.ZIP_LZMA),
    "a name that is not UTF-8": marked(PLAIN, 7, 8).replace(b"the-hub", b"the\xffhub"),
    "nested": zipped(NESTED, zipfile.ZIP_DEFLATED),
    "cut": PLAIN[20:],
}


@pytest.mark.parametrize("what", STRANGE)
def test_a_zip_that_does_not_open_is_no_release(tmp_path: Path, what: str) -> None:
    path = tmp_path / "the-hub-1.0.zip"
    path.write_bytes(PLAIN)
    with staging(tmp_path, "the-hub-1.0"):
        pass  # ours would be replaced
    path.write_bytes(STRANGE[what])
    with pytest.raises(WriteError, match=r"zip is there, and no build made it"), staging(tmp_path, path.stem):
        pass
    assert tree(tmp_path) == {path.name: STRANGE[what]}
    path.write_bytes(STRANGE[what].replace(b"manifest.json", b"the-book.json"))
    with pytest.raises(ReadError, match=r"^cannot read |is no bundle of qapress"):
        earlier(str(path))


def test_a_manifest_that_is_nested_deeply_is_no_builds(tmp_path: Path) -> None:
    lay(tmp_path, {"the-hub-1.0/manifest.json": NESTED})
    with (
        pytest.raises(WriteError, match=r"1\.0 is there, and no build made it"),
        staging(tmp_path, "the-hub-1.0"),
    ):
        pass


def test_an_empty_folder_is_nobodys(tmp_path: Path) -> None:
    (tmp_path / "dist/the-hub-1.0").mkdir(parents=True)
    assert (made(tmp_path, formats=("json",)).folder / "the-hub.json").is_file()


def test_a_refused_build_leaves_no_folder(tmp_path: Path) -> None:
    lay(tmp_path, {"QA_1-1.md": page("A formula: $\\nosuch$.")})
    with pytest.raises(FindingsLeftError):
        build([], Settings(tmp_path, severity={"publish": "error"}), out=tmp_path / "dist", release="1")
    assert not (tmp_path / "dist").exists()


@pytest.mark.parametrize("out", ["releases", "hub", "hub/older"])
def test_a_release_is_not_read_again_as_content(tmp_path: Path, out: str) -> None:
    lay(tmp_path, HUB)
    settings = Settings(tmp_path)
    first = build([], settings, formats=["markdown", "json"], out=tmp_path / out, release="1")
    again = build([], settings, formats=["markdown", "json"], out=tmp_path / out, release="2")
    assert {str(path): size for path, size in again.files.items() if path.suffix == ".md"} == {
        str(path): size for path, size in first.files.items() if path.suffix == ".md"
    }
    assert len(questions([], settings).questions) == 3


def test_errors_refuse_the_build_unless_they_are_allowed(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"QA_1-2.md": page("One.", "Two.").replace("Q2", "Q1")}
    with pytest.raises(FindingsLeftError) as refused:
        made(tmp_path, files, formats=("json",))
    assert {each.info.name for each in refused.value.checked.report.shown()} >= {"duplicate-number"}
    assert not (tmp_path / "dist").exists()
    built = build(
        [], Settings(tmp_path), formats=["json"], out=tmp_path / "dist", release="1", allow_errors=True
    )
    manifest = json.loads((built.folder / "manifest.json").read_bytes())
    assert manifest["findings"]["errors"] > 0
    assert manifest["allow_errors"] is True


def test_a_loss_can_be_made_an_error_or_be_accepted(tmp_path: Path) -> None:
    lay(tmp_path, {"QA_1-1.md": page("A formula: $\\nosuch$.")})
    out = tmp_path / "dist"
    built = build([], Settings(tmp_path), out=out, release="1")
    assert [each.info.name for each in built.losses.report.diagnostics] == ["unknown-math"]
    assert json.loads((built.folder / "manifest.json").read_bytes())["findings"]["warnings"] >= 1
    with pytest.raises(FindingsLeftError):
        build([], Settings(tmp_path, severity={"publish": "error"}), out=out, release="2")
    built = build([], Settings(tmp_path, ignore=("unknown-math",)), out=out, release="3")
    assert built.losses.report.diagnostics == ()


def test_losses_are_told_at_their_place_and_hidden_by_a_comment(tmp_path: Path) -> None:
    answer = "<!-- qapress: ignore unknown-math: a joke -->\n\nA $\\joke$.\n\nA $\\loss$."
    text = page(answer)
    (found,) = published([document("a.md", text.encode(), Settings(tmp_path))], Settings(tmp_path))
    kinds = [(each.kind, found.source.slice(each.span)) for each in found.problems]
    assert kinds == [("unknown-math", "$\\joke$"), ("unknown-math", "$\\loss$")]
    lay(tmp_path, {"a.md": text})
    built = build([], Settings(tmp_path), out=tmp_path / "dist", release="1")
    assert [each.suppressed for each in built.losses.report.diagnostics] == ["a joke", None]


def test_bytes_that_are_not_utf8_are_published_as_replacement_characters(tmp_path: Path) -> None:
    text = "---\ntitle: T!\n---\n\n# T!\n\n" + question(
        1, "Wh! is it?", "One! ![!](!.svg)\n\n```!\n!\n```"
    ).replace("📌", "!")
    lay(tmp_path, {"QA_1-1.md": text.encode().replace(b"!", b"\xe9")})
    built = build([], Settings(tmp_path), name="a", out=tmp_path / "dist", release="1", allow_errors=True)
    (asked,) = json.loads((built.folder / "a.json").read_bytes())["documents"][0]["questions"]
    assert asked["question"]["markdown"] == asked["title"] == "Wh\ufffd is it?"
    assert asked["answer"]["markdown"].startswith("One\ufffd")


def test_equal_losses_of_different_questions_have_different_fingerprints(tmp_path: Path) -> None:
    lay(tmp_path, {"a.md": question(1, "One?", "$\\nosuch$"), "b.md": question(2, "Two?", "$\\nosuch$")})
    built = build([], Settings(tmp_path), formats=["pdf"], out=tmp_path / "dist", release="1")
    first, second = built.losses.report.diagnostics
    assert first.finding.message.removesuffix("Q1") == second.finding.message.removesuffix("Q2")
    assert first.fingerprint != second.fingerprint


@pytest.mark.parametrize("named", ["b", "b/QA_2-2.md"])
def test_the_ids_of_a_part_are_those_of_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    lay(tmp_path, {"a/QA_1-1.md": question(1, "Why?", "A."), "b/QA_2-2.md": question(2, "Why?", "B.")})
    monkeypatch.chdir(tmp_path)
    whole = published_ids(tmp_path, [])
    assert whole["b/QA_2-2.md"] != ["why"]
    assert published_ids(tmp_path, [named]) == {"b/QA_2-2.md": whole["b/QA_2-2.md"]}
    listed = questions([named], Settings(tmp_path)).questions
    assert [each["id"] for each in listed] == whole["b/QA_2-2.md"]


def published_ids(root: Path, paths: list[str]) -> dict[str, list[str]]:
    """The ids of the questions in a release of some paths, by file."""
    built = build(paths, Settings(root), formats=["json"], out=root / "dist", name="book", release="1")
    documents = json.loads((built.folder / "book.json").read_bytes())["documents"]
    return {each["path"]: [question["id"] for question in each["questions"]] for each in documents}


def test_no_grammar_engine_runs(tmp_path: Path) -> None:
    nobody = GrammarSettings(engine="languagetool", url="http://127.0.0.1:9")
    lay(tmp_path, HUB)
    settings = Settings(tmp_path, grammar=nobody)
    built = build([], settings, formats=["json"], out=tmp_path / "dist", release="1")
    assert json.loads((built.folder / "manifest.json").read_bytes())["findings"]["errors"] == 0


def test_what_was_checked_is_published_even_if_the_file_changes_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(tmp_path, {"QA_1-1.md": page("Checked.")})

    def examine(given: Texts, linter: Linter, progress: Callable[[str], None]) -> Checked:
        lay(tmp_path, {"QA_1-1.md": page("Changed.")})
        return examined(given, linter, progress)

    monkeypatch.setattr("qapress.pipeline.build.examined", examine)
    built = made(tmp_path, {}, formats=("markdown",))
    assert "Checked." in (built.folder / "markdown/QA_1-1.md").read_text("utf-8")


GLYPHS = {
    "a/README.md": "# The 𝋠 book\n",
    "a/QA_1-1.md": "# Title 𝋡\n\nFront 𝋢.\n\n"
    + question(1, "Asked 𝋣?", 'Told 𝋤.\n\n![alt](i.svg "caption 𝋥")\n\n```𝋦\ncode 𝋧\n```').replace("📌", "𝋨")
    + "\n---\n\nClosing 𝋩.\n",
    "b𝋪/QA_2-2.md": "---\ntitle: 'Matter 𝋫'\n---\n\n" + question(2, "Two?", "A[^1].\n\n[^1]: Note 𝋬."),
}
"""Every place that the book prints, each with a character of its own that no font has, and no script."""


def test_no_character_is_lost_in_silence(tmp_path: Path) -> None:
    lay(tmp_path, {**GLYPHS, "a/i.svg": SVG})
    settings = Settings(tmp_path, build=BuildSettings(promo=True, authors=("𝋭",), license="𝋮"))
    built = build([], settings, formats=["pdf"], name="a", out=tmp_path / "dist", release="1")
    found = [(each.path, each.finding) for each in built.losses.report.diagnostics]
    assert {each.info.name for each in built.losses.report.diagnostics} == {"missing-glyph"}
    lost = [each.message.partition("character ")[2][0] for _, each in found]
    assert sorted(lost) == [chr(0x1D2E0 + n) for n in range(15)]
    for (path, each), character in zip(found, lost, strict=True):
        here = GLYPHS[path][slice(*each.span)]
        assert character in here or each.message.endswith(
            ", on the cover, in the imprint or in a part's title"
        )


def test_what_is_missing_on_the_cover_and_in_a_text_is_told_in_the_text(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {"a/QA_1-1.md": page("One."), "金木/QA_1-1.md": page("水火 and 金木."), "notes.md": "# Notes\n"},
    )
    built = build([], Settings(tmp_path), formats=["pdf"], name="a", out=tmp_path / "dist", release="1")
    (found,) = built.losses.report.diagnostics
    assert (found.path, found.finding.message) == (
        "金木/QA_1-1.md",
        "the book cannot show 4 characters of Han (水, 火, 金 and more), in Q1",
    )


COMMENTED = [
    ("<!-- c -->##Q3: a", "\\##Q3: a"),
    ("<!-- c --> ## a", "\\## a"),
    ("<!-- c -->- a", "\\- a"),
    ("<!-- c -->12. a", "12\\. a"),
    ("<!-- c -->* * *", "\\* * *"),
    ("a\n<!-- c -->===", "a\n\n\\==="),
    ("a\n<!-- c -->b", "a\n\nb"),
    ("- <!-- c -->- a", "- \\- a"),
    ("> <!-- c -->> a", "> \\> a"),
    ("<!-- c -->*a*", "*a*"),
    ("a <!-- c -->- b", "a - b"),
    ("a\n<!-- c -->\nb", "a\n\nb"),
    ("a\n<!-- c -->\n<!-- d -->\n\n- b", "a\n\n- b"),
    ("<!-- c -->\n\n- a", "- a"),
]


@pytest.mark.parametrize(("given", "kept"), COMMENTED)
def test_a_comment_goes_and_the_blocks_stay(tmp_path: Path, given: str, kept: str) -> None:
    built = made(tmp_path, {"QA_1-1.md": page(f"A.\n\n{given}\n\nZ.")}, formats=("markdown",))
    assert (built.folder / "markdown/QA_1-1.md").read_text("utf-8") == page(f"A.\n\n{kept}\n\nZ.")


@pytest.mark.parametrize("name", ["a/b", "..", "-x", "a b", "Con", "nul.1", "a."])
def test_a_name_must_be_that_of_a_folder(tmp_path: Path, name: str) -> None:
    lay(tmp_path, HUB)
    settings = Settings(tmp_path, build=BuildSettings(name=name))
    with pytest.raises(UsageError, match="cannot name a release"):
        build([], settings, formats=["json"], out=tmp_path / "dist", release="1")


def test_a_release_called_like_a_path_stays_in_out(tmp_path: Path) -> None:
    lay(tmp_path, HUB)
    built = build([], Settings(tmp_path), formats=["json"], out=tmp_path / "dist", release="../../v1/x")
    assert built.folder == tmp_path / "dist/the-hub-v1-x"


def test_without_a_question_there_is_no_release(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no question to publish"):
        made(tmp_path, {"README.md": "# Empty\n"})


def test_a_wrong_format_is_told_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(EmitError, match="no format 'djvu'"):
        build([], Settings(tmp_path / "gone"), formats=["djvu"], out=tmp_path / "dist")


@pytest.mark.parametrize("path", ["gone.ttf", "nul\0.ttf", "../other.ttf", "loop.ttf"])
def test_a_font_that_is_not_there_is_told(tmp_path: Path, path: str) -> None:
    lay(tmp_path, {"other.ttf": b"", **{f"root/{name}": content for name, content in HUB.items()}})
    (tmp_path / "root/loop.ttf").symlink_to("loop.ttf")
    settings = Settings(tmp_path / "root", build=BuildSettings(fonts=(path,)))
    with pytest.raises(ReadError, match=re.escape(f"cannot read build.fonts: {path}")):
        build([], settings, out=tmp_path / "dist", release="1")


def test_images_outside_the_root_are_not_read(tmp_path: Path) -> None:
    lay(tmp_path, {"secret.svg": SVG, "root/QA_1-1.md": page("![x](../secret.svg) ![y](link.svg)")})
    (tmp_path / "root/link.svg").symlink_to(tmp_path / "secret.svg")
    built = build([], Settings(tmp_path / "root"), out=tmp_path / "dist", release="1", allow_errors=True)
    assert [each.info.name for each in built.losses.report.diagnostics] == ["unusable-image"] * 2
    assert not list(built.folder.rglob("*.svg"))


def test_a_license_outside_the_root_is_not_read(tmp_path: Path) -> None:
    lay(tmp_path, {"secret": "private", "root/LICENSE.md": "Ours.", "root/a/QA_1-1.md": page("One.")})
    (tmp_path / "root/a/LICENSE").symlink_to(tmp_path / "secret")
    (tmp_path / "root/LICENSE").symlink_to(tmp_path / "secret")
    built = build([], Settings(tmp_path / "root"), formats=["json"], out=tmp_path / "dist", release="1")
    assert (built.folder / "LICENSE").read_text("utf-8") == "Ours."


@pytest.mark.parametrize("name", ["a%00.png", "a" * 300 + ".png", "a%00.txt", "loop.svg"])
def test_an_image_whose_name_no_system_takes_is_a_loss(tmp_path: Path, name: str) -> None:
    lay(tmp_path, {"QA_1-1.md": page(f'<img src="{name}">')})
    (tmp_path / "loop.svg").symlink_to("loop.svg")
    settings = Settings(tmp_path, ignore=("missing-image",))
    built = build([], settings, out=tmp_path / "dist", release="1")
    (found,) = built.losses.report.diagnostics
    assert found.finding.message == f"the image {shortened(name)} does not exist, or is no file, in Q1"


def test_the_time_of_a_release_must_be_a_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH is 'yesterday'"):
        made(tmp_path)


def test_paper_may_be_letter(tmp_path: Path) -> None:
    lay(tmp_path, HUB)
    letter = replace(Settings(tmp_path), build=BuildSettings(paper="letter"))
    built = build([], letter, formats=["pdf"], out=tmp_path / "dist", release="1")
    assert b"/MediaBox[0 0 612 792]" in (built.folder / "the-hub.pdf").read_bytes()
