"""LanguageTool's rules without Java: the `lingotweaker` port of them, in a process beside this one.

A call of it cannot be stopped, text that keeps it at work for minutes exists, and while it starts, for a
second or two of computing, it holds Python's lock. So it runs in `worker.py`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import weakref
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any

from qapress.errors import EngineError
from qapress.grammar.embedded_data import is_installed, missing, version
from qapress.grammar.engine import MAX_SUGGESTIONS, NEVER_RUN, Match, code_points, sendable
from qapress.grammar.worker import LENGTH

if TYPE_CHECKING:
    from qapress.settings import GrammarSettings

__all__ = ["Embedded", "is_installed"]

WORKER = Path(__file__).with_name("worker.py")
SECONDS = 8.0
"""How long an answer may take. Ordinary prose, 20,000 characters at once, takes one second of computing."""
START_SECONDS = 60.0
"""How long a start may take: German took 11 on 2 cores that five others used."""


class Embedded:
    """The engine for one language variant such as `en-US`. It starts at once, and nobody waits for it.

    Raises:
        EngineError: it is not installed, or not for this language.
    """

    name = "lingotweaker"
    batch = 10_000

    def __init__(self, settings: GrammarSettings, language: str) -> None:
        reason = missing(language)
        if reason:
            raise EngineError(reason)
        self.version = version(language)
        self._arguments = {
            "lang": language,
            "variant": language,
            "enabled_rules": list(settings.enable),
            "disabled_rules": [*NEVER_RUN, *settings.disable],
            "suggestions": MAX_SUGGESTIONS,
        }
        self._worker = _Worker(self._arguments)
        self._failure: str | None = None

    def ready(self) -> None:
        """Wait until the engine can answer.

        Raises:
            EngineError: it does not start, now and later.
        """
        if self._failure is None:
            self._failure = self._worker.failure()
        if self._failure:
            self.close()
            raise EngineError(f"the embedded grammar engine does not start: {self._failure}")

    def check(self, text: str) -> tuple[Match, ...]:
        """What the engine objects to; see `Engine.check`."""
        self.ready()
        text = sendable(text)
        try:
            found = self._worker.ask(text)
        except (TimeoutError, EOFError) as error:
            self._worker.stop()
            self._worker, self._failure = _Worker(self._arguments), None
            raise EngineError(f"the embedded grammar engine {error}") from error
        if isinstance(found, str):
            raise EngineError(f"the embedded grammar engine gave no answer: {found}")
        place = code_points(text, lambda char: len(char.encode()))
        return tuple(
            Match(place(start), place(end), rule, category, issue, message, tuple(suggestions))
            for start, end, rule, category, issue, message, suggestions in found
        )

    def close(self) -> None:
        """End the engine and give its memory back; without this it ends with its last user."""
        self._worker.stop()


class _Worker:
    """A process that starts an engine, and whose answers a thread takes in."""

    def __init__(self, arguments: dict[str, Any]) -> None:
        process = subprocess.Popen(  # noqa: S603 - a script of ours
            [sys.executable, "-P", str(WORKER)],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=os.name == "posix",  # no terminal's signal reaches it
        )
        self._process = process
        self._answers: SimpleQueue[Any] = SimpleQueue()
        Thread(target=_receive, args=(process.stdout, self._answers), daemon=True).start()
        self.stop = weakref.finalize(self, _stop, process)
        self._send(arguments)

    def failure(self) -> str:
        """Why the engine does not start; empty once it runs."""
        try:
            return str(self._answer(START_SECONDS) or "")
        except (TimeoutError, EOFError) as error:
            return f"it {error}"

    def ask(self, text: str) -> Any:
        """The rows of matches of a text, or why there are none.

        Raises:
            TimeoutError: it takes too long.
            EOFError: the process died.
        """
        self._send(text)
        return self._answer(SECONDS)

    def _send(self, data: object) -> None:
        frame = json.dumps(data).encode()
        left = memoryview(LENGTH.pack(len(frame)) + frame)
        stdin = self._process.stdin
        with suppress(OSError, ValueError):  # that it died or was stopped, its missing answer says
            while stdin and left:
                left = left[stdin.write(left) :]

    def _answer(self, seconds: float) -> Any:
        try:
            frame = self._answers.get(timeout=seconds)
        except Empty:
            raise TimeoutError(f"gave no answer within {seconds:.0f} seconds") from None
        if frame is None:
            self._answers.put(None)
            raise EOFError("was killed, or crashed, and gave no answer")
        return json.loads(frame)


def _receive(stdout: Any, answers: SimpleQueue[Any]) -> None:
    """Pass frames on until the process has ended, then None."""
    with stdout, suppress(EOFError):
        while True:
            (size,) = LENGTH.unpack(_exactly(stdout, LENGTH.size))
            answers.put(_exactly(stdout, size))
    answers.put(None)


def _exactly(file: Any, count: int) -> bytes:
    parts = []
    while count:
        part = file.read(count)
        if not part:
            raise EOFError
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    if process.stdin:
        process.stdin.close()
