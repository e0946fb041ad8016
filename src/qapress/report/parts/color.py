"""Words in a colour or a weight, as terminals show them."""

from __future__ import annotations

BOLD, DIM, ITALIC, RED, GREEN, YELLOW, CYAN = "1", "2", "3", "31", "32", "33", "36"


def paint(words: str, style: str) -> str:
    """The words in a style, and what follows in none; as they are where either is empty."""
    return f"\033[{style}m{words}\033[0m" if style and words else words
