"""The costs of characters and steps in the package are those that their sources give."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.border

SCRIPT = Path(__file__).parents[2] / ".ci/surprisal.py"


def test_the_costs_are_those_that_their_sources_give() -> None:
    done = subprocess.run([sys.executable, SCRIPT], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
