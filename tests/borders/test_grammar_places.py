"""A fault at a known place in a thousand paragraphs: both engines report it exactly there, and nothing else."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from qapress.diagnostic import Span
from qapress.grammar.check import opened
from qapress.grammar.install import install
from qapress.markdown.parse import parse
from qapress.model.qa import Document
from qapress.settings import GrammarSettings, Settings
from qapress.source.text import Source

if TYPE_CHECKING:
    from qapress.settings.values import Engine

pytestmark = pytest.mark.border

PARAGRAPHS = 1_000
IN_A_DOCUMENT = 50
SEED = 450

RIGHT = (
    "The `tokenizer` cuts the text.",
    "An `array` holds a `token` and an `index`.",
    "The ``a ` b`` function ends **early**.",
    "It costs $n^2$ steps, as [the table](an-test.md 'an test') shows.",
    "The value $$x = 1$$ stays.",
    "👩🏽‍💻 We wrote 🎲 it down.",
    "A small step 🚀 helps 👍🏿.",
    "Flags such as 🇩🇪 and 🏳️‍🌈 are two characters.",
    "See <https://example.com/an-test> for more.",
    "Both 中文 and 日本語 are written there.",
    "The word שלום reads from the right.",
    "We saw مرحبا on the wall.",
    "The café and the nai\u0308ve reader met.",
    "Fish &amp; chips cost 5 &lt; 7 here.",
    "It holds&nbsp;well.",
    "It ends.[^1] The next one begins [^1].",
    "Press <kbd>Ctrl</kbd> now.<br>It helps.",
    "The ~~an test~~ new way is <!-- an test --> short.",
    "The ![small *picture*](a.png) shows it.",
    "There <code>this are</code> is code.",
    "The *un*usual **read**er met us.",
    r"Write \* or \_ there.",
)
"""Sentences without a fault, with all that shifts places."""
FAULTY = (
    "This is «an» test.",
    "*This is «an»* test.",
    "(It is «an» test.)",
    "It is «an»[^1] test.",
    "It is «an» <b>test</b>.",
    "It is «an» ~~old~~ test.",
    "🎲 It is «a» **apple**.",
    "We need «an» `token` there.",
    "We need «a» `array` there.",
    "It is «an» $k$ here.",
    "See ![how it is «an» test](a.png) there.",
    "They see that it «is is» long.",
    "They say that it «is{}is» long.",
    "He gave it to «the **the»** reader.",
    "He 👩🏽‍💻 gave it to «the &#116;he» reader.",
    "The [«qwertzlap»](a.md) reads it.",
    "A **«qwertzlap»** reads it 🎲.",
    "The quick «qwert**zlap»** 中文 reads it.",
    "Yesterday they «was» late.",
    "Now she «have» a `plan`.",
    "We can «sees» it.",
)
"""Sentences with one fault, between guillemets; `{}` is a blank or the end of a line."""
BLOCKS = (
    ("@", "\n"),
    ("- [ ] @", "\n  "),
    ("> @", "\n> "),
    ("1. > @", "\n   > "),
    ("> > - @", "\n> >   "),
    ("> [!TIP]\n> @", "\n> "),
    ("@\n===", "\n"),
    ("# @", " "),
    ("| `an test` | @ |\n|---|---|\n| It works. | |", " "),
    ("<details>\n<summary>More</summary>\n\n@\n\n</details>", "  \n"),
    ("It works.[^n#]\n\n[^n#]: @", "\n    "),
)
"""Where a paragraph may stand, and what ends its lines there."""


class Planted(NamedTuple):
    """A Markdown text, and the places of its faults."""

    text: str
    spans: list[Span]


def paragraph(chance: random.Random, number: int) -> str:
    """A block with one fault between guillemets."""
    block, line_end = chance.choice(BLOCKS)
    around = chance.sample(RIGHT, chance.randint(0, 2))
    at = chance.randint(0, len(around))
    sentences = [*around[:at], chance.choice(FAULTY).replace("{}", line_end), *around[at:]]
    text = chance.choice((" ", line_end)).join(sentences)
    return block.replace("@", text).replace("#]", f"{number}]")


def planted(paragraphs: list[str]) -> Planted:
    """The paragraphs as one text, without the guillemets."""
    text = "\n\n".join((*paragraphs, "[^1]: It is a note."))
    marks = [each.start() for each in re.finditer("[«»]", text)]
    pairs = enumerate(zip(marks[::2], marks[1::2], strict=True))
    spans = [Span(start - 2 * before, end - 2 * before - 1) for before, (start, end) in pairs]
    return Planted(re.sub("[«»]", "", text), spans)


@pytest.fixture(scope="module")
def documents() -> list[Planted]:
    chance = random.Random(SEED)
    made = [paragraph(chance, number) for number in range(PARAGRAPHS)]
    return [planted(made[at : at + IN_A_DOCUMENT]) for at in range(0, PARAGRAPHS, IN_A_DOCUMENT)]


@pytest.mark.parametrize("engine", ["embedded", "languagetool"])
def test_a_fault_is_reported_where_it_is(engine: Engine, documents: list[Planted]) -> None:
    install()
    settings = Settings(Path(), grammar=GrammarSettings(engine=engine))
    wrong, found = [], 0
    with opened(settings) as grammar:
        for text, spans in documents:
            source = Source("a.md", text)
            facts = grammar.facts(Document("a.md", source, parse(source.well_formed), None, "en"))
            said = [*facts.problems, *(each.problem for each in facts.doubts)]
            places = {each.span: each.message for each in said}
            assert len(places) == len(said)
            found += len(places.keys() & set(spans))
            odd = sorted(places.keys() ^ set(spans))
            wrong += [(text[start - 40 : end + 20], places.get(Span(start, end))) for start, end in odd]
        assert grammar.state.state == "done"
    assert wrong == []
    assert found == PARAGRAPHS
