"""`qapress words` and the findings of a hub: what it taught the dictionary, and what it did not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from qapress.pipeline.check import check
from qapress.pipeline.words import words
from qapress.settings import GrammarSettings, Settings

if TYPE_CHECKING:
    from pathlib import Path

ONE = "## Q1: What is a memtable?\n\n### Answer\n\nA memtable of Mixtral is written to brimvex by cron.\n"
TWO = "## Q2: Why two memtables?\n\n### Answer\n\nTo be safe in two embeddngs, or sub-memtables.\n"
REST = "## Q3: What is sorted?\n\n### Answer\n\n" + "".join(
    f"Embeddings number {n} are sorted.\n\n" for n in range(12)
)


@pytest.fixture
def hub(tmp_path: Path) -> Settings:
    for name, text in (("1.md", ONE), ("2.md", TWO), ("3.md", REST)):
        (tmp_path / name).write_text(text, "utf-8")
    return Settings(
        tmp_path, select=("grammar",), grammar=GrammarSettings(engine="embedded"), spelling_words=("mixtral",)
    )


def test_what_was_learned_and_why(hub: Settings) -> None:
    found = words((), hub, remember=False)
    assert {each.word: (each.paragraphs, each.reason or each.slip_of) for each in found.learned} == {
        "brimvex": (1, "far"),
        "cron": (1, "abbreviation"),
        "embeddng": (1, "embedding"),
        "memtable": (3, "paragraphs"),
        "Mixtral": (1, "settings"),
    }
    assert (found.state.state, found.files) == ("done", 3)


def test_a_finding_is_settled_by_the_other_files(hub: Settings) -> None:
    whole = check((), hub, remember=False).report
    assert [(each.path, each.finding.message) for each in whole.diagnostics] == [
        ("2.md", "'embeddngs' is no word that the speller knows")
    ]
    alone = check(("2.md",), hub, remember=False).report
    assert alone.checks["collection"].state == "partial"
