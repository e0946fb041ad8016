"""The action, its steps run by bash in checkouts of pull requests by strangers, as GitHub's runner would."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import yaml

from repository import run_git
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


def test_no_cache_is_read_that_a_stranger_may_have_filled() -> None:
    assert "(--no-cache check " in ACTION["runs"]["steps"][1]["run"]


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
    "comments": {"QA_2-2.md": f"<!-- qapress: ignore-file garbled-text: ##[stop-commands]x </details> ::error::y\x1b[2J -->\n\n{GARBLED}".encode(), "pyvenv.cfg": b"", f"{NAME}/a.md": b"# A\n", f".github/workflows/{NAME}.yml": b""},
    "schema": {"qapress.toml": b'schema = "s.json"\n', "s.json": b'{"type": "a\\n::warning::b ##[error]c"}\n'},
    "modules": {f"notes/{name}.py": b"open('ran', 'w')" for name in ("venv", "pip", "multiprocessing", "click", "qapress", "json", "sitecustomize", "usercustomize")},
    "git": {".gitattributes": b"*.md -diff binary filter=x merge=x ident eol=crlf\n", "notes/a.md": GARBLED.encode()},
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_nothing_of_a_stranger_runs_or_becomes_a_command(tmp_path: Path, what: str) -> None:
    job = pull_request(tmp_path, BASE, {**HOSTILE[what]}, 2).run(
        working_directory="notes" if what == "modules" else "."
    )
    assert {each.name for each in job.commands} <= {"error", "warning", "notice"}
    assert all("title" in each.properties for each in job.commands), "ours have a title"
    assert list(job.checkout.rglob("ran")) == []
    assert job.code == (
        0 if what == "modules" else 2 if what in ("configuration", "keys", "layout", "schema") else 1
    )
    assert "\x1b" not in job.log + job.summary


def many(count: int) -> str:
    """Old findings: words that are misspelled, each in a line of its own."""
    return "".join(f"Line {number} is definately wrong here.\n\n" for number in range(count))


OLD = {"qapress.toml": b"", "notes/old.md": f"# Old\n\n{many(20)}".encode(), "notes/QA_1-1.md": GOOD.encode()}


def test_only_what_is_new_is_told(tmp_path: Path) -> None:
    ours = {"notes/old.md": f"# Old\n\nIt is teh end.\n\n{many(20)}".encode()}
    job = pull_request(tmp_path, OLD, {**ours}, 2).run()
    assert job.code == 1, job.log
    assert [(each.name, each.properties["line"]) for each in job.commands] == [("warning", "3")]
    assert job.summary.startswith("### qapress: 1 warning; 20 known\n")


def test_what_is_left_out_of_the_annotations_is_told(tmp_path: Path) -> None:
    words = ("teh", "recieve", "seperate", "occured", "untill", "wich", "adress", "begining", "beleive", "calender", "definately", "enviroment", "goverment")  # fmt: skip
    text = "# New\n\n" + "".join(f"The {word} is here.\n\n" for word in words)
    ours = {"new.md": text.encode(), "qapress.toml": b'ignore = ["QA0"]\n'}
    job = pull_request(tmp_path, BASE, {**ours}, 2).run()
    assert [each.name for each in job.commands] == ["warning"] * 10, "one of them on the configuration"
    found = re.match(r"### qapress: (\d+) warnings\n", job.summary)
    assert found
    left = int(found[1]) - 9
    assert left > 1
    assert f"{left} findings more; " in job.log
    assert f"\n{left} findings not marked at the lines: " in job.summary


def test_a_clone_without_the_base_is_told_what_to_do(tmp_path: Path) -> None:
    job = pull_request(tmp_path, OLD, {"new.md": b"# New\n"}, 1).run()
    ((name, _, words),) = marked(job)
    assert (job.code, name) == (2, "error")
    assert "`fetch-depth: 2`" in words
    assert job.kept == []


@pytest.mark.parametrize("depth", [2, 0])
def test_a_branch_that_is_checked_out_itself_is_compared_with_where_it_left(
    tmp_path: Path, depth: int
) -> None:
    job = pull_request(tmp_path, OLD, {"notes/old.md": f"# Old\n\n{many(21)}".encode()}, depth)
    run_git(job.checkout, "checkout", "--quiet", "HEAD^2")
    job.run()
    if depth:
        assert (job.code, "or 0 where it has a `ref`" in job.log) == (2, True)
    else:
        assert (job.code, job.summary.partition("\n")[0]) == (1, "### qapress: 1 warning; 20 known")


def test_outside_pull_requests_everything_is_told(tmp_path: Path) -> None:
    job = pull_request(tmp_path, OLD, {"new.md": b"# New\n"}, 1)
    job.environment |= {"GITHUB_EVENT_NAME": "push", "GITHUB_BASE_REF": ""}
    assert job.run(config_from="base").code == 1
    assert job.summary.startswith("### qapress: 1 warning, at 20 places\n")


def test_questions_that_changed_are_told(tmp_path: Path) -> None:
    more = "\n## 📌 Q2: Is `5` &lt; 6 @ada?\n\n### ✅ Answer\n\nIt is.\n"
    ours = {"notes/QA_1-2.md": (GOOD + more).encode(), "notes/QA_1-1.md": None}
    job = pull_request(tmp_path, BASE, ours, 2).run()
    assert job.code == 0, job.log
    assert "\n#### Questions\n\nAdded:\n\n- `notes/QA_1-2.md:9: Q2 Is 5 < 6 @ada?`\n\nMoved:\n" in job.summary


START = "<!-- qapress: ignore-start garbled-text: samples -->"
SILENT = {
    "key": ({"qapress.toml": b'\nignore = ["QA1"]\n'}, "the configuration is changed", "qapress.toml:2: ignore"),
    "exclude": ({"qapress.toml": b'exclude = ["bad.md"]\n'}, "changed, and not checked", "bad.md"),
    "gitignore": ({".gitignore": b"bad.md\n"}, "changed, and not checked", "bad.md"),
    "environment": ({"pyvenv.cfg": b"", "x/pyvenv.cfg": b"", "x/bad.md": b"\xc3\xa2\xe2\x80\x9e\xc2\xa2\n"}, "changed, and not checked", "x/bad.md"),
    "file": ({"bad.md": b"<!-- qapress: ignore-file garbled-text: `x` -->\n\n" + GARBLED.encode()}, "rules are switched off in the text", "bad.md:1: ignore-file garbled-text: `x`"),
    "region": ({"region.md": f"{START}\n\n# One\n\n{GARBLED}\n<!-- qapress: ignore-end -->\n".encode()}, "what is new is hidden by a comment in the text", "region.md: garbled-text: 'âœ…' is '✅', garbled by cp1252"),
    "nested": ({"notes/qapress.toml": b""}, "the configuration is changed", "notes/qapress.toml governs the paths now"),
    "decoys": ({"bad.md": b"<!-- qapress: ignore double-space: x -->\n\n" * 12 + b"<!-- qapress: ignore-file garbled-text: x -->\n"}, "rules are switched off in the text", "bad.md:25: ignore-file garbled-text: x"),
    "baseline": ({"qapress-baseline.jsonl": b'{"qapress-baseline": 1}\n{"path": "bad.md", "code": "QA101", "name": "garbled-text", "text": "x"}\n'}, "findings are added to the baseline", "qapress-baseline.jsonl: 1"),
    "layout": ({"own.toml": b"[question]\nlevel = [5]\n"}, "the configuration is changed", "own.toml"),
    "workflow": ({".github/workflows/check.yml": b"on: push\n"}, "what runs on the server is changed", ".github/workflows/check.yml"),
}  # fmt: skip


@pytest.mark.parametrize("way", SILENT)
def test_a_stranger_cannot_silence_the_check_unseen(tmp_path: Path, way: str) -> None:
    ours, words, detail = SILENT[way]
    base = {
        **BASE,
        "qapress-baseline.jsonl": b'{"qapress-baseline": 1}\n',
        "own.toml": b"[question]\nlevel = [2]\n",
    }
    if way == "layout":
        base["qapress.toml"] = b'layout = "own.toml"\n'
    base["region.md"] = f"{START}\n\n# One\n\n<!-- qapress: ignore-end -->\n".encode()
    job = pull_request(tmp_path, base, {"bad.md": GARBLED.encode(), **ours}, 2)
    job.run(baseline="qapress-baseline.jsonl", paths="notes" if way == "nested" else "")
    first = next(each for each in job.commands if each.properties == {"title": "qapress"})
    assert (first.name, f"{words}: {detail}" in first.data.split("\n")) == ("warning", True), job.log
    assert f"> - {words}: `" in job.summary
    assert detail in job.summary


@pytest.mark.parametrize("way", ["key", "exclude", "baseline", "layout"])
def test_the_configuration_of_the_base_is_not_silenced(tmp_path: Path, way: str) -> None:
    ours, _, _ = SILENT[way]
    base = {**BASE, "qapress-baseline.jsonl": b'{"qapress-baseline": 1}\n'}
    job = pull_request(tmp_path, base, {"bad.md": GARBLED.encode(), **ours}, 2)
    job.run(baseline="qapress-baseline.jsonl", config_from="base")
    assert job.code == 1, job.log
    assert ("error", "bad.md") in [each[:2] for each in marked(job)]


def test_without_a_base_there_is_no_configuration_of_the_base(tmp_path: Path) -> None:
    job = pull_request(tmp_path, BASE, {"qapress.toml": b'ignore = ["QA1"]\n'}, 1)
    assert job.run(config_from="base", changed_since="").code == 2
    assert "`fetch-depth: 2`" in job.log


def test_no_process_of_a_large_check_imports_what_lies_in_the_working_folder(tmp_path: Path) -> None:
    for number in range(201):
        (tmp_path / f"{number}.md").write_text("# A\n", "utf-8")
    for name in ("multiprocessing", "threading", "pickle", "qapress", "encodings"):
        (tmp_path / f"{name}.py").write_text("open('ran', 'w')\n", "utf-8")
    program = "import multiprocessing, sys; multiprocessing.set_start_method('spawn'); from qapress.cli.main import run; sys.exit(run(sys.argv[1:]))"
    source = (
        f"import sys; sys.path.insert(0, {str(TOP / 'src')!r})\nif __name__ == '__main__':\n    {program}\n"
    )
    (tmp_path.parent / "program.py").write_text(source, "utf-8")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [sys.executable, str(tmp_path.parent / "program.py"), "--jobs", "2", "check"]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, check=False, timeout=120
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert not (tmp_path / "ran").exists()
