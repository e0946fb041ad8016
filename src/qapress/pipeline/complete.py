"""`completion`: the words that may stand at a place of the command line, each with what it means."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from qapress import rules as all_rules
from qapress.diagnostic import GROUPS

if TYPE_CHECKING:
    from collections.abc import Iterator

    Words = Iterator[tuple[str, str]]

MOST = 500
"""Branches and tags that are offered at most."""
PLAIN = re.compile(r"\w[\w./@+#%,=-]*")
"""A word that no shell reads as anything else."""


def rules(typed: str) -> Words:
    """Names of rules and groups with a summary, codes for one who began to type a code; none is imported."""
    coded = typed[:1].isupper()
    for code, group in GROUPS.items():
        yield (code if coded else group), f"all rules of the group {group}"
    for row in all_rules.index():
        yield (row["code"] if coded else row["name"]), row["summary"]


def formats(_typed: str) -> Words:
    """The formats of a release."""
    from qapress import emit

    return ((name, "") for name in emit.formats())


def refs(_typed: str) -> Words:
    """The branches and tags of the repository around the working folder, those of plain names alone.

    Bash puts a word on the line as it is, and git allows `;` and `$(…)` in the name of a stranger's branch.
    """
    from qapress import git

    return ((name, "") for name in git.refs(Path.cwd(), MOST) if PLAIN.fullmatch(name))


def keys(_typed: str) -> Words:
    """The keys of the configuration, tables included."""
    from qapress.settings import Settings
    from qapress.settings.convert import all_keys

    return ((name, "") for name in all_keys(Settings))
