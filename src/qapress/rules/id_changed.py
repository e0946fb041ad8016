"""A question whose id is another one than before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Finding, Severity
from qapress.facts.facts import Collection
from qapress.lint.rule import Context, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("QA603", scope=Collection, severity=Severity.WARNING, since="0.1")
def id_changed(collection: Collection, at: Context) -> Iterator[Finding]:
    """Report questions whose former id nobody has any more, where an earlier state is compared with."""
    del at
    for path, span, before, after in collection.id_changes or ():
        keep, drop = f"<!-- qapress: id {before} -->", f"<!-- qapress: id {after}; was {before} -->"
        hint = f"to keep it, write '{keep}' under the heading; to let the old one lead here, '{drop}'"
        yield Finding(span, f"the id of this question was '{before}' and is now '{after}'", hint, path=path)
