"""How text gets garbled: its UTF-8 bytes, each read as a character of a code page."""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from qapress.mojibake.pages import page


class Policy(StrEnum):
    """What a reader makes of a byte that its page leaves undefined."""

    DROP = "drop"
    FFFD = "fffd"
    C1 = "c1"
    QM = "qm"


MARK = {Policy.DROP: "", Policy.FFFD: "\ufffd", Policy.QM: "?"}


@cache
def table(name: str, policy: Policy) -> tuple[str, ...]:
    """What each of the 256 bytes becomes under a page and a policy."""
    return tuple(
        character or MARK.get(policy, chr(byte)) for byte, character in enumerate(page(name).characters)
    )


def garble(text: str, name: str, policy: Policy | str = Policy.DROP) -> str:
    """`text` as it looks after its UTF-8 bytes were read with the page `name`; one layer of damage.

    Apply it again for further layers. `LookupError` for an unknown page, `ValueError` for an unknown policy.
    """
    characters = table(name, Policy(policy))
    return "".join([characters[byte] for byte in text.encode("utf-8", "surrogateescape")])
