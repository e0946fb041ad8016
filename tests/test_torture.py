"""The torture hub: all that its source says comes out in every format, or is told as lost; nothing stops a build."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import torture
from qapress import emit
from qapress.emit.resolve import resolve
from qapress.emit.typst.flow import shown
from qapress.model.qa import Bundle
from qapress.pipeline.lint import make_linter
from qapress.settings import Settings
from release import page, publish_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.model.qa import Document
    from qapress.pipeline.build import Built

LOSSES = torture.HUB / "losses.txt"
WORD = re.compile(r"w[a-z]{3,}")
"""The words of the property test."""
TOKENS = """
WORD WORD WORD * ** _ ~~ ` $ \\ [WORD](b.md) [WORD](#x) [WORD](https://example.org) ![WORD](x.png)
![ ]( [^a] [ ] <b> </b> <div> </div> <li> <ul> </ul> <table> <tr> <td> </td> </table> <pre> </pre>
<summary> <kbd> </kbd> <br> <x-y> </x-y> <script> </script> <!-- --> <? ?> <![CDATA[ ]]> </a> &amp;
&#0; \\frac{ } 👩🏽‍🚀 水 \u200b < > <hr> <h3> </h3> <q> <svg> </svg>
"""
BLANKS = (
    " · ·\n·\n\n·\n\n·```\n·$$\n·~~~ x\n·# ·#### ·- ·1. ·> ·> [!NOTE]\n> ·- [x] ·| · | ·"
    "|\n|---|---|\n| ·    ·---\n·\n[^a]: ·<details>\n·</summary>\n·</details>\n·"
    "<img src=x alt='WORD'>·<a href='WORD'>·\t"
)
"""Those that hold blanks, divided by `·`."""
FRAGMENTS = (*TOKENS.split(), *BLANKS.split("·"))
"""What the texts of the property tests are made of; each `WORD` becomes one of its own."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The hub in every format."""
    return torture.built(tmp_path_factory.mktemp("torture"), emit.formats())


def test_the_losses_are_those_that_are_known(built: Built, request: pytest.FixtureRequest) -> None:
    found = [
        f"{each.path}:{line}:{column}: {each.finding.message}  [{each.info.name}]"
        for each in built.losses.report.diagnostics
        for line, column in [built.losses.source(each.path).position(each.finding.span.start)]
    ]
    if request.config.getoption("accept"):
        LOSSES.write_text("\n".join(found) + "\n", "utf-8")
    assert found == LOSSES.read_text("utf-8").splitlines()


def test_every_kind_of_loss_is_among_them(built: Built) -> None:
    assert {each.info.name for each in built.losses.report.diagnostics} == publish_rules()


def test_all_that_is_said_is_in_the_printed_tree_or_told(built: Built) -> None:
    made = torture.bundle(built)
    for document, printed in zip(made.documents, resolve(made).bundle.documents, strict=True):
        if document.entries:
            text = " ".join([document.title or "", *(node.text for _, node in shown(printed))])
            assert torture.missing(document, built, text) == []


@pytest.mark.parametrize("path", ["torture.json", "markdown"])
def test_data_and_markdown_say_all_that_questions_say(built: Built, path: str) -> None:
    place = built.folder / path
    files = sorted(place.rglob("*.md")) if place.is_dir() else [place]
    text = " ".join(each.read_text("utf-8") for each in files)
    for document in torture.bundle(built).documents:
        if document.entries:
            around = [document.title or "", *between(document)]
            assert torture.missing(document, built, f"{text} {' '.join(around)}") == []


def between(document: Document) -> Iterator[str]:
    """What a document says outside its questions."""
    return (document.source.slice(each.span) for each in (*document.front, *document.closing))


def test_nothing_outside_the_hub_gets_into_a_release(built: Built) -> None:
    files = [path for path in built.folder.rglob("*") if path.suffix in {".png", ".jpg", ".gif", ".webp"}]
    pdf = (built.folder / "torture.pdf").read_bytes()
    sizes = {size_of(path) for path in files}
    sizes |= {(int(w), int(h)) for w, h in re.findall(rb"/Width (\d+)\s*/Height (\d+)", pdf)}
    assert sizes >= {(24, 24), (900, 30)}
    assert torture.OUTSIDE not in sizes


def size_of(path: Path) -> tuple[int, int] | None:
    """The size of an image, however it was written anew; None of one that cannot be opened."""
    try:
        with Image.open(path) as image:
            return image.size
    except (OSError, Image.DecompressionBombError):
        return None


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Markdown that nobody wrote, in which every word stands once."""
    parts = draw(st.lists(st.sampled_from(FRAGMENTS), max_size=30))
    names = (f"w{chr(97 + n // 26)}{chr(97 + n % 26)}q" for n in range(100))
    return "".join(re.sub("WORD", lambda _: next(names), each) for each in parts)


@given(texts())
@settings(max_examples=200)
def test_every_word_is_in_the_tree_or_told_property(text: str) -> None:
    made = bundle_of(page(f"{text}\n\nThe end."))
    resolved = resolve(made)
    source = made.documents[0].source.text
    lost = [each.span for _, each in resolved.problems]
    known = {*words_of(resolved.bundle.documents[0]), *hidden(made.documents[0])}
    for word in WORD.finditer(source):
        assert word[0] in known or any(start <= word.start() < end for start, end in lost), word[0]


def bundle_of(text: str) -> Bundle:
    """A bundle of one text, without any file."""
    document = make_linter(Settings(Path())).document("a.md", text.encode())
    ids = {("a.md", index): f"q{index}" for index in range(len(document.entries))}
    return Bundle("book", "The book", "1", "en", 0, (document,), ids)


def words_of(document: Document) -> set[str]:
    """All words that a resolved document says."""
    return set(WORD.findall(" ".join(node.text for _, node in shown(document))))


def hidden(document: Document) -> Iterator[str]:
    """The words that Markdown itself hides: in comments, addresses, titles and definitions."""
    for node in document.tree.walk():
        if node.kind in {"comment", "definition"} or (node.kind == "html" and node.text.startswith("<!--")):
            yield from WORD.findall(document.source.text[slice(*node.span)])
        if node.kind in {"html", "html_block"}:
            yield from WORD.findall(" ".join(re.findall(r"<[^>]*>?", node.text)))
        for key in ("url", "title", "info", "label"):
            yield from WORD.findall(str(node.attributes.get(key, "")))
