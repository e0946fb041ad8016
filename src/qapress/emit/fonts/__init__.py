"""Fonts that formats embed, with their licenses: the package's own beside this file, and those of Typst."""

from __future__ import annotations

from typing import NamedTuple


class Font(NamedTuple):
    """A font as a list of licenses names it; the license is an SPDX expression."""

    name: str
    version: str
    license: str


EMOJI = Font("Noto Color Emoji", "2.057", "OFL-1.1")
TYPST = (
    Font("Libertinus Serif", "7.051", "OFL-1.1"),
    Font("New Computer Modern", "8.1.1", "LPPL-1.3c"),  # by the GUST Font License, which is that one's words
    Font("New Computer Modern Math", "5.3.0", "LPPL-1.3c"),
    Font("DejaVu Sans Mono", "2.37", "Bitstream-Vera"),
)
"""The families inside the package `typst`, as their own tables of names and its NOTICE say."""
