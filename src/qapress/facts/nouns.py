"""How a file uses its nouns: where with an article, where without, and where one may be lacking."""

from __future__ import annotations

from sys import intern
from typing import TYPE_CHECKING, NamedTuple

from qapress.markdown.plain import plain
from qapress.prose import grammar_words as closed
from qapress.prose.clauses import lacks
from qapress.prose.language import is_english
from qapress.prose.sentences import paragraphs, singulars, third

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.diagnostic import Span
    from qapress.model.qa import Document
    from qapress.prose.sentences import Sentence

LOOK_BACK = 3
"""Words between an article and its noun."""
EMPHASIS = ("*", "_")
IDIOMATIC = frozenset({"as", "by", "from", "in", "on", "per", "to", "via"})
"""Prepositions that countable nouns follow without an article, too: by index, from end to end."""


class Suspect(NamedTuple):
    """A noun, perhaps with another before it, that may lack an article.

    `noun` is in lower case, `text` as it is written. It is `asked` in a question with `do`, or not; it may be
    what `opens` its sentence.
    """

    span: Span
    noun: str
    text: str
    asked: bool
    opens: bool


class Nouns(NamedTuple):
    """The nouns of a file in lower case, each as often as it stands so.

    `counted` stand behind an article that only a countable noun follows (those of two words also whole),
    `definite` behind another, `plural` in the plural, `bare` without an article. `names` are words that
    are written like names or stand as code.
    """

    counted: tuple[str, ...] = ()
    definite: tuple[str, ...] = ()
    plural: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    suspects: tuple[Suspect, ...] = ()


def nouns(document: Document) -> Nouns:
    """The nouns of a document in English, none of others."""
    if not is_english(document.language):
        return Nouns()
    found: dict[str, list[str]] = {each: [] for each in Nouns._fields[:-1]}
    suspects: list[Suspect] = []
    spoken = frozenset(_spoken_of(document))
    for passage in paragraphs(document.tree, document.source.well_formed):
        for sentence in passage:
            for kind, word in _uses(sentence):
                found[kind].append(intern(word))
            suspects += _suspects(document, sentence, spoken)
    kept = {kind: tuple(words) for kind, words in found.items()}
    return Nouns(**kept, suspects=tuple(suspects))


def _spoken_of(document: Document) -> Iterator[str]:
    """Words that stand alone as code or as a heading, and may be names."""
    for node in document.tree.walk():
        if node.kind == "code":
            yield node.text.lower()
        elif node.kind == "heading":
            yield plain(node.children).strip().lower()


def _suspects(document: Document, sentence: Sentence, spoken: frozenset[str]) -> Iterator[Suspect]:
    source = document.source.text
    for first, behind, asked in lacks(sentence):
        noun = " ".join(each.low for each in sentence.words[first:behind])
        span = sentence.span(first, behind)
        if noun not in spoken and source[span.start - 1 : span.start] not in EMPHASIS:
            yield Suspect(span, intern(noun), sentence.text(first, behind), asked, first == 0)


def _uses(sentence: Sentence) -> Iterator[tuple[str, str]]:
    words = sentence.words
    for index, word in enumerate(words):
        if not word.plain:
            continue
        if (
            word.capital
            and index
            and sentence.passage.leaf.kind != "heading"
            and sentence.low(index - 1) not in ("", ":")
        ):
            yield "names", word.low
        elif is_head(sentence, index):
            yield from _use(sentence, index)


def is_head(sentence: Sentence, index: int) -> bool:
    """Whether no further noun follows, so that a phrase may end with this word."""
    behind = sentence.low(index + 1)
    if index + 1 < len(sentence.words) and behind == "":
        return False
    sure_verb = third(behind) not in ("", *closed.NOUN_VERBS)
    return sure_verb or behind in closed.CLOSED or not behind[:1].isalnum()


def _use(sentence: Sentence, index: int) -> Iterator[tuple[str, str]]:
    word, before = sentence.low(index), index - 1
    while before >= max(0, index - LOOK_BACK) and sentence.words[before].plain:
        before -= 1
    article = sentence.low(before)
    kind = _kind(sentence, index, article)
    if kind:
        yield kind, word
        if before < index - 1 and kind != "bare":
            yield kind, f"{sentence.low(index - 1)} {word}"
    elif before == index - 2 and is_bare(sentence, index - 1):
        yield "bare", f"{sentence.low(index - 1)} {word}"


def _kind(sentence: Sentence, index: int, article: str) -> str:
    if singulars(sentence.low(index)):
        led = article in closed.CLOSED and article not in closed.PRONOUNS and article not in closed.COUNTING
        return "plural" if led else ""
    if article in closed.COUNTING:
        return "counted"
    if article in closed.DEFINITE:
        return "definite"
    return "bare" if is_bare(sentence, index) else ""


def is_bare(sentence: Sentence, index: int) -> bool:
    """Whether a noun surely stands without an article: behind a preposition or a verb."""
    before = sentence.low(index - 1)
    if before in closed.PREPOSITIONS:
        return before not in IDIOMATIC
    if before in closed.VERBS:
        return sentence.low(index - 2) in ("to", *closed.MODALS, *closed.PRONOUNS)
    return third(before) not in ("", *closed.NOUN_VERBS)
