"""The configuration: TOML to frozen values, each error with its file, line and the nearest right spelling.

In: paths and TOML files. Out: `Settings`. Imports nothing of the program but `errors`.
"""

from __future__ import annotations

from qapress.settings.find import find_root
from qapress.settings.load import load, load_for
from qapress.settings.values import (
    BuildSettings,
    ConfigFile,
    GrammarSettings,
    LanguageChoice,
    LayoutChoice,
    Settings,
)

__all__ = [
    "BuildSettings",
    "ConfigFile",
    "GrammarSettings",
    "LanguageChoice",
    "LayoutChoice",
    "Settings",
    "find_root",
    "load",
    "load_for",
]
