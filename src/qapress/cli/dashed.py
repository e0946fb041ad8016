"""Files whose names begin with a dash: hooks and shells hand them over as they are."""

from __future__ import annotations

import os
from itertools import islice
from typing import TYPE_CHECKING

import click

from qapress.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

AMBIGUOUS = "write ./{}, or -- before all paths (in a hook, at the end of its args)"


def as_paths(options: Sequence[click.Parameter], words: Sequence[str]) -> Iterator[str]:
    """The words of a command line, with `./` before the name of a file that would be read as options.

    Raises:
        UsageError: a word is one of the options and a file as well. Whoever made the file, such as a
            stranger whose pull request a hook looks at, would choose the option.
    """
    known = {name: each for each in options for name in (*each.opts, *each.secondary_opts)}
    rest = iter(words)
    for word in rest:
        name, equals, _ = word.partition("=")
        if word == "--":
            yield word
            break
        if word.startswith("-") and len(word) > 1 and os.path.lexists(word):
            if name in known:
                raise UsageError(f"'{word}' is a file here, too; {AMBIGUOUS.format(word)}")
            word = f"./{word}"
        yield word
        if name in known and not equals and _takes_a_value(known[name]):
            yield from islice(rest, 1)
    yield from rest


def _takes_a_value(known: click.Parameter) -> bool:
    return isinstance(known, click.Option) and not (known.is_flag or known.count)
