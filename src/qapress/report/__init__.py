"""A `Report` to text: one decorated function a file.

In: a `Report`, a way to read sources, options. Out: text, piece by piece. Imports `source`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """How a report is written. `max_per_rule` None lists everything."""

    color: bool = False
    max_per_rule: int | None = None
    show: frozenset[str] = frozenset()
    statistics: bool = False
    version: str = ""
