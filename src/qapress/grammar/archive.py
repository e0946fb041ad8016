"""LanguageTool's own archive, from where `language_tool_python` downloads it: all languages, 259 MB."""

from __future__ import annotations

import ssl
import zipfile
from contextlib import closing
from hashlib import sha256
from http.client import HTTPException
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import HTTPSHandler, build_opener

from qapress.errors import EngineError, system_reason

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

SECONDS = 60
"""How long the other side may say nothing."""
CHUNK = 1 << 20
LIMIT = 600_000_000
"""Bytes after which a download is no archive of LanguageTool."""
MEGA = 1_000_000


def address(version: str) -> str:
    """Where `language_tool_python` finds the archive of a version; it reads `LTP_DOWNLOAD_HOST_NEW_RELEASES`.

    Its own `download` is not called: that wants Java first, and writes its bar into logs, too.

    Raises:
        ImportError: the package is not installed.
    """
    from language_tool_python.download_lt import LocalLanguageTool

    return LocalLanguageTool.from_version_name(version).download_url


def certificates() -> ssl.SSLContext:
    """The certificates of the system and of certifi, by which a server is known to be the one it says it is.

    certifi comes with `language_tool_python`; a Python from python.org for macOS has no others.
    """
    context = ssl.create_default_context()
    if find_spec("certifi"):
        import certifi

        context.load_verify_locations(certifi.where())
    return context


def fetch(url: str, digest: str, folder: Path, tell: Callable[[str], None]) -> None:
    """Download the archive with this sha256, and unpack it beside `folder`, which is the one folder in it.

    `tell` is told how far it is.

    Raises:
        EngineError: no connection, a broken one, or another archive than the one that is known.
        OSError: it cannot be written.
    """
    archive = folder.with_name("archive.zip")
    found = sha256()
    with archive.open("wb") as file, closing(_chunks(url, tell)) as chunks:
        for chunk in chunks:
            found.update(chunk)
            file.write(chunk)
    if found.hexdigest() != digest:
        raise EngineError(f"nothing was installed: {url} is another archive than the one that is known")
    tell("unpacking")
    with zipfile.ZipFile(archive) as packed:  # its content is known by the hash
        packed.extractall(folder.parent)


def _chunks(url: str, tell: Callable[[str], None]) -> Generator[bytes]:
    """What lies at an address, piece by piece."""
    done = total = 0
    try:
        with build_opener(HTTPSHandler(context=certificates())).open(url, timeout=SECONDS) as reply:
            total = int(reply.headers.get("Content-Length") or 0)
            while done <= LIMIT and (chunk := reply.read(CHUNK)):
                done += len(chunk)
                tell(f"{done // MEGA} of {total // MEGA} MB" if total else f"{done // MEGA} MB")
                yield chunk
    except HTTPError as error:
        error.close()
        raise EngineError(f"{url} cannot be downloaded: the server says {error.code}") from error
    except (OSError, HTTPException) as error:
        raise EngineError(f"{url} cannot be downloaded: {_reason(error)}") from error
    if done < total:
        raise EngineError(f"{url} was not downloaded: the connection ended after {done} of {total} bytes")


def _reason(error: Exception) -> str:
    cause = getattr(error, "reason", error)
    return system_reason(cause) if isinstance(cause, OSError) else str(cause) or type(cause).__name__
