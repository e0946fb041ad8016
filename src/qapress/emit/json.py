"""One JSON file with everything, as the schema `qa-bundle.v1` describes it."""

from __future__ import annotations

import json as standard
import posixpath
from hashlib import sha256
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from qapress.emit import emitter
from qapress.emit.resolve.links import paths
from qapress.emit.resolve.places import FOLDER, places
from qapress.model.data import document_data

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qapress.emit import EmitOptions
    from qapress.model.qa import Asset, Bundle, Document


@emitter("json")
def json(bundle: Bundle, options: EmitOptions) -> Mapping[PurePosixPath, bytes]:  # noqa: ARG001 -- as every format
    """The bundle as data, UTF-8, one key a line."""
    text = standard.dumps(bundle_data(bundle), ensure_ascii=False, indent=1)
    return {PurePosixPath(f"{bundle.name}.json"): text.encode() + b"\n"}


def bundle_data(bundle: Bundle) -> dict[str, Any]:
    """The bundle as JSON-ready data; paths of assets are those in the bundle's folder."""
    made = {path: posixpath.join(FOLDER, place) for path, place in places(bundle).items()}
    documents = [data(bundle, each, made) for each in bundle.documents if each.entries]
    for order, question in enumerate((q for each in documents for q in each["questions"]), 1):
        question["order"] = order
    return {
        "schema_version": 1,
        "name": bundle.name,
        "title": bundle.title,
        "release": bundle.release,
        "language": bundle.language,
        "license": bundle.license,
        "authors": list(bundle.authors),
        "homepage": bundle.homepage,
        "count": sum(len(each["questions"]) for each in documents),
        "documents": documents,
        "assets": [asset(each, made) for each in bundle.assets],
        "changes": None,
    }


def data(bundle: Bundle, document: Document, made: Mapping[str, str]) -> dict[str, Any]:
    """A document's data with settled ids, its sources at their commit."""
    ids = {index: bundle.ids[document.path, index] for index in range(len(document.entries))}
    found = document_data(document, ids).data
    for question in found["questions"]:
        named = (each for url in question["assets"] for each in paths(document.path, url))
        question["assets"] = [made[each] for each in named if each in made]
        question["source"]["commit"] = bundle.commit
        question["title"] = question["title"] or question["label"] or question["id"]
    return found


def asset(each: Asset, made: Mapping[str, str]) -> dict[str, Any]:
    """What is known of an asset; its bytes lie beside."""
    return {
        "path": made[each.path],
        "media_type": each.media_type,
        "bytes": len(each.content),
        "sha256": sha256(each.content).hexdigest(),
        "alt": each.alt,
    }
