r"""TeX formulas to MathML elements, or the reason why not.

latex2mathml gives an element tree; its string form is never used, since that does not escape `&` and `<`.
What it does not know is rewritten before (`PATCHES`) or told by the leaf `\name` that it leaves.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING
from unicodedata import lookup, name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

LONGEST = 4000
"""Code points of the longest formula that is converted."""

DEEPEST = 30
"""Nested elements of the deepest formula that is converted; Typst follows about twice as many."""
PARTS = dict.fromkeys(("mfrac", "mroot", "msub", "msup", "munder", "mover"), 2) | dict.fromkeys(
    ("msubsup", "munderover"), 3
)
"""How many parts an element must have (MathML 3, 3.1.3)."""

STYLES = {
    "bold": "BOLD",
    "bold-italic": "BOLD ITALIC",
    "double-struck": "DOUBLE-STRUCK",
    "monospace": "MONOSPACE",
    "sans-serif": "SANS-SERIF",
}
"""Variants of letters (MathML 3, 3.2.2) that browsers and Typst no longer know, as Unicode names them."""

_ENVIRONMENT = re.compile(r"\\begin\s*\{([^{}]*)\}")
_LETTER = re.compile(r"^(?:LATIN|GREEK) | LETTER")
_MACRO = re.compile(r"\\newcommand\s*\{?(\\[A-Za-z]+)\}?\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
_NAMED = re.compile(r"\\operatorname\*?\{([^{}]*)\}")
_BLANK = re.compile(r"\\[,;: !]|~|\s")
PATCHES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"\\(begin|end)\{(?:align|split|gathered|aligned)\}", r"\\\1{align*}"),
        (r"\\(begin|end)\{[dr]cases\}", r"\\\1{cases}"),
        (r"\\(?:begin|end)\{(?:equation|multline|gather)\*?\}", ""),
        (r"\\label\*?\{[^{}]*\}", ""),
        (r"\\tag\{([^{}]*)\}", r"\\qquad\\text{(\1)}"),
        (r"\\tag\*\{([^{}]*)\}", r"\\qquad\\text{\1}"),
        (r"\\not\s*=", r"\\neq "),
        (r"\\nonumber|\\notag", ""),
        (r"\{,\}", r"\\text{,}"),
        (r"\\mathscr(?![A-Za-z])", r"\\mathcal"),
        (r"\\[dt]binom(?![A-Za-z])", r"\\binom"),
        (r"\\[dt]frac(?![A-Za-z])", r"\\frac"),
        (r"\\bm(?![A-Za-z])", r"\\boldsymbol"),
        (r"\\arg\s*\\?(max|min)(?![A-Za-z])", r"\\operatorname{arg\1}"),
        (r"\\arg(?![A-Za-z])", r"\\operatorname{arg}"),
        (r"\\(?:big|Big|bigg|Bigg)[lrm]?(?![a-zA-Z])\s*", ""),
    )
)
"""TeX that latex2mathml does not know, as TeX that it does."""


@lru_cache(maxsize=4096)
def element(tex: str, block: bool) -> Element | None:
    """The MathML of a formula, or None where it cannot be converted.

    It is kept, since it is asked for when formulas are checked and when they are set: nobody may change it.
    """
    from latex2mathml.converter import convert_to_element

    source = patch(tex) if len(tex) <= LONGEST else ""
    if not source or len(source) > LONGEST or not is_known(source):
        return None
    try:
        root = convert_to_element(source, display="block" if block else "inline")
    except Exception:
        # On broken TeX the converter raises whatever it stumbles over.
        return None
    too_deep = next(islice(levels(root), DEEPEST, None), None) is not None
    if too_deep or any(is_broken(each) for each in root.iter()):
        return None
    for each in root.iter():
        style = STYLES.get(each.get("mathvariant", ""))
        if style and each.tag.rpartition("}")[2] in {"mi", "mn"}:
            each.text = "".join(styled(char, style) for char in leaf(each))
    return root


def is_known(source: str) -> bool:
    """Whether the converter knows all environments of a formula; it drops the names of others in silence."""
    from latex2mathml.commands import MATRICES

    return all(f"\\{each}" in MATRICES for each in _ENVIRONMENT.findall(source))


def styled(char: str, style: str) -> str:
    """A letter or digit in a style, as Unicode has it for mathematics; others are as they were."""
    try:
        return lookup(f"MATHEMATICAL {style} {_LETTER.sub('', name(char, ''))}")
    except KeyError:
        return char


def levels(root: Element) -> Iterator[list[Element]]:
    """The elements of a tree, level by level."""
    level = [root]
    while level:
        yield level
        level = [child for each in level for child in each]


def is_broken(each: Element) -> bool:
    """Whether the converter left an element unfinished, or a macro that it does not know as it was."""
    kind, text = each.tag.rpartition("}")[2], leaf(each)
    unknown = text.startswith("\\") and len(text) > 1
    return unknown or kind == "merror" or len(each) != PARTS.get(kind, len(each))


def leaf(each: Element) -> str:
    """The text of an element, with the character references that the converter leaves in it resolved."""
    return html.unescape(each.text or "")


def patch(tex: str) -> str:
    """The same formula in the TeX that the converter knows, macros defined in it expanded."""
    macros = dict(_MACRO.findall(tex))
    source = _MACRO.sub("", tex).strip()
    for macro, body in macros.items():
        if len(source) > LONGEST:  # each may double it
            break
        source = body.join(re.split(re.escape(macro) + r"(?![A-Za-z])", source))
    for pattern, replacement in PATCHES:
        source = pattern.sub(replacement, source)
    return _NAMED.sub(lambda match: rf"\operatorname{{{_BLANK.sub('', match[1])}}}", source)
