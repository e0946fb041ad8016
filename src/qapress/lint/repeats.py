"""One fault at many places is one finding: what it says is said once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Identity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qapress.diagnostic import Diagnostic

MANY = 4
"""So many places make one finding of a fault: as many as a person still reads one by one are listed."""


def grouped(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Diagnostics in order, those that say the same at many places as one, at the first of these.

    They say the same when nothing but the place differs: rule, severity, message, what they refer to, and
    who may mend it. Its fingerprint is that of the fault wherever it stands, so that it stays the same when
    some of the places are mended.
    """
    alike: dict[object, list[Diagnostic]] = {}
    for each in found:
        alike.setdefault(_said(each), []).append(each)
    made = (one for group in alike.values() for one in _one(group))
    return tuple(sorted(made, key=lambda each: each.sort_key))


def _said(each: Diagnostic) -> object:
    """What a diagnostic says, its place left out."""
    finding = each.finding
    who = finding.fix.applicability if finding.fix else None
    what = finding.message, finding.candidates, finding.related, finding.origin
    return each.info.code, each.severity, each.suppressed, who, what


def _one(group: list[Diagnostic]) -> list[Diagnostic]:
    if len(group) < MANY:
        return group
    first = group[0]
    identity = Identity(first.info.code, "", first.finding.message)
    return [first._replace(identity=identity, own=first.identity, more=tuple(group[1:]))]
