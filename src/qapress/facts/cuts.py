"""The symbols of a document of which one byte of each UTF-16 unit is left."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from qapress.markdown.walk import protected
from qapress.mojibake.escapes import covered
from qapress.mojibake.remains import cut

if TYPE_CHECKING:
    from qapress.markdown.tree import Node
    from qapress.model.qa import Document
    from qapress.mojibake.remains import Remain


class Cuts(NamedTuple):
    """Those with candidates, those without, and those in code, which may be meant."""

    open: tuple[Remain, ...] = ()
    lost: tuple[Remain, ...] = ()
    code: tuple[Remain, ...] = ()

    @property
    def prose(self) -> tuple[Remain, ...]:
        """All outside code."""
        return self.open + self.lost


def cuts(document: Document) -> Cuts:
    """What is left of the cut symbols of a document."""
    return _cuts(document.source.text, document.tree)


@lru_cache(maxsize=2)
def _cuts(text: str, tree: Node) -> Cuts:
    found = cut(text)
    code = protected(tree) if found else ()
    kept = [each for each in found if not covered(each.span, code)]
    return Cuts(
        tuple(each for each in kept if each.origins),
        tuple(each for each in kept if not each.origins),
        tuple(each for each in found if covered(each.span, code)),
    )
