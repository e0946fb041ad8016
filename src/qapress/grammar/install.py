"""LanguageTool's jars on this machine: where they lie, and how Maven brings them.

The folder is laid out as `language_tool_python` does it, so that either finds what the other installed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from qapress.errors import EngineError

VERSION = "6.8"
JAR = "languagetool-server.jar"
LIST = Path(__file__).with_name("jars.txt")
PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
DEPENDENCY = (
    "<dependency><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version><exclusions><exclusion>"
    "<groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions></dependency>"
)
POM = (
    '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
    "<groupId>qapress</groupId><artifactId>languagetool</artifactId><version>1</version>"
    "<packaging>pom</packaging><dependencies>{}</dependencies></project>"
)


def home() -> Path:
    """Where LanguageTool lies: `LTP_PATH`, which `language_tool_python` reads too, or our cache."""
    given = os.environ.get("LTP_PATH")
    return Path(given) if given else _user_cache() / "qapress" / "languagetool"


def _user_cache() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def installed() -> Path | None:
    """The folder of the newest LanguageTool that is installed, ours or that of `language_tool_python`."""
    homes = (home(), Path.home() / ".cache" / "language_tool_python")
    found = [jar.parent for each in homes for jar in each.glob(f"LanguageTool-*/{JAR}")]
    return max(
        found, key=lambda folder: [int(part) for part in re.findall(r"\d+", folder.name)], default=None
    )


def install() -> Path:
    """Install LanguageTool by Maven (45 MB) unless it is there; the folder.

    Raises:
        EngineError: Maven is missing or fails, or a jar is not the one we know.
    """
    folder = home() / f"LanguageTool-{VERSION}"
    if (folder / JAR).is_file():
        return folder
    maven = shutil.which("mvn")
    if maven is None:
        raise EngineError("LanguageTool is installed by Maven: no `mvn` is on the PATH")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="install-", dir=folder.parent) as temporary:
        staged = Path(temporary) / folder.name
        _fetch(maven, Path(temporary) / "pom.xml", staged / "libs")
        _verify(staged / "libs")
        _write_start_jar(staged)
        try:
            staged.replace(folder)
        except OSError:
            if not (folder / JAR).is_file():  # else another run was faster
                raise
    return folder


def _jars() -> dict[str, tuple[str, str]]:
    """The jars by file name: Maven's coordinates and sha256."""
    rows = (line.split() for line in LIST.read_text("utf-8").split("\n") if line and not line.startswith("#"))
    return {"{}-{}.jar".format(*name.split(":")[1:]): (name, digest) for digest, name in rows}


def _fetch(maven: str, pom: Path, libs: Path) -> None:
    names = (name for name, _ in _jars().values())
    pom.write_text(POM.format("".join(DEPENDENCY.format(*name.split(":")) for name in names)), "utf-8")
    command = [
        maven,
        "-B",
        "-q",
        "-f",
        str(pom),
        PLUGIN,
        "-DincludeScope=runtime",
        f"-DoutputDirectory={libs}",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    if done.returncode:
        first = next((line for line in done.stdout.split("\n") if "ERROR" in line), done.stderr.strip())
        raise EngineError(f"Maven could not fetch LanguageTool: {first[:300]}")


def _verify(libs: Path) -> None:
    for name, (_, digest) in _jars().items():
        if not (libs / name).is_file() or sha256((libs / name).read_bytes()).hexdigest() != digest:
            raise EngineError(f"Maven brought another {name} than LanguageTool {VERSION} was tried with")


def _write_start_jar(folder: Path) -> None:
    """Write the jar that is started: a manifest whose class path names the others, as in LanguageTool's own.

    The folder itself comes first in it, so that files there win over those in the jars.
    """
    path = " ".join(["./", *(f"libs/{quote(name)}" for name in _jars())])
    manifest = f"Manifest-Version: 1.0\r\n{_folded(f'Class-Path: {path}')}\r\n"
    with zipfile.ZipFile(folder / JAR, "w") as jar:
        jar.writestr("META-INF/MANIFEST.MF", manifest)


def _folded(line: str) -> str:
    """A line of a manifest: at most 72 bytes, then lines that begin with a blank."""
    rest = [line[start : start + 71] for start in range(72, len(line), 71)]
    return "\r\n ".join([line[:72], *rest]) + "\r\n"
