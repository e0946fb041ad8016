"""The same text through both engines: where they differ, and which of it is known.

The known differences stand in `grammar_differences.tsv` with their reasons. Read by the bench, which looks at
much text, and by a test, which looks at some.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from grammar_run import ENGINES, matches, opened, shown, texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from grammar_run import Found

    from qapress.settings.values import Engine

ROOT = Path(__file__).parents[2]
LISTED = Path(__file__).with_name("grammar_differences.tsv")
PROSE = ("content", "tests/corpus/prose/tuning", "tests/corpus/prose/other-field", "src/qapress/rules")
"""Folders of English text. The held-out half of the corpus is not among them."""
DAMAGES = (
    ((" the ", " teh "), (" a ", " an "), (". ", " . ")),
    ((" is ", " are "), (" of ", " off "), ("ing ", "ed "), (", ", " ,")),
    ((" are ", " is "), (" an ", " a "), ("It ", "it "), (" has ", " have "), (" to ", " to to ")),
    ((", and ", " and it "), (" then ", " than "), (" its ", " it's "), ("s. ", ". "), (" can ", " can to ")),
    ((". ", " and they "), (" does ", " do "), (" with ", " by "), (" which ", ", that "), ("ed ", " ")),
)
"""What is put in place of what, so that the engines find much."""


class Listed(NamedTuple):
    """A known difference: all matches of a rule in one engine, or those whose whole text fits a pattern.

    The example is a Markdown text in which it shows; `engine` is `both` where they differ in their words.
    """

    engine: str
    rule: str
    pattern: str
    example: str
    reason: str


class Difference(NamedTuple):
    """What one engine says and the other does not, or `both` with other suggestions or words."""

    engine: str
    rule: str
    text: str
    where: str

    def fits(self, known: Listed) -> bool:
        """Whether a line of the list names it."""
        same = (self.engine, self.rule) == (known.engine, known.rule)
        return same and (not known.pattern or re.fullmatch(known.pattern, self.text) is not None)


def listed() -> list[Listed]:
    """The known differences."""
    lines = LISTED.read_text("utf-8").split("\n")[1:]
    rows = [Listed(*line.split("\t")) for line in lines if line]
    return [each._replace(example=each.example.replace(r"\n", "\n")) for each in rows]


def prose(*, quick: bool = False) -> dict[str, str]:
    """The texts of the project by path; with `quick` its content alone."""
    folders = PROSE[:1] if quick else PROSE
    return {f"{each}/{path}": text for each in folders for path, text in texts(ROOT / each).items()}


def damaged(files: dict[str, str]) -> dict[str, str]:
    """The texts, then each of them with faults of several kinds in many places."""
    found = dict(files)
    for number, pairs in enumerate(DAMAGES, 1):
        for path, text in files.items():
            for pair in pairs:
                text = text.replace(*pair)
            found[f"{path} (damage {number})"] = text
    return found


Said = dict[tuple[str, int, int, str, str], tuple[str, ...]]
"""Suggestions by path, range, rule and text."""


def compared(files: dict[str, str]) -> tuple[int, list[Difference]]:
    """Every match of both engines, nothing left out: how many they share, and the differences."""
    return _compared(*(_said(files, each) for each in ENGINES))


def _said(files: dict[str, str], name: Engine) -> Said:
    said: Said = {}
    with opened(name) as engine:
        for path, text in files.items():
            for passage, match in matches(engine, text):
                span = passage.span(match.start, match.end)
                key = (path, *span, match.rule, passage.text[match.start : match.end])
                said[key] = match.suggestions
    return said


def compared_as_shown(files: dict[str, str]) -> tuple[int, list[Difference]]:
    """What checks report with either engine, in its words: how much they share, and the differences."""
    return _compared(*(_shown(files, each) for each in ENGINES))


def _shown(files: dict[str, str], engine: Engine) -> Said:
    return {_key(each, files): (each.message,) for each in shown(files, engine)}


def _key(found: Found, files: dict[str, str]) -> tuple[str, int, int, str, str]:
    return found.path, found.start, found.end, found.rule, files[found.path][found.start : found.end]


def _compared(one: Said, other: Said) -> tuple[int, list[Difference]]:
    found = [*_lacking(one, other, ENGINES[0]), *_lacking(other, one, ENGINES[1])]
    both = [key for key in one if key in other]
    return len(both), found + [_difference("both", key) for key in both if one[key] != other[key]]


def _lacking(one: Said, other: Said, engine: str) -> Iterator[Difference]:
    return (_difference(engine, key) for key in one if key not in other)


def _difference(engine: str, key: tuple[str, int, int, str, str]) -> Difference:
    path, start, _, rule, text = key
    return Difference(engine, rule, text, f"{path}@{start}")


def unlisted(found: Sequence[Difference], known: Sequence[Listed]) -> list[Difference]:
    """The differences that no line of the list names."""
    return [each for each in found if not any(each.fits(line) for line in known)]


def show(shared: int, found: Sequence[Difference], new: Sequence[Difference]) -> None:
    """Print the differences by rule, and each that is not listed."""
    print(f"{shared:,} in common, {len(found)} not")
    for (engine, rule), count in sorted(Counter((each.engine, each.rule) for each in found).items()):
        print(f"    {count:5} {engine}: {rule}")
    for each in new:
        print(f"    not listed: {each.engine} {each.rule} {each.text!r} {each.where}")
