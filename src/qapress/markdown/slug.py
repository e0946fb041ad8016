r"""The anchors that GitHub gives headings.

The rule is that of jch/html-pipeline's TableOfContentsFilter: `[^\p{Word}\- ]` goes, blanks become hyphens.
Which characters are part of words, and how repeated names are told apart, is known from github-slugger, whose
examples were read off pages of GitHub.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from re import Match

    from qapress.markdown.tree import Node

KEPT = ("L", "M", "Nd", "Nl", "Pc")
"""General categories of what is part of a word."""
ENCLOSED = re.compile("[\u24b6-\u24e9\U0001f130-\U0001f149\U0001f150-\U0001f169\U0001f170-\U0001f189]")
"""Letters in circles and squares are symbols that count as letters (Unicode's Other_Alphabetic): `🅰`."""
OTHER = re.compile("[^a-z0-9_ -]")
HTML_HEADING = re.compile(r"<h([1-6])\b[^<>]*>((?:(?!<h[1-6]\b).)*?)</h\1\s*>", re.DOTALL | re.IGNORECASE)
MARKS = re.compile(r"[\W_]+")
TAG = re.compile(r"<[^<>]*>")
SAID = frozenset({"text", "code", "math"})


def slug(text: str) -> str:
    """The anchor of a heading with this text, `#` not included.

    In lower case, only letters, marks, digits, `_` and `-` kept, each blank a hyphen: an emoji leaves the
    hyphen of the blank behind it, `📌 Q1: Why?` gives `-q1-why`.
    """
    return OTHER.sub(_kept, text.lower()).replace(" ", "-")


def _kept(match: Match[str]) -> str:
    return _word(match[0])


@lru_cache(maxsize=1024)
def _word(character: str) -> str:
    """The character where it is part of a word, else nothing."""
    is_word = unicodedata.category(character).startswith(KEPT) or ENCLOSED.match(character)
    return character if is_word else ""


def bare(anchor: str) -> str:
    """An anchor less dashes, marks and upper case: in these sites differ, and people err."""
    return MARKS.sub("", anchor).casefold()


def unique_slugs(texts: Iterable[str]) -> tuple[str, ...]:
    """The anchors of a file's headings in order: a repeated one gets `-1`, `-2` and so on."""
    used: dict[str, int] = {}
    made = []
    for text in texts:
        base = name = slug(text)
        while name in used:
            used[base] += 1
            name = f"{base}-{used[base]}"
        used[name] = 0
        made.append(name)
    return tuple(made)


def heading_anchors(blocks: Iterable[Node]) -> list[tuple[str, Node]]:
    """The anchors among the blocks of a file in order, each with its heading, or its block of HTML."""
    headings = [(text, node) for node in blocks for text in _headings(node)]
    names = unique_slugs(text for text, _ in headings)
    return [(name, node) for name, (_, node) in zip(names, headings, strict=True)]


def _headings(node: Node) -> Iterator[str]:
    """The texts of the headings that a block is, or holds as HTML."""
    if node.kind == "heading":
        yield _text(node.children)
    elif node.kind == "html_block":
        for match in HTML_HEADING.finditer(node.text):
            yield unescape(TAG.sub("", match[2])).strip("\n")


def _text(nodes: Iterable[Node]) -> str:
    """The text of inlines as a browser reads it: images, tags and comments say nothing."""
    return "".join(map(_said, nodes))


def _said(node: Node) -> str:
    if node.kind in SAID:
        return node.text
    if node.kind == "footnote_reference":
        return str(node.attributes["number"])
    return "" if node.kind == "image" else _text(node.children)
