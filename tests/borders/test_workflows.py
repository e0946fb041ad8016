"""GitHub's workflows, ours and the one of the README, before the linters that know them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from test_readme import README, of

pytestmark = pytest.mark.border

ROOT = Path(__file__).parents[2]
ACTIONLINT = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12"


@pytest.fixture(scope="module")
def workflows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds them all, as a repository does."""
    folder = tmp_path_factory.mktemp("repository") / ".github/workflows"
    shutil.copytree(ROOT / ".github/workflows", folder)
    for number, example in enumerate(each for each in of(README, "yaml") if "jobs:" in each):
        (folder / f"readme-{number}.yml").write_text(example, "utf-8")
    return folder


def test_zizmor_finds_nothing(workflows: Path) -> None:
    command = [str(Path(sys.executable).with_name("zizmor")), "--offline", "--no-progress"]
    done = subprocess.run(
        [*command, str(workflows), str(ROOT / "action.yml")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert all(f"readme-{number}.yml" in done.stderr for number in range(2))
    assert "release.yml" in done.stderr


def test_actionlint_finds_nothing(workflows: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "GOBIN": str(tmp_path)}
    subprocess.run(
        ["go", "install", ACTIONLINT], env=environment, cwd=tmp_path, capture_output=True, check=True
    )
    command = [str(tmp_path / "actionlint"), "-oneline", *map(str, sorted(workflows.iterdir()))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
