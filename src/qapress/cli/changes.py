"""`qapress changes`: what became of the questions since an earlier commit or release."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from qapress.cli import complete, described, options, streams

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.cli.session import Session
    from qapress.pipeline.changes import Changes

HEADLINES = {
    "added": "added",
    "removed": "removed",
    "reworded": "reworded",
    "answer": "with another answer",
    "id": "with a new id alone",
    "renumbered": "renumbered",
    "moved": "moved",
    "markup": "formatted otherwise",
}


EPILOG = """\
REF is a tag or a commit, A..B for two of them, or an earlier release: its folder, its zip or its JSON.
Without it, the files are compared with the nearest tag before what is checked out. What is both a tag and a
folder counts as a tag; write ./NAME for the folder."""


@described.command(
    "changes",
    epilog=EPILOG,
    examples=(
        ("changes", "since the nearest tag"),
        ("changes HEAD~1 topic", "of a folder"),
        ("changes v1..HEAD --output-format markdown", "of two commits, as a page"),
        ("changes dist/notes-1.zip", "since an earlier release"),
    ),
)
@click.argument("arguments", nargs=-1, metavar="[REF] [PATH]...", shell_complete=complete.refs_or_paths)
@options.form("text", "json", "markdown")
@click.pass_obj
def command(session: Session, /, *, arguments: tuple[str, ...], output_format: str) -> int:
    """Print what changed and give the exit code."""
    from qapress.pipeline.changes import changes, changes_data, names_version, page

    settings = session.settings(arguments[1:])
    since, paths = (arguments[0], arguments[1:]) if arguments else (None, ())
    if since is not None and not names_version(since, settings.root):
        since, paths, settings = None, arguments, session.settings(arguments)
    found = changes(since, paths, settings)
    if output_format == "json":
        from json import dumps

        data = {"schema_version": 1, **changes_data(found)}
        streams.write([dumps(data, ensure_ascii=False, indent=1), "\n"])
    else:
        streams.write(page(found) if output_format == "markdown" else _text(found))
    return 0


def _text(found: Changes) -> Iterator[str]:
    """A line on all, then each section; nothing in it that a terminal would obey."""
    from qapress.pipeline.changes import sections
    from qapress.report.parts.places import one_line

    yield one_line(_headline(found)) + "\n"
    for section in sections(found):
        yield f"{section.title.lower()}:\n"
        for question, note, lost, gone in section.items:
            place = question.path if gone else f"{question.path}:{question.line}"
            label = f"{question.label} " if question.label else ""
            line = f"{place}: {label}{question.title}  [{question.id}]"
            yield f"  {one_line(line)}{f'  ({one_line(note)})' if note else ''}\n"
            if lost:
                yield f"    to keep its id: <!-- qapress: id {one_line(lost)} -->\n"
        yield from (f"  {one_line(line)}\n" for line in section.lines)


def _headline(found: Changes) -> str:
    """What was compared, and how many questions changed in which way."""
    commit = f" ({found.commit[:12]})" if found.commit and not found.commit.startswith(found.since) else ""
    versions = f"{found.since}{commit}" + (f" to {found.until}" if found.until else "")
    counts: Counter[str] = Counter(kind for each in found.questions for kind in each.kinds)
    counts["id"] = sum("reworded" not in each.kinds for each in found.of("id"))
    told = ", ".join(f"{count} {HEADLINES[kind]}" for kind in HEADLINES if (count := counts[kind]))
    return f"since {versions}: {told or 'no question changed'}"
