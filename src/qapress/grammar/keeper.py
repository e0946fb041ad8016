"""Keep a LanguageTool server: `python -I -S keeper.py ORDER`, a script of the standard library alone.

The order is JSON: `command` (the server's, less its port), `folder` (where it runs), `version`, `seconds`
(how long the start may take), and for a server that runs share: `state` (the file that tells where it is) and
`idle` (seconds). The answer is one line of JSON on standard output: the server's `url`, `jvm` (its process)
and so on, or what it `said` before it ended or was `late`.

A server of one run lives as long as the keeper's standard input: that pipe ends with the one who holds it,
however it dies. A shared one lives until nobody has used it for the idle time; who uses it holds a connection
to the keeper. If the keeper is killed, the system kills the server (Linux), and so does the guard, a second
process of this script at the end of another pipe. If the guard is killed, the keeper ends.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from hmac import compare_digest
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

HOST = "127.0.0.1"
PORTS_TO_TRY = 3
PORT_IS_USED = (b"BindException", b"Address already in use")
KEPT = 8_000
"""Bytes of the server's output that are kept: its last words."""
PATIENCE = 5
"""Seconds that whoever connects to the keeper may take to say what it wants."""
UNREACHABLE = f"no program on this machine can reach another at {HOST} ({{}})"
DAY = 86_400
SELF = (sys.executable, "-I", "-S", __file__)
SIGNALS = [
    getattr(signal, name) for name in ("SIGTERM", "SIGINT", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
]


class Keeper:
    """One server and who uses it. Threads wait for all that may happen, the main thread acts on it."""

    def __init__(self, order: dict[str, Any]) -> None:
        self._order = order
        self._events: SimpleQueue[tuple[str, Any]] = SimpleQueue()  # `put` is safe in a signal handler
        self._java: subprocess.Popen[bytes] | None = None
        self._said = b""
        self._url = ""
        self._token = os.urandom(16).hex()
        self._started = self._used = time.time()
        self._users = 0
        self._idle: float = order.get("idle", DAY)

    def run(self) -> int:
        """Keep the server until it is over; 1 when it did not start."""
        heard, self._to_guard = os.pipe()
        for number in SIGNALS:
            signal.signal(number, lambda *_: self._events.put(("over", None)))
        _thread(self._watch_holder)
        _thread(self._watch_guard, _guard(heard))
        try:
            return self._keep()
        finally:
            self._end()

    def _keep(self) -> int:
        if not self._start():
            late = self._java is not None and self._java.poll() is None
            _tell({"late": late, "said": self._said.decode("utf-8", "replace")})
            return 1
        if "state" in self._order:
            self._share()
        _tell(self._status())
        self._wait()
        return 0

    def _start(self) -> bool:
        try:
            reach_self()
        except OSError as error:
            self._said = UNREACHABLE.format(error.strerror or error).encode()
            return False
        deadline = time.monotonic() + self._order["seconds"]
        for _ in range(PORTS_TO_TRY):
            port = free_port()
            self._run(port)
            if self._is_up(port, deadline):
                self._url = f"http://{HOST}:{port}/"
                self._started = self._used = time.time()
                return True
            if not any(each in self._said for each in PORT_IS_USED):
                break
        return False

    def _run(self, port: int) -> None:
        self._said = b""
        output, said = os.pipe()
        self._java = subprocess.Popen(  # noqa: S603 - the command of our caller
            [*self._order["command"], "--port", str(port)],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            cwd=self._order["folder"],
            preexec_fn=_bond(),
        )
        self._tell_guard(self._java.pid)
        os.close(said)
        _thread(self._watch_server, self._java, output)
        _thread(self._knock, self._java, port)

    def _is_up(self, port: int, deadline: float) -> bool:
        while True:
            try:
                event, value = self._events.get(timeout=max(0, deadline - time.monotonic()))
            except Empty:
                return False
            if event == "up" and value == port:
                return True
            if event in ("over", "holder"):
                return False

    def _wait(self) -> None:
        """Wait for what ends the server: its holder's end or nobody's use, its own end, a signal, a word."""
        shared = "state" in self._order
        while True:
            left = self._used + self._idle - time.time() if shared and not self._users else DAY
            if left <= 0:
                return
            try:
                event, value = self._events.get(timeout=min(left, DAY))
            except Empty:
                continue
            if event == "over" or (event == "holder" and not shared):
                return
            if event == "use":
                self._users += value
                self._used = time.time()

    def _end(self) -> None:
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        if "state" in self._order:
            self._forget(Path(self._order["state"]))
        if self._java is not None:
            self._java.kill()
            self._java.wait()
        self._tell_guard(0)

    def _watch_holder(self) -> None:
        while os.read(0, 1024):
            pass
        self._events.put(("holder", None))

    def _watch_guard(self, guard: subprocess.Popen[bytes]) -> None:
        guard.wait()
        self._events.put(("over", None))

    def _watch_server(self, java: subprocess.Popen[bytes], output: int) -> None:
        """Keep the end of what a server says. At its end the guard is told: the number is free for others."""
        while said := os.read(output, 65_536):
            self._said = (self._said + said)[-KEPT:]
        os.close(output)
        java.wait()
        self._tell_guard(0)
        self._events.put(("over", None))

    def _knock(self, java: subprocess.Popen[bytes], port: int) -> None:
        while java.poll() is None:
            with suppress(OSError), socket.create_connection((HOST, port), timeout=2) as connection:
                connection.sendall(b"GET /v2/healthcheck HTTP/1.0\r\n\r\n")
                if connection.recv(64).split()[1:2] == [b"200"] and java.poll() is None:
                    self._events.put(("up", port))
                    return
            time.sleep(0.05)

    def _tell_guard(self, process: int) -> None:
        with suppress(OSError):
            os.write(self._to_guard, b"%d\n" % process)

    def _share(self) -> None:
        """Let others know where the server is, and listen to them."""
        listener = socket.create_server((HOST, 0))
        _thread(self._receive, listener)
        path = Path(self._order["state"])
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(0o600)
        draft.write_text(json.dumps({"port": listener.getsockname()[1], "token": self._token}), "utf-8")
        draft.replace(path)

    def _forget(self, state: Path) -> None:
        """Remove the file that tells of this server, unless it tells of another by now."""
        with suppress(OSError, ValueError, KeyError):
            if json.loads(state.read_text("utf-8"))["token"] == self._token:
                state.unlink()

    def _receive(self, listener: socket.socket) -> None:
        while True:
            with suppress(OSError):
                _thread(self._attend, listener.accept()[0])

    def _attend(self, visitor: socket.socket) -> None:
        """Hear one who knows the token: `status`, `use` (until it goes), `idle SECONDS` or `stop`."""
        with suppress(OSError, ValueError), visitor, visitor.makefile("rb") as said:
            visitor.settimeout(PATIENCE)
            token, word, *more = [*said.readline(200).decode("ascii").split(), "", ""]
            if not compare_digest(token, self._token):
                return
            if word == "idle":
                self._idle = float(more[0])
                self._events.put(("idle", None))  # so that the wait is reckoned anew
            visitor.sendall(json.dumps(self._status()).encode() + b"\n")
            if word == "stop":
                self._events.put(("over", None))
            if word in ("use", "stop"):
                visitor.settimeout(None)
                self._hold(said.read, word == "use")

    def _hold(self, until_gone: Callable[[], bytes], use: bool) -> None:
        self._events.put(("use", +use))
        try:
            until_gone()
        finally:
            self._events.put(("use", -use))

    def _status(self) -> dict[str, Any]:
        return {
            "url": self._url,
            "version": self._order["version"],
            "keeper": os.getpid(),
            "jvm": self._java.pid if self._java else 0,
            "started": self._started,
            "last_use": time.time() if self._users else self._used,
            "idle": self._idle,
        }


def guard() -> int:
    """Hear on standard input which process to kill when that input ends; 0 for none."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    process = 0
    for line in sys.stdin:
        process = int(line)
    if process:
        with suppress(OSError):
            os.kill(process, getattr(signal, "SIGKILL", signal.SIGTERM))
    return 0


def reach_self() -> None:
    """See whether this machine can reach itself; a sandbox without its loopback interface cannot.

    Raises:
        OSError: it cannot.
    """
    with socket.create_server((HOST, 0)) as listener:
        socket.create_connection(listener.getsockname(), PATIENCE).close()


def free_port() -> int:
    """A port of this machine that nobody has at this moment."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        port: int = listener.getsockname()[1]
        return port


def _guard(heard: int) -> subprocess.Popen[bytes]:
    """The guard, which listens to the end of a pipe."""
    process = subprocess.Popen([*SELF, "guard"], stdin=heard, stdout=subprocess.DEVNULL)  # noqa: S603
    os.close(heard)
    return process


def _bond() -> Callable[[], None] | None:
    """What makes a child end with its parent, to be called in the child; None where the system cannot."""
    if sys.platform != "linux":
        return None
    import ctypes

    prctl, parent, die = ctypes.CDLL(None).prctl, os.getpid(), 1  # PR_SET_PDEATHSIG of linux/prctl.h

    def bond() -> None:
        prctl(die, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)

    return bond


def _thread(target: Callable[..., None], *arguments: Any) -> None:
    Thread(target=target, args=arguments, daemon=True).start()


def _tell(answer: dict[str, Any]) -> None:
    """Answer whoever started us, and let go of standard output."""
    with suppress(OSError):
        print(json.dumps(answer), flush=True)  # noqa: T201 - the script's answer
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def main(argument: str) -> int:
    """Do what the order says. To run on without the one who asked, `detach` makes another process keeper."""
    if argument == "guard":
        return guard()
    order = json.loads(argument)
    if order.pop("detach", False):
        subprocess.Popen([*SELF, json.dumps(order)])  # noqa: S603 - this very script
        return 0
    return Keeper(order).run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
