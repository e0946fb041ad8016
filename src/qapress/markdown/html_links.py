"""Addresses and places in raw HTML, as far as links and images need them."""

from __future__ import annotations

import re

HTML_TAG = re.compile(r"<(?:a|img|source|video|audio)\b[^<>]*>", re.IGNORECASE)
HTML_TARGET = re.compile(
    r"(?<![\w-])(?P<name>href|src|srcset|poster)\s*=\s*(?:\"(?P<a>[^\"]*)|'(?P<b>[^']*)|(?P<c>[^\s\"'>]+))",
    re.IGNORECASE,
)
"""An attribute that holds an address, without the quote that ends it; the address is group a, b or c."""
HTML_ANCHOR = re.compile(r"<[^<>]*?(?<![\w-])(?:id|name)\s*=\s*[\"']?([^\"'\s<>]+)", re.IGNORECASE)
"""The start of an element that gives a place a name."""
