"""What a reviewer should know of a change besides its findings: what it does to check and questions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from qapress import git
from qapress.errors import QapressError
from qapress.pipeline import read
from qapress.pipeline.changes import changes, sections
from qapress.pipeline.config import in_force
from qapress.pipeline.config_from import configured_from
from qapress.pipeline.configure import configured
from qapress.pipeline.silenced import silenced
from qapress.pipeline.since import Since
from qapress.settings.locate import shown
from qapress.source.discover import is_left_out
from qapress.source.globs import matches

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qapress.diagnostic import Report
    from qapress.emit.changelog.sections import Item
    from qapress.settings import Settings

    Remark = tuple[str, str]

MOST = 10
"""Details of a kind that are told; more are counted."""
SERVER = (".github/workflows/", ".github/actions/")
"""Where GitHub looks for what runs on its servers."""


class Review(NamedTuple):
    """Remarks, each words of ours with a detail that may be anybody's, and sections on the questions."""

    remarks: tuple[Remark, ...] = ()
    questions: tuple[tuple[str, tuple[str, ...]], ...] = ()


def review(since: Since, settings: Settings, found: Report, baseline: Path | None = None) -> Review:
    """Compare what decides the check, and the questions, with what they were; `found` is what is new.

    Raises:
        ReadError: git lacks a content.
    """
    return Review(remarks(since, settings, found, baseline), tuple(_questions(since, settings)))


def remarks(
    since: Since, settings: Settings, found: Report, baseline: Path | None = None
) -> tuple[Remark, ...]:
    """Compare what decides the check alone; the rest as in `review`.

    Raises:
        ReadError: git lacks a content.
    """
    before = _before(since)
    is_unused = before is not None and settings.config_root is not None
    kinds = (
        (
            _configuration(since, before),
            "the configuration is changed" + (", and not used here" if is_unused else ""),
        ),
        (_accepted(since, settings, baseline), "findings are added to the baseline"),
        (_suppressed(since, settings), "rules are switched off in the text"),
        (_hidden(found), "what is new is hidden by a comment in the text"),
        (_unread(since, before or settings, settings), "changed, and not checked"),
        (_server(since, settings), "what runs on the server is changed"),
    )
    return tuple((words, detail) for details, words in kinds for detail in _most(list(details)))


def _most(details: Sequence[str]) -> Iterator[str]:
    yield from details[:MOST]
    if len(details) > MOST:
        yield f"and {len(details) - MOST} more"


def _before(since: Since) -> Settings | None:
    """The settings as they were; None where they were wrong."""
    try:
        return configured_from(since.commit, since.paths)
    except QapressError:
        return None


def _configuration(since: Since, before: Settings | None) -> Iterator[str]:
    """The keys with other values, each with its line, and the files that they name with another content."""
    if before is None:
        yield "it was wrong before"
        return
    try:
        now = configured(since.paths)
    except QapressError as error:  # of a configuration that is not used here
        yield f"it is wrong now: {error}"
        return
    if now.root != before.root:
        yield f"{shown(now.file or now.root)} governs the paths now"
        return
    old = {each.keys: each.value for each in in_force(before, before)}
    for each in in_force(now, now):
        if each.keys[0] != "build" and old[each.keys] != each.value:
            yield f"{each.place or 'default'}: {each.name}"
    named = [now.schema, now.layout, *(each.layout for each in now.layouts)]
    for name in dict.fromkeys(filter(None, named)):
        if _differs(since, now.root, name):
            yield name


def _differs(since: Since, root: Path, name: str) -> bool:
    """Whether a file below the root is not what it was."""
    path, before = root / name, since.tree.files.get(name)
    if not path.is_file():
        return before is not None
    return before is None or git.blob_hash(path.read_bytes(), before) != before


def _accepted(since: Since, settings: Settings, baseline: Path | None) -> Iterator[str]:
    """The baseline, with how many lines it gained."""
    path = baseline.absolute() if baseline else settings.root
    if not path.is_file() or not path.is_relative_to(settings.root):
        return
    name = path.relative_to(settings.root).as_posix()
    known = since.tree.files.get(name)
    (old,) = git.contents(settings.root, [known]) or [b""] if known else [b""]
    new = set(path.read_bytes().split(b"\n")) - set(old.split(b"\n"))
    if new:
        yield f"{name}: {len(new)}"


def _suppressed(since: Since, settings: Settings) -> Iterator[str]:
    """The comments that switch rules off and did not do so for what they cover."""
    for path, line, each in silenced(since, settings):
        yield f"{path}:{line}: {each.verb} {', '.join(each.tokens)}: {each.reason}"


def _hidden(found: Report) -> Iterator[str]:
    """The findings that are new and that a comment suppresses, be it new or not."""
    hidden = [each for each in found.diagnostics if each.suppressed is not None]
    yield from (f"{each.path}: {each.info.name}: {each.finding.message}" for each in hidden)


def _unread(since: Since, before: Settings, settings: Settings) -> Iterator[str]:
    """The files of the collection, as it was configured, that differ and that are read no more."""
    root = settings.root
    seen = frozenset(read.files(since.paths, settings).files)
    tops = [_below(root, path) for path in since.paths or [str(root)]]
    for name in sorted(git.tracked(root) or ()):
        included = matches(name, before.include) and not is_left_out(name, before.exclude)
        asked = included and name not in seen and any(name.startswith(top) for top in tops)
        if asked and _is_own_file(root / name) and _differs(since, root, name):
            yield name


def _is_own_file(path: Path) -> bool:
    """Whether a file that git knows of is there, itself and not a link to it."""
    return path.is_file() and not path.is_symlink()


def _below(root: Path, path: str) -> str:
    """What the names begin with that a path stands for; itself where it is no folder."""
    real = Path(path).resolve()
    inside = real.relative_to(root).as_posix() if real.is_relative_to(root) else path
    return "" if inside == "." else f"{inside}/" if real.is_dir() else inside


def _server(since: Since, settings: Settings) -> Iterator[str]:
    """The workflows and actions of the repository that differ, those that are gone among them."""
    top = git.root(settings.root) or settings.root
    tree = git.tree(top, since.commit)
    if tree is not None:
        there = Since(since.commit, git.comparable(top, tree), ())
        names = {*there.tree.files, *(git.tracked(top) or ())}
        yield from (name for name in sorted(names) if name.startswith(SERVER) and _differs(there, top, name))


def _questions(since: Since, settings: Settings) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What became of the questions; nothing where there was none."""
    try:
        found = changes(since.commit, since.paths, settings)
    except QapressError:
        return
    for section in sections(found):
        yield section.title, (*map(_line, section.items), *section.lines)


def _line(item: Item) -> str:
    question = item.question
    place = question.path if item.gone else f"{question.path}:{question.line}"
    return f"{place}: {question.label} {question.title}" + (f" ({item.note})" if item.note else "")
