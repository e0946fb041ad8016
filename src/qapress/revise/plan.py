"""What a revision would do: edits by file, new names, new files."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qapress.diagnostic import Edit
    from qapress.source.text import Source


class Change(NamedTuple):
    """One file as it was read, None for a new one, and as it shall be; the path differs where it moves."""

    before: Source | None
    after: Source

    @property
    def moves(self) -> bool:
        """Whether the file gets another name."""
        return self.before is not None and self.before.path != self.after.path


@dataclass(frozen=True)
class Plan:
    """Changes that are made all or none.

    `sources` holds the files as they were read, by path; at least those that `edits` (on their text, none
    overlapping) and `renames` (old path to new) name. Names may be passed on, in chains and circles. Paths
    are relative to the root, with `/`. `created` are new files. `later` edits files as this plan leaves them,
    by their new paths, and does nothing else.
    """

    sources: Mapping[str, Source]
    edits: Mapping[str, Sequence[Edit]] = field(default_factory=dict)
    renames: Mapping[str, str] = field(default_factory=dict)
    created: Sequence[Source] = ()
    later: Plan | None = None

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """The files that become others, sorted by their old path, then the new ones."""
        old = {new: path for path, new in self.renames.items()}
        again = (old.get(path, path) for path in (self.later.edits if self.later else ()))
        touched = sorted({*self.edits, *self.renames, *again})
        changes = (self._change(path) for path in touched)
        real = (each for each in changes if each.moves or _differ(each))
        return (*real, *(Change(None, each) for each in sorted(self.created, key=lambda each: each.path)))

    def after(self, path: str) -> Source:
        """A file as it shall be, under its new path; also one that stays as it is."""
        return self._change(path).after

    def _change(self, path: str) -> Change:
        source = self.sources[path]
        edits = sorted(self.edits.get(path, ()))
        edited = source.edited(edits) if edits else source
        after = replace(edited, path=self.renames.get(path, path))
        again = self.later is not None and after.path in self.later.edits
        return Change(source, self.later.after(after.path) if self.later and again else after)


def _differ(change: Change) -> bool:
    return change.before is None or change.before.encode() != change.after.encode()
