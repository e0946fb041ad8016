"""An earlier release on the disk, as it is compared with: its JSON, its folder or its zip."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from qapress.errors import ReadError, system_reason
from qapress.model.changes import version

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qapress.model.changes import Version

MOST_BYTES = 512 * 2**20
"""No bundle's JSON is larger: 20,000 questions take 80 MiB."""
_OTHERS = ("manifest.json", "licenses.spdx.json")


class Published(NamedTuple):
    """The questions of a release; `commit` is the one that it was made of, where it says so."""

    release: str
    commit: str | None
    questions: tuple[Version, ...]


def is_release(text: str) -> bool:
    """Whether a text is the path of what looks like a release: its folder, its zip or its JSON."""
    path = Path(text)
    try:
        if path.is_file():
            return path.suffix.lower() in (".json", ".zip")
        return all((path / name).is_file() for name in ("manifest.json", "SHA256SUMS"))
    except (OSError, ValueError):  # a name too long, or with a NUL
        return False


def published(text: str) -> Published:
    """Read the release at a path.

    Raises:
        ReadError: it cannot be read, or is no release with a JSON of this version.
    """
    path = Path(text)
    try:
        content = _content(path)
    except OSError as error:
        raise ReadError(f"cannot read {path.as_posix()}: {system_reason(error)}") from error
    except ReadError:
        raise
    except Exception as error:  # of a zip that is encrypted or broken, whatever the decompressors raise
        raise ReadError(f"cannot read {path.as_posix()}: it is no zip of a release") from error
    try:
        return _read(json.loads(content))
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError) as error:
        raise ReadError(f"{path.as_posix()} is no bundle of qapress, or of another version") from error


def _content(path: Path) -> bytes:
    """The bytes of a release's JSON."""
    if path.is_dir():
        paths = {each.name: each for each in path.glob("*.json")}
        return _limited(paths[_named(paths, path)])
    if path.suffix.lower() != ".zip":
        return _limited(path)
    with zipfile.ZipFile(path) as archive:
        infos = {each.filename: each for each in archive.infolist() if each.filename.count("/") == 1}
        info = infos[_named(infos, path)]
        if info.file_size > MOST_BYTES:
            raise ReadError(f"cannot read {path.as_posix()}: {info.filename} is too large")
        return archive.read(info)


def _limited(path: Path) -> bytes:
    if path.stat().st_size > MOST_BYTES:
        raise ReadError(f"cannot read {path.as_posix()}: it is too large")
    return path.read_bytes()


def _named(names: Mapping[str, object], path: Path) -> str:
    """The name that is the bundle's JSON, of those in a release."""
    found = [each for each in sorted(names) if each.endswith(".json") and not each.endswith(_OTHERS)]
    if len(found) != 1:
        raise ReadError(f"{path.as_posix()} holds no JSON of questions; it was built without the format json")
    return found[0]


def _read(data: Any) -> Published:
    """A bundle's data as what is compared of it.

    Raises:
        LookupError, TypeError, ValueError: it is none.
    """
    documents = [each["questions"] for each in data["documents"]]
    questions = tuple(version(each) for those in documents for each in those)
    texts = [data["release"], *(text for each in questions for text in (each.id, each.label, each.title))]
    texts += [text for each in questions for text in (each.path, each.number or "", *each.aliases)]
    if data["schema_version"] != 1 or not all(isinstance(each, str) for each in texts):
        raise ValueError
    commits = (each["source"]["commit"] for those in documents for each in those)
    return Published(data["release"], next(commits, None), questions)
