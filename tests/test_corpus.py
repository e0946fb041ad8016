"""Clean files stay silent, and a fix leaves every byte of them alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from qapress.pipeline.check import check
from qapress.pipeline.fix import fix
from qapress.settings import Settings

CLEAN = Path(__file__).parent / "corpus" / "clean"
FILES = sorted(path.relative_to(CLEAN).as_posix() for path in CLEAN.rglob("*.md"))
SETTINGS = Settings(root=CLEAN, preview=True)


@pytest.mark.parametrize("name", FILES)
def test_a_clean_file_has_no_finding(name: str) -> None:
    checked = check([str(CLEAN / name)], SETTINGS)
    found = [
        (each.info.name, checked.source(each.path).line(each.finding.span.start), each.finding.message)
        for each in checked.report.diagnostics
    ]
    assert checked.report.files == 1
    assert found == []


def test_fix_leaves_clean_files_alone() -> None:
    before = {name: (CLEAN / name).read_bytes() for name in FILES}
    fixed = fix([str(CLEAN)], SETTINGS, unsafe=True, write=False)
    assert fixed.checked == len(FILES)
    assert [each.before.path for each in fixed.files] == []
    assert {name: (CLEAN / name).read_bytes() for name in FILES} == before


def test_the_corpus_holds_what_it_promises() -> None:
    windows = (CLEAN / "windows-line-ends.md").read_bytes()
    assert windows.count(b"\r\n") == windows.count(b"\n") > 10
    assert not (CLEAN / "hard-breaks.md").read_bytes().endswith(b"\n")
    assert (CLEAN / "hard-breaks.md").read_text("utf-8").count("  \n") == 3
    assert len((CLEAN / "languages.md").read_text("utf-8").split("\n\n")) >= 20
    assert len([name for name in FILES if name.startswith("languages/")]) >= 40
