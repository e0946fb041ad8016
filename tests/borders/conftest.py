"""What the hooks and the days are tried on: this repository as it is committed, and nothing of the user's."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

TOP = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Neither the user's caches and configuration nor a git that calls this test take part."""
    with pytest.MonkeyPatch.context() as patch:
        foreign = ("GIT_", "PRE_COMMIT", "PREK", "PYTHONPATH")  # hooks run what was installed for them
        for name in [each for each in os.environ if each.startswith(foreign)]:
            patch.delenv(name)
        patch.setenv("PRE_COMMIT_HOME", str(tmp_path_factory.mktemp("pre-commit")))
        patch.setenv("PREK_HOME", str(tmp_path_factory.mktemp("prek")))
        patch.setenv("SKIP", "qapress-grammar")  # has a test of its own; it takes longer than all the others
        patch.setenv("UV_SYSTEM_CERTS", "true")  # prek installs with uv, which else trusts its own list alone
        patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        for role in ("AUTHOR", "COMMITTER"):
            patch.setenv(f"GIT_{role}_NAME", "Ada")
            patch.setenv(f"GIT_{role}_EMAIL", "ada@example.org")
        yield


@pytest.fixture(scope="session")
def source(alone: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone of this repository as it is committed."""
    clone = tmp_path_factory.mktemp("source") / "qapress"
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(TOP), str(clone)], check=True)
    return clone
