"""`upgrade`: the edition raised to the installed version, and what the rules find that waited for it."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from qapress import __version__, rules
from qapress.diagnostic import Edit, Span, Unread
from qapress.errors import ConfigError, WriteError, system_reason
from qapress.lint.edition import edition_of, newer
from qapress.lint.select import select
from qapress.settings.find import absolute, git_root
from qapress.settings.locate import shown, value_span
from qapress.source.decode import decode
from qapress.source.write import replace_if_unchanged

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from qapress.diagnostic import Diagnostic, RuleInfo
    from qapress.lint.rule import Rule
    from qapress.settings import Settings
    from qapress.source.text import Source


class Edited(NamedTuple):
    """The file that sets the edition, as it was read and as it shall be.

    Their paths count from the top of the repository, where patches are applied.
    """

    path: Path
    before: Source
    after: Source


class Upgrade(NamedTuple):
    """An edition that is raised, or would be: where it is set (file and line), what it was and becomes.

    `added` are the rules that run anew, `found` what they find now, less what the text suppresses; `unread`
    the files that could not be checked.
    """

    place: str
    old: str
    new: str
    file: Edited
    added: tuple[RuleInfo, ...]
    found: tuple[Diagnostic, ...]
    unread: tuple[Unread, ...]


def installed() -> str:
    """The edition of this version."""
    return edition_of(__version__)


def upgrade(settings: Settings, *, write: bool, jobs: int = 1) -> Upgrade | None:
    """Raise the edition of the configuration; None where none is set, or it is that of this version.

    Raises:
        ConfigError: the file that sets it cannot be read again.
        WriteError: it cannot be written, or changed meanwhile.
    """
    old, new = settings.edition, installed()
    if old is None or not newer(new, old):
        return None
    raised = replace(settings, edition=new)
    more = added(rules.load(), settings, raised)
    found, unread = _found(raised, more, jobs)
    file = _edited(settings, new)
    if write:
        _write(file, settings.root)
    return Upgrade(settings.where("edition"), old, new, file, more, found, unread)


def added(every: Sequence[Rule[Any]], settings: Settings, raised: Settings) -> tuple[RuleInfo, ...]:
    """The rules that run by the raised settings and not yet by those of today.

    Raises:
        UsageError: the settings name a rule that does not exist.
    """
    today = {rule.info.code for rule in select(every, settings).rules}
    return tuple(rule.info for rule in select(every, raised).rules if rule.info.code not in today)


def _found(
    settings: Settings, new: Sequence[RuleInfo], jobs: int
) -> tuple[tuple[Diagnostic, ...], tuple[Unread, ...]]:
    """What some rules find in the collection, checked with all the others as a check does it."""
    if not new:
        return (), ()
    from qapress.pipeline.check import check

    report = check((), settings, jobs=jobs).report
    return tuple(each for each in report.shown() if each.info in new), report.unread


def _edited(settings: Settings, edition: str) -> Edited:
    """The nearest file that sets the edition, as it is and with another one; nothing else of it changes."""
    file = next(each for each in settings.files if each.where("edition"))
    try:
        source = decode(_name(file.path, _top(settings.root)), file.path.read_bytes())
    except OSError as error:
        raise ConfigError(f"{shown(file.path)}: cannot be read again: {system_reason(error)}") from error
    span = value_span(file.text, *file.table, "edition")
    if span is None or source.raw != file.text:
        raise WriteError(f"{shown(file.path)} changed meanwhile; run the command again")
    quote = source.text[span[0]]  # of a text of several lines, the first of three: one will do
    return Edited(file.path, source, source.edited([Edit(Span(*span), f"{quote}{edition}{quote}")]))


def _write(file: Edited, root: Path) -> None:
    before, after = file.before.encode(), file.after.encode()
    if not replace_if_unchanged(file.path, before, after, root=_top(root)):
        raise WriteError(f"{shown(file.path)} changed meanwhile; run the command again")


def _top(root: Path) -> Path:
    """The folder that holds all that a configuration may extend: the top of the repository, if any."""
    return git_root(root) or root


def _name(path: Path, top: Path) -> str:
    """A file's path relative to the top, with `/`."""
    return os.path.relpath(absolute(path), top).replace(os.sep, "/")
