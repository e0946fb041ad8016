"""What a release says about itself: manifest, licenses of what made it, checksums."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import sha256
from importlib import metadata
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from qapress import __version__
from qapress.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from qapress.diagnostic import Report
    from qapress.emit import Emitter
    from qapress.model.qa import Bundle

    Files = Mapping[PurePosixPath, bytes]

ALWAYS = ("mistune", "nh3")
"""Packages whose version every format depends on."""


def with_lists(
    files: Files,
    bundle: Bundle,
    emitters: Sequence[Emitter],
    reports: Sequence[Report],
    *,
    allow_errors: bool,
) -> dict[PurePosixPath, bytes]:
    """All files with the list of licenses, the manifest and the checksums, sorted by path."""
    tools = versions(emitters)
    known = dict(files)
    known[PurePosixPath("licenses.spdx.json")] = dump(licenses(bundle, tools, digest_of_all(files)))
    known[PurePosixPath("manifest.json")] = dump(
        manifest(known, bundle, tools, reports, allow_errors=allow_errors)
    )
    known[PurePosixPath("SHA256SUMS")] = checksums(known)
    return {path: known[path] for path in sorted(known)}


def versions(emitters: Iterable[Emitter]) -> dict[str, str]:
    """The version of each package that made the bytes, by name; qapress among them."""
    names = sorted({*ALWAYS, *(name for each in emitters for name in each.needs)}, key=str.lower)
    return {"qapress": __version__} | {name: metadata.version(name) for name in names}


def manifest(
    files: Files, bundle: Bundle, tools: Mapping[str, str], reports: Sequence[Report], *, allow_errors: bool
) -> dict[str, Any]:
    """What the schema `manifest.v1` describes."""
    asked = [each for each in bundle.documents if each.entries]
    return {
        "schema_version": 1,
        "name": bundle.name,
        "title": bundle.title,
        "release": bundle.release,
        "created": moment(bundle.created),
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
        "files": [
            {"path": str(path), "bytes": len(files[path]), "sha256": sha256(files[path]).hexdigest()}
            for path in sorted(files)
        ],
    }


def licenses(bundle: Bundle, tools: Mapping[str, str], digest: str) -> dict[str, Any]:
    """An SPDX 2.3 list: the content, and the programs that made it."""
    name = f"{bundle.name}-{bundle.release}"
    content = {
        "SPDXID": "SPDXRef-content",
        "name": bundle.title,
        "versionInfo": bundle.release,
        "downloadLocation": bundle.homepage or "NOASSERTION",
        "filesAnalyzed": False,
        "licenseConcluded": bundle.license or "NOASSERTION",
        "licenseDeclared": bundle.license or "NOASSERTION",
        "copyrightText": "NOASSERTION",
    }
    packages = [content, *(package(tool, version) for tool, version in tools.items())]
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": name,
        "documentNamespace": f"urn:qapress:{name}:{digest[:32]}",
        "creationInfo": {"created": moment(bundle.created), "creators": [f"Tool: qapress-{__version__}"]},
        "packages": packages,
        "relationships": [
            {
                "spdxElementId": "SPDXRef-DOCUMENT",
                "relationshipType": "DESCRIBES",
                "relatedSpdxElement": "SPDXRef-content",
            },
            *(
                {
                    "spdxElementId": each["SPDXID"],
                    "relationshipType": "BUILD_TOOL_OF",
                    "relatedSpdxElement": "SPDXRef-content",
                }
                for each in packages[1:]
            ),
        ],
    }


def package(name: str, version: str) -> dict[str, Any]:
    """A program that made bytes of the release, with the license that it declares."""
    (declared,) = metadata.metadata(name).get_all("License-Expression", ["NOASSERTION"])
    return {
        "SPDXID": f"SPDXRef-tool-{name}",
        "name": name,
        "versionInfo": version,
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "licenseConcluded": "NOASSERTION",
        "licenseDeclared": declared,
        "copyrightText": "NOASSERTION",
        "externalRefs": [
            {
                "referenceCategory": "PACKAGE-MANAGER",
                "referenceType": "purl",
                "referenceLocator": f"pkg:pypi/{name.lower()}@{version}",
            }
        ],
    }


def checksums(files: Files) -> bytes:
    """What `sha256sum -c` reads."""
    return "".join(f"{sha256(files[path]).hexdigest()}  {path}\n" for path in sorted(files)).encode()


def digest_of_all(files: Files) -> str:
    """One hash for the content of all files."""
    return sha256(checksums(files)).hexdigest()


def dump(data: Mapping[str, Any]) -> bytes:
    """JSON for people and programs, ended by a line feed."""
    return json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n"


def moment(seconds: int) -> str:
    """A time since 1970, UTC, as RFC 3339 writes it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
