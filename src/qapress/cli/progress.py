"""How far a long task is, on one line of a terminal that is written again and again."""

from __future__ import annotations

import sys
import time
from typing import Self

PATIENCE, PAUSE = 0.5, 0.1
"""Seconds before anything is shown, and between two times."""
WIDTH = 40


class Progress:
    """A line on standard error, shown only on a terminal and only when the task takes its time."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._wanted = not quiet and sys.stderr is not None and sys.stderr.isatty()
        self._next = time.monotonic() + PATIENCE
        self._shown = False

    def __call__(self, text: str) -> None:
        """Show how far the task is."""
        if self._wanted and time.monotonic() >= self._next:
            self._put(text)
            self._next = time.monotonic() + PAUSE
            self._shown = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Wipe the line."""
        if self._shown:
            self._put("")

    def _put(self, text: str) -> None:
        try:
            sys.stderr.write(f"\r{text[:WIDTH]:<{WIDTH}}\r{text[:WIDTH]}")
            sys.stderr.flush()
        except OSError:
            self._wanted = self._shown = False
