"""The options and profiles that the tests share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    import pytest

settings.register_profile(
    "default", max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("fuzz", max_examples=20_000, deadline=None)
settings.load_profile("default")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--accept` and `--no-skips`."""
    parser.addoption("--accept", action="store_true", help="rewrite expected reports, fixes and golden files")
    parser.addoption("--no-skips", action="store_true", help="fail when a test was skipped")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every property test as a law, so that session fuzz finds it whatever its name."""
    for item in items:
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker("law")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """With `--no-skips` a skipped test fails the run: the program that it needs is missing."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if session.config.getoption("no_skips") and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = 1
