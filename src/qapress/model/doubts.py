"""What reading by a layout finds odd: problems for the rules of the same names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, Edit, Fix, Problem, Severity, Span
from qapress.model.blocks import says, walk_blocks
from qapress.model.heading import accidental, ruled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qapress.markdown.tree import Node
    from qapress.model.group import Group
    from qapress.model.heading import Heading
    from qapress.model.layout import Layout
    from qapress.source.text import Source

_ATX = re.compile(r"#{1,6}([ \t]+)(?=\S)")
_GLUED_LINE = re.compile(r"^[ ]{0,3}(#{1,6})(?=[^#\s])(.+)$", re.MULTILINE)
_TITLE = re.compile(r"^ {0,3}(#{1,6})[ \t]+(\S.*)", re.MULTILINE)
_MARKDOWN = ("markdown", "md", "mdx", "qmd", "text", "txt")


def doubts(source: Source, tree: Node, groups: Sequence[Group], layout: Layout) -> Iterator[Problem]:
    """The odd places of a file; the first group is its front."""
    yield from _orphans(groups)
    for group in groups:
        if group.is_question and group.heading:
            yield from _spacing(group.heading, source.text)
            if layout.answer_kind == "heading" and not group.answers() and any(map(says, group.blocks)):
                yield _unheaded(group.heading)
        for heading in (group.headings[at] for at in group.answers()):
            yield from _spacing(heading, source.text)
    for block in tree.children:
        if block.kind == "heading" and _meant_as_text(block, source.text):
            yield _promo(block, source)
        elif block.kind == "paragraph":
            yield from _run_in(block, source.text, layout)
    if "```" in source.text or "~~~" in source.text:
        for block in walk_blocks(tree.children):
            if block.kind == "code_block" and block.attributes.get("fenced"):
                yield from _fence(block, source, layout, asked=len(groups) > 1)


def _unheaded(heading: Heading) -> Problem:
    message = "the text under the question has no answer heading"
    hint = "without one it is taken for the answer"
    return Problem("missing-answer", heading.node.span, message, hint, severity=Severity.WARNING)


def _orphans(groups: Sequence[Group]) -> Iterator[Problem]:
    """Answers without a question, and text between two questions that belongs to neither."""
    last = max((index for index, each in enumerate(groups) if each.is_question), default=0)
    for index, group in enumerate(groups):
        answers = group.answers()
        if group.is_question:
            for at in answers[1:]:
                message = "a second answer under one question"
                hint = "the heading of its question may be missing or damaged"
                yield Problem("orphan-text", group.blocks[at].span, message, hint)
        elif answers:
            message = "an answer without a question"
            yield Problem(
                "orphan-text", group.blocks[answers[0]].span, message, "give it a question's heading"
            )
        elif 0 < index < last and any(map(says, group.blocks)) and group.heading:
            message = "text between two questions that belongs to neither"
            hint = "move it behind the last answer, or make its heading a question"
            yield Problem("orphan-text", group.heading.node.span, message, hint)


def _spacing(heading: Heading, source: str) -> Iterator[Problem]:
    """Blanks in the heading of a question or an answer: none where one belongs, or several."""
    match, start = heading.question or heading.answer, heading.node.span.start
    if match is None:
        return
    if heading.glued:
        yield from _blank(Span(start + heading.level, start + heading.level), source, start)
    elif (atx := _ATX.match(source, start)) and atx[1] != " ":
        yield from _blank(Span(*atx.span(1)), source, start)
    groups = ["before"] if heading.part("marker") else []
    mark = heading.part("mark")
    if heading.question and match.end() < len(heading.text) and (mark.isascii() or heading.part("after")):
        groups.append("after" if mark else "gap")
    for group in groups:
        first, end = match.span(group) if group in match.re.groupindex else (-1, -1)
        if not 0 <= first <= end < len(heading.text):  # a layout need not name every group
            continue
        at = heading.offsets[first]
        if heading.text[first:end] != " " and heading.offsets[end] - at == end - first:
            yield from _blank(Span(at, at + end - first), source, start)


def _blank(span: Span, source: str, start: int) -> Iterator[Problem]:
    """One blank belongs under the span, in the heading that begins at `start`."""
    fix = Fix("leave one blank", (Edit(span, " "),))
    if span.start < span.end:
        yield Problem("heading-spacing", span, "more than one blank in a heading", fix=fix)
    elif not source[span.start - 1].isspace():  # a no-break space may be part of a garbled symbol
        word = source[start : span.start].split()[-1]
        message = f"no blank behind {word.lstrip('#') or word!r} in a heading"
        yield Problem("heading-spacing", Span(span.start - 1, span.end + 1), message, fix=fix)


def _run_in(paragraph: Node, source: str, layout: Layout) -> Iterator[Problem]:
    """Headings that a missing blank made lines of a paragraph; to mend them makes new questions."""
    start, end = paragraph.span
    if "\n" not in source[start:end]:
        return
    for match in _GLUED_LINE.finditer(source, start, end):
        if layout.question(match[2]) or layout.answer(match[2]):
            at = match.end(1)
            fix = Fix("make it a heading", (Edit(Span(at, at), " "),), Applicability.UNSAFE)
            message = f"no blank behind {match[1]!r}: this line is no heading"
            yield Problem("heading-spacing", Span(at - 1, at + 1), message, fix=fix)


def _meant_as_text(heading: Node, source: str) -> bool:
    """Whether a line of dashes made a heading of what was meant as text over a rule."""
    alone = [each.kind for each in heading.children] in (["strong"], ["link"], ["image"])
    return accidental(heading, source) or (alone and ruled(heading, source))


def _promo(heading: Node, source: Source) -> Problem:
    underline = source.text.rfind("\n", heading.span.start, heading.span.end) + 1
    return Problem(
        "promo-reads-as-heading",
        heading.span,
        "the line of dashes makes a heading of the text above it",
        "leave a blank line above the dashes, or write the heading with #",
        fix=Fix("separate the lines", (Edit(Span(underline, underline), "\n"),), Applicability.UNSAFE),
    )


def _fence(block: Node, source: Source, layout: Layout, *, asked: bool) -> Iterator[Problem]:
    """A fence that is never closed, or one that swallowed a question because another fence is stray.

    In a file without questions (`asked` is False) a closed block with some is taken for an example.
    """
    end = source.text.find("\n", block.span.start)
    opening = Span(block.span.start, end if end >= 0 else block.span.end)
    titles = list(_TITLE.finditer(block.text))
    found = (layout.question(each[2]) for each in titles if len(each[1]) in layout.question_level)
    labels = ", ".join(match["label"] for match in found if match)
    if not block.attributes.get("closed"):
        message = "the code block is never closed" + (f" and hides {labels}" if labels else "")
        hint = "close it with the same fence behind its last line"
        yield Problem("unclosed-fence", opening, message, hint)
    elif asked and labels and any(layout.answer(each[2]) for each in titles) and not _shows(block):
        hint = "a fence before it may be missing or stray"
        yield Problem("unclosed-fence", opening, f"the code block hides {labels}", hint)


def _shows(block: Node) -> bool:
    """Whether a code block says that it is Markdown, and so an example."""
    return block.attributes.get("info", "").partition(" ")[0].lower() in _MARKDOWN
