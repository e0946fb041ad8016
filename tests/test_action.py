"""The action, its steps run by bash in checkouts of pull requests by strangers, as GitHub's runner would."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest
import yaml

from runner import TOP, Job, commands, pull_request

if TYPE_CHECKING:
    from pathlib import Path

ACTION = yaml.safe_load((TOP / "action.yml").read_text("utf-8"))
GOOD = "# Notes\n\n## 📌 Q1: What is a token?\n\n### ✅ Answer\n\nA token is a piece of a model’s text.\n"
GARBLED = GOOD.replace("✅", "âœ…").replace("’", "â€™")
BASE = {"qapress.toml": b"", "notes/QA_1-1.md": GOOD.encode()}


def marked(job: Job) -> list[tuple[str, str | None, str]]:
    return [(each.name, each.properties.get("file"), each.data) for each in job.commands]


def test_inputs_reach_the_scripts_through_the_environment_only() -> None:
    scripts = [each["run"] for each in ACTION["runs"]["steps"] if "run" in each]
    assert len(scripts) == 2
    assert [each for each in scripts if "${{" in each] == []
    used = [each["uses"] for each in ACTION["runs"]["steps"] if "uses" in each]
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", each) for each in used)


def test_python_imports_nothing_from_the_checkout() -> None:
    install, check, *_ = ACTION["runs"]["steps"]
    assert re.findall(r'^.*(?:python3|/python")(?! -I ).*$', install["run"], re.MULTILINE) == []
    assert install["run"].index('cd "$RUNNER_TEMP"') < install["run"].index("python3")
    assert check["env"]["PYTHONSAFEPATH"] == "1"


def test_a_runner_obeys_commands_of_both_forms() -> None:
    log = "a ##[error x=1;y=2]one\n  ::warning file=a%2Cb::two%0A%25\n::stop-commands::t\n::error::x\n::t::\n::notice::y"
    assert [tuple(each) for each in commands(log)] == [
        ("error", {"x": "1", "y": "2"}, "one"),
        ("warning", {"file": "a,b"}, "two\n%"),
        ("notice", {}, "y"),
    ]


@pytest.mark.parametrize("depth", [1, 2, 0])
def test_a_garbled_file_with_crlf_from_a_stranger_is_repaired_by_the_patch_of_the_summary(
    tmp_path: Path, depth: int
) -> None:
    stranger = GARBLED.replace("\n", "\r\n").encode()
    job = pull_request(tmp_path, BASE, {"notes/QA_1-1.md": stranger}, depth)
    job.run(changed_since="")
    assert job.code == 1
    assert [each[:2] for each in marked(job)] == [("error", "notes/QA_1-1.md")] * 2
    assert job.summary.startswith("### qapress: 2 errors\n")
    copied = job.summary.partition("```diff\n")[2].partition("```\n")[0].strip()
    (kept,) = job.kept
    assert kept["name"] == "qapress-patch"
    patches = [copied.encode(), (tmp_path / "temp" / "qapress.patch").read_bytes()]
    assert kept["path"] == str(tmp_path / "temp" / "qapress.patch")
    for patch in patches:
        (job.checkout / "notes/QA_1-1.md").write_bytes(stranger)
        (job.checkout / "qapress.patch").write_bytes(patch)
        subprocess.run(["git", "apply", "qapress.patch"], cwd=job.checkout, check=True)
        assert (job.checkout / "notes/QA_1-1.md").read_bytes() == GOOD.replace("\n", "\r\n").encode()


NAME = "::error file=x::a ##[stop-commands]x\n::stop-commands::x\n::add-mask::token"
HOSTILE = {
    "names": {f"{NAME}.md": GARBLED.encode(), "%0A::warning::a,b:c;`#`|.md": GARBLED.encode(), "\x1b[2J.md": GARBLED.encode()},
    "content": {"QA_2-2.md": f"## 📌 Q2: ##[stop-commands]x?\n\n[a](##[add-mask]x) ![b](</details>#.png)\n\n{GARBLED}".encode()},
    "configuration": {"qapress.toml": b'newlines = "x\\n::stop-commands::x\\n##[add-mask]y"\n'},
    "keys": {"qapress.toml": b'"a\\n::warning::\\u001b[2J" = 1\n'},
    "layout": {"qapress.toml": b'layout = "l.toml"\n', "l.toml": b'["a\\n::warning::b"]\n'},
    "schema": {"qapress.toml": b'schema = "s.json"\n', "s.json": b'{"type": "a\\n::warning::b ##[error]c"}\n'},
    "modules": {f"notes/{name}.py": b"open('ran', 'w')" for name in ("venv", "pip", "multiprocessing", "click", "qapress", "json", "sitecustomize", "usercustomize")},
    "git": {".gitattributes": b"*.md -diff binary filter=x merge=x ident eol=crlf\n", "notes/a.md": GARBLED.encode()},
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_nothing_of_a_stranger_runs_or_becomes_a_command(tmp_path: Path, what: str) -> None:
    job = pull_request(tmp_path, BASE, {**HOSTILE[what]}, 2).run(
        changed_since="", working_directory="notes" if what == "modules" else "."
    )
    assert {each.name for each in job.commands} <= {"error", "warning", "notice"}
    assert all("title" in each.properties for each in job.commands), "ours have a title"
    assert list(job.checkout.rglob("ran")) == []
    assert job.code == (
        0 if what == "modules" else 2 if what in ("configuration", "keys", "layout", "schema") else 1
    )
    assert "\x1b" not in job.log + job.summary
