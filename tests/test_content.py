"""The project's own hub: what its prose promises, the machine holds it to."""

from __future__ import annotations

import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from qapress.model.data import document_data
from qapress.pipeline import read
from qapress.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.markdown.tree import Node
    from qapress.model.qa import Answer, Document

ROOT = Path(__file__).parent.parent
TOPIC = ROOT / "content" / "language-models"


def documents() -> list[Document]:
    settings = Settings(root=ROOT)
    paths = sorted(TOPIC.glob("QA_*.md"), key=lambda path: int(re.findall(r"\d+", path.name)[0]))
    return [read.document(path.relative_to(ROOT).as_posix(), path.read_bytes(), settings) for path in paths]


def nodes(blocks: tuple[Node, ...]) -> Iterator[Node]:
    """All nodes of an answer."""
    for block in blocks:
        yield from block.walk()


def answers() -> Iterator[tuple[str, Answer]]:
    for document in documents():
        for entry in document.entries:
            assert entry.answer is not None
            yield entry.label, entry.answer


def test_fifteen_questions_run_from_one_to_fifteen() -> None:
    numbers = [entry.number for document in documents() for entry in document.entries]
    assert numbers == [str(number) for number in range(1, 16)]


def test_every_answer_has_sixty_to_a_hundred_and_eighty_words() -> None:
    questions = [each for document in documents() for each in document_data(document).data["questions"]]
    words = {each["label"]: each["answer"]["words"] for each in questions}
    assert len(words) == 15
    assert {label: count for label, count in words.items() if not 60 <= count <= 180} == {}


def test_the_index_names_every_question_as_its_heading_does() -> None:
    rows = re.findall(
        r"^\| (\d+) \| \[(.+?)\]\((.+?)#", (TOPIC / "README.md").read_text("utf-8"), re.MULTILINE
    )
    expected = [
        (entry.number, entry.question.title, Path(document.path).name)
        for document in documents()
        for entry in document.entries
    ]
    assert rows == expected


def test_programs_print_what_stands_below_them() -> None:
    ran = 0
    for label, answer in answers():
        blocks = [node for node in nodes(answer.blocks) if node.kind == "code_block"]
        for code, shown in pairwise(blocks):
            if (code.attributes["info"], shown.attributes["info"]) == ("python", "text"):
                run = subprocess.run(
                    [sys.executable, "-I", "-c", code.text],
                    capture_output=True,
                    text=True,
                    timeout=30,
                    check=True,
                )
                assert run.stdout.strip() == shown.text.strip(), label
                ran += 1
    assert ran == 2


def test_figures_are_well_formed_and_every_one_is_shown_and_described() -> None:
    shown = [node for _, answer in answers() for node in nodes(answer.blocks) if node.kind == "image"]
    files = sorted(f"assets/{path.name}" for path in (TOPIC / "assets").iterdir())
    assert sorted(node.attributes["url"] for node in shown) == files
    for node in shown:
        assert len("".join(child.text for child in node.children)) > 60
        root = ET.parse(TOPIC / node.attributes["url"]).getroot()
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert {each.tag.rpartition("}")[2] for each in root.iter()} <= {
            "svg",
            "title",
            "rect",
            "text",
            "tspan",
            "path",
            "circle",
        }


def test_the_hub_shows_what_the_printed_book_must_be_able_to_show() -> None:
    kinds = {node.kind for _, answer in answers() for node in nodes(answer.blocks)}
    assert kinds >= {
        "table",
        "math",
        "math_block",
        "code_block",
        "image",
        "alert",
        "footnote_reference",
        "list",
    }
