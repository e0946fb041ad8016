"""Addresses and places in raw HTML, as far as links and images need them."""

from __future__ import annotations

import re
from html import unescape

HTML_TAG = re.compile(r"<(?:a|img|source|video|audio)\b[^<>]*>", re.IGNORECASE)
HTML_TARGET = re.compile(
    r"(?<![\w-])(?P<name>href|src|srcset|poster)\s*=\s*(?:\"(?P<a>[^\"]*)|'(?P<b>[^']*)|(?P<c>[^\s\"'>]+))",
    re.IGNORECASE,
)
"""An attribute that holds an address, without the quote that ends it; the address is group a, b or c."""
HTML_ANCHOR = re.compile(r"<[^<>]*?(?<![\w-])(?:id|name)\s*=\s*[\"']?([^\"'\s<>]+)", re.IGNORECASE)
"""The start of an element that gives a place a name."""


def image_addresses(text: str) -> list[str]:
    """The addresses of the images in raw HTML."""
    tags = (each for each in HTML_TAG.finditer(text) if each[0][:4].lower() == "<img")
    found = (each for tag in tags for each in HTML_TARGET.finditer(text, *tag.span()))
    return [
        unescape(each["a"] or each["b"] or each["c"] or "") for each in found if each["name"].lower() == "src"
    ]
