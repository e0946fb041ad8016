"""Write the files that are derived from others, or with `--check` tell which are out of date.

`python .ci/generate.py [--check]`. From the rules: their index and the README's table. From the settings:
`schema/config.v1.schema.json`. From the command line: its help in the README. From what was measured last
(`tests/bench/results.json`): the README's figures. From `schema/`: the copies in the package. Nothing is
measured and nothing is fetched, so that two runs give the same bytes.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qapress import rules
from qapress.diagnostic import Status
from qapress.settings.schema import config_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qapress.diagnostic import RuleInfo

ROOT = Path(__file__).parent.parent
INDEX = "src/qapress/rules/index.json"
CONFIG = "schema/config.v1.schema.json"
COPIES = "src/qapress/schema"
README = "README.md"
RESULTS = ROOT / "tests" / "bench" / "results.json"
MARKED = re.compile(r"<!-- (?P<name>[a-z]+) -->\n.*?<!-- /(?P=name) -->\n", re.DOTALL)
"""A derived part of the README: `<!-- rules -->` to `<!-- /rules -->`, each on a line of its own."""


def derived(root: Path) -> dict[str, str | None]:
    """The text that each derived file ought to have, by path under `root`; None for one that ought to go."""
    infos = [each.info for each in rules.load()]
    for one, other in pairwise(infos):
        if one.code == other.code:
            sys.exit(f"{one.name} and {other.name} have the same code, {one.code}: take a free one")
    config = json.dumps(config_schema(), indent=2, ensure_ascii=False) + "\n"
    files: dict[str, str | None] = {INDEX: index(infos), CONFIG: config}
    files[README] = filled((root / README).read_text("utf-8"), infos)
    files |= {f"{COPIES}/{each.name}": None for each in (root / COPIES).glob("*.json")}
    for each in sorted((root / "schema").glob("*.json")):
        files[f"{COPIES}/{each.name}"] = each.read_text("utf-8")
    files[f"{COPIES}/{Path(CONFIG).name}"] = config
    return files


def index(infos: Sequence[RuleInfo]) -> str:
    """`rules/index.json`: one rule a line, so that a new rule is one line in a comparison."""
    rows = [
        {
            "code": each.code,
            "name": each.name,
            "summary": each.summary,
            "severity": each.severity.label,
            "status": each.status.value,
            "since": each.since,
            "fixable": None if each.fixable is None else each.fixable.label,
            "aliases": list(each.aliases),
        }
        for each in infos
    ]
    return "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n"


def filled(text: str, infos: Sequence[RuleInfo]) -> str:
    """The README with its derived parts made anew."""
    parts: dict[str, Callable[[], str]] = {
        "rules": lambda: table(infos),
        "help": usage,
        "bench": speed,
        "publish": books,
        "mojibake": garbled,
        "grammar": language,
    }

    def part(found: re.Match[str]) -> str:
        name = found["name"]
        return f"<!-- {name} -->\n\n{parts[name]()}\n<!-- /{name} -->\n" if name in parts else found[0]

    return MARKED.sub(part, text)


def table(infos: Sequence[RuleInfo]) -> str:
    """The rules as a Markdown table; each name leads to its page."""
    rows = ["| code | name | what it finds | severity | fix |", "|---|---|---|---|---|"]
    for each in infos:
        page = f"src/qapress/rules/{each.name.replace('-', '_')}.md"
        fix = each.fixable.label if each.fixable else ""
        mark = f" ({each.status})" if each.status is not Status.STABLE else ""
        summary = each.summary.replace("|", "\\|") + mark
        rows.append(f"| {each.code} | [{each.name}]({page}) | {summary} | {each.severity.label} | {fix} |")
    return "\n".join(rows) + "\n"


def usage() -> str:
    """The help of the program, as a terminal of 80 columns shows it."""
    from qapress.cli.main import qapress

    with qapress.make_context("qapress", ["help"], terminal_width=80) as context:
        return f"```text\n{qapress.get_help(context).rstrip()}\n```\n"


def speed() -> str:
    """What was measured last of a large collection, as a Markdown table."""
    found = json.loads(RESULTS.read_text("utf-8"))["collection"]
    head = f"{found['files']:,} files, {found['questions']:,} questions ({found['date']}, {found['machine']})"
    rows = [f"| {head} | CPU seconds | MiB |", "|---|---:|---:|"]
    rows += [f"| {each['name']} | {each['seconds']} | {each['mebibytes']} |" for each in found["rows"]]
    return "\n".join(rows) + "\n"


def books() -> str:
    """What was measured last of builds, as a Markdown table."""
    found = json.loads(RESULTS.read_text("utf-8"))["publish"]
    rows = [
        f"| {found['date']}, {found['machine']} | questions | CPU seconds | above those for one | MiB |",
        "|---|---:|---:|---:|---:|",
    ]
    for each in found["rows"]:
        if each["questions"] > 1:
            cells = f"{each['questions']:,} | {each['seconds']} | {each['above']} | {each['mebibytes']}"
            rows.append(f"| {each['name']} | {cells} |")
    return "\n".join(rows) + "\n"


READ = {
    "drop": "undefined bytes dropped",
    "c1": "undefined bytes kept as control characters",
    "lossless": "no byte undefined",
}
"""What became of bytes that a page leaves undefined, in the words of the README."""


def garbled() -> str:
    """What was measured last of garbled and of clean text, as a Markdown table."""
    found = json.loads(RESULTS.read_text("utf-8"))["mojibake"]
    tools = ["qapress", "ftfy", "plsfix"]
    rows = [
        f"| {found['date']}, {found['machine']} | possible | {' | '.join(tools)} |",
        "|---|---:|---:|---:|---:|",
    ]
    for each in found["grid"]:
        cells = (f"{right} ({wrong})" for right, wrong in (each[tool] for tool in tools))
        rows.append(f"| {each['page']}, {READ[each['policy']]} | {each['unique']} | {' | '.join(cells)} |")
    clean = (f"{found['clean'][tool]:,}" for tool in tools)
    rows.append(f"| clean lines changed, of {found['clean']['lines']:,} | 0 | {' | '.join(clean)} |")
    rows += [
        f"| {each['name']} text, MB a second | | {' | '.join(str(each[tool]) for tool in tools)} |"
        for each in found["speed"]
    ]
    return "\n".join(rows) + "\n"


ENGINE_KINDS = ("engine", "spelling")
"""Kinds of faults that grammar engines are made to find."""
HALVES = {
    "tuning": (
        "These figures are of the half of that prose which was read while the rules were written, so that "
        "they flatter them."
    ),
    "held-out": (
        "These figures are of the half of that prose which no writer of rules had read; it was measured "
        "once, when the rules were done."
    ),
}
"""Which half of the labelled prose was measured, and what that means."""
TIERS = {
    "grammar": "the engine's warnings that are right",
    "spelling": "the engine's notes on spelling that are right",
    "own": "findings of rules of our own that are right",
    "preview": "findings of our rules in preview that are right",
}
"""Who found something in labelled prose, in the words of the README."""
TIMES = {
    "cold": "nothing known",
    "nothing changed": "nothing changed",
    "one paragraph changed": "one paragraph changed",
}
"""Checks that were timed, in the words of the README."""


def language() -> str:
    """What was measured last of grammar: which prose, and a Markdown table with a column for each engine."""
    found = json.loads(RESULTS.read_text("utf-8"))["grammar"]
    name = "held-out" if "held-out" in found else "tuning"
    half = found[name]
    with_filters = [each for each in half["runs"] if each["filtered"]]
    rows = _judged(half, with_filters, [each for each in half["runs"] if not each["filtered"]])
    times = found["times"]
    for kind, words in TIMES.items():
        measured = [each for each in times["rows"] if each["name"] == kind]
        rows[f"seconds for {times['files']} files, {words}"] = [f"{each['wall']:.2f}" for each in measured]
    head = f"{found['date']}, {found['machine']}; {half['words']:,} words of labelled prose"
    lines = [f"| {head} | {' | '.join(each['engine'] for each in with_filters)} |", "|---|---:|---:|"]
    lines += [f"| {what} | {' | '.join(cells)} |" for what, cells in rows.items()]
    return f"{HALVES[name]}\n\n" + "\n".join(lines) + "\n"


def _judged(
    half: dict[str, Any], with_filters: list[dict[str, Any]], alone: list[dict[str, Any]]
) -> dict[str, list[str]]:
    """The rows about labelled prose, the engine apart from the rules of our own."""
    common = {kind: count for kind, count in half["faults"].items() if kind in ENGINE_KINDS}
    others = {kind: count for kind, count in half["faults"].items() if kind not in ENGINE_KINDS}
    rows = {words: [_right(each, tier) for each in with_filters] for tier, words in TIERS.items()}
    rows["right of all that the engine says by itself"] = [_right(each, *each["tiers"]) for each in alone]
    rows |= _found("faults of grammar and spelling", common, with_filters, alone)
    rows |= _found(f"faults of {len(others)} kinds that engines hardly know", others, with_filters, alone)
    return rows


def _right(run: dict[str, Any], *tiers: str) -> str:
    """Percent of true findings among those of some tiers."""
    counts = [run["tiers"].get(each, [0, 0]) for each in tiers]
    true, false = (sum(each) for each in zip(*counts, strict=True))
    return f"{100 * true / (true + false):.0f} % of {true + false}" if true + false else "–"


def _found(
    what: str, faults: dict[str, int], with_filters: list[dict[str, Any]], alone: list[dict[str, Any]]
) -> dict[str, list[str]]:
    """How many of some kinds of faults were found: by a check, and in brackets by the engine alone."""
    pairs = zip(with_filters, alone, strict=True)
    counts = ([sum(run["found"].get(kind, 0) for kind in faults) for run in pair] for pair in pairs)
    cells = [f"{checked} ({by_engine})" for checked, by_engine in counts]
    return {f"{what} found, of {sum(faults.values())}": cells}


def main(argv: Sequence[str], root: Path = ROOT) -> int:
    """Write, or with `--check` compare; the exit code is 1 when something was out of date."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args(argv).check
    stale = {name: text for name, text in derived(root).items() if text != current(root / name)}
    for name, text in stale.items():
        sys.stdout.write(f"{'out of date' if check else 'written' if text else 'removed'}: {name}\n")
        if not check:
            put(root / name, text)
    if check and stale:
        sys.stdout.write("run: python -m nox -s generate\n")
    return int(check and bool(stale))


def current(path: Path) -> str | None:
    """The text of a file with its own line ends, None where there is no file."""
    return path.read_bytes().decode("utf-8") if path.is_file() else None


def put(path: Path, text: str | None) -> None:
    """Write a file with LF, or take it away."""
    if text is None:
        path.unlink()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
