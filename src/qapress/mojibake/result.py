"""What a repair returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from qapress.diagnostic import Span
    from qapress.mojibake.forward import Policy, Second


class Layer(NamedTuple):
    """One reading with the wrong page. `policy` is None and `lost` empty where every byte was shown.

    `lost` holds the bytes that left no trace of their value; under `c1` that is none. `second`
    is what another program did to the garbled text.
    """

    page: str
    policy: Policy | None = None
    lost: bytes = b""
    second: Second | None = None


class Damage(NamedTuple):
    """A garbled place: what stands there, what it can have been, and how it came to that.

    `origins` are in order of likelihood: one for a sure repair, several for an ambiguous place, none where
    the origin is lost. `layers` lead to the first origin, the damage that was done last coming first.
    """

    span: Span
    original: str
    origins: tuple[str, ...] = ()
    layers: tuple[Layer, ...] = ()


class Repair(NamedTuple):
    """The repaired text and an account of it; all spans count code points of the text given.

    `edits` were made; `ambiguous` places have several candidates, `lost` ones none: both are as they were.
    `protected` damages lie in protected spans, or in a line about garbled text, and were left alone.
    """

    text: str
    edits: tuple[Damage, ...] = ()
    ambiguous: tuple[Damage, ...] = ()
    lost: tuple[Damage, ...] = ()
    protected: tuple[Damage, ...] = ()
