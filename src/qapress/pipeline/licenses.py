"""The list of licenses of a release, in SPDX 2.3: of the content, of what made it, of the fonts inside."""

from __future__ import annotations

import re
from hashlib import sha256
from importlib import metadata
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from qapress import __version__
from qapress.pipeline.release import timestamp
from qapress.pipeline.spdx import is_expression

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qapress.emit.fonts import Font
    from qapress.model.qa import Bundle

    Data = dict[str, Any]

UNKNOWN = "NOASSERTION"
CONTENT, OWN = "SPDXRef-content", "LicenseRef-content"
"""The content in the list, and its license where SPDX has no name for it."""
_SPDX = re.compile(r"SPDX-License-Identifier:[ \t]*([^\s].*)")
_TITLES = {
    "mit license": "MIT",
    "the mit license (mit)": "MIT",
    "apache license version 2.0, january 2004": "Apache-2.0",
    "cc0 1.0 universal": "CC0-1.0",
    "creative commons legal code cc0 1.0 universal": "CC0-1.0",
    "attribution 4.0 international": "CC-BY-4.0",
    "creative commons attribution 4.0 international": "CC-BY-4.0",
    "attribution-sharealike 4.0 international": "CC-BY-SA-4.0",
    "creative commons attribution-sharealike 4.0 international": "CC-BY-SA-4.0",
    "attribution-noncommercial 4.0 international": "CC-BY-NC-4.0",
    "attribution-noncommercial-sharealike 4.0 international": "CC-BY-NC-SA-4.0",
    "gnu free documentation license version 1.3, 3 november 2008": "GFDL-1.3-only",
}
"""How the texts of licenses of content begin, in lower case, as their stewards and GitHub hand them out."""
_NO_ID = re.compile(r"[^A-Za-z0-9.]+")


def licenses(bundle: Bundle, text: bytes | None, tools: Iterable[Data], fonts: Iterable[Data]) -> Data:
    """The list; `text` is the content's LICENSE, tools and fonts are made by the functions below.

    What SPDX wants to be unlike in every list, its namespace, begins with the release's name here and ends
    with the hash of all that it names.
    """
    name = f"{bundle.name}-{bundle.release}"
    tools, fonts = list(tools), list(fonts)
    named, own = license_of(bundle, text)
    packages = [content(bundle, named), *tools, *fonts]
    digest = sha256(repr((bundle.created, packages, own)).encode()).hexdigest()
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": name,
        "documentNamespace": f"urn:qapress:{name}:{digest[:32]}",
        "creationInfo": {"created": timestamp(bundle.created), "creators": [f"Tool: qapress-{__version__}"]},
        "packages": packages,
        **({"hasExtractedLicensingInfos": own} if own else {}),
        "relationships": [
            relationship("SPDXRef-DOCUMENT", "DESCRIBES"),
            *(relationship(each["SPDXID"], "BUILD_TOOL_OF") for each in tools),
            *(relationship(each["SPDXID"], "OPTIONAL_COMPONENT_OF") for each in fonts),
        ],
    }


def license_of(bundle: Bundle, text: bytes | None) -> tuple[str, list[Data]]:
    """The content's license as SPDX names it, with the words of one for which it has no name."""
    given = bundle.license
    if given and is_expression(given):
        return given, []
    if not given and text is None:
        return UNKNOWN, []
    words = (text or b"").decode("utf-8", "replace") or given
    return OWN, [{"licenseId": OWN, "name": given or "license of the content", "extractedText": words}]


def license_name(text: bytes | None) -> str | None:
    """The SPDX expression that a license file names, or that its title stands for."""
    words = (text or b"").decode("utf-8", "replace")
    found = _SPDX.search(words)
    if found:
        return found[1].strip()
    start = " ".join(words[:400].lower().lstrip("\ufeff# \n\t").split())
    titled = (name for title, name in _TITLES.items() if start.startswith(title))
    return next(titled, None)


def content(bundle: Bundle, named: str) -> Data:
    """What the release is of."""
    return {
        "SPDXID": CONTENT,
        "name": bundle.title,
        "versionInfo": bundle.release,
        "downloadLocation": UNKNOWN,
        **({"homepage": bundle.homepage} if bundle.homepage else {}),
        "filesAnalyzed": False,
        "licenseConcluded": named,
        "licenseDeclared": named,
        "copyrightText": UNKNOWN,
    }


def tool(name: str, version: str) -> Data:
    """A program that made bytes of the release, with the license that it declares."""
    purl = f"pkg:pypi/{name.lower().replace('_', '-')}@{version}"
    return component("tool", name, version, declared(name)) | {
        "externalRefs": [
            {
                "referenceCategory": "PACKAGE-MANAGER",
                "referenceType": "purl",
                "referenceLocator": purl,
            }
        ]
    }


def declared(name: str) -> str:
    """The SPDX expression in an installed package's metadata, in the field of today or that of before."""
    told = metadata.metadata(name)
    fields = [*told.get_all("License-Expression", []), *told.get_all("License", [])]
    return next((each for each in fields if is_expression(each)), UNKNOWN)


def font(known: Font) -> Data:
    """A font that files of the release hold in part."""
    return component("font", known.name, known.version, known.license)


def own_font(path: str, data: bytes) -> Data:
    """A font of the user's, known by its file alone."""
    digest = sha256(data).hexdigest()
    made = component("font", PurePosixPath(path).name, digest[:12], UNKNOWN)
    return made | {"checksums": [{"algorithm": "SHA256", "checksumValue": digest}]}


def component(kind: str, name: str, version: str, license_: str) -> Data:
    """What every package of the list says of itself."""
    return {
        "SPDXID": f"SPDXRef-{kind}-{_NO_ID.sub('-', f'{name}-{version}')}",
        "name": name,
        "versionInfo": version,
        "downloadLocation": UNKNOWN,
        "filesAnalyzed": False,
        "licenseConcluded": UNKNOWN,
        "licenseDeclared": license_,
        "copyrightText": UNKNOWN,
    }


def relationship(one: str, kind: str) -> Data:
    """How something in the list relates to the content."""
    return {"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": CONTENT}
