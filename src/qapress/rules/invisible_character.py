"""Characters that nobody sees and that do nothing useful where they stand."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, Edit, Finding, Fix, Keeps, Severity, Span
from qapress.lint.rule import Context, rule
from qapress.model.qa import Document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.markdown.tree import Node

WORD = "0-9A-Za-z\u00c0-\u07ff"  # scripts that part words by blanks: Latin to Arabic and N'Ko
LATIN = "\0-\u02ff"
EMOJI = "\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
HANGUL = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7ff"
IDEOGRAPH = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
FLAG = "\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f"  # England, Scotland, Wales: Unicode TR 51, C.1.1
DIRECTION = "direction mark in a text that runs only from left to right"
KINDS = {
    "zero width space": f"(?<![^{WORD}\\s])\u200b+(?![^{WORD}\\s])",
    "zero width joiner that joins nothing": (
        f"(?<![^{LATIN}{EMOJI}])\u200d+(?![^{LATIN}])|(?<![^{LATIN}])\u200d+(?=[{EMOJI}])"
    ),
    "zero width non-joiner that parts nothing": (
        f"(?<![^{LATIN}])\u200c+(?!\\S)|(?<!\\S)\u200c+(?![^{LATIN}])"
    ),
    DIRECTION: "[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+",
    "variation selector without its character": (
        f"(?<!\\S)[\ufe00-\ufe0f]+|(?<![{IDEOGRAPH}])[\U000e0100-\U000e01ef]+"
    ),
    "hidden text in tag characters": "[\U000e0000-\U000e007f]+",
    "line or paragraph separator": "[\u2028\u2029]",
    "mark of a lost object or annotation": "[\ufff9-\ufffc]",
    "deprecated formatting character": "[\u206a-\u206f]",
    "blank letter": (
        f"(?<![{HANGUL}])[\u115f\u1160\u3164\uffa0]+(?![{HANGUL}])|(?<![\u1800-\u18af])\u180e"
        "|(?<![\u2801-\u28ff])\u2800+(?![\u2801-\u28ff])"
    ),
}
CANDIDATE = re.compile(
    "[\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2066-\u206f\u2800\u3164\ufe00-\ufe0f\uffa0\ufff9-\ufffc"
    "\U000e0000-\U000e01ef]"
)
NAMES = tuple(KINDS)
ODD = re.compile(f"{FLAG}|" + "|".join(f"({pattern})" for pattern in KINDS.values()))
FIXABLE = ("zero width", DIRECTION)


@rule(
    "QA007",
    scope=Document,
    severity=Severity.NOTE,
    since="0.1",
    fixable=Applicability.SAFE,
    keeps=Keeps.STRUCTURE,
)
def invisible_character(document: Document, _at: Context) -> Iterator[Finding]:
    """Spare what emoji and the scripts of the world need; mend only behind a letter of running text."""
    text = document.source.text
    if text.isascii() or not CANDIDATE.search(text):
        return
    found = [(match, NAMES[match.lastindex - 1]) for match in ODD.finditer(text) if match.lastindex]
    right_to_left = RIGHT_TO_LEFT.search(text) is not None
    prose: list[Span] | None = None
    for match, name in found:
        if name == DIRECTION and right_to_left:
            continue
        if prose is None:
            prose = [node.span for node in _prose(document.tree)]
        span = Span(*match.span())
        fix = Fix("delete it", (Edit(span, ""),)) if _is_harmless(text, span, name, prose) else None
        points = " ".join(f"U+{ord(each):04X}" for each in match[0][:3]) + (" …" if len(match[0]) > 3 else "")
        severity = Severity.WARNING if name.startswith("hidden") else None
        yield Finding(span, f"{name} ({points})", fix=fix, severity=severity)


def _is_harmless(text: str, span: Span, name: str, prose: list[Span]) -> bool:
    """Whether without it the Markdown means the same: behind a letter, and neither in code nor in a link."""
    if not name.startswith(FIXABLE) or not text[span.start - 1 : span.start].isalpha():
        return False
    around = bisect_right(prose, span) - 1
    return around >= 0 and prose[around].start < span.start and span.end <= prose[around].end


def _prose(tree: Node) -> Iterator[Node]:
    """The text nodes that are not part of a link or an image, in order."""
    stack = [tree]
    while stack:
        node = stack.pop()
        if node.kind == "text":
            yield node
        elif node.kind not in ("link", "image"):
            stack.extend(reversed(node.children))
