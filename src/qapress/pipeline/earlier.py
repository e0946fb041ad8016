"""What was found in the files as they were: it is not new.

A finding is known where the same rule found the same at the same place; the place is followed through edits,
moves and renamed files. Else it is known by its identity. Of a rule over the collection the message may
differ, since it names other questions, which are renumbered and renamed.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from qapress.facts.extract import extract
from qapress.facts.facts import Collection
from qapress.facts.ids import settle
from qapress.lint.suppress import Outcome
from qapress.pipeline import read
from qapress.pipeline.diagnose import diagnostics
from qapress.pipeline.id_changes import Side, id_changes
from qapress.pipeline.known import Known
from qapress.pipeline.sides import sides
from qapress.source.align import Alignment
from qapress.source.names import FormerNames
from qapress.source.text import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from qapress.diagnostic import Diagnostic, Identity
    from qapress.facts.facts import IdChange
    from qapress.grammar.check import Grammar
    from qapress.model.qa import Document
    from qapress.pipeline.known import Seen
    from qapress.pipeline.lint import FileResult, Linter
    from qapress.pipeline.since import Since

WIDE = (Collection, Outcome)
"""What rules look at whose findings in a file depend on other files, too."""


class Earlier:
    """The files as they were at a commit, beside what they are now: the `results` of a check.

    `content` gives the bytes of a file by its path; `whole` says that the results are a whole collection.
    """

    def __init__(
        self,
        since: Since,
        linter: Linter,
        grammar: Grammar | None,
        content: Callable[[str], bytes],
        results: Sequence[FileResult],
        *,
        whole: bool,
    ) -> None:
        paths = [each.facts.path for each in results]
        self.since, self.linter, self.grammar = since, linter, grammar
        self.results, self.whole = results, whole
        self.sides = sides(since, paths, linter.settings, content, whole=whole)
        self.same = frozenset(paths) - self.sides.new.keys()

    def id_changes(self) -> tuple[IdChange, ...]:
        """The questions that have other ids than they had."""
        new = {path: read.parsed(source, self.linter.settings) for path, source in self.sides.new.items()}
        kept = [each.facts for each in self.results if each.facts.path in self.same]
        every = [each.facts for each in self.results]
        old_facts = [*kept, *map(extract, self._documents.values())]
        return id_changes(Side(old_facts, self._documents), Side(every, new))

    def known(self, seen: Seen) -> Known:
        """Which of the findings were there: a filter."""
        scopes = {rule.info.code: rule.scope for rule in self.linter.selection.rules}
        wide = {code for code, scope in scopes.items() if scope in WIDE}
        open_ = [each for each in seen.found if each.path not in self.same or each.info.code in wide]
        matches = _Matches(self, self._found(seen) if open_ else (), wide)
        new = {each.identity for each in matches.new(open_)}
        return Known({each.identity for each in seen.found} - new)

    def before(self, each: Diagnostic) -> tuple[str, int] | None:
        """Where what is at a finding's place stood."""
        if each.path in self.sides.new:
            return self._alignment.before(each.path, each.finding.span)
        return each.path, each.finding.span.start

    @cached_property
    def _documents(self) -> dict[str, Document]:
        """The documents as they were, of those files that differ."""
        sources = self.sides.old.values()
        return {each.path: self.linter.document(each.path, each.encode()) for each in sources}

    @cached_property
    def _alignment(self) -> Alignment:
        return Alignment(self.sides.old, self.sides.new, self.sides.origins)

    def _found(self, seen: Seen) -> tuple[Diagnostic, ...]:
        """What the same check would have found."""
        old = [self._checked(each) for each in self._documents.values()]
        # Of files that did not change, what rules of files found is known; only suppressions count it.
        kept = [each for each in self.results if each.facts.path in self.same]
        slim = [each if each.suppressions else each._replace(found=()) for each in kept]
        results = sorted([*slim, *old], key=lambda each: each.facts.path)
        collection = Collection(tuple(each.facts for each in results), self.whole, id_changes=())
        done = "grammar" in seen.checks and seen.checks["grammar"].state == "done"
        linter = self.linter._replace(names=self._names())
        ids = settle(collection.files)

        def source(path: str) -> Source:
            return self.sides.old.get(path) or (seen.source(path) if path in self.same else Source(path, ""))

        return diagnostics(linter, results, collection, ids, grammar=done, source=source)

    def _checked(self, document: Document) -> FileResult:
        result = self.linter.check(document)
        if self.grammar is None:
            return result
        return result._replace(facts=result.facts._replace(grammar=self.grammar.facts(document)))

    def _names(self) -> FormerNames:
        """The names of all files as they were."""
        tree, here = self.since.tree, frozenset(self.linter.names.files)
        then = {*tree.files, *tree.links}
        others = tuple(f"{each}/" for each in tree.modules)
        new = {path for path in here if path not in then and not path.startswith(others)}
        return FormerNames(self.linter.settings.root, then - here, new)


class _Matches:
    """Findings of today on their way to those of then, each of which stands for one at most."""

    def __init__(self, earlier: Earlier, old: Sequence[Diagnostic], wide: set[str]) -> None:
        self.earlier, self.wide = earlier, wide
        self.places: dict[tuple[str, str, int], list[Diagnostic]] = {}
        self.words: dict[Identity, list[Diagnostic]] = {}
        self.taken: set[int] = set()
        for each in old:
            key = each.info.code, each.path, each.finding.span.start
            self.places.setdefault(key, []).append(each)
            self.words.setdefault(_said(each, each.path), []).append(each)

    def new(self, found: Sequence[Diagnostic]) -> list[Diagnostic]:
        """Those of the findings that were not there."""
        moved = [each for each in found if not self._takes(each, self._there(each))]
        return [each for each in moved if not self._takes(each, self._alike(each))]

    def _takes(self, each: Diagnostic, candidates: Iterable[Diagnostic]) -> bool:
        """Whether one of the candidates is left for a finding; what was suppressed and is not is new."""
        for old in candidates:
            if id(old) not in self.taken and (old.suppressed is None or each.suppressed is not None):
                self.taken.add(id(old))
                return True
        return False

    def _there(self, each: Diagnostic) -> Iterator[Diagnostic]:
        """What the rule found at the same place."""
        place = self.earlier.before(each)
        return self._saying(each, self.places.get((each.info.code, *place), ()) if place else ())

    def _alike(self, each: Diagnostic) -> Iterator[Diagnostic]:
        """What the rule found in the same question, or outside of any in the same file, at the same words."""
        before = self.earlier.sides.origins.get(each.path, each.path)
        return self._saying(each, self.words.get(_said(each, before), ()))

    def _saying(self, each: Diagnostic, found: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
        """Those that say what a finding says; then the others, where it names what may have a new name."""
        yield from (old for old in found if old.finding.message == each.finding.message)
        if each.info.code in self.wide:
            yield from found


def _said(each: Diagnostic, path: str) -> Identity:
    """What a finding was known by when its file was at a path, whichever of several alike it is."""
    where = path if each.identity.where == each.path else each.identity.where
    return each.identity._replace(where=where, ordinal=1)
