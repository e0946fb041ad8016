"""Servers for tests: strange ones, a stand-in for Java's, the processes of one, and whether they are gone."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SECONDS = 8
"""How long a process may take to be gone."""

STAND_IN = """\
#!{python}
import json, os, sys, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

with open({log!r}, "a") as log:
    log.write(f"{{os.getpid()}}\\n")
{before}

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.answer(b"OK")

    def do_POST(self):
        said = self.rfile.read(int(self.headers["Content-Length"])).decode()
        {asked}
        self.answer(json.dumps({{"software": {{"version": "6.8"}}, "matches": []}}).encode())

    def answer(self, body):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

ThreadingHTTPServer(("127.0.0.1", int(sys.argv[sys.argv.index("--port") + 1])), Handler).serve_forever()
"""
"""A program called java that answers as LanguageTool does, and never finds anything. It logs its number."""


def stand_in(folder: Path, before: str = "", asked: str = "pass") -> Path:
    """Put a stand-in for Java into a folder, with what it does `before` and when it is `asked`; its log."""
    log, program = folder / "started", folder / "java"
    text = STAND_IN.format(python=sys.executable, log=str(log), before=before, asked=asked)
    program.write_text(text, "utf-8")
    program.chmod(0o755)
    return log


def table() -> dict[int, tuple[int, str, str]]:
    """All processes: the parent, the state, and the command of each."""
    listed = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,ppid=,stat=,args="], capture_output=True, text=True, check=True
    )
    rows = [line.split(None, 3) for line in listed.stdout.split("\n") if line.strip()]
    return {int(row[0]): (int(row[1]), row[2], row[3] if len(row) > 3 else "") for row in rows}


def java_below(pid: int) -> list[int]:
    """The Java processes that a process has started, at any depth."""
    rows, below = table(), {pid}
    for _ in range(6):
        below |= {each for each, (parent, _, _) in rows.items() if parent in below}
    return [each for each in sorted(below) if rows[each][2].split(" ")[0].endswith("java")]


def are_gone(*processes: int) -> bool:
    """Whether processes end within some seconds; one that nobody has waited for counts as ended."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        rows = table()
        if all(each not in rows or rows[each][1].startswith("Z") for each in processes):
            return True
        time.sleep(0.05)
    return False


def keepers(java: int) -> tuple[int, int]:
    """The keeper of a server, and that one's guard."""
    rows = table()
    (guard,) = (each for each, row in rows.items() if row[0] == rows[java][0] and row[2].endswith("guard"))
    return rows[java][0], guard


@contextmanager
def listening(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[tuple[str, list[str]]]:
    """A server that answers as it is told; its address, and what it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            asked.append(f"{self.command} {self.path}")
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            try:
                answer(self)
            except OSError:
                self.close_connection = True  # whoever asked is gone

        def do_GET(self) -> None:
            self.answer()

        def do_POST(self) -> None:
            self.answer()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://localhost:{server.server_address[1]}", asked
        server.shutdown()


def reply(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200) -> None:
    """Answer a request with a body, whole."""
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
