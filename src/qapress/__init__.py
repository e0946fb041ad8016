"""Lint, repair and publish hubs of questions and answers written in Markdown.

In: paths or text. Out: a Report, a repaired text, a bundle. The public names are loaded when first used.
"""

from __future__ import annotations

__version__ = "0.1.0"

TYPE_CHECKING = False  # as type checkers know it; importing it from typing would cost half of `--version`

if TYPE_CHECKING:
    from qapress import mojibake
    from qapress.pipeline.api import build, check, check_text, fix, parse

__all__ = ["__version__", "build", "check", "check_text", "fix", "mojibake", "parse"]


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module 'qapress' has no attribute {name!r}")
    if name == "mojibake":
        from importlib import import_module

        return import_module("qapress.mojibake")
    from qapress.pipeline import api

    return getattr(api, name)
