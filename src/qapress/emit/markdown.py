"""Tidy Markdown: the texts as written, less comments and what was set apart, with an index in each folder."""

from __future__ import annotations

import posixpath
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from qapress.diagnostic import Span
from qapress.emit import emitter
from qapress.emit.resolve.links import INDEX, Targets, is_remote, no_target, paths
from qapress.emit.resolve.places import FOLDER, places
from qapress.markdown.slug import heading_anchors

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from qapress.diagnostic import Problem
    from qapress.emit import EmitOptions
    from qapress.markdown.tree import Node
    from qapress.model.qa import Bundle, Document

MARKS = " \t>*+-0123456789.)"
"""What may stand before a block on its first line: the marks of quotes and lists."""
OPENS = re.compile(
    r"[ \t]*(?:(\d{1,9})(?=[.)](?:\s|$))|"
    r"(?=#|>|=+[ \t]*$|`{3}[^`\n]*$|~{3}|[-+*](?:\s|$)|(?:[-*_][ \t]*){3,}$))",
    re.MULTILINE,
)
"""How a line begins that opens a block, with the number of a list; tables and HTML are left out."""
KEPT = frozenset(("definition", "footnote_definition", "front_matter"))
"""Kinds of block that show nothing by themselves and that others need."""


@emitter("markdown")
def markdown(bundle: Bundle, options: EmitOptions) -> Mapping[PurePosixPath, bytes]:
    """The texts, the indexes and the images below `markdown/`."""
    made = places(bundle)
    tidy = Tidy(bundle, made, options)
    texts = {made[each.path]: tidy.text(each) for each in bundle.documents if not is_index(each)}
    texts |= {posixpath.join(folder, INDEX): text for folder, text in tidy.indexes()}
    files = {path: text.encode() for path, text in texts.items()}
    files |= {made[each.path]: each.content for each in bundle.assets}
    return {PurePosixPath(FOLDER, path): files[path] for path in sorted(files)}


def is_index(document: Document) -> bool:
    """Whether a document is the index of its folder."""
    return not document.entries and posixpath.basename(document.path).lower() == INDEX.lower()


class Change(NamedTuple):
    """A replacement in a document's text, and what a reader loses by it."""

    span: Span
    text: str = ""
    loss: Problem | None = None


