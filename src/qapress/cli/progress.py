"""How far a long task is, on one line of a terminal that is written again and again."""

from __future__ import annotations

import sys
from threading import Event, Thread
from typing import Self

PATIENCE, PAUSE = 0.5, 0.1
"""Seconds before anything is shown, and between two times."""
WIDTH = 40


class Progress:
    """A line on standard error, shown only on a terminal and only when the task takes its time.

    A thread writes it, so that a step that began before anything was to be shown is seen too.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self._wanted = not quiet and sys.stderr is not None and sys.stderr.isatty()
        self._text = ""
        self._done = Event()
        self._thread = Thread(target=self._show, daemon=True)

    def __call__(self, text: str) -> None:
        """Say how far the task is."""
        self._text = text

    def __enter__(self) -> Self:
        if self._wanted:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Wipe the line."""
        self._done.set()
        if self._wanted:
            self._thread.join()

    def _show(self) -> None:
        """Write the newest text until the task is done, if it is not done before that matters."""
        shown, pause = "", PATIENCE
        try:
            while not self._done.wait(pause):
                if self._text != shown:
                    shown, pause = self._text, PAUSE
                    _put(shown)
            if shown:
                _put("")
        except OSError:
            return  # nobody looks any more


def _put(text: str) -> None:
    sys.stderr.write(f"\r{text[:WIDTH]:<{WIDTH}}\r{text[:WIDTH]}")
    sys.stderr.flush()
