r"""TeX formulas to MathML elements, or the reason why not.

latex2mathml gives an element tree; its string form is never used, since that does not escape `&` and `<`.
What it does not know is rewritten before (`PATCHES`) or told by the leaf `\name` that it leaves.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

LONGEST = 4000
"""Code points of the longest formula that is converted."""

_MACRO = re.compile(r"\\newcommand\s*\{?(\\[A-Za-z]+)\}?\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
_NAMED = re.compile(r"\\operatorname\*?\{([^{}]*)\}")
_BLANK = re.compile(r"\\[,;: !]|~|\s")
PATCHES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"\\(begin|end)\{(?:split|gathered|aligned|alignedat)\}", r"\\\1{align*}"),
        (r"\\(?:begin|end)\{(?:equation|multline|gather)\*?\}", ""),
        (r"\\(?:tag|label)\*?\{[^{}]*\}", ""),
        (r"\\nonumber|\\notag", ""),
        (r"\{,\}", r"\\text{,}"),
        (r"\\mathscr\b", r"\\mathcal"),
        (r"\\[dt]binom\b", r"\\binom"),
        (r"\\[dt]frac\b", r"\\frac"),
        (r"\\bm\b", r"\\boldsymbol"),
        (r"\\arg\s*\\?(max|min)\b", r"\\operatorname{arg\1}"),
        (r"\\arg\b", r"\\operatorname{arg}"),
        (r"\\(?:big|Big|bigg|Bigg)[lrm]?(?![a-zA-Z])\s*", ""),
    )
)
"""TeX that latex2mathml does not know, as TeX that it does."""


@lru_cache(maxsize=4096)
def element(tex: str, block: bool) -> Element | None:
    """The MathML of a formula, or None where it cannot be converted."""
    from latex2mathml.converter import convert_to_element

    source = patch(tex)
    if not source or len(source) > LONGEST:
        return None
    try:
        root = convert_to_element(source, display="block" if block else "inline")
    except Exception:
        # On broken TeX the converter raises whatever it stumbles over.
        return None
    return None if any(True for _ in unknown(root)) else root


def unknown(root: Element) -> Iterator[str]:
    """What the converter left as it found it: names of macros, and places of errors."""
    for each in root.iter():
        text = leaf(each)
        if each.tag.endswith("merror") or (text.startswith("\\") and len(text) > 1):
            yield text


def leaf(each: Element) -> str:
    """The text of an element, with the character references that the converter leaves in it resolved."""
    return html.unescape(each.text or "")


def patch(tex: str) -> str:
    """The same formula in the TeX that the converter knows, macros defined in it expanded."""
    macros = dict(_MACRO.findall(tex))
    source = _MACRO.sub("", tex).strip()
    for name, body in macros.items():
        source = body.join(re.split(re.escape(name) + r"(?![A-Za-z])", source))
    for pattern, replacement in PATCHES:
        source = pattern.sub(replacement, source)
    return _NAMED.sub(lambda match: rf"\operatorname{{{_BLANK.sub('', match[1])}}}", source)
