"""The server that runs share: found by a file in the user's cache folder, and started when there is none.

The file says where its keeper listens, and a token that the keeper knows; so a file that a dead keeper left
is told from a good one, whoever has its port by now. Whoever starts a server holds a lock meanwhile.
"""

from __future__ import annotations

import json
import os
import socket
import time
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple

from qapress.errors import EngineError, system_reason
from qapress.grammar import install, launch, wire
from qapress.grammar.engine import NEVER_RUN
from qapress.grammar.keeper import HOST
from qapress.source.lock import lock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

IDLE = 600
"""Seconds without use after which a shared server ends."""
PATIENCE = 5
"""Seconds that a keeper may take to answer: some milliseconds, but for a machine out of breath."""
WARM_UP = {"language": "en-US", "text": wire.SHORT, "disabledRules": ",".join(sorted(NEVER_RUN))}
BUSY = "another process has been starting LanguageTool for {} seconds: wait for it, or end it"
UNWRITABLE = "no server can be shared, {} cannot be written ({}): set `XDG_CACHE_HOME` to a folder of yours"


class Status(NamedTuple):
    """A shared server: where it is, its processes, and when it was started and last used (since 1970).

    All times are in seconds; `idle` is how long nobody may use it before it ends.
    """

    url: str
    version: str
    keeper: int
    jvm: int
    started: float
    last_use: float
    idle: float


class Shared:
    """A shared server that is in use from now until `close`.

    Raises:
        EngineError: Java or LanguageTool is missing, or the server does not start.
        OSError: the folder of the state cannot be written.
    """

    def __init__(self, idle: float = IDLE) -> None:
        self._recipe, self._idle = launch.recipe(), idle
        self._state = folder() / f"{self._recipe.key}.json"
        self._line = _call(self._state, "use") or self._start()

    @property
    def url(self) -> str:
        """Where it answers."""
        return self._line.status.url

    @property
    def status(self) -> Status:
        """What was known of it when it was found."""
        return self._line.status

    def restart(self) -> str:
        """Another server in the place of this one, ours or that of another who was quicker; its address.

        Raises:
            EngineError: it does not start.
        """
        self.close()
        self._line = self._start(instead_of=self._line.status)
        return self.url

    def stay(self, idle: float) -> Status:
        """Have it end that many seconds after its last use, from now on."""
        line = _call(self._state, f"idle {idle}")
        if line is None:
            return self.status
        line.socket.close()
        return line.status

    def close(self) -> None:
        """Use it no longer; it stays for others until its idle end."""
        self._line.socket.close()

    def _start(self, instead_of: Status | None = None) -> _Line:
        """Find a server or start one, whoever is first."""
        with _starting(self._state):
            found = _call(self._state, "use")
            if found and instead_of and found.status.jvm == instead_of.jvm:
                found.socket.close()
                _stop(self._state)
                found = None
            if found:
                return found
            idle = instead_of.idle if instead_of else self._idle
            order = self._recipe.order(detach=True, state=str(self._state), idle=idle)
            keeper, _ = launch.launch(order)
            found = _call(self._state, "use")
            launch.end(keeper)
        if found is None:
            raise EngineError(launch.NO_START.format("it ended as soon as it had begun"))
        return found


def start(idle: float = IDLE) -> Status:
    """Start the shared server, unless it runs; from now on it ends `idle` seconds after its last use.

    It has loaded English then, which takes longer than to start and is most of what a first check waits for.

    Raises:
        EngineError: Java or LanguageTool is missing, the server does not start, or its state has no place.
    """
    try:
        shared = Shared(idle)
    except OSError as error:
        raise EngineError(UNWRITABLE.format(_root(), system_reason(error))) from error
    with closing(shared):
        with suppress(wire.FailureError):
            wire.check(shared.url, WARM_UP, launch.START_SECONDS)
        return shared.stay(idle)


def stop() -> bool:
    """Stop all shared servers of this user, those of other versions too; whether there was one."""
    stopped = [_stop(state) for state in sorted(_root().glob("*.json"))]
    return any(stopped)


def status() -> Status | None:
    """The shared server that the next run would take, if there is one. It is not thereby used."""
    try:
        state = _root() / f"{launch.recipe().key}.json"
    except EngineError:
        return None
    line = _call(state, "status")
    if line is None:
        return None
    line.socket.close()
    return line.status


def folder() -> Path:
    """The folder of the states: nobody but the user may look into it.

    Raises:
        OSError: it cannot be written.
    """
    root = _root()
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    root.chmod(0o700)
    if not os.access(root, os.W_OK):
        raise PermissionError(13, "Permission denied", str(root))
    return root


class _Line(NamedTuple):
    """A connection to a keeper, and what it said of its server."""

    socket: socket.socket
    status: Status


def _root() -> Path:
    return install.user_cache() / "qapress" / "servers"


def _call(state: Path, word: str) -> _Line | None:
    """Say a word to the keeper that the file tells of; None where there is none, or it is not the one."""
    try:
        told = json.loads(state.read_bytes())
        line = socket.create_connection((HOST, told["port"]), PATIENCE)
    except (OSError, ValueError, KeyError, TypeError, OverflowError):
        return None
    try:
        line.sendall(f"{told['token']} {word}\n".encode())
        with line.makefile("rb") as answer:
            return _Line(line, Status(**json.loads(answer.readline(4_000))))
    except (OSError, ValueError, TypeError):
        line.close()
        return None


def _stop(state: Path) -> bool:
    """End the server that the file tells of and wait for its end; whether there was one."""
    line = _call(state, "stop")
    if line is None:
        return False
    with line.socket, suppress(OSError):
        line.socket.settimeout(launch.STOP_SECONDS)
        line.socket.recv(1)  # ends with the keeper
    return True


@contextmanager
def _starting(state: Path) -> Iterator[None]:
    """Be the one who starts a server; whoever is first does it, the others wait."""
    handle = os.open(state.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(handle, time.monotonic() + launch.START_SECONDS)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, deadline: float) -> None:
    while True:
        try:
            lock(handle)
        except OSError as error:
            if time.monotonic() > deadline:
                raise EngineError(BUSY.format(launch.START_SECONDS)) from error
            time.sleep(0.05)
        else:
            return
