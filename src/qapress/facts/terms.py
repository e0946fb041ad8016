"""Terms that are written with other capitals or letters than nearly everywhere else."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from qapress.facts import kinds
from qapress.facts.compounds import Deviation, Habit, counted, dominates, table
from qapress.prose import grammar_words as closed

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

    from qapress.facts.facts import Collection

SHORT = 3
"""Letters that a term must have: shorter ones are units and abbreviations of several things."""
SURE = 2
"""How often a form must stand where its place explains no capital."""
SURELY = 6
"""How often a common word must stand without a capital for its one capital to be a slip."""
CAMEL = re.compile("[a-z]+[A-Z]")
ORDINARY = re.compile(
    "(?:able|age|al|ance|ed|ence|ent|er|ful|ian|ible|ic|ing|ion|ious|ism|ist|ity|ive|less|ly|ment|ness|or|ous|ship|ture"
    "|ware|data)$"
)
"""Endings of words that are no names."""
HEADER = re.compile("[A-Z][a-z]+(?:-[A-Z][a-z]+)+")
ORDINARIES = closed.CLOSED | closed.VERBS | closed.COUNTABLE | closed.BARE
IS = re.compile("is(?=(?:e[drs]?|ers|ing|able|ations?)$)")


class Form(NamedTuple):
    """A spelling of a term: how often it stands where its capitals are its own, and where they may not be."""

    text: str
    own: int
    placed: int

    @property
    def shape(self) -> str:
        """How its capitals stand: `lower`, `title`, `caps` or `mixed`, as in B-tree."""
        if self.text.islower():
            return "lower"
        if self.text[1:].islower() and self.text[1] != "-":
            return "title"
        return "caps" if self.text.isupper() else "mixed"


def variants(collection: Collection) -> Iterator[Deviation]:
    """The places of spellings that are rare, by files."""
    lines = counted(collection)
    code = _code(collection)
    wrong = {line: habit for family in _families(lines) for line, habit in _cased(family, code)}
    wrong |= dict(_lettered(lines))
    for file in collection.files:
        for line, span in file.spellings.spans(wrong.keys()) if file.spellings else ():
            habit, written = wrong[line], line[1:]
            yield Deviation(file.path, span, written, _like(habit.usual, written), habit)


def _code(collection: Collection) -> frozenset[str]:
    """All words in the code of the text of a collection."""
    return frozenset(
        word for file in collection.files if file.spellings for word in file.spellings.code.split(" ")
    )


def _families(lines: Counter[str]) -> Iterator[dict[str, list[Form]]]:
    """The forms of each term by their texts in the singular, where there are several."""
    families: dict[str, list[Form]] = defaultdict(list)
    for text in dict.fromkeys(line[1:] for line in lines if line[0] in kinds.WORDS and len(line) > SHORT):
        families[text.lower()].append(Form(text, lines[kinds.WORD + text], lines[kinds.PLACED_WORD + text]))
    for low, forms in families.items():
        if low in table("words") or low.removesuffix("s") in table("words"):
            continue
        names = any(each.shape in ("caps", "mixed") for each in forms)
        plurals = families.get(f"{low}s", []) if names else []
        if any(each.shape == "caps" for each in plurals):  # HTTPS
            plurals = []
        grouped: dict[str, list[Form]] = defaultdict(list)
        for each in forms:
            grouped[each.text].append(each)
        for each in plurals:
            grouped[each.text[:-1]].append(each)
        if len(grouped) > 1:
            yield grouped


def _cased(family: dict[str, list[Form]], code: frozenset[str]) -> Iterator[tuple[str, Habit]]:
    """The lines of a family whose capitals are not the usual ones."""
    forms = [
        Form(text, sum(each.own for each in its), sum(each.placed for each in its))
        for text, its in family.items()
    ]
    usual = max(forms, key=_support)
    times = _support(usual)
    rare = [each for each in forms if each != usual and _differs(each, usual, code)]
    if dominates(times, sum(each.own + each.placed * _is_wrong_anywhere(each, usual) for each in rare)):
        for form in rare:
            for each in family[form.text]:
                yield kinds.WORD + each.text, Habit(usual.text, times)
                if _is_wrong_anywhere(form, usual):
                    yield kinds.PLACED_WORD + each.text, Habit(usual.text, times)


def _support(form: Form) -> int:
    """How often a form surely stands."""
    if form.shape == "lower" or form.own < SURE:
        return form.own + form.placed * (form.shape in ("caps", "mixed") and "-" not in form.text)
    return form.own + form.placed


def _differs(form: Form, usual: Form, code: frozenset[str]) -> bool:
    """Whether a form may be a slip for the usual one."""
    if form.text in code or CAMEL.match(form.text):
        return False
    if usual.shape == "lower":
        enough = SURELY if ORDINARY.search(usual.text) or usual.text in ORDINARIES else 0
        once = form.shape == "title" and form.own == 1 and "-" not in form.text
        return once and not usual.text.endswith("s") and usual.own >= max(enough, form.placed)
    if form.shape in ("lower", "title") and (ORDINARY.search(form.text) or HEADER.fullmatch(usual.text)):
        return False
    if usual.shape == "title":
        return form.shape == "lower" and usual.text not in code and 2 * usual.own >= usual.placed
    return form.shape != "caps" or usual.shape == "mixed"


def _is_wrong_anywhere(form: Form, usual: Form) -> bool:
    """Whether no place explains the capitals of a form: "Postgresql" for PostgreSQL."""
    plain = usual.shape in ("caps", "mixed") and "-" not in usual.text
    return plain and (form.shape != "lower")


def _lettered(lines: Counter[str]) -> Iterator[tuple[str, Habit]]:
    """The lines of words that are mostly written as on the other side of the Atlantic, or with accents."""
    counts: dict[str, int] = defaultdict(int)
    texts: dict[str, list[str]] = defaultdict(list)
    for line, times in lines.items():
        if line[0] in kinds.WORDS and line[2:].islower():
            counts[line[1:].lower()] += times
            texts[line[1:].lower()].append(line)
    for low in list(counts):
        other = _respelled(low)
        if other != low and other in counts and other not in table("words"):
            for rare, usual in ((low, other), (other, low)):
                if dominates(counts[usual], counts[rare]):
                    for line in texts[rare]:
                        yield line, Habit(usual, counts[usual])


def _respelled(low: str) -> str:
    """A word in American spelling, and without the accents that many leave out."""
    return _parts().sub(lambda match: table("letters")[match[0]], IS.sub("iz", low))


@cache
def _parts() -> re.Pattern[str]:
    return re.compile("|".join(sorted(table("letters"), key=len, reverse=True)))


def _like(usual: str, written: str) -> str:
    """The usual form with the plural of what is written, and with its capital where that proves nothing."""
    if len(written) == len(usual) + 1 and written.lower().startswith(usual.lower()):
        usual += "s"
    return (
        usual.capitalize()
        if usual.islower() and written.lower() != usual.lower() and written[0].isupper()
        else usual
    )
