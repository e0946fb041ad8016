"""What clean text pays, one search; and the runs of characters that the repair looks at.

Garbled text shows the character of a lead byte of UTF-8 before that of a continuation byte. Clean text
seldom does, under any page: one search finds these places, and those that are left are read with the pages
in question, each distinct run once.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from qapress.diagnostic import Span
from qapress.mojibake.upper import UNDEFINED, upper_halves

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

OUTSIDE = r"[^\x00-\x7f]"
RUN = re.compile(rf"{OUTSIDE}(?:{OUTSIDE}|\?)*")
"""Characters outside ASCII, with the `?` that may stand among them for lost bytes."""

SIGNS = (
    "馃鈥鈦鈧鈨鈩鈪鈫鈬鈭鈮鈯鈰鈱鈲鈳鈵鈶鈷鈸鈹鈺鈻鈼鈽鈾鈿鉀鉁鉂鉃猸銆銇銈銉锔锘锛锝袗袘袙袚袛袝袞袟袠袡袣袥袦袧袨袩褉褋褌褍褎褏褑褔褕褖褗褘褜褝褞褟"
    "窶竅竄邃竇竊竍竏竕竓竚竝竡竢竦竰笂笏笊笳笘笵笶筺筮箝縲縺繧繝"
    "웳웴웵웶웷웺웻웼웾웿윀윁윂윃윆윇윉윊윋윍윎윏윐윑윒윓윖윘윚윛윜윝윞윟윢윣윥윦윧윩윪윫윬"
)
"""What the first bytes of symbols and kana, and of Cyrillic letters, become in gbk, cp932 and cp949, where
hardly anybody writes that character (one in a million of Chinese, Japanese or Korean)."""
PROOF = rf"[\x80-\x84\x86-\x9f\ufffd{SIGNS}]"
"""Beside these what nobody writes: C1 controls but the next line U+0085, and the replacement character."""
HALVES = r"[\uff82-\uff91][\uff61-\uff7f]"
"""The narrow katakana of cp932 in the place of two bytes."""

LEADS = range(0xC2, 0xF5)
TAILS = range(0x80, 0xC0)
SYMBOLS = (*range(0xC2, 0xCA), 0xCB, 0xCE, 0xCF, 0xE1, 0xE2, 0xE3, 0xEF, 0xF0, 0xF3)
"""The bytes that characters of the repertoire begin with."""
OPENING = "«»…\u00a0"
"""What stands before letters in clean text, and is no lead byte of letters that anybody writes."""
CLOSING = "\u200c\u200d،؛؟"
"""Joiners and punctuation that stand behind letters in clean Arabic and Persian."""


def _class(characters: Iterable[str]) -> str:
    """A class of a regular expression; ranges, since these compile faster."""
    codes = set(map(ord, characters))
    starts = sorted(code for code in codes if code - 1 not in codes)
    ends = sorted(code for code in codes if code + 1 not in codes)
    return f"[{''.join(f'{chr(a)}-{chr(b)}' for a, b in zip(starts, ends, strict=True))}]"


def _characters(numbers: Iterable[int], names: Iterable[str] = ()) -> set[str]:
    """What bytes, given by their numbers, become under any of the pages, or of some of them."""
    halves = [upper_halves()[name] for name in names or upper_halves()]
    return {half[number - 0x80] for half in halves for number in numbers} - {UNDEFINED}


REST = rf"(?:{OUTSIDE}|\?(?={OUTSIDE}))*"
SMALL = 1 << 14
"""Of so few characters a text is searched with the expression that is made in no time."""


DOS = ("cp437", "cp850", "mac-roman", "koi8-r")
"""The pages in which signs stand where others have letters, and letters where others have signs."""


@cache
def _wide() -> re.Pattern[str]:
    """A lead byte's character before that of a continuation byte, found by the second; or a sure sign.

    The match goes from the second to the end of the run. In clean text the second is the rarer of the two.
    """
    return _net("")


@cache
def _narrow() -> re.Pattern[str]:
    """The same without most of what clean text has; it takes a while to make.

    One pair counts where symbols of the repertoire begin so, others in twos. A letter outside Latin script
    stands behind others naturally: it counts where the whole run looks like sequences of UTF-8.
    """
    lead, tail, dos = _leads(LEADS), _class(_characters(TAILS)), {*upper_halves()} - {*DOS}
    some = rf"(?:{lead}{tail}{{1,3}})"
    run = rf"(?<!{OUTSIDE}..){tail}{{0,2}}(?:{some}{{0,2}}(?!{OUTSIDE})|{some}{{3}})"
    return _net(f"{_pair(DOS)}|{_pair(dos)}|{_emoji()}|(?={run})")


def _leads(numbers: Iterable[int], names: Iterable[str] = ()) -> str:
    return _class(_characters(numbers, names) - {*OPENING})


def _net(pair: str) -> re.Pattern[str]:
    """Go on to the end of the run from the second of a pair that fulfils a condition, or from a sure sign."""
    first, lead = _class({*_characters(TAILS), UNDEFINED}), _leads(LEADS)
    symbol = _leads((0xE2, 0xE3, 0xEF, 0xF0))
    gap = "|".join(rf"(?<={symbol}{marks}.)" for marks in (r"\?", r"\?\?", r"\?\?\?"))
    odd = rf"(?<=[?{lead[1:]}.)(?:(?<=\?.)(?:{gap})|(?<!\?.)(?:{pair}))"
    first = f"{first[:-1]}{SIGNS}\uff61-\uff7f]"
    return re.compile(rf"{first}(?:{odd}|(?<={PROOF})|(?<={HALVES})){REST}", re.DOTALL)


def _pair(names: Iterable[str]) -> str:
    """Behind the second of a symbol's first two bytes, or of a letter's that another letter follows."""
    tails = _characters(TAILS, names)
    odd = _class(each for each in tails if each not in CLOSING and (each < "\u0370" or not each.isalpha()))
    symbol, lead, tail = _leads(SYMBOLS, names), _leads(LEADS, names), _class(tails)
    return rf"(?<={symbol}{odd})|(?<={lead}{odd})(?={tail}{{0,2}}{lead}{tail})"


def _emoji() -> str:
    """Behind a variation selector, or an emoji whose first byte follows that of a symbol."""
    selector = _leads((0xEF,)) + _class(_characters((0xB8,)))
    return rf"(?<={selector})|(?<={_leads((0xE2, 0xF0))}{_leads((0xF0,))}.)"


T = rb"[\x80-\xbf]"
"""A continuation byte."""
SEQUENCE = rb"(?:[\xc2-\xdf]|[\xe0-\xef]" + T + rb"|[\xf0\xf3][\x90-\xbf]" + T + rb")" + T
SHORT = rb"\xc2[\xa0-\xbf]|[\xc3-\xc5\xce]T|\xc6\x92|\xc7[\x8d-\x94]|\xc8[\x98-\x9b]|\xc9\x99|\xcb[\x86-\x9d]"
LONG = rb"(?:\xe1[\xb5\xb8-\xbb]|\xe2[\x80-\x9f\xa4\xac\xad]|\xe3[\x80-\x83\x8a]|\xef[\xac\xb8\xbb-\xbd])T"
FOUR = rb"\xf0\x9fTT|\xf3\xa0TT"
WHOLE = b"(?:" + SEQUENCE + b"){2}|" + rb"|".join((SHORT, rb"\xcf[\x80-\x89]", LONG, FOUR)).replace(b"T", T)
"""UTF-8 where each byte was shown: letters two at a time, characters of the repertoire alone."""
APART = rb"(?<![A-Za-z\xc0-\xff])"
PARTS = rb"\xe2\x80|\xef\xb8|\xf0\x9f|\xf3\xa0"
BARE = (
    rb"|" + PARTS + rb"|" + APART + rb"(?:\xe1\xba|\xe2" + T + rb"|\xe3[\x80\x97\x99\xbb]|\xef[\xac\xbc\xbd])"
)
"""What is left of symbols that have lost a byte; letters before most of them speak against it."""
FEW = (
    rb"|\xf0\x9f|\xef\xb8\x8f|(?<![A-Za-z\x80-\xff])\xe2[\x80-\x86\x8c\x8e\x91\x92\x94\x95\x9c\x9d](?!"
    + T
    + rb")"
)
"""The same for cp1251, which lacks only the byte 98, less what is common in Russian (`вё`, and so on)."""


@cache
def _form(name: str) -> re.Pattern[bytes]:
    """What text that was read with a page looks like in the bytes of the page.

    Where every byte is shown, there is nothing but whole sequences; a second damage may cut the last.
    """
    holes = {number for number, each in enumerate(upper_halves()[name][:0x40], 0x80) if each == UNDEFINED}
    if name == "cp874":  # Thai joins its words, so that chance makes any pair: only a whole run counts
        some = b"(?:" + SEQUENCE + rb"|[\xe2\xe3\xef\xf0]" + T + b"{0,2})"
        return re.compile(rb"(?<![A-Za-z\xa1-\xff])" + some + rb"+(?![\xa1-\xff])|" + PARTS)
    if len(holes) > 1:
        return re.compile(WHOLE + BARE + (rb"|" + APART + rb"[\xe2\xf0]?\xf0" + T) * (0x9F in holes))
    whole = b"(?:" + WHOLE.replace(b"{2}", b"{2,}", 1) + rb")(?:\xc2|\xe2\x80)?|\xe2\x80"
    return re.compile(rb"(?<![\x80-\xff])(?:" + whole + rb")(?![\x80-\xff])" + FEW * len(holes))


class _Places(NamedTuple):
    """The pages, as bits, in which a character is that of a lead byte, and of a continuation byte."""

    leads: dict[str, int]
    tails: dict[str, int]


@cache
def _places() -> _Places:
    found = _Places({}, {})
    for index, half in enumerate(upper_halves().values()):
        for characters, bits in ((half[0x42:0x75], found.leads), (half[:0x40], found.tails)):
            for each in characters:
                bits[each] = bits.get(each, 0) | 1 << index
    return found


@cache
def _byte(name: str) -> dict[str, int]:
    """The byte of each character outside ASCII in a page."""
    return {each: code for code, each in enumerate(upper_halves()[name], 0x80) if each != UNDEFINED}


CLEAN = frozenset(("её", "Её", "В\u00a0"))
"""Words of clean text that are whole sequences, too: a Russian pronoun, and a preposition before its noun."""


@lru_cache(maxsize=1 << 14)
def _odd(run: str, *, letter: bool = False) -> bool:
    """Whether a run, behind an ASCII letter or not, is UTF-8 under one of the pages it can come from."""
    if re.search(f"{PROOF}|{HALVES}", run):
        return True
    run = run.replace("?", "")
    leads, tails = _places()
    pages = 0
    for lead, tail in pairwise(run):
        pages |= leads.get(lead, 0) & tails.get(tail, 0)
    if not pages or run in CLEAN:
        return False
    names = (name for index, name in enumerate(upper_halves()) if pages >> index & 1)
    return any(_form(name).search(b"a" * letter + _codes(run, _byte(name))) for name in names)


def _codes(run: str, byte: dict[str, int]) -> bytes:
    """A run in the bytes of a page; what the page does not have is a letter `a` or no letter."""
    return bytes([byte.get(each) or each.isalpha() * 0x61 for each in run])


def _begin(text: str, at: int) -> int:
    """Where the run begins that goes through `at`."""
    while at and (text[at - 1] >= "\x80" or text[at - 1] == "?"):
        at -= 1
    return at


def lines(text: str) -> Iterator[Span]:
    """The lines that hold something suspicious, without their line ends, in order."""
    if text.isascii():
        return
    search, innocent, at = (_wide() if len(text) < SMALL else _narrow()).search, set[str](), 0
    while found := search(text, at):
        start, at = found.span()
        run = text[max(start - 1, 0) : at]
        if run in innocent:
            continue
        if run[0] != "?" and not _odd(run):
            innocent.add(run)
            continue
        start = _begin(text, start)
        if _odd(text[start:at], letter=start > 0 and text[start - 1].isalpha()):
            end = text.find("\n", at)
            at = end if end >= 0 else len(text)
            yield Span(text.rfind("\n", 0, start) + 1, at)


def suspicious(text: str) -> bool:
    """Whether anything in `text` may be garbled; False is final, True is only a reason to look."""
    return any(True for _ in lines(text))
