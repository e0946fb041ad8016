"""A small hub in each format of text, as files to be read: `--accept` writes them anew."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qapress import emit
from release import collected

if TYPE_CHECKING:
    from qapress.model.qa import Bundle

CORPUS = Path(__file__).parent / "corpus" / "published"
FORMATS = ("markdown", "json", "jsonl", "csv")


def sample(root: Path) -> Bundle:
    """The hub as a release of a known commit."""
    files: dict[str, str | bytes] = {
        path.relative_to(CORPUS / "hub").as_posix(): path.read_bytes()
        for path in sorted((CORPUS / "hub").rglob("*.*"))
    }
    made = collected(root, files).bundle
    return made._replace(
        license="CC-BY-4.0", authors=("Somebody",), commit="c0ffee", repository="https://github.com/owner/hub"
    )


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_makes_of_the_sample_what_was_accepted(
    name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    (found,) = emit.load([name])
    made = found.emit(sample(tmp_path), emit.EmitOptions())
    folder = CORPUS / name
    if request.config.getoption("accept"):
        for path, content in made.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
    accepted = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*")}
    assert {str(path): content for path, content in made.items()} == accepted
