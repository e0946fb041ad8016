r"""Habits of Windows, as far as they can be had elsewhere: code pages, marks, UTF-16, `\`, case, line ends."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from repository import run_git

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ENTRY = "## 📌 Q{0}: What is a token of kind {0}?\n\n### ✅ Answer\n\nA piece of text of kind {0}.\n"
SPACED = ENTRY.format(1).replace("piece of", "piece  of")
LINKED = ENTRY.format(1) + "\nSee [this](more\\QA_2-2.md#x) and ![that](img\\a.png).\n"
STRICT = {"PYTHONWARNDEFAULTENCODING": "1", "PYTHONWARNINGS": "error::EncodingWarning"}
"""Whatever reads or writes text in the encoding of the machine is an error."""


class Done(subprocess.CompletedProcess[bytes]):
    """A run, with what it said."""

    @property
    def out(self) -> str:
        return self.stdout.decode("utf-8")

    @property
    def err(self) -> str:
        return self.stderr.decode("utf-8")


def qapress(
    folder: Path, *args: str, stdin: bytes = b"", environment: Mapping[str, str] | None = None
) -> Done:
    """A run of qapress in a folder."""
    done = subprocess.run(
        [sys.executable, "-m", "qapress", *args],
        cwd=folder,
        input=stdin,
        capture_output=True,
        check=False,
        timeout=60,
        env={**os.environ, **(environment or {})},
    )
    return Done(done.args, done.returncode, done.stdout, done.stderr)


def put(folder: Path, files: dict[str, str | bytes]) -> None:
    """Write files, text as UTF-8."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """A repository of one question."""
    put(tmp_path, {"QA_1-1.md": SPACED})
    run_git(tmp_path, "init", "--quiet")
    return tmp_path


def dos(text: str) -> bytes:
    """As Notepad and PowerShell save UTF-8: with a mark, lines ending in CRLF."""
    return text.replace("\n", "\r\n").encode("utf-8-sig")


@pytest.mark.parametrize("page", ["cp437", "cp1252", "ascii"])
def test_the_code_page_of_a_console_changes_nothing_that_is_written(hub: Path, page: str) -> None:
    old = {"PYTHONIOENCODING": page, "PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}
    found = qapress(hub, "check", "--show", "notes", environment=old)
    assert "5 | A piece  of text" in found.out
    assert qapress(hub, "list", environment=old).out.startswith("QA_1-1.md:1: Q1 What is a token of kind 1?")
    mended = qapress(hub, "fix", "-", stdin=dos(SPACED), environment=old)
    assert mended.stdout == ENTRY.format(1).replace("\n", "\r\n").encode()
    assert " ### ✅ Answer\n" in qapress(hub, "fix", "--diff", environment=old).out


@pytest.mark.parametrize(
    "command",
    [
        *("check --fix --show notes", "check --changed-since HEAD", "list", "words", "baseline", "config"),
        *("check --output-format sarif --output-file out.json", "build --formats markdown,json,csv"),
        *("changes HEAD", "renumber", "index", "completion bash"),
    ],
)
def test_no_text_is_read_or_written_in_the_encoding_of_the_machine(hub: Path, command: str) -> None:
    put(hub, {"qapress.toml": 'layout = "house"\n'})
    run_git(hub, "add", ".")
    run_git(hub, "commit", "--quiet", "-m", "start")
    done = qapress(hub, *command.split(), environment=STRICT)
    assert (done.returncode, "EncodingWarning" in done.err) == (0, False), done.err


def test_files_that_configure_may_have_a_mark_and_other_line_ends(hub: Path) -> None:
    put(hub, {"QA_3-3.md": ENTRY.format(3), "drafts/QA_7-7.md": ENTRY.format(7)})
    assert qapress(hub, "check").returncode == 1
    assert qapress(hub, "baseline").returncode == 0
    known = hub / "qapress-baseline.jsonl"
    known.write_bytes(dos(known.read_text("utf-8")))
    assert qapress(hub, "check", "--baseline", known.name).returncode == 0
    put(hub, {"qapress.toml": dos('ignore = ["number-gap"]\n'), ".gitignore": dos("drafts/\n*.tmp\n")})
    assert qapress(hub, "check").returncode == 0
    assert "drafts" not in qapress(hub, "list").out


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le"])
def test_utf_16_from_a_redirection_is_told(hub: Path, encoding: str) -> None:
    put(hub, {".gitignore": "drafts/\n".encode(encoding), "QA_1-1.md": ENTRY.format(1).encode(encoding)})
    done = qapress(hub, "check", "--output-format", "concise")
    assert (done.returncode, "error QA002 " in done.out) == (1, True)
    assert qapress(hub, "fix").returncode == 0
    assert (hub / "QA_1-1.md").read_text("utf-8") == ENTRY.format(1)
    put(hub, {"qapress.toml": 'layout = "house"\n'.encode(encoding)})
    lost = qapress(hub, "check")
    told = "is UTF-16, as PowerShell's > writes it, or no text; save it as UTF-8\n"
    assert (lost.returncode, lost.err) == (2, f"error: qapress.toml: {told}")


def test_a_backslash_between_folders_is_told_and_mended(hub: Path) -> None:
    put(
        hub,
        {
            "QA_1-1.md": LINKED,
            "more/QA_2-2.md": ENTRY.format(2) + '\n<a id="x"></a>\n',
            "img/a.png": b"\x89PNG",
        },
    )
    done = qapress(hub, "check", "--select", "links")
    told = "the link leads to 'more\\QA_2-2.md#x', which does not exist; folders are separated by '/'"
    assert f"QA_1-1.md:7:5: error QA501 {told}  [dead-link]\n" in done.out
    assert "the image 'img\\a.png' does not exist; folders are separated by '/'" in done.out
    assert qapress(hub, "fix").returncode == 0
    assert "[this](more/QA_2-2.md#x) and ![that](img/a.png)" in (hub / "QA_1-1.md").read_text("utf-8")
    assert qapress(hub, "check", "more\\QA_2-2.md").returncode == 0
    assert qapress(hub, "list", "more\\*.md").out.startswith("more/QA_2-2.md:1: ")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('include = ["content\\*.md"]', "qapress.toml:1: not valid TOML: unescaped '\\' in a string; folders are separated by '/'"),
        ("include = ['content\\*.md']", "no file matches include (content\\*.md) under {}"),
    ],
)  # fmt: skip
def test_a_backslash_in_a_pattern_is_told(hub: Path, line: str, told: str) -> None:
    put(hub, {"qapress.toml": line + "\n", "content/QA_2-2.md": ENTRY.format(2)})
    done = qapress(hub, "check")
    assert done.returncode == 2
    assert done.err.startswith(f"error: {told.format(hub.as_posix())}")
    assert "separate" in done.err


def test_upper_and_lower_case_count_although_windows_would_find_the_file(hub: Path) -> None:
    put(hub, {"README.md": "[one](qa_1-1.MD)\n"})
    assert "the file is called 'QA_1-1.md'" in qapress(hub, "check", "--output-format", "concise").out
    assert qapress(hub, "fix").returncode == 0
    assert (hub / "README.md").read_text("utf-8") == "[one](QA_1-1.md)\n"


def test_git_that_turns_line_ends_does_not_make_everything_new(hub: Path) -> None:
    put(hub, {"QA_1-1.md": SPACED.replace("piece", "peice"), "QA_2-2.md": ENTRY.format(2)})
    run_git(hub, "add", ".")
    run_git(hub, "commit", "--quiet", "-m", "from Linux")
    run_git(hub, "config", "core.autocrlf", "true")
    for path in hub.glob("*.md"):
        path.unlink()
    run_git(hub, "checkout", "--quiet", "--", ".")
    assert (hub / "QA_2-2.md").read_bytes() == ENTRY.format(2).replace("\n", "\r\n").encode()
    assert qapress(hub, "check").returncode == 1
    assert qapress(hub, "check", "--changed-since", "HEAD").returncode == 0
    assert "no question changed" in qapress(hub, "changes", "HEAD").out
    assert qapress(hub, "fix").returncode == 0
    assert run_git(hub, "diff", "--numstat") == "1\t1\tQA_1-1.md"


def test_a_path_too_long_for_the_system_is_told(hub: Path) -> None:
    name = "/".join(["a" * 200] * 30) + ".md"
    done = qapress(hub, "check", name)
    assert (done.returncode, done.err) == (2, f"error: {name}: file name too long\n")
