"""`qapress words`: what the collection taught the dictionary."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from qapress.cli import described, options, streams
from qapress.cli.session import Session, complain, refuse_nothing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.pipeline.words import Word, Words

WHY = {
    "settings": "in spelling.words",
    "name": "the shape of a name",
    "paragraphs": "",
    "prefix": "a prefix and a word that is known",
    "compound": "made of words that are known",
    "abbreviation": "too short for a slip",
    "far": "no word is near it",
}


@described.command(
    "words",
    more="Names, acronyms and words that stand in several places are taken for right. This shows which, and "
    "what was not learned. Needs a grammar engine, as check --grammar does.",
    examples=(
        ("words", "of the whole collection"),
        ("words --output-format json", "for a program"),
    ),
)
@options.paths
@options.form("text", "json")
@click.pass_obj
def command(session: Session, /, *, paths: tuple[str, ...], output_format: str) -> int:
    """Print the words that the speller doubts, and give the exit code."""
    from qapress.pipeline.words import words

    settings = session.settings(paths)
    found = words(paths, settings, remember=not session.no_cache)
    if not (found.files or found.unread):
        refuse_nothing(paths, settings)
    streams.write(_text(found) if output_format == "text" else _json(found))
    if found.state.reason:
        session.tell(found.state.reason)
    return 2 if complain(found.unread) else 0


def _text(found: Words) -> Iterator[str]:
    """Three lists: what is taken for right, what is a slip all the same, what nothing speaks for."""
    slips = [each for each in found.learned if each.slip_of]
    right = [each for each in found.learned if each.reason]
    rest = [each for each in found.learned if not each.reason and not each.slip_of]
    for title, words in (
        ("taken for right", right),
        ("not learned, since they look like slips", slips),
        ("unknown; add those that are right to spelling.words", rest),
    ):
        if words:
            yield f"{title}:\n"
            yield from (f"  {each.word}{_why(each)}\n" for each in words)


def _why(each: Word) -> str:
    if each.slip_of:
        return f"  (of '{each.slip_of}')"
    passages = f"in {each.paragraphs} paragraphs" if each.paragraphs > 1 else ""
    reasons = [WHY[each.reason] if each.reason else "", passages]
    told = ", ".join(reason for reason in reasons if reason)
    return f"  ({told})" if told else ""


def _json(found: Words) -> Iterator[str]:
    """One object; each word stands on a line of its own."""
    from json import dumps

    state = dumps({"state": found.state.state, "reason": found.state.reason}, ensure_ascii=False)
    yield f'{{"schema_version": 1, "check": {state}, "words": ['
    separator = "\n"
    for each in found.learned:
        yield separator + dumps({**each._asdict(), "slip_of": each.slip_of or None}, ensure_ascii=False)
        separator = ",\n"
    yield "\n]}\n"
