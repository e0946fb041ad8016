"""A document as plain data, as the schema `qa-document.v1` describes it: the only such conversion."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from qapress.diagnostic import Span
from qapress.markdown.html_links import image_addresses
from qapress.markdown.plain import plain
from qapress.model.blocks import walk_blocks
from qapress.model.ids import content, content_hash, default_id

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from qapress.markdown.tree import Node
    from qapress.model.qa import Document, Entry, Option, Reference

    Publish = Callable[[Span, Sequence[Node]], tuple[str, Sequence[Node]]]

Data = dict[str, Any]
"""JSON-ready: dictionaries, lists, strings, integers, booleans and None."""
ALL_FORMS = ("text", "html", "words", "content_hash")
"""What costs time to make of a Markdown text: the forms of it that not every caller needs."""
NO_HASH = "0" * 64
_OURS = re.compile(r"<!--\s*qapress:")
_MAYBE_IMAGE = re.compile(r"!\[|<img\b", re.IGNORECASE)
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#")


def _around(blocks: Sequence[Node]) -> Span:
    return Span(blocks[0].span.start, blocks[-1].span.end)


class DocumentData(NamedTuple):
    """A document's data, and the span in the Markdown of each value by JSON pointer.

    A pointer that is missing in `spans` stands where its nearest ancestor does; `""` is always there.
    """

    data: Data
    spans: Mapping[str, Span]

    def span(self, path: Sequence[str | int]) -> Span:
        """Where the value at a path of keys and indexes stands."""
        parts = [str(each).replace("~", "~0").replace("/", "~1") for each in path]
        while parts and "/" + "/".join(parts) not in self.spans:
            parts.pop()
        return self.spans["".join("/" + each for each in parts)]


def document_data(
    document: Document,
    ids: Mapping[int, str] | None = None,
    *,
    forms: Collection[str] = ALL_FORMS,
    published: Publish | None = None,
) -> DocumentData:
    """The document as the contract's data, with a place for each value.

    `ids` are the settled ids by index of the entry; without them an entry has its explicit id or the slug
    of its title. Of `text`, `html`, `words` and `content_hash` only the `forms` named are made; the others
    are empty, 0 or zeros. A byte that is not UTF-8 is U+FFFD in all of them, so that they can be written.
    `published` gives the Markdown of a text, and its nodes, where these are not the author's.
    """
    maker = _Maker(document, ids or {}, frozenset(forms), published)
    data = {
        "path": document.path,
        "title": document.title,
        "language": document.language,
        "questions": [maker.question(index, entry) for index, entry in enumerate(document.entries)],
    }
    return DocumentData(data, maker.spans)


class _Maker:
    """Makes the questions of one document and notes where each value stands."""

    def __init__(
        self, document: Document, ids: Mapping[int, str], forms: frozenset[str], published: Publish | None
    ) -> None:
        self.document = document
        self.source = document.source
        self.ids = ids
        self.forms = forms
        self.published = published or self._written
        title = next((each.span for each in document.front if each.kind == "heading"), Span(0, 0))
        self.spans = {"": title}

    def question(self, index: int, entry: Entry) -> Data:
        """One question with all its keys, in the order of the contract."""
        base, markdown = f"/questions/{index}", content(self.source, entry)
        digest = content_hash(markdown) if "content_hash" in self.forms else NO_HASH
        self._place(base, entry)
        blocks = (*entry.question.blocks, *(entry.answer.blocks if entry.answer else ()))
        return {
            "id": self.ids.get(index) or entry.explicit_id or default_id(entry.question.title, markdown),
            "aliases": list(entry.aliases),
            "order": index + 1,
            "number": entry.number,
            "label": entry.label,
            "kind": entry.kind,
            "title": entry.question.title,
            "question": self._asked(entry),
            "answered": entry.answer is not None,
            "answer": self._answer(entry),
            "code": list(self._code(blocks, base)),
            "options": [self._option(each, f"{base}/options/{at}") for at, each in enumerate(entry.options)],
            "section": list(entry.section),
            "tags": list(entry.tags),
            "difficulty": entry.difficulty,
            "references": [
                self._reference(each, f"{base}/references/{at}") for at, each in enumerate(entry.references)
            ],
            "assets": self._assets(blocks, base),
            "language": self.document.language,
            "translation_of": None,
            "license": None,
            "authors": [],
            "added": None,
            "changed": None,
            "content_hash": f"sha256:{digest}",
            "source": self._lines(entry),
        }

    def _place(self, base: str, entry: Entry) -> None:
        heading, title = entry.question.heading.span, entry.question.title_span
        self.spans[base] = heading
        if entry.question.title:
            self.spans[f"{base}/title"] = self.spans[f"{base}/question"] = title
        if entry.number_span:
            self.spans[f"{base}/number"] = self.spans[f"{base}/label"] = entry.number_span
        if entry.id_span:
            self.spans[f"{base}/id"] = self.spans[f"{base}/aliases"] = entry.id_span
        if entry.answer:
            self.spans[f"{base}/answer"] = entry.answer.span

    def _lines(self, entry: Entry) -> Data:
        return {
            "path": self.document.path,
            "line": self.source.line(entry.span.start),
            "end_line": self.source.line(max(entry.span.end - 1, 0)),
            "commit": None,
            "url": None,
        }

    def _forms(self, span: Span, nodes: Sequence[Node]) -> Data:
        markdown, nodes = self.published(span, nodes)
        html = ""
        if "html" in self.forms:
            from qapress.markdown.safe import safe_html  # loads the sanitiser

            html = safe_html(nodes)
        return {"markdown": markdown, "text": plain(nodes) if "text" in self.forms else "", "html": html}

    def _asked(self, entry: Entry) -> Data:
        question = entry.question
        asked = self._forms(question.title_span, question.inlines)
        if not question.blocks:
            return asked
        more = self._forms(_around(question.blocks), question.blocks)
        asked["html"] = f"<p>{asked['html']}</p>" if asked["html"] else ""
        return {key: f"{asked[key]}\n\n{more[key]}".strip() for key in asked}

    def _answer(self, entry: Entry) -> Data | None:
        if entry.answer is None:
            return None
        blocks = entry.answer.blocks
        data = self._forms(_around(blocks), blocks)
        data["words"] = len((data["text"] or plain(blocks)).split()) if "words" in self.forms else 0
        return data

    def _written(self, span: Span, nodes: Sequence[Node]) -> tuple[str, Sequence[Node]]:
        """The author's Markdown without comments to qapress."""
        (at, end), text = span, self.source.well_formed
        if "qapress:" not in text[at:end]:
            return text[at:end], nodes
        parts = []
        for node in (node for block in nodes for node in block.walk()):
            if node.kind in ("comment", "html") and _OURS.match(text, node.span.start):
                parts.append(text[at : node.span.start])
                at = node.span.end
                own_line = text.startswith("\n", node.span.start - 1)
                while own_line and text.startswith("\n", at):
                    at += 1
        return "".join((*parts, text[at:end])).strip("\n"), nodes

    def _code(self, blocks: Sequence[Node], base: str) -> Iterator[Data]:
        for at, block in enumerate(each for each in walk_blocks(blocks) if each.kind == "code_block"):
            self.spans[f"{base}/code/{at}"] = block.span
            language = block.attributes.get("info", "").split(maxsplit=1)
            yield {"language": language[0] if language else None, "text": block.text}

    def _option(self, option: Option, pointer: str) -> Data:
        self.spans[pointer] = option.span
        forms = self._forms(option.span, option.nodes)
        return {"key": option.key, "correct": option.correct, **forms}

    def _reference(self, reference: Reference, pointer: str) -> Data:
        self.spans[pointer] = reference.span
        return {"title": reference.title, "url": reference.url}

    def _assets(self, blocks: Sequence[Node], base: str) -> list[str]:
        """The own files that images show, each once, as written."""
        if not blocks or not _MAYBE_IMAGE.search(self.source.text, blocks[0].span.start, blocks[-1].span.end):
            return []
        found: dict[str, Span] = {}
        for node in (node for block in blocks for node in block.walk()):
            if node.kind == "image":
                found.setdefault(node.attributes["url"], node.span)
            elif node.kind in ("html", "html_block"):
                for url in image_addresses(node.text):
                    found.setdefault(url, node.span)
        own = {url: span for url, span in found.items() if url and not _ELSEWHERE.match(url)}
        self.spans.update((f"{base}/assets/{at}", span) for at, span in enumerate(own.values()))
        return list(own)
