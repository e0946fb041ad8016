"""`check`: paths to a report."""

from __future__ import annotations

import os
from contextlib import contextmanager
from functools import lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple

from qapress.diagnostic import CheckState, Report, Unread
from qapress.errors import ReadError, system_reason
from qapress.facts.facts import Collection
from qapress.facts.ids import settle
from qapress.lint.repeats import grouped
from qapress.pipeline import read
from qapress.pipeline.diagnose import NONE, diagnostics
from qapress.pipeline.known import Seen, sifted
from qapress.pipeline.lint import FileResult, Linter, make_linter
from qapress.source.decode import decode
from qapress.source.text import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from qapress.grammar.check import Grammar
    from qapress.pipeline.diagnose import Refusals
    from qapress.pipeline.earlier import Earlier
    from qapress.pipeline.known import Filter
    from qapress.pipeline.since import Since
    from qapress.settings import Settings

    Compare = Callable[[Sequence[FileResult]], Earlier]

BATCH = 200
"""Files that one process takes at a time: fewer are checked without a second process."""
ALONE = CheckState("partial", "its other files were not read")
OFF = CheckState("skipped", "`--grammar` runs it")


class Results(NamedTuple):
    """What became of each file; `whole` says that they are a whole collection."""

    files: Sequence[FileResult | Unread]
    whole: bool
    source: Callable[[str], Source]


class Checked(NamedTuple):
    """A report with the way to the sources that its spans count in."""

    report: Report
    source: Callable[[str], Source]


def check(
    paths: Sequence[str],
    settings: Settings,
    *,
    stdin: tuple[str, bytes] | None = None,
    jobs: int = 1,
    force_exclude: bool = False,
    refused: Refusals = NONE,
    remember: bool = True,
    filters: Sequence[Filter] = (),
    since: Since | None = None,
) -> Checked:
    """Check files, or the text of `stdin` (its name and bytes) alone.

    `refused` are the fixes that were just now not made, by path; they are told beside what is found. Without
    `remember` no cache is read or written, and nothing that was started is left running. `filters` leave out
    what is not new, and with `since` what was found there is left out as well.

    Raises:
        UsageError: the settings name a rule that does not exist.
        ConfigError: a layout or a user's schema is wrong.
        ReadError: git lacks the content of an earlier file.
    """
    linter = make_linter(settings)
    with _grammar(linter, remember=remember) as grammar:
        if stdin is not None:
            out = read.is_left_out(stdin[0], settings, force_exclude=force_exclude)
            results: list[FileResult | Unread] = [] if out else [_check_bytes(linter, grammar, *stdin)]
            made = Results(results, False, lru_cache(1)(partial(_stdin_source, stdin)))
            content: Callable[[str], bytes] = {stdin[0]: stdin[1]}.__getitem__
        else:
            found = read.files(paths, settings, force_exclude=force_exclude)
            results = [*found.unread, *_check_all(found.files, linter, grammar, jobs)]
            source = lru_cache(4)(partial(_source, settings, frozenset(found.files)))
            made = Results(results, found.whole, source)
            content = partial(read.content, settings.root)
        compare = _comparing(since, linter, grammar, content, whole=made.whole) if since else None
        return reported(linter, grammar, made, refused=refused, filters=filters, compare=compare)


@contextmanager
def _grammar(linter: Linter, *, remember: bool) -> Iterator[Grammar | None]:
    """The grammar check of this run, None when it is off or its rule is not selected."""
    wanted = any(rule.info.name == "grammar" for rule in linter.selection.rules)
    if not wanted or linter.settings.grammar.engine == "off":
        yield None
        return
    from qapress.grammar.check import opened

    with opened(linter.settings, linter.settings.root if remember else None) as grammar:
        yield grammar


def _stdin_source(stdin: tuple[str, bytes], path: str) -> Source:
    return decode(path, stdin[1])


