"""How text gets garbled: its UTF-8 bytes, each read as a character of a code page."""

from __future__ import annotations

import codecs
import re
import unicodedata
from enum import StrEnum
from functools import cache

from qapress.mojibake.pages import MULTI_BYTE, page


class Policy(StrEnum):
    """What a reader makes of a byte that its page leaves undefined.

    Under `c1` the bytes 80 to 9F pass as control characters, others become U+FFFD, as in a browser.
    """

    DROP = "drop"
    FFFD = "fffd"
    C1 = "c1"
    QM = "qm"


class Second(StrEnum):
    """What another program did to text that was garbled already."""

    STRAIGHT = "straight"
    STRIP = "strip"
    SPACE = "space"
    NFKC = "nfkc"


MARK = {Policy.DROP: "", Policy.FFFD: "\ufffd", Policy.QM: "?"}
NOTHING = "\uffff"
"""No character of any page: it stands for a byte that is dropped."""
STRAIGHTENED = str.maketrans("‘’‚‛“”„‟", "''''\"\"\"\"")
STRIPPED = re.compile("[\x80-\x9f\u00ad]")


def shown(byte: int, policy: Policy) -> str:
    """What an undefined byte becomes."""
    return MARK[policy] if policy in MARK else chr(byte) if byte < 0xA0 else "\ufffd"


@cache
def table(name: str, policy: Policy) -> str:
    """What each of the 256 bytes becomes under a single-byte page and a policy; `NOTHING` if dropped."""
    return "".join(
        character or shown(byte, policy) or NOTHING for byte, character in enumerate(page(name).characters)
    )


def garble(text: str, name: str, policy: Policy | str = Policy.DROP) -> str:
    """`text` as it looks after its UTF-8 bytes were read with the page `name`; one layer of damage.

    Apply it again for further layers. `LookupError` for an unknown page, `ValueError` for an unknown policy.
    """
    data, policy = text.encode("utf-8", "surrogateescape"), Policy(policy)
    if name in MULTI_BYTE:
        return _read_wide(data, name, policy)
    return codecs.charmap_decode(data, "strict", table(name, policy))[0].replace(NOTHING, "")


def _read_wide(data: bytes, name: str, policy: Policy) -> str:
    """Read bytes with a multi-byte page; what is undefined is one byte at a time."""
    return data.decode(name, _handler(policy))


@cache
def _handler(policy: Policy) -> str:
    """The name of a codec's error handler that shows an undefined byte as the policy wants."""

    def show(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        return shown(error.object[error.start], policy), error.start + 1

    codecs.register_error(name := f"qapress.{policy}", show)
    return name


def second(text: str, damage: Second | str) -> str:
    """Garbled `text` after a second damage.

    `straight` turns curly quotation marks into straight ones, `strip` deletes C1 controls and soft hyphens,
    `space` makes no-break spaces plain, `nfkc` is that normalisation.
    """
    match Second(damage):
        case Second.STRAIGHT:
            return text.translate(STRAIGHTENED)
        case Second.STRIP:
            return STRIPPED.sub("", text)
        case Second.SPACE:
            return text.replace("\u00a0", " ")
        case Second.NFKC:
            return unicodedata.normalize("NFKC", text)
