"""What is said of text that nobody labelled: listed, so that a person may judge it.

The verdicts on text of our own stand in `grammar_judged.tsv`: true, doubtful, or false, with a reason.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from grammar_labels import OUR_TIERS
from grammar_run import marked, place, shown, texts, words
from grammar_tables import ALARMS, ON_BY_DEFAULT, PRECISION, SPELLING, TIERS, show_least, show_most

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grammar_run import Found

    from qapress.settings.values import Engine

ROOT = Path(__file__).parents[2]
JUDGED = Path(__file__).with_name("grammar_judged.tsv")
FOLDERS = ("content", "tests/corpus/prose/other-field")
"""Text on which no rule was written: the project's content, and text about another field."""
VERDICTS = ("true", "doubtful", "false")
UNJUDGED = "?"
AROUND = 30
"""Characters on each side by which a place is known again."""

Key = tuple[str, str, str]
"""Path, rule, and the place with what stands around it."""


class Look(NamedTuple):
    """The findings in one folder, each with its verdict."""

    folder: str
    files: dict[str, str]
    found: list[tuple[Found, Key, str]]

    def counted(self) -> dict[str, Counter[str]]:
        """Verdicts by tier."""
        counts: dict[str, Counter[str]] = {}
        for found, _, verdict in self.found:
            counts.setdefault(found.tier, Counter())[verdict] += 1
        return counts


def judged() -> dict[Key, str]:
    """What a person said of places in our own text."""
    rows = [line.split("\t") for line in JUDGED.read_text("utf-8").split("\n")[1:] if line]
    wrong = [row for row in rows if row[3] not in VERDICTS]
    if wrong:
        raise SystemExit(f"{JUDGED.name}: no verdict: {wrong[0]}")
    return {(path, rule, text): verdict for path, rule, text, verdict, _ in rows}


def look(folder: str, engine: Engine) -> Look:
    """Check a folder, relative to the project or not, as one collection."""
    known = judged()
    files = {f"{folder}/{path}": text for path, text in texts(ROOT / folder).items()}
    places = ((each, _key(files, each)) for each in shown(files, engine))
    return Look(folder, files, [(each, key, known.get(key, UNJUDGED)) for each, key in places])


def _key(files: dict[str, str], found: Found) -> Key:
    return found.path, found.rule, " ".join(marked(files, found, AROUND).split())


def show(looked: Look) -> None:
    """Print each finding, then the counts."""
    for found, (_, _, text), verdict in looked.found:
        print(
            f"{verdict:9}{place(looked.files, found)} {found.rule} ({found.tier}): {text}\n{'':13}{found.message}"
        )
    count = sum(map(words, looked.files.values()))
    print(f"{looked.folder}: {len(looked.files)} files, {count:,} words, {len(looked.found)} findings")
    for tier, verdicts in sorted(looked.counted().items(), key=lambda row: TIERS.index(row[0])):
        said = ", ".join(f"{verdicts[each]} {each}" for each in (*VERDICTS, UNJUDGED))
        print(f"    {tier:10} {said}; {1e4 * verdicts['false'] / count:.1f} false in 10,000 words")


def show_new(looked: Sequence[Look]) -> None:
    """Print the rows that the list of verdicts lacks, to be filled in."""
    rows = [key for each in looked for _, key, verdict in each.found if verdict == UNJUDGED]
    for key in dict.fromkeys(rows):
        print("\t".join((*key, UNJUDGED, "")))
    print(f"{len(rows)} not judged")


def figures(looked: Sequence[Look]) -> dict[str, Any]:
    """What is kept: words, and the verdicts by tier."""
    counts: dict[str, Counter[str]] = {}
    for each in looked:
        for tier, verdicts in each.counted().items():
            counts.setdefault(tier, Counter()).update(verdicts)
    total = sum(words(text) for each in looked for text in each.files.values())
    return {"words": total, "tiers": {tier: dict(verdicts) for tier, verdicts in counts.items()}}


def show_targets(found: dict[str, Any]) -> None:
    """Print what was to reach; doubtful findings count half."""
    own = sum(found["tiers"].get(tier, {}).get("false", 0) for tier in OUR_TIERS)
    show_least("precision of what is on by default", _precision(found, ON_BY_DEFAULT), PRECISION)
    show_least("precision of spelling", _precision(found, ("spelling",)), SPELLING)
    show_most(f"own rules: false alarms in 10,000 words ({own})", 1e4 * own / max(1, found["words"]), ALARMS)


def _precision(found: dict[str, Any], tiers: Sequence[str]) -> float | None:
    counts = sum((Counter(found["tiers"].get(tier, {})) for tier in tiers), Counter[str]())
    total = sum(counts[each] for each in VERDICTS)
    return 100 * (counts["true"] + counts["doubtful"] / 2) / total if total else None
