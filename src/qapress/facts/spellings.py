"""How a file writes its words and compounds, with what tells how each is used."""

from __future__ import annotations

import re
from array import array
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from qapress.diagnostic import Span
from qapress.facts import kinds
from qapress.prose import grammar_words as closed
from qapress.prose.language import is_english
from qapress.prose.sentences import paragraphs, third

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from qapress.model.qa import Document
    from qapress.prose.sentences import Sentence, Word

WORD = re.compile(r"\w+(?:-\w+)*")
COMPOUND = re.compile(r"[A-Za-z\d]+(?:-[a-z]+){0,2}-[a-z]{2,}")
PART = re.compile("[A-Za-z]{2,}")
FIRST = re.compile(r"[A-Za-z\d]+")
OWNER = re.compile("['’]s?$")
BEFORE = frozenset("@/\\.,#$&=+~:<-_'’")
BEHIND = frozenset("@/\\=+({_-")
"""Marks that make the word beside them a part of a path, an option or a call."""
EMPHASIS = ("*", "_")
OPENERS = closed.CLOSED | closed.VERBS
"""Words that are no part of a name although a sentence begins with them."""
JOINING = frozenset({",", "a", "an", "and", "for", "in", "of", "or", "the", "to"})
"""Words inside names: the Code of Conduct."""
NAME = re.compile(r"([^\W\d_]\w{2,})(?:[.(].*)?")

LEADS = (
    closed.ARTICLES
    | closed.PLURAL_ARTICLES
    | {"any", "no", "some", "such"}
    | (closed.PREPOSITIONS - {"as", "like", "than", "to", "via"})
)
"""Words behind which a noun stands."""
FOLLOWS = (
    closed.BE | closed.MODALS | closed.HAVE_DO | closed.PREPOSITIONS | closed.SUBORDINATORS | {";", ":", ")"}
) | {"that", "too", "which", "who"}
"""What may follow the last noun of a phrase, and no word that a compound describes."""
COPULAS = re.compile("become|feel|get|go|keep|look|make|remain|run|seem|sound|stay|turn|work")
"""Verbs behind which an adjective may stand alone."""
VERBAL = closed.MODALS | closed.PRONOUNS | closed.HAVE_DO | {"to", "not"}
"""Words behind which a verb stands."""
OBJECTS = closed.ARTICLES | closed.PLURAL_ARTICLES | closed.PRONOUNS
PARTICLES = frozenset(
    {"ahead", "away", "back", "by", "down", "in", "off", "on", "out", "over", "through", "up"}
)
LINKS = frozenset({"and", "by", "for", "in", "of", "on", "or", "per", "the", "to"})
"""Words in the middle of compounds: end-to-end, state-of-the-art."""
LONGEST = 255


class Spellings(NamedTuple):
    """How the words of a file are written.

    `uses` has a line for each use: its kind (one of `facts.kinds`), then the text with single blanks, and
    behind a further blank the word that it describes, if its kind says so. `starts` (as an array of type I)
    and `lengths` tell where each stands in the source. `code` are the words that stand as code.
    """

    uses: str = ""
    starts: bytes = b""
    lengths: bytes = b""
    code: str = ""

    def spans(self, wanted: AbstractSet[str]) -> Iterator[tuple[str, Span]]:
        """The uses that are wanted, with their places."""
        lines = self.uses.split("\n")
        if wanted.isdisjoint(lines):
            return
        starts = array("I", self.starts)
        for index, line in enumerate(lines):
            if line in wanted:
                yield line, Span(starts[index], starts[index] + self.lengths[index])