class Tidy:
    """Makes the texts of a bundle; knows where every file goes."""

    def __init__(self, bundle: Bundle, made: Mapping[str, str], options: EmitOptions) -> None:
        self.bundle = bundle
        self.places = made
        self.options = options
        self.targets = Targets(bundle)
        self.assets = {each.path for each in bundle.assets}

    def text(self, document: Document, part: Span | None = None) -> str:
        """A document's text, or a part of it, with all edits made."""
        source = document.source.well_formed
        start, end = part or Span(0, len(source))
        pieces, at = [], start
        for each in sorted(self.changes(document), key=lambda each: (each.span.start, -each.span.end)):
            if at <= each.span.start and each.span.end <= end:
                pieces += [source[at : each.span.start], each.text]
                at = each.span.end
                if each.loss:
                    self.options.report(document.path, each.loss)
        return "".join([*pieces, source[at:end]]).strip("\n") + "\n"

    def changes(self, document: Document) -> Iterator[Change]:
        """What is taken out of a document or changed in it; some lie inside others."""
        source = document.source.well_formed
        shown = {each.span for each in (*document.front, *document.closing)}
        ids = {each.id_span for each in document.entries}
        for block in document.tree.children:
            inside = any(each.span.start <= block.span.start < each.span.end for each in document.entries)
            known = inside or block.kind in KEPT or block.span in shown or block.span in ids
            if not known:
                yield Change(with_blank_lines(source, block.span))
                continue
            if is_comment(block) and block.span not in ids:
                yield uncommented(source, block.span, alone=True)
                continue
            for node in block.walk():
                if is_comment(node) and node.span not in ids:
                    yield uncommented(source, node.span)
                elif node.kind in {"link", "image", "definition"}:
                    yield from self.address(document, node)

    def address(self, document: Document, node: Node) -> Iterator[Change]:
        """The change that an address needs to be right inside the bundle, if any."""
        url = node.attributes["url"]
        if is_remote(url):
            return
        source = document.source.well_formed
        path = next((each for each in paths(document.path, url) if each in self.places), "")
        if path not in self.assets and self.targets.find(document.path, url) is None:
            loss = no_target(node) if node.kind == "link" else None
            yield Change(
                node.span, "" if node.kind == "definition" else source[slice(*text_span(node))], loss
            )
        elif url.startswith("/") and path in self.places:
            folder = posixpath.dirname(self.places[document.path])
            found = source.find(url, text_span(node).end, node.span.end)
            if found >= 0:
                rest = url[len(url.partition("#")[0].partition("?")[0]) :]
                address = posixpath.relpath(self.places[path], folder or ".") + rest
                yield Change(Span(found, found + len(url)), address)

    def indexes(self) -> Iterator[tuple[str, str]]:
        """The folder and the text of each index; one of the folders where none lies at the top."""
        folders: dict[str, list[Document]] = {}
        for each in self.bundle.documents:
            folders.setdefault(posixpath.dirname(self.places[each.path]), []).append(each)
        for folder, documents in folders.items():
            yield folder, self.index(folder, documents)
        if "" not in folders:
            lines = [f"* [{self.title(name, folders[name])}]({name}/{INDEX})" for name in folders]
            yield "", f"# {self.bundle.title}\n\n" + "\n".join(lines) + "\n"

    def title(self, folder: str, documents: list[Document]) -> str:
        """What the index of a folder is called."""
        own = next((each.title for each in documents if is_index(each) and each.title), None)
        words = posixpath.basename(folder).replace("-", " ").replace("_", " ")
        return own or (words[:1].upper() + words[1:]) or self.bundle.title

    def index(self, folder: str, documents: list[Document]) -> str:
        """The index of a folder: title, the introduction that its author wrote, a row a question."""
        rows = [row for each in documents for row in self.rows(each)]
        intro = [self.intro(each) for each in documents if is_index(each)]
        table = ["| No. | Question |\n|---:|---|\n" + "\n".join(rows) + "\n"] if rows else []
        return "\n".join([f"# {self.title(folder, documents)}\n", *filter(None, intro), *table])

    def intro(self, document: Document) -> str:
        """The paragraphs of an index between its title and what follows them."""
        blocks = list(document.tree.children)
        while blocks and (blocks[0].kind in {"heading", "front_matter"} or is_comment(blocks[0])):
            del blocks[0]
        size = next((n for n, each in enumerate(blocks) if each.kind != "paragraph"), len(blocks))
        if not size:
            return ""
        return self.text(document, Span(blocks[0].span.start, blocks[size - 1].span.end))

    def rows(self, document: Document) -> Iterator[str]:
        """The rows of a document's questions."""
        names = {node.span: anchor for anchor, node in heading_anchors(document.tree.blocks())}
        file = posixpath.basename(document.path)
        for entry in document.entries:
            title = document.source.well_formed[slice(*entry.question.title_span)].replace("|", "\\|")
            anchor = names.get(entry.question.heading.span, "")
            yield f"| {entry.number or ''} | [{title}]({file}#{anchor}) |"


def is_comment(node: Node) -> bool:
    """Whether a node is a comment, a block or within a line."""
    return node.kind == "comment" or (node.kind == "html" and node.text.startswith("<!--"))


def uncommented(source: str, comment: Span, *, alone: bool = False) -> Change:
    """A comment taken out so that the blocks around it stay what they are; `alone`, it is such a block.

    Where it kept the rest of its line from opening a block, a backslash does so now; where it kept two
    paragraphs apart, an empty line does.
    """
    before = source[source.rfind("\n", 0, comment.start) + 1 : comment.start]
    found = None if before.strip(MARKS) else OPENS.match(source, comment.end)
    apart = not alone or not comment.start or source.endswith(("\n\n", "-->\n"), 0, comment.start)
    gap = "" if apart else "\n"
    if found:
        return Change(Span(comment.start, found.end()), f"{gap}{found[1] or ''}\\")
    return Change(with_blank_lines(source, comment) if alone else comment, gap)


def text_span(node: Node) -> Span:
    """The span of what a link or an image shows."""
    if not node.children:
        return Span(node.span.start, node.span.start)
    return Span(node.children[0].span.start, node.children[-1].span.end)


def with_blank_lines(source: str, span: Span) -> Span:
    """A block with the rest of its last line and the blank lines behind it."""
    end = span.end
    while end < len(source) and source[end] in " \t\n":
        end += 1
    return Span(span.start, end)
