"""What a repair returns."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, overload

from qapress.diagnostic import Span

if TYPE_CHECKING:
    from collections.abc import Callable

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


Placed = Sequence[tuple[int, Damage]]


class Damages(Sequence[Damage]):
    """Damages in the order of the text, each made when it is asked for: a long text has many like ones.

    It is made of offsets, each with a damage whose span counts from there, or of a function that gives these.
    """

    def __init__(self, placed: Placed | Callable[[], Placed] = ()) -> None:
        self._given = placed

    @cached_property
    def _placed(self) -> Placed:
        return self._given() if callable(self._given) else self._given

    def __len__(self) -> int:
        return len(self._placed)

    @overload
    def __getitem__(self, index: int) -> Damage: ...
    @overload
    def __getitem__(self, index: slice) -> Damages: ...
    def __getitem__(self, index: int | slice) -> Damage | Damages:
        if isinstance(index, slice):
            return Damages(self._placed[index])
        start, damage = self._placed[index]
        return damage._replace(span=Span(start + damage.span.start, start + damage.span.end))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))


class Repair(NamedTuple):
    """The repaired text and an account of it; all spans count code points of the text given.

    `edits` were made; `ambiguous` places have several candidates, `lost` ones none: both are as they were.
    `protected` damages lie in protected spans, or in a line about garbled text, and were left alone.
    """

    text: str
    edits: Sequence[Damage] = ()
    ambiguous: Sequence[Damage] = ()
    lost: Sequence[Damage] = ()
    protected: Sequence[Damage] = ()