def spellings(document: Document) -> Spellings:
    """The uses of a document in English, none of others."""
    if not is_english(document.language):
        return Spellings()
    lines: list[str] = []
    starts, lengths = array("I"), bytearray()
    source = document.source.text
    linked = frozenset(at for each in document.tree.walk() if each.kind == "link" for at in range(*each.span))
    for passage in paragraphs(document.tree, document.source.well_formed):
        for sentence in passage:
            if sentence.passage.leaf.kind == "alt":
                continue
            for kind, text, start, end in _uses(sentence, source, linked):
                if end - start <= LONGEST and source[start:end].split() == text.split():
                    lines.append(kind[0] + text + kind[1:])
                    starts.append(start)
                    lengths.append(end - start)
    code = (NAME.fullmatch(each.text) for each in document.tree.walk() if each.kind == "code")
    words = dict.fromkeys(each[1] for each in code if each)
    return Spellings("\n".join(lines), starts.tobytes(), bytes(lengths), " ".join(words))


def _uses(sentence: Sentence, source: str, linked: frozenset[int]) -> Iterator[tuple[str, str, int, int]]:
    """The uses in a sentence: the kind with a head, the text and its place in the source."""
    written = [_written(sentence, word) for word in sentence.words]
    for index, text in enumerate(written):
        if not text:
            continue
        start, end = sentence.span(index, index + 1)
        end = start + len(text)
        if sentence.words[index].low not in closed.CLOSED and text[0].isalpha():
            alone = len(written) == 1 or source[start - 1 : end + 1] == f"[{text}]"
            free = not alone and source[start - 1 : start] not in EMPHASIS
            free = free and (text.islower() or (start not in linked and _is_free(sentence, index)))
            yield kinds.WORD if free else kinds.PLACED_WORD, text, start, end
        if COMPOUND.fullmatch(text):
            for kind in _kinds_of_compound(sentence, index):
                yield kind, text, start, end
        elif FIRST.fullmatch(text):
            for kind, behind in _kinds_of_words(sentence, written, index):
                last = sentence.span(behind - 1, behind).start + len(written[behind - 1])
                yield kind, " ".join(written[index:behind]), start, last


def _written(sentence: Sentence, word: Word) -> str:
    """A word as it is written, empty where it does not stand for itself."""
    if not word.low[:1].isalnum():
        return ""
    text = sentence.passage.text
    if word.start and text[word.start - 1] in BEFORE:
        return ""
    mark, behind = (*text[word.end : word.end + 2], "", "")[:2]
    if mark and (mark in BEHIND or (mark in ":.," and behind.isalnum())):
        return ""
    found = OWNER.sub("", text[word.start : word.end])
    return found if WORD.fullmatch(found) else ""


def _is_free(sentence: Sentence, index: int) -> bool:
    """Whether no sentence, heading, title or name explains a capital here."""
    words, kind = sentence.words, sentence.passage.leaf.kind
    if not index or not (kind == "paragraph" or (kind == "heading" and _has_small_words(sentence))):
        return False
    before, behind = index - 1, index + 1
    while behind < len(words) - 1 and words[behind].low in JOINING - {","}:
        behind += 1
    if behind < len(words) and (
        words[behind].capital or not words[behind].low or words[behind].low[0].isdigit()
    ):
        return False
    while before > 0 and words[before].low in JOINING:
        before -= 1
    named = words[before].capital and (before > 0 or words[before].low not in OPENERS)
    return words[before].low[:1].isalpha() and not named


def _has_small_words(sentence: Sentence) -> bool:
    """Whether not all words have capitals that would have them in a title."""
    return any(each.plain and not each.capital for each in sentence.words)


def _kinds_of_compound(sentence: Sentence, index: int) -> Iterator[str]:
    """How a compound with a hyphen is used, as its kinds (`facts.kinds`)."""
    yield kinds.COMPOUND
    before, head = sentence.low(index - 1), _head(sentence, index + 1)
    if head:
        yield f"{kinds.ATTRIBUTE} {head}"
    elif _ends_phrase(sentence, index + 1):
        if before in closed.BE:
            yield kinds.PREDICATE
        elif _leads(before):
            yield from (kinds.LED_NOUN, kinds.NOUN)
        elif not index or before == ";" or sentence.words[index - 1].plain:
            yield kinds.NOUN
    if before in VERBAL:
        yield kinds.VERB


