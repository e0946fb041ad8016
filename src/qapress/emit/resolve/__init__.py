"""A `Bundle` to a printable one: every link leads somewhere, every image can be shown, no HTML is left.

In: a `Bundle` as collected. Out: the same documents with resolved nodes, the assets in formats that every
reader shows, and a problem of group `publish` for each loss. Imports `markdown` and `model`.

In a resolved tree a `link` has an address outside or `#anchor` inside the book; an `image` the path of an
asset, or none where it cannot be shown; a `footnote_reference` the note's blocks where it stands first;
`html` has children and the tag as its `label`. Comments, definitions and front matter are gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qapress.emit.places.links import Targets
from qapress.emit.resolve.checked import CheckedImages
from qapress.emit.resolve.resolver import Resolver

if TYPE_CHECKING:
    from qapress.diagnostic import Problem
    from qapress.model.qa import Bundle


@dataclass(frozen=True, slots=True)
class Resolved:
    """A printable bundle, and what was lost: document paths with problems in the order of the text."""

    bundle: Bundle
    problems: tuple[tuple[str, Problem], ...]


def resolve(bundle: Bundle) -> Resolved:
    """Make a bundle printable. Needs the packages of an extra for print: Pillow, latex2mathml."""
    images = CheckedImages({each.path: each for each in bundle.assets}, dict(bundle.flaws))
    targets = Targets(bundle)
    documents, problems = [], []
    for document in bundle.documents:
        resolver = Resolver(document, targets, images)
        documents.append(resolver.document())
        found = sorted(dict.fromkeys(resolver.problems), key=lambda each: each.span)
        problems += [(document.path, each) for each in found]
    resolved = bundle._replace(documents=tuple(documents), assets=tuple(filter(None, images.shown.values())))
    return Resolved(resolved, tuple(problems))
