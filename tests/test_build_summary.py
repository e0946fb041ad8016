"""What a build says: how far it is, what it made, what it left out and why."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from qapress.pipeline.build import build
from qapress.settings import BuildSettings, Settings
from release import lay, page, question

if TYPE_CHECKING:
    from pathlib import Path

AUTHORED = "*Authored by **Somebody***\n\n"
PROMOTED = "\n---\n\n## Follow us\n\n[Newsletter](https://example.org/)\n"
FORMATS = ("markdown", "json")


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """Two files of questions with what a release leaves out, an index, and a file without questions."""
    files: dict[str, str | bytes] = {
        "README.md": "# The hub\n",
        "guide.md": "# Guide\n\nRead on.\n",
        "QA_1-1.md": AUTHORED + page("A number.") + PROMOTED,
        "QA_2-2.md": question(2, "Another?", 'A letter, see [this](gone.md). <form action="x"></form>')
        + PROMOTED,
        "LICENSE": "MIT License\n",
    }
    return lay(tmp_path, files)


def test_what_was_left_out_is_told_with_the_reason(hub: Path) -> None:
    built = build([], Settings(hub), formats=FORMATS, out=hub / "dist", release="1", allow_errors=True)
    assert built.notes[-2:] == (
        (
            "left out: author lines of QA_1-1.md (build.author-lines is off), "
            "closing sections of QA_1-1.md, QA_2-2.md (build.promo is off)"
        ),
        "without questions, so in no format but Markdown: guide.md",
    )


def test_what_is_kept_is_not_told(hub: Path) -> None:
    kept = Settings(hub, build=BuildSettings(promo=True, author_lines=True))
    built = build([], kept, formats=FORMATS, out=hub / "dist", release="1", allow_errors=True)
    assert not any(each.startswith("left out") for each in built.notes)


def test_many_files_are_counted(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {f"guide-{n}.md": "# Guide\n" for n in range(4)}
    lay(tmp_path, {**files, "QA_1-1.md": page("A number.")})
    built = build([], Settings(tmp_path), formats=FORMATS, out=tmp_path / "dist", release="1")
    assert "without questions, so in no format but Markdown: 4 files" in built.notes


def test_progress_names_each_step(hub: Path) -> None:
    steps: list[str] = []
    build(
        [],
        Settings(hub),
        formats=FORMATS,
        out=hub / "dist",
        release="1",
        allow_errors=True,
        progress=steps.append,
    )
    assert steps[:4] == [f"reading file {n} of 4" for n in range(1, 5)]
    assert steps[4:8] == [f"checking file {n} of 4" for n in range(1, 5)]
    assert steps[8:] == ["making markdown", "making json", "writing"]


def test_the_summary_shows_each_format_with_its_size(hub: Path) -> None:
    command = "build --formats markdown,json --name hub --title Hub --release 1 --allow-errors"
    done = subprocess.run(
        [sys.executable, "-m", "qapress", *command.split()],
        cwd=hub,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    folder = hub / "dist" / "hub-1"
    first, *rows, last = done.stdout.splitlines()[-4:]
    files = sorted(each for each in folder.rglob("*") if each.is_file())
    size = sum(each.stat().st_size for each in files) / 1000
    assert first == f"dist/hub-1/ (2 questions, {len(files)} files, {size:.1f} kB)"
    data = (folder / "hub.json").stat().st_size / 1000
    texts = sum(each.stat().st_size for each in files if "markdown" in each.parts) / 1000
    assert [each.split() for each in rows] == [
        ["hub.json", f"{data:.1f}", "kB"],
        ["markdown/", f"{texts:.1f}", "kB"],
    ]
    assert last == "dist/hub-1.zip"
    assert done.stderr.splitlines()[-1].startswith("note: not shown as written: 1 unresolved-link")


def test_standard_input_is_no_collection(hub: Path) -> None:
    command = [sys.executable, "-m", "qapress", "build", "-"]
    done = subprocess.run(command, cwd=hub, input="", capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (
        2,
        "error: standard input (-) is no collection; give files or folders\n",
    )
