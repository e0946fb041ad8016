"""Facts that are gathered only when a rule that runs reads them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qapress.model.qa import Document


def evidence(document: Document, wanted: Iterable[str]) -> dict[str, Any]:
    """The fields of `Facts` that are wanted, by name.

    Each is made by the function of its name in the module of its name beside this one, which takes the
    document; the module is loaded only now.
    """
    return {name: _maker(name)(document) for name in dict.fromkeys(wanted)}


def _maker(name: str) -> Any:
    return getattr(import_module(f"qapress.facts.{name}"), name)
