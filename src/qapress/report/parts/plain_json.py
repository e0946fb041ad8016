"""JSON that is safe to print: what a terminal would obey, or nobody would see, is written as an escape."""

from __future__ import annotations

import re
from json import dumps

HIDDEN = re.compile(
    "[\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff]"
)


def plain_json(value: object) -> str:
    """A value on one line; other characters, such as emoji, stay as they are."""
    return HIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", dumps(value, ensure_ascii=False))
