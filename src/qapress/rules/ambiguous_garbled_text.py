"""Garbled text that can have more than one origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Finding, Severity
from qapress.facts.facts import Collection
from qapress.facts.garbling import symbol
from qapress.facts.markers import tally
from qapress.lint.rule import Context, rule
from qapress.rules import _garbling as garbling
from qapress.rules._candidates import ranked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.facts.garbling import OpenDamage
    from qapress.facts.markers import Tally


@rule("QA102", scope=Collection, severity=Severity.ERROR, since="0.1")
def ambiguous_garbled_text(collection: Collection, at: Context) -> Iterator[Finding]:
    """Report each place with its candidates, those first that others speak for; only a person can choose."""
    del at
    for file in collection.files:
        for each in file.garbling.open if file.garbling else ():
            yield from _findings(each, file.path, tally(collection))


def _findings(damage: OpenDamage, path: str, others: Tally) -> Iterator[Finding]:
    """The findings of a damage, one a place."""
    origins, layers, use = ranked(damage, path, others)
    message = f"{garbling.quoted(damage.original)} was {garbling.choice(origins)}"
    message += f", {garbling.blame(layers)}"
    hint = garbling.doubt(layers)
    if use:
        first = garbling.quoted(symbol(origins[0]))
        message += f"; {first} also marks {use.where}"
        hint += f"; {use.told} {'have' if use.less < -1 else 'has'} {first}"
    for span in damage.places:
        yield Finding(span, message, hint, path=path, candidates=origins)
