"""A file, or the end of one, in UTF-16 or UTF-32."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, Keeps, Severity
from qapress.lint.rule import Context, findings, rule
from qapress.source.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.diagnostic import Finding


@rule(
    "QA002",
    scope=Source,
    severity=Severity.ERROR,
    since="0.1",
    fixable=Applicability.SAFE,
    keeps=Keeps.NOTHING,
)
def wrong_encoding(source: Source, _at: Context) -> Iterator[Finding]:
    """Report the encoding that decoding met."""
    yield from findings(source.problems, "wrong-encoding")
