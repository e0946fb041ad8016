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
    from collections.abc import Iterable, Iterator, Sequence

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


def review(since: Since, settings: Settings, found: Report, baseline: Path | None, top: Path) -> Review:
    """Compare what decides the check, and the questions, with what they were; `found` is what is new.

    Paths are told from the folder `top`.

    Raises:
        ReadError: git lacks a content.
    """
    questions = tuple(_questions(since, settings, top))
    return Review(remarks(since, settings, found, baseline, top), questions)


def remarks(
    since: Since, settings: Settings, found: Report, baseline: Path | None, top: Path
) -> tuple[Remark, ...]:
    """Compare what decides the check alone; the rest as in `review`.

    Raises:
        ReadError: git lacks a content.
    """
    before = _before(since)
    root = settings.root
    is_unused = before is not None and settings.config_root is not None
    kinds = (
        (
            _configuration(since, before, top),
            "the configuration is changed" + (", and not used here" if is_unused else ""),
        ),
        (_accepted(since, root, baseline, top), "findings are added to the baseline"),
        (_suppressed(since, settings, top), "rules are switched off in the text"),
        (_hidden(found, root, top), "what is new is hidden by a comment in the text"),
        (_told(_unread(since, before or settings, settings), root, top), "changed, and not checked"),
        (_told(_server(since, settings), git.root(root) or root, top), "what runs on the server is changed"),
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


def _configuration(since: Since, before: Settings | None, top: Path) -> Iterator[str]:
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
        yield f"{shown(now.file or now.root, top)} governs the paths now"
        return
    old = {each.keys: each.value for each in in_force(before, before)}
    for each in in_force(now, now):
        if each.keys[0] != "build" and old[each.keys] != each.value:
            file, _, line = each.place.rpartition(":")
            yield f"{shown(Path(file), top)}:{line}: {each.name}" if file else f"default: {each.name}"
    named = [now.schema, now.layout, *(each.layout for each in now.layouts)]
    for name in dict.fromkeys(filter(None, named)):
        if _differs(since, now.root, name):
            yield shown(now.root / name, top)


def _differs(since: Since, root: Path, name: str) -> bool:
    """Whether a file below the root is not what it was."""
    path, before = root / name, since.tree.files.get(name)
    if not path.is_file():
        return before is not None
    return before is None or git.blob_hash(path.read_bytes(), before) != before


def _accepted(since: Since, root: Path, baseline: Path | None, top: Path) -> Iterator[str]:
    """The baseline, with how many lines it gained."""
    path = baseline.absolute() if baseline else root
    if not path.is_file() or not path.is_relative_to(root):
        return
    known = since.tree.files.get(path.relative_to(root).as_posix())
    (old,) = git.contents(root, [known]) or [b""] if known else [b""]
    new = set(path.read_bytes().split(b"\n")) - set(old.split(b"\n"))
    if new:
        yield f"{shown(path, top)}: {len(new)}"


def _suppressed(since: Since, settings: Settings, top: Path) -> Iterator[str]:
    """The comments that switch rules off and did not do so for what they cover."""
    for path, line, each in silenced(since, settings):
        place = f"{shown(settings.root / path, top)}:{line}"
        yield f"{place}: {each.verb} {', '.join(each.tokens)}: {each.reason}"


def _hidden(found: Report, root: Path, top: Path) -> Iterator[str]:
    """The findings that are new and that a comment suppresses, be it new or not."""
    hidden = [each for each in found.diagnostics if each.suppressed is not None]
    for each in hidden:
        yield f"{shown(root / each.path, top)}: {each.info.name}: {each.finding.message}"


def _told(names: Iterable[str], root: Path, top: Path) -> Iterator[str]:
    return (shown(root / name, top) for name in names)


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


def _questions(since: Since, settings: Settings, top: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What became of the questions; nothing where there was none."""
    try:
        found = changes(since.commit, since.paths, settings)
    except QapressError:
        return
    for section in sections(found):
        yield section.title, (*(_line(each, settings.root, top) for each in section.items), *section.lines)


def _line(item: Item, root: Path, top: Path) -> str:
    question = item.question
    place = shown(root / question.path, top) + ("" if item.gone else f":{question.line}")
    return f"{place}: {question.label} {question.title}" + (f" ({item.note})" if item.note else "")