def _source(settings: Settings, read_before: frozenset[str], path: str) -> Source:
    """A file decoded again; what is no text of the collection, such as an image, has no text to show.

    Raises:
        ReadError: it cannot be read any more.
    """
    if path not in read_before:
        return Source(path, "")
    try:
        return decode(path, read.content(settings.root, path))
    except OSError as error:
        raise ReadError(f"{path} changed while it was checked ({system_reason(error)}); run again") from error


def _comparing(
    since: Since,
    linter: Linter,
    grammar: Grammar | None,
    content: Callable[[str], bytes],
    *,
    whole: bool,
) -> Compare:
    """How to compare the files with what they were, once it is known what they are."""
    from qapress.pipeline.earlier import Earlier  # most checks compare with nothing

    return partial(Earlier, since, linter, grammar, content, whole=whole)


def _check_all(
    paths: Sequence[str], linter: Linter, grammar: Grammar | None, jobs: int
) -> Iterator[FileResult | Unread]:
    """Each file's result: in this process when they are few, or when a grammar engine is at work."""
    if jobs <= 1 or len(paths) <= BATCH or grammar is not None:
        yield from (_check_file(linter, grammar, path) for path in paths)
        return
    from concurrent.futures import ProcessPoolExecutor

    # Where processes are not forked, a new Python would import modules that lie in the working folder.
    os.environ.setdefault("PYTHONSAFEPATH", "1")
    batches = [paths[start : start + BATCH] for start in range(0, len(paths), BATCH)]
    with ProcessPoolExecutor(min(jobs, len(batches))) as pool:
        for results in pool.map(partial(_check_batch, linter.settings), batches):
            yield from results


def _check_batch(settings: Settings, paths: Sequence[str]) -> list[FileResult | Unread]:
    linter = make_linter(settings)
    return [_check_file(linter, None, path) for path in paths]


def _check_file(linter: Linter, grammar: Grammar | None, path: str) -> FileResult | Unread:
    try:
        data = read.content(linter.settings.root, path)
    except OSError as error:
        return Unread(path, system_reason(error))
    return _check_bytes(linter, grammar, path, data)


def _check_bytes(linter: Linter, grammar: Grammar | None, path: str, data: bytes) -> FileResult:
    document = linter.document(path, data)
    result = linter.check(document)
    if grammar is None:
        return result
    return result._replace(facts=result.facts._replace(grammar=grammar.facts(document)))


def reported(
    linter: Linter,
    grammar: Grammar | None,
    results: Results,
    *,
    refused: Refusals = NONE,
    filters: Sequence[Filter] = (),
    compare: Compare | None = None,
) -> Checked:
    """The results of files as one report, less what the filters know and what was found in them before."""
    checked = (each for each in results.files if isinstance(each, FileResult))
    done = sorted(checked, key=lambda each: each.facts.path)
    earlier = compare(done) if compare else None
    id_changes = earlier.id_changes() if earlier else None
    collection = Collection(tuple(each.facts for each in done), results.whole, id_changes)
    states = _states(linter, grammar, whole=results.whole)
    all_read = "grammar" in states and states["grammar"].state == "done"
    ids = settle(collection.files)
    found = diagnostics(
        linter, done, collection, ids, grammar=all_read, refused=refused, source=results.source
    )
    # Before equal findings become one: of a fault at many places, only some may be new.
    every = (*filters, earlier.known) if earlier else filters
    left = sifted(Seen(found, linter, done, collection, states, results.source), every)
    report = Report(
        grouped(left.new),
        files=len(done),
        questions=sum(len(each.facts.entries) for each in done),
        complete=results.whole,
        checks=states,
        unread=tuple(each for each in results.files if isinstance(each, Unread)),
        known=left.known,
    )
    return Checked(report, left.source)


def _states(linter: Linter, grammar: Grammar | None, *, whole: bool) -> dict[str, CheckState]:
    """How far those checks went that may fall short; what nobody selected is not named."""
    states = {}
    if any(rule.scope is Collection for rule in linter.selection.rules):
        states["collection"] = CheckState("done") if whole else ALONE
    if any(rule.info.name == "grammar" for rule in linter.selection.rules):
        states["grammar"] = grammar.state if grammar else OFF
    return states
