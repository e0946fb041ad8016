"""What the settings keep out of a release, and the sentences that tell so."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from qapress.emit.tidy.blocks import is_cut
from qapress.markdown.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from qapress.markdown.tree import Node
    from qapress.model.layout import Layout
    from qapress.model.qa import Document
    from qapress.settings import BuildSettings

INDEXES_ARE_MADE = "the lists of an index are made anew"
"""Why of an index only title and introduction are published."""
NAMED = 3
"""Files that are named at most; the others are counted."""


class Kept(NamedTuple):
    """A document as it is published; the flags say whether it lost author lines, or a closing section."""

    document: Document
    author_lines: bool
    closing: bool


def keep(document: Document, layout: Layout, build: BuildSettings) -> Kept:
    """A document without author lines and promotion, unless the settings keep them.

    Headings that stand between questions stay: they name sections.
    """
    last = document.entries[-1].span.start if document.entries else 0

    def strips(node: Node) -> bool:
        return node.kind == "paragraph" and layout.strips(plain(node.children).strip())

    between = tuple(each for each in document.closing if build.promo or each.span.start < last)
    front, closing = (
        tuple(each for each in blocks if build.author_lines or not strips(each))
        for blocks in (document.front, between)
    )
    lost_lines = len(front) < len(document.front) or len(closing) < len(between)
    return Kept(
        document._replace(front=front, closing=closing), lost_lines, len(between) < len(document.closing)
    )


def told(kept: Sequence[Kept]) -> Iterator[str]:
    """What was left out and why, a sentence each."""
    parts = [
        f"{what} of {_files(paths)} ({why})"
        for what, why, paths in (
            ("author lines", "build.author-lines is off", [e.document.path for e in kept if e.author_lines]),
            ("closing sections", "build.promo is off", [e.document.path for e in kept if e.closing]),
            (
                "text outside the introduction",
                INDEXES_ARE_MADE,
                [e.document.path for e in kept if is_cut(e.document)],
            ),
        )
        if paths
    ]
    if parts:
        yield f"left out: {', '.join(parts)}"
    bare = [each.document.path for each in kept if not (each.document.entries or each.document.indexes)]
    if bare:
        yield f"without questions, so in no format but Markdown: {_files(bare)}"


def _files(paths: Iterable[str]) -> str:
    given = list(paths)
    return ", ".join(given) if len(given) <= NAMED else f"{len(given)} files"
