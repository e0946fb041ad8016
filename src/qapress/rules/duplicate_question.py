"""A question that stands twice, with nearly the same answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Finding, Severity
from qapress.facts.copies import copies
from qapress.facts.facts import Collection
from qapress.lint.rule import Context, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.facts.copies import Copy


@rule("QA601", scope=Collection, severity=Severity.WARNING, since="0.1")
def duplicate_question(collection: Collection, at: Context) -> Iterator[Finding]:
    """Report each copy at its own heading, and the earliest entry that it repeats."""
    del at
    for each in copies(collection):
        path, span = each.place
        name = each.first_entry.label or f"'{each.first_entry.title}'"
        where = name if each.first.path == path else f"{name} in {each.first.path}"
        hint = "keep one of them; if both are meant, let their answers say what differs"
        yield Finding(
            span, _said(each, where), hint, path=path, related=((each.first, f"{name} stands here"),)
        )


def _said(copy: Copy, where: str) -> str:
    nearly = "nearly " if copy.edited else ""
    if copy.retitled:
        return f"{nearly}the same answer as {where}, under another title"
    return f"the same question as {where}, with {nearly}the same answer"
