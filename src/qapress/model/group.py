"""Which blocks of a file stand together: its front, each question's, and those of neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.markdown.plain import plain
from qapress.model.heading import Heading, heading_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qapress.markdown.tree import Node
    from qapress.model.layout import Layout


class Group:
    """Blocks that stand together under a heading; the file's front has none.

    `section` names the headings above a question; `headings` holds those among `blocks`, by index.
    """

    def __init__(
        self, heading: Heading | None = None, section: tuple[str, ...] = (), *, is_question: bool = False
    ) -> None:
        self.heading = heading
        self.is_question = is_question
        self.section = section
        self.blocks: list[Node] = []
        self.headings: dict[int, Heading] = {}

    def add(self, block: Node, heading: Heading | None) -> None:
        """Take a block; `heading` is what the layout sees in it."""
        if heading:
            self.headings[len(self.blocks)] = heading
        self.blocks.append(block)

    def answers(self) -> list[int]:
        """The indexes of the answer headings."""
        return [index for index, heading in self.headings.items() if heading.answer]


def grouped(blocks: Sequence[Node], source: str, layout: Layout) -> list[Group]:
    """The file's front, then its questions and whatever stands between and behind them."""
    seen = [heading_of(block, source, layout) for block in blocks]
    groups, outline, titled = [Group()], list[Heading](), False
    for block, heading, following in zip(blocks, seen, _following(seen), strict=True):
        group = groups[-1]
        level = group.heading.level if group.heading else 6
        if heading and _asks(heading, level, following, layout):
            section = tuple(plain(each.node.children) for each in outline if each.level < heading.level)
            groups.append(Group(heading, section, is_question=True))
        elif heading and group.is_question and heading.level <= level and not heading.answer:
            groups.append(Group(heading))
        else:
            group.add(block, heading)
        if heading and not groups[-1].is_question and not heading.answer:
            outline = [each for each in outline if each.level < heading.level]
            # The first heading of the first level is the document's title, no section of it.
            outline += [heading] if heading.level > 1 or titled else []
            titled = titled or heading.level == 1
    return groups


def _following(seen: Sequence[Heading | None]) -> list[Heading | None]:
    """For each block the next heading behind it."""
    following, found = None, list[Heading | None]()
    for each in reversed(seen):
        found.append(following)
        following = each or following
    return found[::-1]


def _asks(heading: Heading, level: int, following: Heading | None, layout: Layout) -> bool:
    """Whether a heading is a question: by its label, or since the next heading is its answer."""
    if heading.question:
        # Deeper than the question above, it may be a word of the answer: "#### Q1 and Q2 in figures".
        return heading.level <= level or bool(heading.part("mark"))
    if heading.answer or not layout.question_unnumbered or heading.level not in layout.question_level:
        return False
    answered = following is not None and bool(following.answer) and following.level > heading.level
    return answered and heading.level <= level
