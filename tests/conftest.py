"""Small builders that the tests share, and the option `--accept`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--accept`: rewrite what rule pages and golden files expect."""
    parser.addoption("--accept", action="store_true", help="rewrite expected reports, fixes and golden files")
