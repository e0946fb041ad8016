"""`fix`: mend what can be mended without harm, in place or on standard input."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qapress.diagnostic import Applicability, Unread
from qapress.errors import WriteError, system_reason
from qapress.lint import fixer
from qapress.pipeline import read
from qapress.pipeline.lint import make_linter
from qapress.source.decode import decode
from qapress.source.write import replace_if_unchanged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from qapress.lint.fixer import Applied, Place
    from qapress.lint.refusal import Refused
    from qapress.pipeline.lint import Linter
    from qapress.settings import Settings
    from qapress.source.text import Source

    Only = Mapping[str, Iterable[Place]]


CHANGED = "changed meanwhile, left alone; run fix again"


@dataclass(frozen=True)
class FixedFile:
    """A file before and after. `failed` says why it could not be written and was left as it was."""

    before: Source
    after: Source
    applied: tuple[Applied, ...] = ()
    refused: tuple[Refused, ...] = ()
    failed: str = ""

    @property
    def changed(self) -> bool:
        """Whether the fixes made a difference."""
        return self.before.encode() != self.after.encode()


@dataclass(frozen=True)
class Fixed:
    """What `fix` did: the files that changed, were left alone or have refused fixes, and the unread ones."""

    files: tuple[FixedFile, ...]
    unread: tuple[Unread, ...] = ()
    checked: int = 0

    @property
    def refused(self) -> dict[str, tuple[Refused, ...]]:
        """The fixes that were not made, by path."""
        return {each.before.path: each.refused for each in self.files if each.refused}


def fix(
    paths: Sequence[str],
    settings: Settings,
    *,
    unsafe: bool = False,
    write: bool = True,
    stdin: tuple[str, bytes] | None = None,
    force_exclude: bool = False,
    only: Only | None = None,
) -> Fixed:
    """Apply the safe fixes (with `unsafe` those too) of file rules; with `write` the files are replaced.

    With `only`, those of the findings at these places of a file: the code of the rule, and where it begins.

    Raises:
        UsageError: the settings name a rule that does not exist.
        ConfigError: a layout is wrong.
    """
    level = Applicability.UNSAFE if unsafe else Applicability.SAFE
    linter = make_linter(settings)
    if stdin is not None and read.is_left_out(stdin[0], settings, force_exclude=force_exclude):
        same = decode(*stdin)
        return Fixed((FixedFile(same, same),))
    if stdin is not None:
        return Fixed((_fix_file(linter, *stdin, level, None),), checked=1)
    found = read.files(paths, settings, force_exclude=force_exclude)
    files, lost = list[FixedFile](), list[Unread]()
    for each in _fix_all(linter, found.files, level, only, write=write):
        if isinstance(each, Unread):
            lost.append(each)
        elif each.changed or each.refused or each.failed:
            files.append(each)
    return Fixed(tuple(files), (*found.unread, *lost), len(found.files) - len(lost))


def _fix_all(
    linter: Linter, paths: Sequence[str], level: Applicability, only: Only | None, *, write: bool
) -> Iterator[FixedFile | Unread]:
    for path in paths:
        try:
            data = read.content(linter.settings.root, path)
        except OSError as error:
            yield Unread(path, system_reason(error))
            continue
        places = None if only is None else frozenset(only.get(path, ()))
        fixed = _fix_file(linter, path, data, level, places)
        yield _written(linter.settings, fixed, data) if write and fixed.changed else fixed


def _fix_file(
    linter: Linter, path: str, data: bytes, level: Applicability, only: frozenset[Place] | None
) -> FixedFile:
    before = decode(path, data)
    tools = fixer.Linter(linter.again, linter.visible)
    document = read.parsed(before, linter.settings)
    result = fixer.fix(document, linter.selection.rules, tools, level, only=only)
    return FixedFile(before, result.source, result.applied, result.refused)


def _written(settings: Settings, fixed: FixedFile, data: bytes) -> FixedFile:
    root, path = settings.root, fixed.before.path
    try:
        done = replace_if_unchanged(root / path, data, fixed.after.encode(), root=root)
    except WriteError as error:
        return FixedFile(fixed.before, fixed.before, failed=_why(error))
    return fixed if done else FixedFile(fixed.before, fixed.before, failed=CHANGED)


def _why(error: WriteError) -> str:
    """Why a file cannot be written, its path left out where that says all."""
    cause = error.__cause__
    return f"cannot be written: {system_reason(cause)}" if isinstance(cause, OSError) else str(error)
