"""The Java on this machine, and what its processes take."""

from __future__ import annotations

import os
import re
import subprocess
from typing import NamedTuple

from qapress import programs

LEAST = 17
"""The oldest Java that runs LanguageTool 6.8."""
SECONDS = 20
"""How long `java -version` may take on a slow machine."""

VERSION = re.compile(r'version "((?:1\.)?(\d+)[^"]*)"')
"""What `java -version` prints: Java 8 calls itself 1.8, later ones 9, 11.0.2, 21-ea."""


class Java(NamedTuple):
    """A Java that works: its path, its version as it tells it, and the first number of that."""

    path: str
    version: str
    major: int

    @property
    def is_enough(self) -> bool:
        """Whether LanguageTool runs with it."""
        return self.major >= LEAST


def find() -> Java | None:
    """The Java on the PATH; None where there is none, or only macOS's stand-in that tells to install one."""
    path = programs.find("java")
    if path is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603 - the user's own Java
            [path, "-version"],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    told = VERSION.search(done.stderr + done.stdout)
    return Java(path, told[1], int(told[2])) if told else None


def memory(process: int) -> int | None:
    """Bytes of memory that a process has (resident set size); None where the system does not tell."""
    ps = programs.find("ps") if os.name == "posix" else None
    if ps is None:
        return None
    done = subprocess.run(  # noqa: S603 - POSIX's program, with a number
        [ps, "-o", "rss=", "-p", str(process)], capture_output=True, text=True, check=False
    )
    return int(done.stdout) * 1024 if done.stdout.strip().isdecimal() else None
