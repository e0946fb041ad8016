"""Run a program until standard input ends, then kill it: `python leash.py PROGRAM ARGUMENT…`.

A script of the standard library alone. Whoever holds the other end of the pipe holds the program: the pipe
ends with its holder, however that one dies, and so does the program. Started in a session of its own, the
script takes with it all that the program started.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from threading import Thread


def main(command: list[str]) -> int:
    """Run the command; its exit code, negative when it was killed."""
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603 - the caller's own command
    Thread(target=_kill_at_end_of_input, args=(child,), daemon=True).start()
    return child.wait()


def _kill_at_end_of_input(child: subprocess.Popen[bytes]) -> None:
    while os.read(0, 1024):
        pass
    if sys.platform != "win32" and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)  # this script, the program, and what that one started
    child.kill()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
