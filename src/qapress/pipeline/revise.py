"""Changes over several files: what every such command does before and behind its plan."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qapress.errors import ReadError, UsageError, system_reason
from qapress.pipeline import read
from qapress.revise import journal
from qapress.revise.states import states
from qapress.source.names import FileNames

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qapress.model.qa import Document
    from qapress.revise.plan import Plan
    from qapress.settings import Settings


@dataclass(frozen=True)
class Outcome:
    """What such a command changed, or would: its plan, how much of what, and lines about what is left."""

    plan: Plan
    counts: tuple[tuple[int, str], ...]
    left: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scope:
    """The documents of the whole collection, and the folders that the command was given."""

    documents: tuple[Document, ...]
    folders: frozenset[str]
    inside: str


def recovered(settings: Settings, *, write: bool) -> str:
    """Put back what an earlier run left half done, before anything is read; what is to be told of it.

    Raises:
        UsageError: there is such a run, and nothing may be written.
        WriteError: a file changed since.
    """
    if not write and journal.is_stopped(settings.root):
        raise UsageError(
            "an earlier run was stopped half-way; run the command without --diff and --check to put back "
            "what it had changed"
        )
    return journal.recover(settings.root) if write else ""


def scope(paths: Sequence[str], settings: Settings, *, force_exclude: bool = False) -> Scope:
    """Read the collection; a file that is named stands for its folder.

    Raises:
        ReadError: a file cannot be read: what is not known cannot be kept right.
    """
    named = read.files(paths, settings, force_exclude=force_exclude)
    every = read.files((), settings)
    unread = [*named.unread, *every.unread]
    if unread:
        raise ReadError(f"{unread[0].path}: {unread[0].reason}; nothing was written")
    documents = tuple(_document(path, settings) for path in sorted({*named.files, *every.files}))
    folders = frozenset(path.rpartition("/")[0] for path in named.files)
    return Scope(documents, folders, FileNames(settings.root).inside)


def outside(known: Scope, settings: Settings) -> Iterator[Document]:
    """The Markdown files under the root that the configuration leaves out; those that can be read."""
    collected = {each.path for each in known.documents}
    for path in read.files((), replace(settings, include=("**/*.md", "**/*.markdown"), exclude=())).files:
        if path not in collected:
            with suppress(OSError):
                yield read.document(path, read.content(settings.root, path), settings)


def carried_out(plan: Plan, settings: Settings, *, write: bool) -> None:
    """Write a plan, or only see that it could be written.

    Raises:
        WriteError: it cannot be written; nothing was.
    """
    if write:
        journal.apply(plan, settings.root)
    else:
        states(plan, settings.root)


def _document(path: str, settings: Settings) -> Document:
    try:
        document = read.document(path, read.content(settings.root, path), settings)
    except OSError as error:
        reason = system_reason(error)
        raise ReadError(f"{path}: {reason}; nothing was written") from error
    if document.promised and not document.source.is_text:
        raise ReadError(f"{path}: it is no text; nothing was written")
    return document
