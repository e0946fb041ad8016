"""The torture hub's PDF as Poppler reads it: every word that was written is there, or told as lost."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

import torture

if TYPE_CHECKING:
    from pathlib import Path

    from qapress.model.qa import Document

pytestmark = pytest.mark.border


def test_every_word_can_be_extracted(tmp_path: Path) -> None:
    built = torture.built(tmp_path, ["pdf"])
    made = str(built.folder / "torture.pdf"), "-"
    text = subprocess.run(["pdftotext", "-raw", *made], capture_output=True, check=True).stdout.decode()
    for document in torture.bundle(built).documents:
        if document.entries:
            said = f"{text} {alternatives(document)}"
            assert torture.missing(document, built, said, set_in_lines=True) == []


def alternatives(document: Document) -> str:
    """The texts of the images, which a reader of the PDF hears instead of seeing them."""
    images = (each for each in document.tree.walk() if each.kind == "image")
    return " ".join(node.text for each in images for node in each.walk())
