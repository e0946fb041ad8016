"""The emoji font in the package is the one that its npm package gives."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.border

SCRIPT = Path(__file__).parents[2] / ".ci/fonts.py"


def test_the_font_is_the_one_that_its_source_gives() -> None:
    done = subprocess.run([sys.executable, SCRIPT], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "4978772 bytes, sha256 5db00a4040d3" in done.stdout
