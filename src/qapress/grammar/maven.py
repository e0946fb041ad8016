"""LanguageTool's jars by Maven: fetched, compared with the hashes we know, and laid out to be started."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from qapress import programs
from qapress.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MANIFEST = "META-INF/MANIFEST.MF"
LIST = Path(__file__).with_name("jars.txt")
LEASH = Path(__file__).with_name("leash.py")
PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
TIMEOUTS = (
    "-Dmaven.wagon.rto=60000",
    "-Daether.connector.connectTimeout=20000",
    "-Daether.connector.requestTimeout=60000",
)
"""Milliseconds after which a silent repository is given up; of itself Maven waits for half an hour."""
DEPENDENCY = (
    "<dependency><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version><exclusions><exclusion>"
    "<groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions></dependency>"
)
POM = (
    '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
    "<groupId>qapress</groupId><artifactId>languagetool</artifactId><version>1</version>"
    "<packaging>pom</packaging><dependencies>{}</dependencies></project>"
)
UNREACHABLE = re.compile(
    r"Unknown host [\w.-]+|Connection refused|Connection reset|connect timed out|Read timed out|"
    r"Network is unreachable|No route to host|PKIX path building failed|status code: [45]\d\d"
)
"""What Maven says, somewhere in a long line, when a repository cannot be asked."""
PREFIX = re.compile(r"^\[ERROR\] (?:Failed to execute goal .* on project languagetool: )?")


def fetch(maven: str, start: Path, tell: Callable[[str], None]) -> None:
    """Fetch the jars into `libs` and write beside it the jar that is started, `start`.

    `maven` is the program; `tell` is told how far it is. Maven ends with this process, however that ends.

    Raises:
        EngineError: Maven fails, or brings a jar that is not the one we know.
    """
    jars = _jars()
    libs, pom = start.with_name("libs"), start.parent.with_name("pom.xml")
    dependencies = "".join(DEPENDENCY.format(*name.split(":")) for name, _ in jars.values())
    pom.write_text(POM.format(dependencies), "utf-8")
    wanted = ("-DincludeScope=runtime", f"-DoutputDirectory={libs}")
    _run([maven, "-B", "-f", str(pom), *TIMEOUTS, PLUGIN, *wanted], jars, tell)
    other = _other(libs, jars)
    if other:
        raise EngineError(f"nothing was installed: Maven brought another {other} than the one that is known")
    _write_start_jar(start, jars)


def is_damaged(start: Path) -> bool:
    """Whether what `fetch` made lacks a jar or has another; an installation made otherwise is not judged."""
    if not zipfile.is_zipfile(start):
        return True
    with zipfile.ZipFile(start) as jar:
        ours = jar.namelist() == [MANIFEST]
    return ours and _other(start.with_name("libs"), _jars()) is not None


def _other(libs: Path, jars: dict[str, tuple[str, str]]) -> str | None:
    """The first jar that is missing or not the one we know."""
    for name, (_, digest) in jars.items():
        if not (libs / name).is_file() or sha256((libs / name).read_bytes()).hexdigest() != digest:
            return name
    return None


def _jars() -> dict[str, tuple[str, str]]:
    """The jars by file name: Maven's coordinates and sha256."""
    rows = (line.split() for line in LIST.read_text("utf-8").split("\n") if line and not line.startswith("#"))
    return {"{}-{}.jar".format(*name.split(":")[1:]): (name, digest) for digest, name in rows}


def _run(command: list[str], jars: dict[str, tuple[str, str]], tell: Callable[[str], None]) -> None:
    """Run Maven so that it ends with us; what it downloads of the jars is counted."""
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-I", "-S", str(LEASH), *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        start_new_session=os.name == "posix",
    )
    lines, got = [], set()
    with process:
        for line in process.stdout or ():
            lines.append(line)
            name = line.partition(" (")[0].rpartition("/")[2]
            if "Downloaded" in line and name in jars:
                got.add(name)
                tell(f"{len(got)} of {len(jars)} files")
    if process.returncode:
        raise EngineError(f"Maven could not fetch LanguageTool: {_reason(lines)}")


def is_usable(maven: str | None) -> bool:
    """Whether Maven is there, and Java for it, which `JAVA_HOME` may name: else it cannot even begin."""
    return maven is not None and bool(programs.find("java") or os.environ.get("JAVA_HOME"))


def _reason(lines: Iterable[str]) -> str:
    """Why Maven failed, of all that it says."""
    said = [line.strip() for line in lines if line.strip() and not line.startswith(("NOTE:", "Picked up "))]
    first = next((line for line in said if "ERROR" in line), said[0] if said else "it says nothing")
    found = UNREACHABLE.search(first)
    if found:
        return f"its repository cannot be reached ({found[0]})"
    if "No space left on device" in first:
        return "no space left on device"
    return PREFIX.sub("", first).partition(" -> [Help")[0].strip()[:300]


def _write_start_jar(path: Path, names: Iterable[str]) -> None:
    """Write the jar that is started: a manifest whose class path names the others, as in LanguageTool's own.

    The folder itself comes first in it, so that files there win over those in the jars.
    """
    listed = " ".join(["./", *(f"libs/{quote(name)}" for name in names)])
    manifest = f"Manifest-Version: 1.0\r\n{_folded(f'Class-Path: {listed}')}\r\n"
    with zipfile.ZipFile(path, "w") as jar:
        jar.writestr(MANIFEST, manifest)


def _folded(line: str) -> str:
    """A line of a manifest: at most 72 bytes, then lines that begin with a blank."""
    rest = [line[start : start + 71] for start in range(72, len(line), 71)]
    return "\r\n ".join([line[:72], *rest]) + "\r\n"
