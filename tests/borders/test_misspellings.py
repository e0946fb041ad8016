"""The list of known misspellings in the package is the one that its sources give."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.border

SCRIPT = Path(__file__).parents[2] / ".ci/misspellings.py"


def test_the_list_is_the_one_that_its_sources_give() -> None:
    done = subprocess.run([sys.executable, SCRIPT], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "with several corrections" in done.stdout
