"""One JSON file with everything, as the schema `qa-bundle.v1` describes it."""

from __future__ import annotations

import json as standard
import posixpath
from hashlib import sha256
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from qapress.emit import emitter
from qapress.emit.places.links import paths
from qapress.emit.places.places import FOLDER
from qapress.emit.tidy.pages import Pages
from qapress.emit.tidy.text import Tidy
from qapress.markdown.parse import parse
from qapress.markdown.target import lines_address
from qapress.model.changes import changes_data
from qapress.model.data import document_data

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qapress.diagnostic import Problem, Span
    from qapress.emit import EmitOptions, Report
    from qapress.markdown.tree import Node
    from qapress.model.qa import Asset, Bundle, Document


@emitter("json")
def json(bundle: Bundle, options: EmitOptions) -> Mapping[PurePosixPath, bytes]:
    """The bundle as data, UTF-8, one key a line, and the images that they name."""
    text = standard.dumps(bundle_data(bundle, options), ensure_ascii=False, indent=1)
    return {PurePosixPath(f"{bundle.name}.json"): text.encode() + b"\n"} | Pages(bundle).images()


def bundle_data(bundle: Bundle, options: EmitOptions) -> dict[str, Any]:
    """The bundle as JSON-ready data, made once for all formats; addresses in it are those in its folder."""
    if "data" not in options.shared:
        lost: list[tuple[str, Problem]] = []
        options.shared["data"] = _made(bundle, lambda *loss: lost.append(loss)), lost
    data, losses = options.shared["data"]
    for loss in losses:
        options.report(*loss)
    made: dict[str, Any] = data
    return made


def _made(bundle: Bundle, report: Report) -> dict[str, Any]:
    pages = Pages(bundle)
    tidy = Tidy(pages, pages.inside, report)
    documents = [_document(bundle, each, pages, tidy) for each in bundle.documents if each.entries]
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
        "assets": [_asset(each, pages) for each in bundle.assets],
        "changes": changes_data(bundle.changes) if bundle.changes else None,
    }


def _document(bundle: Bundle, document: Document, pages: Pages, tidy: Tidy) -> dict[str, Any]:
    """A document's data with settled ids, tidy texts, and its sources at their commit."""

    def published(span: Span, nodes: Sequence[Node]) -> tuple[str, Sequence[Node]]:
        text = tidy.part(document, span)
        if text == document.source.well_formed[slice(*span)]:
            return text, nodes
        if span in titles:
            return text, parse(f"# {text}").children[0].children
        text = text if text.strip() else "…"  # all that it held was left out
        return text, parse(text).children

    titles = {each.question.title_span for each in document.entries}
    ids = {index: bundle.ids[document.path, index] for index in range(len(document.entries))}
    data = document_data(document, ids, published=published).data
    for question in data["questions"]:
        found = (each for url in question["assets"] for each in paths(document.path, url))
        own = (posixpath.join(FOLDER, pages.places[each]) for each in found if each in pages.assets)
        question["assets"] = list(dict.fromkeys(own))
        question["source"] |= {"commit": bundle.commit, "url": _page(bundle, question["source"])}
        question["title"] = question["title"] or question["label"] or question["id"]
    return data


def _page(bundle: Bundle, source: Mapping[str, Any]) -> str | None:
    """The page of the repository that shows a question as it was published."""
    if not (bundle.repository and bundle.commit):
        return None
    path, lines = bundle.inside + source["path"], (source["line"], source["end_line"])
    return lines_address(bundle.repository, bundle.commit, path, lines)


def _asset(each: Asset, pages: Pages) -> dict[str, Any]:
    """What is known of an asset; its bytes lie beside."""
    return {
        "path": posixpath.join(FOLDER, pages.places[each.path]),
        "media_type": each.media_type,
        "bytes": len(each.content),
        "sha256": sha256(each.content).hexdigest(),
        "alt": each.alt,
    }
