"""What a release says about itself: the list of licenses, the manifest, the checksums."""

from __future__ import annotations

import json
from hashlib import sha256
from importlib import metadata
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from qapress import __version__
from qapress.diagnostic import Severity
from qapress.pipeline.licenses import font, licenses, own_font, tool
from qapress.pipeline.release import timestamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from qapress.diagnostic import Report
    from qapress.emit import Emitter
    from qapress.model.qa import Bundle

    Files = Mapping[PurePosixPath, bytes]
    Row = dict[str, Any]

ALWAYS = ("mistune", "nh3")
"""Packages whose version every format depends on."""


def with_lists(
    files: Files,
    bundle: Bundle,
    emitters: Sequence[Emitter],
    reports: Sequence[Report],
    *,
    allow_errors: bool,
    fonts: Mapping[str, bytes],
) -> dict[PurePosixPath, bytes]:
    """All files with the list of licenses, the manifest and the checksums, sorted by path.

    `fonts` are the user's own, by path.
    """
    tools = tool_versions(emitters)
    shipped = dict.fromkeys(each for emitter in emitters for each in emitter.fonts)
    given = [own_font(*each) for each in fonts.items()] if shipped else []
    embedded = [*map(font, shipped), *given]
    known = dict(files)
    text = files.get(PurePosixPath("LICENSE"))
    listed = licenses(bundle, text, [tool(*each) for each in tools.items()], embedded)
    known[PurePosixPath("licenses.spdx.json")] = dump(listed)
    rows = [row(*each) for each in known.items()]
    about = PurePosixPath("manifest.json")
    known[about] = dump(manifest(rows, bundle, tools, reports, allow_errors=allow_errors))
    known[PurePosixPath("SHA256SUMS")] = checksums([*rows, row(about, known[about])])
    return {path: known[path] for path in sorted(known)}


def tool_versions(emitters: Iterable[Emitter]) -> dict[str, str]:
    """The version of each package that made the bytes, by name; qapress among them."""
    names = sorted({*ALWAYS, *(name for each in emitters for name in each.needs)}, key=str.lower)
    return {"qapress": __version__} | {name: metadata.version(name) for name in names}


def row(path: PurePosixPath, content: bytes) -> Row:
    """What the manifest says of a file."""
    return {"path": str(path), "bytes": len(content), "sha256": sha256(content).hexdigest()}


def manifest(
    rows: Iterable[Row],
    bundle: Bundle,
    tools: Mapping[str, str],
    reports: Sequence[Report],
    *,
    allow_errors: bool,
) -> dict[str, Any]:
    """What the schema `manifest.v1` describes."""
    asked = [each for each in bundle.documents if each.entries]
    return {
        "schema_version": 1,
        "name": bundle.name,
        "title": bundle.title,
        "release": bundle.release,
        "created": timestamp(bundle.created),
        "commit": bundle.commit,
        "tools": dict(tools),
        "counts": {
            "documents": len(asked),
            "questions": sum(len(each.entries) for each in asked),
            "assets": len(bundle.assets),
        },
        "findings": {
            f"{severity.label}s": sum(each.total(severity) for each in reports)
            for severity in sorted(Severity, reverse=True)
        },
        "allow_errors": allow_errors,
        "files": sorted(rows, key=path_of),
    }


def checksums(rows: Iterable[Row]) -> bytes:
    """What `sha256sum -c` reads."""
    return "".join(f"{each['sha256']}  {each['path']}\n" for each in sorted(rows, key=path_of)).encode()


def path_of(each: Row) -> PurePosixPath:
    """By which rows are sorted: folder by folder, as the files are."""
    return PurePosixPath(each["path"])


def dump(data: Mapping[str, Any]) -> bytes:
    """JSON for people and programs, ended by a line feed."""
    return json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n"
