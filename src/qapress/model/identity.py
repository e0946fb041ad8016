"""Comments that give a question its id: `<!-- qapress: id NAME; was OLD-NAME -->` under its heading."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from qapress.diagnostic import Problem, Span
from qapress.model.blocks import says

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from qapress.markdown.tree import Node
    from qapress.model.group import Group

_ID = re.compile(r"\s*qapress:\s*id\b(?!-)(.*)", re.DOTALL)
_WAS = re.compile(r"was\s+(\S+)")
FORM = "write '<!-- qapress: id NAME -->', or '<!-- qapress: id NAME; was OLD-NAME -->'"


class Identity(NamedTuple):
    """The id that a comment gives, those that it replaces, and where it stands; nothing where none does."""

    name: str | None = None
    aliases: tuple[str, ...] = ()
    span: Span | None = None


def identity(group: Group) -> Identity:
    """What the first id comment between a question's heading and its text says."""
    answers = group.answers()
    for index, block in enumerate(group.blocks):
        if block.kind == "comment" and (match := _ID.match(block.text)):
            name, aliases, _ = _read(match[1])
            return Identity(name, aliases, block.span)
        if says(block) and index not in answers:
            break
    return Identity()


def id_doubts(tree: Node, text: str, used: Container[Span | None]) -> Iterator[Problem]:
    """The id comments that cannot be read, and those at places where they name no question."""
    if "qapress:" not in text:
        return
    for node in tree.walk():
        match = _ID.match(node.text) if node.kind == "comment" else None
        if match is None:
            continue
        if fault := _read(match[1])[2]:
            yield Problem("schema-violation", node.span, fault, FORM)
        elif node.span not in used:
            hint = "put one comment a question on a line of its own, right under its heading"
            yield Problem("orphan-text", node.span, "the id in this comment belongs to no question", hint)


def _read(said: str) -> tuple[str | None, tuple[str, ...], str]:
    """The id, those that it replaces, and what is wrong with the words behind `id`."""
    first, *rest = (each.strip() for each in said.split(";"))
    clauses = [(each, _WAS.fullmatch(each)) for each in rest if each]
    aliases = tuple(match[1] for _, match in clauses if match)
    name = next(iter(first.split()), None)
    if name is None:
        return None, aliases, "the comment gives no id"
    odd = [each for each, match in clauses if not match] if first == name else [first]
    fault = f"an id is one word, and so is each former id behind 'was': not '{odd[0]}'" if odd else ""
    return name, aliases, fault
