"""A question's title that asks and has no question mark."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, Edit, Finding, Fix, Keeps, Severity, Span, Status
from qapress.lint.rule import Context, rule
from qapress.model.qa import Entry
from qapress.prose.language import base

if TYPE_CHECKING:
    from collections.abc import Iterator

DO = r"(?:is|are|was|were|does|do|did|has|have|had|can|could|should|would|will|must|may|might)(?:n['’]t)?\b"
NEWS = r"(?i:changed|in|inside|new|next)\b"
ASKS = {
    "en": rf"""
        (?:What|Why|How|When|Where|Who|Which)\ {DO}(?!\ {NEWS})
        | (?:What|Where|How|Who)['’]s\ (?!{NEWS})
        | What\ (?:happens|causes|makes|distinguishes|determines|kinds?\ of\ .*\b{DO})\b
        | How\ (?:many|much|often|long|large|big|fast|far|deep|well)\b.*\b{DO}
        | Which\ .*\b{DO}
        | (?:Is|Are|Was|Were|Does|Did|Can|Could|Should|Would)(?:n?['’]t)?\ (?!bus\b)
        """,
    "de": r"""
        (?:Was|Wie|Warum|Weshalb|Wieso|Wann|Wo|Wer|Wozu|Womit|Worin|Woher)\ (?:ist|sind|war|waren|wird|werden
        |wurden?|hat|haben|kann|können|soll|sollten?|muss|müssen|heißt|bedeutet|funktioniert)\b
        """,
    "es": r"¿",
    "fr": r"(?:Qu['’]est-ce|Est-ce|Quels?\ (?:est|sont)|Quelles?\ (?:est|sont))\b",
    "it": r"(?:Che\ )?[Cc]os['’]è\b|Qual\ è\b|Quali\ sono\b",
    "nl": r"""
        (?:Wat|Waarom|Hoe|Wanneer|Waar|Wie)\ (?:is|zijn|was|waren|wordt|worden|kan|kunnen|betekent|werkt)\b
        """,
    "pt": r"O\ que\ (?:é|são)\b|Qual\ é\b|Quais\ são\b",
}
"""How titles begin that can only be questions, by language. "How to …" and "Why models fail" are headings."""
ENDS_OPEN = re.compile(r"[\w)\]\"'”’»*]$")
CLAUSE = re.compile(r"^(?:When|Where|Should|Was|Were)\b.*,")
"""Where a main clause follows: "Should it fail, start anew"."""


@rule(
    "QA210",
    scope=Entry,
    severity=Severity.WARNING,
    since="0.1",
    status=Status.PREVIEW,
    fixable=Applicability.UNSAFE,
    keeps=Keeps.STRUCTURE,
)
def missing_question_mark(entry: Entry, at: Context) -> Iterator[Finding]:
    """Report titles that begin as only questions do, and end in a word."""
    language, question = base(at.language), entry.question
    pattern, title = ASKS.get(language), question.title.strip()
    if pattern is None or not re.match(pattern, title, re.VERBOSE):
        return
    if "?" in title or "？" in title or not ENDS_OPEN.search(title) or CLAUSE.match(title):
        return
    last = question.inlines[-1] if question.inlines else None
    if last is not None and last.kind not in ("code", "math", "image", "html"):
        end = question.title_span.end
        mark = "\u202f?" if language == "fr" else "?"
        fix = Fix("end the title with a question mark", (Edit(Span(end, end), mark),), Applicability.UNSAFE)
        yield Finding(question.title_span, "the title asks, but has no question mark", fix=fix)
