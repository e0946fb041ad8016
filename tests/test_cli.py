"""The command line as its users meet it: a process with arguments, streams and an exit code."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import jsonschema
import pytest

import qapress
from qapress.cli.table import COMMANDS, LATER
from qapress.lint.edition import edition_of, newer
from qapress.rules import index

ROOT = Path(__file__).parents[1]
SCHEMAS = ROOT / "schema"

GOOD = """\
## 📌 Q1: What is a vector?

### ✅ Answer

A list of numbers that stands for a word.
"""
NOTED = GOOD.replace("vector?\n", "vector?  \n").replace("word.", "word. ")
WARNED = GOOD.replace("numbers that", "numbers , that")
WRONG = GOOD.replace("numbers that", "numbers ![a curve](curve.png) that")


@dataclass(frozen=True)
class Done:
    """What a process left behind."""

    code: int
    out: str
    err: str


class Hub:
    """A repository of its own in which qapress is run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / ".git").mkdir(parents=True)

    def put(self, name: str, text: str | bytes = GOOD) -> Path:
        """Write a file."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def run(
        self,
        *args: str,
        stdin: bytes = b"",
        folder: str = ".",
        code: str = "",
        environment: dict[str, str] | None = None,
    ) -> Done:
        """Run qapress, or with `code` that Python program."""
        command = ["-c", code] if code else ["-m", "qapress"]
        done = subprocess.run(
            [sys.executable, *command, *args],
            cwd=self.folder / folder,
            input=stdin,
            capture_output=True,
            check=False,
            timeout=60,
            env=clean(environment or {}),
        )
        return Done(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


def clean(more: dict[str, str]) -> dict[str, str]:
    """The environment without what would change our output."""
    ours = ("NO_COLOR", "GITHUB_", "PYTHONIOENCODING", "PYTHONUTF8", "LC_ALL", "TERM", "COLUMNS")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)} | more


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    """An empty repository."""
    return Hub(tmp_path / "hub")


# Help, version, names


def test_version(hub: Hub) -> None:
    expected = Done(0, f"qapress {qapress.__version__}\n", "")
    assert hub.run("--version") == expected
    assert hub.run("--quiet", "--version") == expected


@pytest.mark.parametrize("args", [("--help",), ("-h",)])
def test_help_lists_the_commands(hub: Hub, args: tuple[str, ...]) -> None:
    done = hub.run(*args)
    assert (done.code, done.err) == (0, "")
    listed = done.out.partition("Commands:\n")[2].partition("\n\n")[0].split("\n")
    assert [line.split()[0] for line in listed if line] == list(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command(hub: Hub, command: str) -> None:
    done = hub.run(command, "--help")
    assert (done.code, done.err) == (0, "")
    assert f"Usage: qapress {command} " in done.out
    assert COMMANDS[command] in done.out


def test_no_command_is_an_error_that_helps(hub: Hub) -> None:
    done = hub.run()
    assert (done.code, done.out) == (2, "")
    assert "Commands:" in done.err


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("chek",), "error: no such command 'chek'; did you mean 'check'?\n"),
        (("zzz",), "error: no such command 'zzz'\n"),
        (("--select", "QA1", "check"), "error: no such option '--select'; it stands behind the command: qapress check --select …\n"),
        (("lint",), "error: no such command 'lint'; did you mean 'qapress check'?\n"),
        (("help", "check"), "error: no such command 'help'; did you mean 'qapress --help'?\n"),
        (("qa101",), "error: no such command 'qa101'; did you mean 'qapress explain qa101'?\n"),
        (("notes.md",), "error: no such command 'notes.md'; a path stands behind a command, such as 'qapress check notes.md'\n"),
        ((".",), "error: no such command '.'; a path stands behind a command, such as 'qapress check .'\n"),
        (("explain",), "error: missing argument 'CODE|NAME': such as 'qapress explain missing-answer'\ntry 'qapress explain --help'\n"),
        (("completion",), "error: missing argument 'SHELL': one of bash, zsh, fish, powershell, such as 'qapress completion bash'\n"),
        (("-q", "check", "--select"), "error: option '--select' requires an argument\ntry 'qapress check --help'\n"),
        (("languagetool", "help"), "error: no such command 'help'\ntry 'qapress languagetool --help'\n"),
        (("check", "--selct", "QA1"), "error: no such option '--selct'; did you mean '--select'?\n"),
        (("--isolate", "check"), "error: no such option '--isolate'; did you mean '--isolated'?\n"),
        (("check", "--quiet"), "error: no such option '--quiet'; it stands before the command: qapress --quiet …\n"),
        (("check", "--output-format", "jsno"), "error: no output format 'jsno', only concise, github, gitlab, json, junit, markdown, rdjson, sarif, text"),
        (("check", "--fail-on", "warn"), "error: invalid value for '--fail-on': 'warn' is not one of 'error', 'warning', 'note', 'never'; did you mean 'warning'?\n"),
        (("list", "--output-format", "jsn"), "error: invalid value for '--output-format': 'jsn' is not one of 'text', 'json', 'csv'; did you mean 'json'?\n"),
        (("explain", "langauge"), "error: no rule is called 'langauge'; did you mean 'language'?\n"),
        (("check", "--fail-on", "fatal"), "error: invalid value for '--fail-on': 'fatal' is not one of"),
        (("check", "--max-per-rule", "x"), "error: invalid value for '--max-per-rule': 'x' is not a whole number"),
        (("--jobs", "-1", "check"), "error: invalid value for '--jobs': -1 is not in the range x>=0"),
        (("check", "--select", "dubble-space"), "error: no rule or group is called 'dubble-space'; did you mean 'double-space'?"),
        (("fix", "--ignore", "QA8"), "error: no rule or group is called 'QA8'"),
        (("check", "--select", "grammar/EN_A"), "error: 'grammar/EN_A' can only be ignored; select 'grammar', and see"),
        (("check", "--extend-select", "outdated-translation"), "error: not yet: the rule 'outdated-translation' comes in a later release\n"),
        (("explain", "Outdated-Translation"), "error: not yet: the rule 'outdated-translation' comes in a later release\n"),
        (("rules", "--newer-than", "new"), "error: invalid value for '--newer-than': it must be a version, such as 0.1, not 'new'\n"),
        (("explain", "dubble-space"), "error: no rule is called 'dubble-space'; did you mean 'double-space'?\n"),
        (("check", "-", "a.md"), "error: standard input (-) cannot be read together with other paths\n"),
        (("check", "--stdin-filename", "a.md"), "error: --stdin-filename needs the path -\n"),
        (("check", "--fix", "-"), "error: check --fix cannot write to standard input; use qapress fix -\n"),
        (("check", "--statistics", "--output-format", "json"), "error: --statistics goes with text and concise, not with json"),
        (("fix", "--ask", "-"), "error: --ask reads answers from standard input and cannot read the text there too\n"),
        (("fix", "--ask", "--diff"), "error: --ask writes what is chosen; it does not go with --diff\n"),
        (("--config", "no.toml", "check"), "error: no.toml: cannot be read: "),
        (("--config", "", "check"), "error: --config is followed by nothing; name a file\n"),
        (("check", "--baseline", ""), "error: --baseline is followed by nothing; name a file\n"),
        (("check", "--output-file="), "error: --output-file is followed by nothing; name a file\n"),
        (("build", "--out", ""), "error: --out is followed by nothing; name a directory\n"),
        (("baseline", "--file", "-"), "error: --file takes the name of a file, not -; write ./- if it is called so\n"),
    ],
)  # fmt: skip
def test_wrong_usage(hub: Hub, args: tuple[str, ...], message: str) -> None:
    hub.put("a.md")
    done = hub.run(*args)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(message)


def test_a_rule_in_preview_that_was_named_is_told(hub: Hub) -> None:
    hub.put("a.md")
    note = "note: missing-colon is in preview and does not run: set `preview = true`"
    for asked in ("missing-colon", "QA411"):
        assert note in hub.run("check", "--select", asked).err
    assert note not in hub.run("check", "--select", "language").err
    hub.put("qapress.toml", "preview = true\n")
    assert note not in hub.run("check", "--select", "QA411").err


@pytest.mark.parametrize(
    "args",
    [
        *((name,) for name in LATER),
        ("check", "--watch"),
        ("list", "--links"),
    ],
    ids=" ".join,
)
def test_reserved_names_say_not_yet(hub: Hub, args: tuple[str, ...]) -> None:
    done = hub.run(*args)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: not yet: ")
    assert args[-1] in done.err or args[1] in done.err


# check


@pytest.mark.parametrize(
    ("text", "args", "code"),
    [
        (GOOD, (), 0),
        (GOOD, ("--fail-on", "note"), 0),
        (NOTED, (), 0),
        (NOTED, ("--fail-on", "note"), 1),
        (NOTED, ("--fail-on", "note", "--ignore", "trailing-whitespace"), 0),
        (WARNED, (), 1),
        (WARNED, ("--fail-on", "error"), 0),
        (WARNED, ("--fail-on", "note"), 1),
        (WRONG, ("--fail-on", "error"), 1),
        (WRONG, ("--fail-on", "never"), 0),
        (WRONG, ("--exit-zero",), 0),
        (WRONG, ("--select", "mojibake,encoding"), 0),
        (WRONG, ("--select", "QA0", "--extend-select", "missing-image"), 1),
        (WRONG, ("--output-format", "json"), 1),
        (WRONG, ("--output-format", "concise", "--statistics"), 1),
    ],
)
def test_exit_codes_of_check(hub: Hub, text: str, args: tuple[str, ...], code: int) -> None:
    hub.put("a.md", text)
    assert hub.run("check", *args).code == code


def test_a_person_reads_findings_then_what_to_do(hub: Hub) -> None:
    hub.put("sub/a.md", WARNED)
    done = hub.run("check", "a.md", folder="sub")
    first, line, carets = done.out.split("\n")[:3]
    assert first.startswith("sub/a.md:5:18: warning QA403 ")
    assert first.endswith("  [space-before-punctuation]")
    assert line == "  5 | A list of numbers , that stands for a word."
    assert carets.strip(" |^") == ""
    assert "\n1 file, 1 question: 1 warning\n" in done.out
    assert done.err == ""


def test_the_last_line_says_what_was_not_checked(hub: Hub) -> None:
    hub.put("a.md")
    last = hub.run("check", "a.md").out.rstrip("\n").split("\n")[-1]
    assert "not checked: grammar (" in last
    assert "checked in part: collection (" in last


def test_notes_are_counted_and_listed_when_asked(hub: Hub) -> None:
    hub.put("a.md", NOTED)
    counted, listed = hub.run("check"), hub.run("check", "--show", "notes")
    assert "notes: 2 trailing-whitespace; --show notes lists them\n" in counted.out
    assert "[trailing-whitespace]" not in counted.out
    assert listed.out.count("[trailing-whitespace]") == 2


def test_long_lists_are_cut_for_people_only(hub: Hub) -> None:
    hub.put("a.md", "".join(f"![A plan](plan-{number}.png)\n\n" for number in range(12)))
    assert hub.run("check").out.count(" error QA503 ") == 10
    assert hub.run("check", "--max-per-rule", "0").out.count(" error QA503 ") == 12
    assert hub.run("check", "--max-per-rule", "3").out.count(" error QA503 ") == 3
    assert len(json.loads(hub.run("check", "--output-format", "json").out)["diagnostics"]) == 12
    assert hub.run("check", "--statistics").out.startswith("    12 QA503 missing-image\n")


def test_one_fault_at_many_places_is_one_finding(hub: Hub) -> None:
    hub.put("a.md", "word , word\n\n" * 7)
    hub.put("b.md", "word , word\n")
    text = hub.run("check").out
    assert text.count(" warning QA403 ") == 1
    assert "    also at: a.md:3:5, a.md:5:5, a.md:7:5, a.md:9:5, a.md:11:5 and 2 more places\n" in text
    assert "\n2 files, 0 questions: 1 warning, at 8 places\n" in text
    assert hub.run("check", "--max-per-rule", "0").out.count("a.md:13:5, b.md:1:5\n") == 1
    concise = hub.run("check", "--output-format", "concise").out
    assert concise.endswith("[space-before-punctuation]  (and at 7 more places)\n")
    github = hub.run("check", "--output-format", "github").out
    assert "%0A(and at 7 more places)\n" in github
    data = json.loads(hub.run("check", "--output-format", "json").out)["diagnostics"][0]
    assert [place["fix"]["edits"][0]["start"] for place in data["places"]] == [17, 30, 43, 56, 69, 82, 4]
    assert hub.run("check", "--statistics").out.startswith("     8 QA403 space-before-punctuation\n")
    hub.put("b.md", "word\n")
    again = json.loads(hub.run("check", "--output-format", "json").out)["diagnostics"][0]
    assert again["fingerprint"] == data["fingerprint"]
    assert hub.run("fix").err == "mended 7 places in a.md\n"


def test_three_places_are_three_findings(hub: Hub) -> None:
    hub.put("a.md", "word , word\n\n" * 3)
    assert hub.run("check").out.count(" warning QA403 ") == 3


def test_formats_keep_results_and_talk_apart(hub: Hub) -> None:
    hub.put("a.md", WARNED)
    concise = hub.run("check", "--output-format", "concise")
    assert [line.split(" ")[0] for line in concise.out.split("\n")] == ["a.md:5:18:", ""]
    assert "1 file, 1 question: 1 warning\n" in concise.err
    data = hub.run("check", "--output-format", "json")
    jsonschema.validate(
        json.loads(data.out), json.loads((SCHEMAS / "report.v1.schema.json").read_text("utf-8"))
    )
    assert data.err == ""
    github = hub.run("check", "--output-format", "github")
    assert github.out.startswith("::warning file=a.md,line=5,endLine=5,col=18,")


def test_quiet_leaves_findings_only(hub: Hub) -> None:
    hub.put("a.md", WARNED)
    text = hub.run("--quiet", "check")
    assert "1 file" not in text.out
    assert "QA403" in text.out
    assert hub.run("-q", "check", "--output-format", "concise").err == ""
    hub.put("a.md")
    assert hub.run("-q", "check") == Done(0, "", "")


def test_verbose_tells_what_governs(hub: Hub) -> None:
    hub.put("a.md")
    hub.put("qapress.toml", "")
    assert f"configuration: {hub.folder / 'qapress.toml'}\n" in hub.run("-v", "check").err
    assert "configuration: none\n" in hub.run("-v", "--isolated", "check").err
    hub.put("qapress.toml", f'edition = "{edition_of(qapress.__version__)}"\n')
    assert (
        f"edition: {edition_of(qapress.__version__)}, for which 0 newer rules wait\n"
        in hub.run("-v", "check").err
    )
    hub.put("qapress.toml", 'edition = "0.0.9"\n')
    assert f"edition: 0.0.9, for which {len(index())} newer rules wait\n" in hub.run("-v", "check").err


def test_github_paths_start_at_the_checkout_and_the_summary_is_written(hub: Hub) -> None:
    hub.put("docs/qapress.toml", "")
    hub.put("docs/a.md", WRONG)
    summary = hub.folder / "summary.md"
    summary.write_text("before\n", "utf-8")
    done = hub.run(
        "check", "docs", "--output-format", "github",
        environment={"GITHUB_WORKSPACE": str(hub.folder), "GITHUB_STEP_SUMMARY": str(summary)},
    )  # fmt: skip
    assert done.out.startswith("::error file=docs/a.md,")
    assert summary.read_text("utf-8").startswith("before\n### qapress: 1 error\n")


def test_paths_begin_where_their_reader_does(hub: Hub) -> None:
    """A file of results counts from the top of the repository, reviewdog from the working folder."""
    hub.put("docs/qapress.toml", "")
    hub.put("docs/a.md", WRONG)
    places = {
        "sarif": '"uri": "docs/a.md"',
        "gitlab": '"path": "docs/a.md"',
        "junit": 'classname="docs/a.md"',
        "rdjson": '"path": "docs/a.md"',
        "json": '"path": "a.md"',
        "concise": "\na.md:5:19: ",
    }
    for name, place in places.items():
        assert place in "\n" + hub.run("check", "docs", "--output-format", name).out, name
    assert '"path": "a.md"' in hub.run("check", "--output-format", "rdjson", folder="docs").out
    assert '"uri": "docs/a.md"' in hub.run("check", "--output-format", "sarif", folder="docs").out


def test_sarif_explains_its_rules(hub: Hub) -> None:
    hub.put("a.md", WRONG)
    (run,) = json.loads(hub.run("check", "--output-format", "sarif").out)["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    page = (ROOT / "src/qapress/rules" / f"{rule['name'].replace('-', '_')}.md").read_text("utf-8")
    assert rule["help"]["markdown"] == page
    assert rule["help"]["text"] in page
    assert rule["fullDescription"]["text"] in " ".join(rule["help"]["text"].split())


def test_output_file_takes_the_report(hub: Hub) -> None:
    hub.put("a.md", WRONG)
    done = hub.run("check", "--output-format", "json", "--output-file", "out.json")
    assert (done.code, done.out) == (1, "")
    assert json.loads((hub.folder / "out.json").read_text("utf-8"))["summary"]["errors"] == 1
    assert sorted(each.name for each in hub.folder.iterdir()) == [".git", "a.md", "out.json"]
    (hub.folder / "link.json").symlink_to("out.json")
    hub.run(
        "check", "--output-format", "json", "--output-file", "link.json", "--exit-zero", "--ignore", "ALL"
    )
    assert (hub.folder / "link.json").is_symlink()
    assert json.loads((hub.folder / "out.json").read_text("utf-8"))["summary"]["errors"] == 0
    assert hub.run("check", "--output-file", "new/out.txt").code == 1
    assert "1 error" in (hub.folder / "new" / "out.txt").read_text("utf-8")
    assert hub.run("check", "--output-file", os.devnull).code == 1
    lost = hub.run("check", "--output-file", "a.md/out.txt")
    assert lost.code == 2
    assert lost.err.startswith("error: cannot write a.md/out.txt: ")


def test_check_fixes_first(hub: Hub) -> None:
    path = hub.put(
        "a.md", GOOD.replace("numbers that stands", "numbers that  stands").replace("word.", "word .")
    )
    done = hub.run("check", "--fix", "--select", "double-space,space-before-punctuation")
    assert path.read_text("utf-8") == GOOD
    assert (done.code, done.err) == (0, "mended 2 places in a.md\n")
    lost = hub.run("check", "--fix", "a.md", "gone.md")
    assert (lost.code, lost.err) == (2, "nothing to mend\nerror: gone.md: no such file or folder\n")


# Paths


def test_one_unreadable_file_among_many(hub: Hub) -> None:
    hub.put("a.md", WARNED)
    done = hub.run("check", "gone.md", "a.md")
    assert done.code == 2
    assert "a.md:5:18: warning QA403" in done.out
    assert done.err == "error: gone.md: no such file or folder\n"
    assert hub.run("check", "gone.md", "a.md", "--exit-zero").code == 2


def test_where_nothing_could_be_read_there_is_no_report(hub: Hub) -> None:
    for name in ("text", "concise", "github"):
        done = hub.run("check", "nofile.md", "--output-format", name)
        assert done == Done(2, "", "error: nofile.md: no such file or folder\n"), name


def test_nothing_matches(hub: Hub) -> None:
    hub.put("qapress.toml", 'include = ["content/*.md"]\n')
    hub.put("notes/a.md")
    hub.put("more/b.md")
    for command in ("check", "fix", "list", "build"):
        done = hub.run(command)
        assert (done.code, done.out) == (2, ""), command
        assert done.err.startswith("error: no file matches include (content/*.md) under "), command
        assert done.err.endswith("; there is Markdown in more, notes\n"), command


def test_nothing_is_left_by_exclude(hub: Hub) -> None:
    hub.put("qapress.toml", 'exclude = ["notes/"]\n')
    hub.put("notes/a.md")
    done = hub.run("check")
    assert done.err.startswith(
        "error: no file matches include (**/*.md, **/*.markdown) less exclude (notes/) "
    )
    assert done.err.endswith("; there is Markdown in notes\n")


def test_excluded_files_are_read_when_named_unless_forced(hub: Hub) -> None:
    hub.put("qapress.toml", 'exclude = ["old/"]\n')
    hub.put("old/a.md", WRONG)
    assert hub.run("check", "old/a.md").code == 1
    assert hub.run("check", "--force-exclude", "old/a.md").code == 0


def test_excluded_standard_input_is_left_as_it_is(hub: Hub) -> None:
    hub.put("qapress.toml", 'exclude = ["old/"]\n')
    named = ("-", "--stdin-filename", "old/a.md")
    given = b"two  words  \r\n" + WRONG.encode()
    assert hub.run("fix", *named, stdin=given).out != given.decode()
    assert hub.run("fix", *named, "--force-exclude", stdin=given) == Done(
        0, given.decode(), "nothing to mend\n"
    )
    assert hub.run("check", *named, stdin=given).code == 1
    assert hub.run("check", *named, "--force-exclude", stdin=given).code == 0
    assert "Q1" in hub.run("list", *named, stdin=given).out
    assert hub.run("list", *named, "--force-exclude", stdin=given) == Done(0, "", "")


def test_a_path_may_look_like_an_option(hub: Hub) -> None:
    hub.put("-a.md", WRONG)
    assert hub.run("check", "--", "-a.md").code == 1


@pytest.mark.parametrize(
    "name", ["--output-file=README.md", "--output-file=b/a.md", "--fix", "-h", "--baseline"]
)
@pytest.mark.parametrize("also", [(), ("--",)])
def test_no_file_is_taken_for_an_option(hub: Hub, name: str, also: tuple[str, ...]) -> None:
    hub.put("README.md")
    hub.put("b/a.md")
    hub.put(name, WRONG)
    done = hub.run("check", name, *also, "README.md")
    how = f"write ./{name}, or -- before all paths (in a hook, at the end of its args)"
    assert done == Done(2, "", f"error: '{name}' is a file here, too; {how}\n")
    assert hub.run("check", f"./{name}", "--exit-zero").out.startswith(f"{name}:5:")
    assert hub.run("check", "--exit-zero", "--", name).out.startswith(f"{name}:5:")
    assert (hub.folder / "README.md").read_text("utf-8") == GOOD


@pytest.mark.parametrize("name", ["-a.md", "-h.md", "--so.md", "--fix.md", "--no-option=x.md"])
def test_a_file_that_is_no_option_is_a_file(hub: Hub, name: str) -> None:
    hub.put(name, WRONG)
    assert hub.run("check", name).out.startswith(f"{name}:5:")
    assert "./" not in hub.run("check", "--select", name).err, "the value of an option is no path"


@pytest.mark.parametrize("option", ["--output-file", "--patch"])
def test_no_result_takes_the_place_of_content(hub: Hub, option: str) -> None:
    hub.put("qapress.toml", 'exclude = ["out/"]\n')
    for name in ("a.md", "sub/b.md", "out/c.md", "notes.txt"):
        hub.put(name, WRONG)
    (hub.folder / "link.txt").symlink_to("a.md")
    for target, *paths in (
        ["a.md"],
        ["./sub/../a.md", "sub"],
        ["sub/b.md"],
        ["link.txt"],
        ["notes.txt", "notes.txt"],
    ):
        done = hub.run("check", *paths, option, target)
        said = (
            f"error: {target.removeprefix('./')} is a file that is checked, and would be lost; name another\n"
        )
        assert done == Done(2, "", said)
    assert (hub.folder / "a.md").read_text("utf-8") == WRONG
    for target in ("new.md", "out/c.md", "notes.txt"):
        assert hub.run("check", option, target, "--exit-zero").code == 0
        assert (hub.folder / target).read_text("utf-8") != WRONG


def test_globs_and_folders(hub: Hub) -> None:
    hub.put("a/x.md", WRONG)
    hub.put("b/y.md")
    assert hub.run("check", "a/*.md").code == 1
    assert hub.run("check", "b").code == 0
    assert hub.run("check", "b/*.txt").err == "error: b/*.txt: it matches no file\n"


def test_two_roots_and_wrong_configuration(hub: Hub) -> None:
    hub.put("a/qapress.toml", "")
    hub.put("a/x.md")
    hub.put("y.md")
    done = hub.run("check", "a/x.md", "y.md")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: paths of two roots: a/x.md belongs to ")
    hub.put("pyproject.toml", "[project]\n\n[tool.qapress]\nselekt = []\n")
    done = hub.run("check", "y.md")
    assert done == Done(2, "", "error: pyproject.toml:4: unknown key 'selekt'; did you mean 'select'?\n")
    assert hub.run("--isolated", "check", "y.md").code == 0
    hub.put("other.toml", 'select = ["QA0"]\n')
    assert hub.run("--config", "other.toml", "check", "y.md").code == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('\nedition = "99.1"', f"qapress.toml:2: 'edition' is 99.1, but this is qapress {qapress.__version__}; update qapress, or write "),
        ('edition = "latest"', "qapress.toml:1: 'edition' must be a version, such as 0.1, not \"latest\""),
        ("edition = 0.1", "qapress.toml:1: 'edition' must be a string, not a number"),
        ('select = ["structure",\n "QA40", "duble-space"]', "qapress.toml:2: no rule or group is called 'duble-space'; did you mean 'double-space'?"),
        ('ignore = ["grammar/X_Y", "ALL"]\nextend-select = ["QA49"]', "qapress.toml:2: no rule or group is called 'QA49'"),
        ('[per-file-ignores]\n"*.md" = ["languages"]', "qapress.toml:2: no rule or group is called 'languages'; did you mean 'language'?"),
        ('severity = {QA4 = "note", doublespace = "note"}', "qapress.toml:1: no rule or group is called 'doublespace'; did you mean 'double-space'?"),
        ("[rules.double-space]\n\nlimit = 3", "qapress.toml:3: unknown key 'rules.double-space.limit'"),
        ("[rules.dead-link]\nlimit = 3", "qapress.toml:2: unknown key 'rules.dead-link.limit'"),
        ('include = ["*.md",\n "!"]', "qapress.toml:2: no pattern of paths: '!'"),
        ('exclude = ["a\\\\"]', "qapress.toml:1: no pattern of paths: 'a\\'"),
        ('layouts = [{layout = "house", include = ["!"]}]', "qapress.toml:1: no pattern of paths: '!'"),
        ('[per-file-ignores]\n"!" = ["QA1"]', "qapress.toml:2: no pattern of paths: '!'"),
        ('severity = {"grammar/X_Y" = "note"}', "qapress.toml:1: 'grammar/X_Y' can only be ignored; "),
        ('ignore = ["outdated-translation"]', "qapress.toml:1: not yet: the rule 'outdated-translation' comes in a later release"),
        ('layout = "hose"', "qapress.toml:1: there is no layout 'hose': a file's name ends in .toml; did you mean 'house'?"),
        ('layouts = [\n{ layout = "no.toml", include = ["*"] }]', "qapress.toml:2: the layout no.toml cannot be read: no such file or directory"),
        ('build.formats = ["json",\n "pfd"]', "qapress.toml:2: there is no format 'pfd'; the formats are csv, json, jsonl, markdown, pdf; did you mean 'pdf'?"),
        ("rules.outdated-translation = {}", "qapress.toml:1: not yet: the rule 'outdated-translation' comes in a later release"),
        ("\n[rules.double-spaces]", "qapress.toml:2: no rule is called 'double-spaces'; did you mean 'double-space'?"),
    ],
)  # fmt: skip
def test_names_of_rules_in_the_configuration(hub: Hub, text: str, message: str) -> None:
    hub.put("a.md")
    hub.put("qapress.toml", text)
    done = hub.run("check")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"error: {message}")


def test_every_group_may_be_named_in_the_configuration(hub: Hub) -> None:
    hub.put("a.md")
    hub.put(
        "qapress.toml",
        'ignore = ["language", "collection", "QA6", "QA40", "double-space", "grammar/EN_A_VS_AN"]\n',
    )
    assert hub.run("check").code == 0


def test_many_files_by_several_processes_give_the_same(hub: Hub) -> None:
    for number in range(230):
        hub.put(f"f{number:03}.md", WARNED if number % 50 == 0 else GOOD)
    args = ("check", "--select", "QA0,QA4", "--output-format", "json")
    one, two = hub.run("--jobs", "1", *args), hub.run("--jobs", "2", *args)
    assert one == two
    (found,) = json.loads(one.out)["diagnostics"]
    assert len(found["places"]) == 4


# Standard input


def test_check_of_standard_input(hub: Hub) -> None:
    done = hub.run("check", "-", "--output-format", "concise", stdin=WARNED.encode())
    assert done.code == 1
    assert done.out.startswith("-:5:18: warning QA403 ")
    hub.put("qapress.toml", '[per-file-ignores]\n"sub/*.md" = ["QA4"]\n')
    hub.put("sub/b.md")
    named = ("check", "-", "--stdin-filename", "b.md")
    assert hub.run(*named, folder="sub", stdin=WARNED.encode()).code == 0


def test_fix_of_standard_input_writes_bytes(hub: Hub) -> None:
    text = b"\xef\xbb\xbfone  two\r\nthree \xe9\n\nfour  five"
    done = subprocess.run(
        [sys.executable, "-m", "qapress", "fix", "--select", "double-space", "-"],
        cwd=hub.folder, input=text, capture_output=True, check=False, env=clean({}),
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, text.replace(b"  ", b" "))
    assert done.stderr == b"mended 2 places in 1 file\n"
    same = hub.run("fix", "-", stdin=GOOD.encode())
    assert same == Done(0, GOOD, "nothing to mend\n")


# fix


def test_fix_in_place_and_again(hub: Hub) -> None:
    path = hub.put("a.md", GOOD.replace("stands for", "stands  for").replace("\n", "\r\n"))
    assert hub.run("fix") == Done(0, "", "mended 1 place in a.md\n")
    assert path.read_bytes() == GOOD.replace("\n", "\r\n").encode()
    assert hub.run("fix") == Done(0, "", "nothing to mend\n")


def test_fix_names_the_first_of_many_files_and_no_sign_of_theirs_reaches_the_terminal(hub: Hub) -> None:
    for name in ("a\x1b[2J.md", *(f"b{number}.md" for number in range(6))):
        hub.put(name, GOOD.replace("stands for", "stands  for"))
    told = "mended 7 places in 7 files: a<U+001B>[2J.md, b0.md, b1.md, b2.md, b3.md and 2 more\n"
    assert hub.run("fix").err == told


def test_fix_that_leaves_something_is_done(hub: Hub) -> None:
    hub.put("a.md", WRONG)
    assert hub.run("fix").code == 0


def test_fix_shows_a_patch(hub: Hub) -> None:
    before = GOOD.replace("stands for", "stands  for")
    path = hub.put("a.md", before)
    done = hub.run("fix", "--diff")
    assert (done.code, done.err) == (1, "would mend 1 place in a.md\n")
    assert done.out.startswith("--- a/a.md\n+++ b/a.md\n@@ -2,4 +2,4 @@\n")
    assert path.read_text("utf-8") == before
    assert hub.run("fix", "--diff", "--ignore", "double-space") == Done(0, "", "nothing to mend\n")


def test_fix_says_what_it_did_and_could_not_read(hub: Hub) -> None:
    hub.put("a.md", "one  two\n")
    done = hub.run("-v", "fix", "a.md", "gone.md")
    assert done.code == 2
    assert "a.md:1: QA402 " in done.err
    assert "error: gone.md: no such file or folder\n" in done.err


GARBLED = "## ğŸ Q{}: What is a vector?\n\n### âœ… Answer\n\nA list. ğŸ\n"
"""What is left of a snake, read as cp1254 without the bytes that it leaves undefined: it may be an apple."""


def test_fix_asks_once_for_all_places_of_the_same_damage(hub: Hub) -> None:
    one, two = hub.put("QA_1-1.md", GARBLED.format(1)), hub.put("QA_2-2.md", GARBLED.format(2))
    asked = hub.run("fix", "--ask", stdin=b"x\n99\n2\n")
    assert (asked.code, asked.out) == (0, "")
    shown = "  1 | ## ğŸ Q1: What is a vector?\n    |    ^^\n  its UTF-8 was read as cp1254; "
    assert asked.err.startswith(f"1 of 1: 'ğŸ' in QA_1-1.md, QA_2-2.md (4 times)\n{shown}")
    assert asked.err.count("which one, 1 to ") == 3
    assert "\nchosen for 4 places in 2 files\nmended 2 places in 2 files: QA_1-1.md, QA_2-2.md\n" in asked.err
    chosen = asked.err.partition("\n  [2] ")[2][0]
    for number, path in ((1, one), (2, two)):
        text = GARBLED.format(number).replace("ğŸ", chosen).replace("âœ…", "✅")
        assert path.read_text("utf-8") == text


@pytest.mark.parametrize("answers", [b"\n", b"", b"q\n", b"Q\n1\n", b"\xff\n\n"])
def test_fix_leaves_what_nobody_chose(hub: Hub, answers: bytes) -> None:
    path = hub.put("QA_1-1.md", GARBLED.format(1))
    done = hub.run("fix", "--ask", "--select", "mojibake", stdin=answers)
    assert done.code == 0
    assert "chosen for 0 places in 0 files\n" in done.err
    assert path.read_text("utf-8") == GARBLED.format(1).replace("âœ…", "✅")


def test_fix_asks_for_whatever_has_candidates(hub: Hub) -> None:
    path = hub.put("a.md", GOOD.replace("word.", "word abandond, or ğŸ. It was abandond."))
    done = hub.run("fix", "--ask", stdin=b"2\n1\n")
    assert "1 of 2: 'abandond' in a.md (2 times)\n" in done.err
    assert "2 of 2: 'ğŸ' in a.md\n" in done.err
    assert "chosen for 3 places in 1 file\n" in done.err
    assert "word abandon, or 🐍. It was abandon." in path.read_text("utf-8")


def test_fix_asks_until_told_to_quit(hub: Hub) -> None:
    path = hub.put("a.md", GOOD.replace("word.", "word abandond, or ğŸ."))
    done = hub.run("fix", "--ask", stdin=b"1\nq\n")
    assert done.err.endswith("chosen for 1 place in 1 file\nnothing else to mend\n")
    assert "word abandoned, or ğŸ." in path.read_text("utf-8")


def test_fix_asks_nobody_without_a_doubt(hub: Hub) -> None:
    hub.put("a.md")
    assert hub.run("fix", "--ask") == Done(0, "", "nothing to mend\n")


# explain, rules, list, build


@pytest.mark.parametrize("name", ["QA402", "qa402", "double-space", "Double-Space"])
def test_explain_prints_the_page(hub: Hub, name: str) -> None:
    done = hub.run("explain", name)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(
        "# double-space (QA402)\n\nnote, group language, fixed by qapress fix, since 0.1\n"
    )


def test_explain_takes_a_rule_of_the_grammar_engine(hub: Hub) -> None:
    assert hub.run("explain", "grammar/EN_A_VS_AN").out.startswith("# grammar (QA450)\n")


def test_explain_lists_the_rules_of_a_group(hub: Hub) -> None:
    done = hub.run("explain", "mojibake")
    assert (done.code, done.err) == (0, "")
    lines = done.out.split("\n")
    assert lines[0] == "# mojibake (QA1)"
    assert lines[2].startswith("* `garbled-text` (QA101): ")
    assert hub.run("explain", "qa1").out == done.out
    assert "\n* `duplicate-question` (QA601): " in hub.run("explain", "collection").out


def test_rules_lists_all(hub: Hub) -> None:
    rows = hub.run("rules").out.split("\n")
    data = json.loads(hub.run("rules", "--output-format", "json").out)
    assert data["schema_version"] == 1
    assert [row.split()[:2] for row in rows if row] == [
        [each["code"], each["name"]] for each in data["rules"]
    ]
    assert [each["code"] for each in data["rules"]] == sorted(each["code"] for each in data["rules"])


def test_rules_that_came_after_a_version(hub: Hub) -> None:
    rows = json.loads(hub.run("rules", "--output-format", "json").out)["rules"]
    later = json.loads(hub.run("rules", "--newer-than", "0.0.9", "--output-format", "json").out)["rules"]
    assert later == [row for row in rows if newer(row["since"], "0.0.9")] != []
    assert hub.run("rules", "--newer-than", "0.0.9").out.startswith(f"{later[0]['code']}  ")
    done = hub.run("rules", "--newer-than", "999999")
    assert done == Done(0, "", f"no rule of qapress {qapress.__version__} is newer than 999999\n")
    assert (
        json.loads(hub.run("rules", "--newer-than", "999999", "--output-format", "json").out)["rules"] == []
    )


def test_a_rule_newer_than_the_edition_finds_nothing_until_it_is_named(hub: Hub) -> None:
    hub.put("a.md", WRONG)
    hub.put("qapress.toml", 'edition = "0.0.9"\n')
    assert hub.run("check").code == 0
    done = hub.run("check", "--select", "missing-image")
    assert (done.code, done.out.count("[missing-image]")) == (1, 1)


def test_list_prints_nothing_that_a_terminal_obeys(hub: Hub) -> None:
    hub.put("a.md", GOOD.replace("What", "\x1b[31mWhat"))
    out = hub.run("list").out
    assert "\x1b" not in out
    assert "[31mWhat is a vector?" in out


def test_list_in_three_formats(hub: Hub) -> None:
    hub.put("QA_1-2.md", GOOD + '\n## 📌 Q2: =What, "then"?\n\n### ✅ Answer\n')
    text = hub.run("list")
    assert (text.code, text.err) == (0, "")
    assert text.out.split("\n")[0] == "QA_1-2.md:1: Q1 What is a vector?  [what-is-a-vector]"
    data = json.loads(hub.run("list", "--output-format", "json").out)
    schema = json.loads((SCHEMAS / "qa-document.v1.schema.json").read_text("utf-8"))
    document = {"path": "QA_1-2.md", "title": None, "language": "en", "questions": data["questions"][:1]}
    jsonschema.validate(document, schema)
    assert (data["schema_version"], len(data["questions"])) == (1, 2)
    first, second = csv.DictReader(StringIO(hub.run("list", "--output-format", "csv").out, newline=""))
    assert (first["id"], first["line"], first["words"]) == ("what-is-a-vector", "1", "9")
    assert second["title"] == '\'=What, "then"?'


def test_ids_of_one_file_are_those_of_the_collection(hub: Hub) -> None:
    hub.put("QA_1-1.md")
    hub.put("QA_2-2.md", GOOD.replace("Q1", "Q2").replace("A list", "The list"))
    ids = [each["id"] for each in json.loads(hub.run("list", "--output-format", "json").out)["questions"]]
    assert len(set(ids)) == 2
    assert f"[{ids[1]}]" in hub.run("list", "QA_2-2.md").out


def test_build_makes_a_release_and_refuses_errors(hub: Hub) -> None:
    hub.put("QA_1-1.md")
    args = ("build", "--formats", "json,markdown", "--name", "hub", "--title", "Hub", "--release", "1")
    done = hub.run(*args)
    assert done.code == 0
    assert done.out.split("\n")[0].startswith("dist/hub-1/ (")
    assert (hub.folder / "dist/hub-1/hub.json").is_file()
    hub.put("QA_1-1.md", WRONG)
    refused = hub.run(*args)
    assert refused.code == 1
    assert "[missing-image]" in refused.out
    assert refused.err.endswith(
        "error: an error stands in what would be published; mend it or pass --allow-errors\n"
    )
    assert hub.run("build", "--formats", "jsno").code == 2


# Streams


@pytest.mark.parametrize(
    ("environment", "name"),
    [
        ({"LC_ALL": "C"}, "fünf 模.md"),
        ({"LC_ALL": "C", "PYTHONUTF8": "0"}, "a.md"),
        ({"PYTHONIOENCODING": "cp1252"}, "fünf 模.md"),
        ({"PYTHONIOENCODING": "utf-16"}, "fünf 模.md"),
    ],
)
def test_streams_are_utf8_whatever_the_locale_says(hub: Hub, environment: dict[str, str], name: str) -> None:
    hub.put(name, GOOD.replace("numbers that", "numbers 📌 模 , that"))
    done = hub.run("check", environment=environment)
    assert f"{name}:5:" in done.out
    assert "A list of numbers 📌 模 , that" in done.out
    assert hub.run("explain", "double-space", environment=environment).err == ""


def test_colors(hub: Hub) -> None:
    hub.put("a.md", WARNED)
    assert "\033[" not in hub.run("check").out
    assert "\033[" in hub.run("--color", "always", "check", environment={"NO_COLOR": "1"}).out
    assert "\033[" not in hub.run("--color", "never", "check").out


TERMINAL = """
import sys
from qapress.__main__ import main
sys.stdout.isatty = lambda: True
sys.exit(main())
"""


def test_colors_on_a_terminal(hub: Hub) -> None:
    hub.put("a.md", WARNED)
    assert "\033[33mwarning\033[0m" in hub.run("check", code=TERMINAL).out
    assert "\033[" not in hub.run("check", code=TERMINAL, environment={"NO_COLOR": "1"}).out
    assert "\033[" not in hub.run("check", code=TERMINAL, environment={"TERM": "dumb"}).out
    assert "\033[" not in hub.run("--color", "never", "check", code=TERMINAL).out
    assert "\033[" in hub.run("check", code=TERMINAL, environment={"NO_COLOR": ""}).out


def test_a_reader_that_goes_away_is_no_error(hub: Hub) -> None:
    hub.put("a.md", "word , word\n\n" * 3000)
    process = subprocess.Popen(
        [sys.executable, "-m", "qapress", "check", "--max-per-rule", "0", "--select", "QA4"],
        cwd=hub.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=clean({}),
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(60) == 1


@pytest.mark.parametrize("args", [["--help"], ["check", "--help"], ["rules"], ["explain", "double-space"]])
def test_a_reader_that_never_came_is_no_error(hub: Hub, args: list[str]) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "qapress", *args],
        cwd=hub.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=clean({}),
    )  # fmt: skip
    assert process.stdout is not None
    process.stdout.close()
    process.stdout = None
    assert process.communicate(timeout=60)[1] == b""
    assert process.returncode == 0


def test_standard_output_that_cannot_be_written(hub: Hub) -> None:
    hub.put("a.md", WARNED)
    with (hub.folder / "a.md").open("rb") as reading_only:
        done = subprocess.run(
            [sys.executable, "-m", "qapress", "check"],
            cwd=hub.folder, stdout=reading_only, stderr=subprocess.PIPE, check=False, env=clean({}),
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith(b"error: cannot write to standard output: ")


FAILING_INPUT = """
import signal, sys
from qapress.__main__ import main

class Input:
    buffer = property(lambda self: self)

    def read(self):
        {}

sys.stdin = Input()
sys.exit(main())
"""


def test_interrupted(hub: Hub) -> None:
    done = hub.run("check", "-", code=FAILING_INPUT.format("signal.raise_signal(signal.SIGINT)"))
    assert done == Done(130, "", "interrupted\n")


def test_a_fault_of_the_program_is_ready_to_be_reported(hub: Hub) -> None:
    done = hub.run("check", "-", code=FAILING_INPUT.format("raise LookupError('nothing there')"))
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("error: qapress failed; this is its fault, not yours\nplease report it ")
    block = done.err.partition("```text\n")[2]
    assert block.startswith(f"qapress {qapress.__version__}, Python ")
    assert "\n$ qapress check -\nTraceback " in block
    assert block.endswith("\nLookupError: nothing there\n```\n")
