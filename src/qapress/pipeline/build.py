"""`build`: files to a release that is there whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from qapress import emit
from qapress.diagnostic import Report, Severity
from qapress.emit import changelog
from qapress.errors import QapressError, ReadError, system_reason
from qapress.facts.facts import Collection
from qapress.pipeline.changes import changes_since_release
from qapress.pipeline.check import Checked, Results, reported
from qapress.pipeline.collect import Naming, collect, quietly, texts
from qapress.pipeline.diagnose import diagnostics
from qapress.pipeline.lint import make_linter, with_problems
from qapress.pipeline.manifest import with_lists
from qapress.pipeline.stage import staging
from qapress.pipeline.verify import verify
from qapress.source.text import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from qapress.diagnostic import Problem
    from qapress.model.qa import Bundle, Document
    from qapress.pipeline.collect import Texts
    from qapress.pipeline.lint import Linter
    from qapress.settings import Settings

    Lost = Sequence[tuple[str, Problem]]


class FindingsLeftError(QapressError):
    """Errors stand in what was to be published; `checked` holds them."""

    def __init__(self, checked: Checked) -> None:
        count = checked.report.total(Severity.ERROR)
        what, them = ("an error stands", "it") if count == 1 else (f"{count} errors stand", "them")
        super().__init__(f"{what} in what would be published; mend {them} or pass --allow-errors")
        self.checked = checked


@dataclass(frozen=True)
class Built:
    """A release: its folder and zip, the size in bytes of each file, and what it lost on the way.

    `losses` is a report of group `publish`; `notes` say what else the user should know.
    """

    folder: Path
    zip: Path
    files: Mapping[PurePosixPath, int]
    losses: Checked
    notes: tuple[str, ...] = ()


def build(
    paths: Sequence[str],
    settings: Settings,
    *,
    formats: Sequence[str] = (),
    out: Path = Path("dist"),
    name: str | None = None,
    title: str | None = None,
    release: str | None = None,
    allow_errors: bool = False,
    progress: Callable[[str], None] = quietly,
) -> Built:
    """Publish what the paths name, or the configured files, as `out/NAME-RELEASE/` and a zip beside it.

    `progress` is told, in a few words, how far the work is.

    Raises:
        EmitError: a format does not exist, lacks its packages, cannot be made or breaks its schema.
        FindingsLeftError: errors stand and `allow_errors` is False.
        ReadError: a file cannot be read.
        UsageError: there is no question, or a name cannot be that of a folder.
        WriteError: the bundle cannot be written; an older one is untouched.
    """
    emitters = emit.load(formats or settings.build.formats)
    fonts = own_fonts(settings)
    linter = make_linter(settings)
    given = texts(paths, linter, progress)
    checked = examined(given, linter, progress)
    refuse(checked, allow_errors=allow_errors)
    collected = collect(given, settings, Naming(name, title, release))
    changes, notes = changes_since_release(given, paths, settings, collected.bundle.release)
    bundle = collected.bundle._replace(changes=changes)
    with staging(out, f"{bundle.name}-{bundle.release}") as stage:
        files, lost = emitted(
            bundle, emitters, settings, fonts=fonts, scratch=stage.scratch, progress=progress
        )
        losses = reported_losses(bundle, lost, settings)
        refuse(losses, allow_errors=allow_errors)
        files |= changelog.files(bundle.changes)
        if collected.license_text is not None:
            files[PurePosixPath("LICENSE")] = collected.license_text
        reports = checked.report, losses.report
        whole = with_lists(files, bundle, emitters, reports, allow_errors=allow_errors, fonts=fonts)
        verify(whole, bundle.name)
        progress("writing")
        folder, archive = stage.put(whole, bundle.created)
    sizes = {path: len(content) for path, content in whole.items()}
    return Built(folder, archive, sizes, losses, (*collected.notes, *notes))


def examined(given: Texts, linter: Linter, progress: Callable[[str], None] = quietly) -> Checked:
    """The texts checked by all rules, never by a grammar engine: its findings differ by machine."""
    results = []
    for number, each in enumerate(given.documents, 1):
        progress(f"checking file {number:,} of {len(given.documents):,}")
        results.append(linter.check(each, given.facts.get(each.path)))
    return reported(linter, None, Results(results, given.whole, sources(given.documents)))


def sources(documents: Iterable[Document]) -> Callable[[str], Source]:
    """The way from a path to the text that was read there; none is that of an image, say."""
    known = {each.path: each.source for each in documents}
    return lambda path: known.get(path) or Source(path, "")


def refuse(checked: Checked, *, allow_errors: bool) -> None:
    """Stop a build whose texts hold errors."""
    if checked.report.total(Severity.ERROR) and not allow_errors:
        raise FindingsLeftError(checked)


def emitted(
    bundle: Bundle,
    emitters: Sequence[emit.Emitter],
    settings: Settings,
    *,
    fonts: Mapping[str, bytes],
    scratch: Path | None = None,
    progress: Callable[[str], None] = quietly,
) -> tuple[dict[PurePosixPath, bytes], Lost]:
    """The files of all formats, and what they could not show, each loss once.

    `fonts` are the user's own, by path; `scratch` is a folder for what formats need on their way.
    """
    lost: list[tuple[str, Problem]] = []
    printed = bundle
    if any(each.printed for each in emitters):
        from qapress.emit.resolve import resolve  # with parsers that data and Markdown do not need

        resolved = resolve(bundle)
        printed = resolved.bundle
        lost += resolved.problems
    options = emit.EmitOptions(settings.build.paper, fonts, lambda *loss: lost.append(loss), scratch)
    files: dict[PurePosixPath, bytes] = {}
    for each in emitters:
        progress(f"making {each.name}")
        files |= each.emit(printed if each.printed else bundle, options)
    return files, tuple(dict.fromkeys(lost))


def own_fonts(settings: Settings) -> dict[str, bytes]:
    """The fonts of `build.fonts`, by path.

    Raises:
        ReadError: one is not there, or lies outside the root.
    """
    return {each: font(settings.root, each) for each in settings.build.fonts}


def font(root: Path, path: str) -> bytes:
    """A font file of the user's, under the root.

    Raises:
        ReadError: it is not there, or lies outside the root.
    """
    try:
        file = (root / path).resolve()
        if not file.is_relative_to(root.resolve()):
            raise ReadError(f"cannot read build.fonts: {path} lies outside {root.as_posix()}")
        return file.read_bytes()
    except (OSError, RuntimeError, ValueError) as error:  # a loop of links, a NUL in the name
        raise ReadError(f"cannot read build.fonts: {path}: {system_reason(error)}") from error


def reported_losses(bundle: Bundle, lost: Lost, settings: Settings) -> Checked:
    """What was lost as a report of the rules of group `publish`, suppressed where the text says so."""
    linter = make_linter(settings, publishing=True)
    documents = with_lost(bundle.documents, lost)
    incomplete = {path for path, _ in lost}
    results = [linter.check(each) for each in documents if each.path in incomplete]
    found = diagnostics(linter, results, Collection(()), bundle.ids)
    questions = sum(len(each.entries) for each in documents)
    return Checked(Report(found, len(documents), questions), sources(documents))


def with_lost(documents: Sequence[Document], lost: Lost) -> tuple[Document, ...]:
    """The documents with their losses as problems, for the rules of group `publish`."""
    by_path: dict[str, list[Problem]] = {}
    for path, problem in lost:
        by_path.setdefault(path, []).append(problem)
    return tuple(
        with_problems(each, [in_question(each, problem) for problem in by_path.get(each.path, ())])
        for each in documents
    )


def in_question(document: Document, problem: Problem) -> Problem:
    """A problem whose message names the question that it stands in; of characters it does so already."""
    start = problem.span.start
    label = next((each.label for each in document.entries if each.span.start <= start < each.span.end), "")
    if not label or problem.kind == "missing-glyph":
        return problem
    return problem._replace(message=f"{problem.message}, in {label}")