def _kinds_of_words(sentence: Sentence, written: Sequence[str], index: int) -> Iterator[tuple[str, int]]:
    """What words from an index on may be that are a compound elsewhere: the kinds, and where they end."""
    low, before = sentence.low(index), sentence.low(index - 1)
    for behind in _ends(sentence, written, index):
        particle = sentence.low(behind - 1) in PARTICLES
        head = _head(sentence, behind)
        if head and (not particle or _is_led(sentence, index)):  # not "they check in code"
            yield f"{kinds.PAIR_ATTRIBUTE} {head}", behind
            if before in closed.ARTICLES and _is_noun(head):
                yield kinds.LED_PAIR_ATTRIBUTE, behind
        if behind == index + 2 and PART.fullmatch(written[index]) and low not in closed.CLOSED:
            for kind in _kinds_of_pair(sentence, index, particle=particle):
                yield kind, behind


def _ends(sentence: Sentence, written: Sequence[str], index: int) -> Iterator[int]:
    """Where words that begin at an index end, if they could be a compound."""
    linked = sentence.low(index + 1) in LINKS
    longer = index + 3 + (sentence.low(index + 2) in ("a", "the"))
    for behind in (index + 2, *([longer] if linked else [])):
        parts = written[index + 1 : behind]
        if behind > len(written) or not all(PART.fullmatch(each) and each.islower() for each in parts[-1:]):
            continue
        last = sentence.low(behind - 1)
        if last in closed.CLOSED and (last not in PARTICLES or behind > index + 2):
            continue
        words = sentence.words[index:behind]
        between = (sentence.passage.text[a.end : b.start] for a, b in pairwise(words))
        if all(map(str.isspace, between)):
            yield behind


def _kinds_of_pair(sentence: Sentence, index: int, *, particle: bool) -> Iterator[str]:
    """What two words may be that no third belongs to."""
    before, behind = sentence.low(index - 1), sentence.low(index + 2)
    ends = _ends_phrase(sentence, index + 2)
    if particle:
        if before in closed.ARTICLES and ends and behind not in closed.PREPOSITIONS:
            yield kinds.LED_PAIR_NOUN
        return
    if before in VERBAL:
        yield kinds.PAIR_VERB
    elif behind not in OBJECTS:
        yield kinds.PAIR
        if before in closed.BE and ends:
            yield kinds.PAIR_PREDICATE
        if (ends or behind in (",", "and", "or")) and _is_led(sentence, index):
            yield kinds.LED_PAIR_NOUN


def _is_led(sentence: Sentence, index: int) -> bool:
    """Whether a noun begins here, perhaps behind one adjective."""
    before, first = sentence.low(index - 1), sentence.low(index - 2)
    if not index:
        return sentence.low(2) in closed.BE or sentence.low(2) in closed.MODALS
    return _leads(before) or (sentence.words[index - 1].plain and first in LEADS)


def _leads(low: str) -> bool:
    """Whether a noun may follow a word, and hardly an adjective alone."""
    stem = low if low in closed.VERBS else third(low)
    return low in LEADS or (stem != "" and COPULAS.fullmatch(stem) is None)


def _head(sentence: Sentence, index: int) -> str:
    """The word that a compound before it may describe."""
    if index >= len(sentence.words):
        return ""
    word = sentence.words[index]
    return word.low if word.plain and not word.low.endswith("ly") else ""


def _is_noun(low: str) -> bool:
    """Whether a word in this place is hardly a verb."""
    return not _is_verb(low) and low not in closed.PAST and not low.endswith("ed")


def _is_verb(low: str) -> bool:
    """Whether a word is a common verb in the present, and no noun."""
    stem = low if low in closed.VERBS else third(low)
    return stem != "" and stem not in closed.NOUN_VERBS


def _ends_phrase(sentence: Sentence, index: int) -> bool:
    """Whether the words before an index end a phrase."""
    if index >= len(sentence.words):
        return bool(sentence.end)
    return sentence.low(index) in FOLLOWS
