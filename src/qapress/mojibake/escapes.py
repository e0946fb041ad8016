"""Characters that were left written as escapes in prose, and garbled text behind entities and percent signs.

What is reported is practically never meant: a sequence glued to a word or in the place of a marker, or bytes
that are a character in UTF-8 and nothing else in prose.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from enum import StrEnum
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from qapress.diagnostic import Span
from qapress.mojibake import repair
from qapress.mojibake.symbols import repertoire

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


class Form(StrEnum):
    """How a character is written."""

    ESCAPE = "an escape sequence"
    BYTES = "escaped bytes of UTF-8"
    QUOTED_PRINTABLE = "quoted-printable"
    ENTITY = "HTML entities"
    PERCENT = "percent escapes"


class Escape(NamedTuple):
    """A place that stands for other text: what is written there, what it means, and in which form.

    `garbled` says that the text it stands for was garbled first; `origins` are those of the clean text.
    """

    span: Span
    original: str
    origins: tuple[str, ...]
    form: Form
    garbled: bool = False


ABOUT = (
    r"(?i)escape|encod|decod|unicode|utf-?(?:7|8|16|32)|surrogate|code ?point|entit|json|printable|percent"
    r"|mime\b|latin-?1|charset|cp125\d|garbled|mojibake|\bbytes?\b|\bregex|(?<!<)U\+[0-9A-F]{4}"
)
"""Words of a paragraph that talks about such things."""
NEAR = 200
"""So many characters before a place are looked at for the start of its line."""
STREAK = 3
"""So many escapes in a row are no chance."""

_LETTER = r"[^\W\d_]"
_UNICODE = (
    rf"(?:(?<![\\\w])|(?<={_LETTER}))(?:\\u[0-9A-Fa-f]{{4}}|\\U000[0-9A-Fa-f]{{5}}|<U\+[0-9A-F]{{4,5}}>)+"
)

_CODE = r"[0-9A-Fa-f]{4,8}"
_BYTES = r"(?<!\\)(?:\\x[89A-Fa-f][0-9A-Fa-f]){2,}"
_QUOTED = r"(?:=E[0-9A-F](?:=[89AB][0-9A-F]){2}|=F[0-4](?:=[89AB][0-9A-F]){3})+"
_PATH = r"[\[/:]|\\(?!u[0-9A-Fa-f]{4}|U000)"
"""In the word before an escape sequence: a path, an address or a class of characters."""
_MARKER = r"\n[ \t]*(?:#{1,6}|[-*+]|\d{1,9}[.)]|\|)[ \t]+(?:\*\*)?\Z"
_ENTITY = r"&(?:#\d{2,7}|#[xX][0-9A-Fa-f]{2,6}|[A-Za-z][A-Za-z0-9]{1,30});"
_LEAD = r"&(?:Acirc|Atilde|acirc|eth|#(?:194|195|226|240)|#[xX](?:[cC][23]|[eE]2|[fF]0));"
_ENTITIES = rf"(?:{_LEAD}(?:{_ENTITY}|[^\x00-\x7f])|[ÂÃâð]{_ENTITY})(?:{_ENTITY}|[^\x00-\x7f]){{0,60}}"

_PERCENT = r"(?:%[0-9A-Fa-f]{2}){4,}"
_SUSPICIOUS = r"[ÂÃâð][^\x00-\x7f]"


def written(text: str, literal: Sequence[Span]) -> list[Escape]:
    r"""The characters that prose outside `literal` spans has as escapes.

    `\u2019`, `<U+2019>`, `\xe2\x80\x99` or `=E2=80=99` for `’`. The first two count beside a letter, in the
    place of a marker, or in a row of several; once one does, the others of the file do, too. Paragraphs that
    talk about such things are left out.
    """
    found = [
        *_escapes(text),
        *_octets(text, _BYTES, Form.BYTES),
        *_octets(text, _QUOTED, Form.QUOTED_PRINTABLE),
    ]
    prose = sorted(each for each in found if not covered(each.span, literal))
    found = list(_off_topic(text, prose))
    proof = any(each.form is not Form.ESCAPE or _is_sure(text, each) for each in found)
    return found if proof else []


def garbled(text: str, code: Sequence[Span]) -> list[Escape]:
    """Garbled text outside `code` that is written as HTML entities, or percent-encoded in an address.

    `&acirc;&euro;&trade;` for `’`, `%C3%83%C2%A9` for `é`; the same text without entities is none of these.
    """
    places = []
    if "&" in text and (matches := list(re.finditer(_ENTITIES, text))):
        import html  # a large table that hardly any text needs

        places += [(match, html.unescape(match[0]), Form.ENTITY) for match in matches]
    if "%C3%" in text or "%c3%" in text:
        from urllib.parse import unquote

        places += [(match, unquote(match[0]), Form.PERCENT) for match in re.finditer(_PERCENT, text)]
    found = []
    for match, meant, form in places:
        span = Span(*match.span())
        if re.search(_SUSPICIOUS, meant) and not covered(span, code):
            origins = _clean(meant, text[max(0, span.start - 1) : span.start], text[span.end : span.end + 1])
            if origins:
                found.append(Escape(span, match[0], origins, form, garbled=True))
    return list(_off_topic(text, sorted(found)))


@lru_cache(maxsize=1024)
def _clean(meant: str, before: str, after: str) -> tuple[str, ...]:
    """What garbled text between two characters was; nothing where it is not garbled."""
    mended = repair(before + meant + after)
    if mended.edits:
        return (mended.text[len(before) : len(mended.text) - len(after)],)
    return next((each.origins for each in (*mended.ambiguous, *mended.protected)), ())


def talks(text: str) -> bool:
    """Whether a text talks about encodings or escapes."""
    return re.search(ABOUT, text) is not None


def covered(span: Span, spans: Sequence[Span]) -> bool:
    """Whether one of the sorted spans overlaps this one."""
    last = bisect_left(spans, (span.end,)) - 1
    return last >= 0 and spans[last].end > span.start


def _escapes(text: str) -> Iterator[Escape]:
    if "\\u" in text or "\\U000" in text or "<U+" in text:
        for match in re.finditer(_UNICODE, text):
            units = (chr(int(each, 16)) for each in re.findall(_CODE, match[0]) if int(each, 16) <= 0x10FFFF)
            meant = "".join(units).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
            if _is_known(meant):
                yield Escape(Span(*match.span()), match[0], (meant,), Form.ESCAPE)


def _octets(text: str, pattern: str, form: Form) -> Iterator[Escape]:
    """What bytes of UTF-8 stand for, each written in two hex digits behind a sign."""
    if ("=E" in text or "=F" in text) if form is Form.QUOTED_PRINTABLE else ("\\x" in text):
        for match in re.finditer(pattern, text):
            octets = bytes.fromhex(re.sub(r"\\x|=", "", match[0]))
            meant = octets.decode("utf-8", "replace")
            if _is_known(meant):
                yield Escape(Span(*match.span()), match[0], (meant,), form)


def _is_known(meant: str) -> bool:
    """Whether a text consists of characters that people write, or is a row of letters."""
    letters = len(meant) >= STREAK and all(each.isalpha() and each > "\x7f" for each in meant)
    return bool(meant) and (letters or _characters().issuperset(meant))


@cache
def _characters() -> frozenset[str]:
    return frozenset("".join(repertoire())) - {"\ufeff", "\ufffd"}


def _is_sure(text: str, escape: Escape) -> bool:
    start, end = escape.span
    line = "\n" + text[max(0, start - NEAR) : start].rpartition("\n")[2]
    if re.search(_PATH, re.split(r"\s", line)[-1]):
        return False
    beside = text[max(0, start - 1) : start] + text[end : end + 1]
    return (
        any(map(str.isalpha, beside))
        or len(escape.origins[0]) >= STREAK
        or re.match(_MARKER, line) is not None
    )


def _off_topic(text: str, found: Iterable[Escape]) -> Iterator[Escape]:
    """Those, of sorted ones, in paragraphs that do not talk about encodings."""
    end, about = -1, False
    for each in found:
        if each.span.start > end:
            start = max(0, end, text.rfind("\n\n", max(0, end), each.span.start))
            end = text.find("\n\n", each.span.end)
            end = len(text) if end < 0 else end
            about = talks(text[start:end])
        if not about:
            yield each
