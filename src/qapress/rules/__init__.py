"""The rules: each a module with one function, beside the page that explains and tests it.

In: sources, documents, entries, collections. Out: findings. Imports `lint`, `source`, `markdown`, `model`,
`facts`, `prose` and `mojibake`.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    from qapress.lint.rule import Rule

FOLDER = Path(__file__).parent


class IndexRow(TypedDict):
    """One rule in the derived `index.json`."""

    code: str
    name: str
    summary: str
    severity: str
    status: str
    since: str
    fixable: str | None
    aliases: list[str]


@cache
def load() -> tuple[Rule[Any], ...]:
    """Import all rules, sorted by code."""
    names = (path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))
    return tuple(sorted(map(_rule, names), key=lambda each: each.info.code))


def _rule(name: str) -> Rule[Any]:
    found: Rule[Any] | None = getattr(import_module(f"qapress.rules.{name}"), name, None)
    if found is None:
        raise ImportError(f"rules/{name}.py has no rule of its own name: call its function {name}")
    return found


@cache
def index() -> tuple[IndexRow, ...]:
    """What is known of all rules without importing them, sorted by code."""
    rows: list[IndexRow] = json.loads((FOLDER / "index.json").read_text("utf-8"))
    return tuple(rows)


def page(name: str) -> str:
    """The Markdown page of a rule."""
    return (FOLDER / f"{name.replace('-', '_')}.md").read_text("utf-8")
