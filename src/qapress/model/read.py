"""A Markdown tree to a document: which blocks ask, which answer, and which belong to neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Span
from qapress.markdown.plain import plain
from qapress.model.blocks import says
from qapress.model.doubts import doubts
from qapress.model.frontmatter import front_matter
from qapress.model.group import Group, grouped
from qapress.model.identity import id_doubts, identity
from qapress.model.qa import Answer, Document, Entry, Question

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qapress.markdown.tree import Node
    from qapress.model.heading import Heading
    from qapress.model.layout import Layout
    from qapress.source.text import Source

STRIP_LIMIT = 400
"""Characters of source text: no author line is longer."""


def read(source: Source, tree: Node, layout: Layout, language: str) -> Document:
    """The questions and answers of a file, by a layout; what is odd becomes a problem, never an error.

    `language` (BCP 47) holds where the front matter names none. Front matter may also give the `title`, and
    in a file of one question its `id` and `aliases`.
    """
    blocks = [each for each in tree.children if each.kind != "front_matter"]
    groups = grouped(blocks, source.text, layout)
    about = front_matter(tree)
    entries = tuple(
        _entry(each, each.heading, layout) for each in groups if each.is_question and each.heading
    )
    closing = [block for each in groups[1:] for block in _set_apart(each, layout)]
    ids = {each.id_span for each in entries}
    odd = (*doubts(source, tree, groups, layout), *id_doubts(tree, source.text, ids))
    if len(entries) == 1 and not entries[0].explicit_id and (name := about.text("id")):
        own = entries[0]._replace(explicit_id=name, aliases=about.texts("aliases"), id_span=about.spans["id"])
        entries = (own,)
    return Document(
        source.path,
        source,
        tree,
        title=about.text("title") or _title(groups[0]),
        language=about.text("language") or language,
        entries=entries,
        front=tuple(groups[0].blocks),
        closing=tuple(closing),
        problems=(*source.problems, *about.problems, *odd),
        promised=layout.promised(source.path),
        indexes=layout.is_index(source.path),
    )


def _title(front: Group) -> str | None:
    for heading in front.headings.values():
        if heading.level == 1:
            return plain(heading.node.children).strip() or None
    return None


def _set_apart(group: Group, layout: Layout) -> Sequence[Node]:
    """What a group adds to the document's closing."""
    if group.is_question:
        return group.blocks[_body_end(group, layout) :]
    return [group.heading.node, *group.blocks] if group.heading else group.blocks


def _body_end(group: Group, layout: Layout) -> int:
    """Where rules, comments, author lines and back-links behind the answer begin."""
    end = len(group.blocks)
    while end:
        block = group.blocks[end - 1]
        if block.kind not in ("thematic_break", "comment") and not _stripped(block, layout):
            break
        end -= 1
    return end


def _stripped(block: Node, layout: Layout) -> bool:
    """Whether a block is an author line or a link back; long paragraphs are never parsed for it."""
    short = block.kind == "paragraph" and block.span.end - block.span.start <= STRIP_LIMIT
    return short and layout.strips(plain(block.children).strip())


def _entry(group: Group, heading: Heading, layout: Layout) -> Entry:
    blocks = group.blocks[: _body_end(group, layout)]
    number = heading.part("number")
    explicit_id, aliases, id_span = identity(group)
    asked, answer = _parted(group, blocks)
    return Entry(
        Span(heading.node.span.start, (blocks or [heading.node])[-1].span.end),
        _question(heading, asked),
        answer,
        number=None if number in ("", "?") else number,
        number_span=heading.span("number"),
        label=heading.part("label"),
        marker=heading.part("marker"),
        explicit_id=explicit_id,
        aliases=aliases,
        id_span=id_span,
        section=group.section,
    )


def _question(heading: Heading, asked: Sequence[Node]) -> Question:
    inlines = heading.title()
    end = inlines[-1].span.end if inlines else heading.node.span.end
    start = inlines[0].span.start if inlines else end
    blocks = tuple(each for each in asked if each.kind != "comment")
    return Question(plain(inlines).strip(), Span(start, end), heading.node, inlines, blocks)


def _parted(group: Group, blocks: Sequence[Node]) -> tuple[Sequence[Node], Answer | None]:
    """What stands before the answer, and the answer; without a heading of its own it is all there is."""
    at = next(iter(group.answers()), None)
    asked, answer = ((), blocks) if at is None else (blocks[:at], blocks[at + 1 :])
    if not any(map(says, answer)):
        return asked, None
    span = Span(answer[0].span.start, answer[-1].span.end)
    if at is None:
        return asked, Answer(span, None, tuple(answer))
    heading = group.headings[at]
    return asked, Answer(span, heading.node, tuple(answer), heading.part("marker"))
