"""`qapress list`: the questions that were found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from qapress.cli import described, options, streams
from qapress.cli.session import Session, complain, refuse_nothing, standard_input, within

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Questions = Sequence[dict[str, Any]]

COLUMNS = (
    "id",
    "number",
    "label",
    "title",
    "kind",
    "answered",
    "words",
    "language",
    "path",
    "line",
    "end_line",
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for the beginning of a formula."""


FORMS = {"text": (), "csv": ("words",), "json": ("text", "html", "words", "content_hash")}
"""What each format needs to have made of the Markdown."""


@described.command(
    "list",
    examples=(
        ("list", "place, number, title, id"),
        ("list topic", "those of a folder"),
        ("list --output-format csv > questions.csv", "for a spreadsheet"),
    ),
)
@options.reading
@options.form("text", "json", "csv")
@options.not_yet("--links", is_flag=True)
@click.pass_obj
def command(
    session: Session,
    /,
    *,
    paths: tuple[str, ...],
    stdin_filename: str | None,
    force_exclude: bool,
    output_format: str,
) -> int:
    """Print the questions and give the exit code."""
    from qapress.pipeline.list import questions

    governed, stdin = standard_input(paths, stdin_filename)
    settings = session.settings(governed)
    listed = questions(
        paths,
        settings,
        stdin=within(stdin, settings),
        force_exclude=force_exclude,
        forms=FORMS[output_format],
    )
    if not (listed.files or listed.unread or force_exclude):
        refuse_nothing(paths, settings)
    formats: dict[str, Callable[[Questions], Iterator[str]]] = {"text": _text, "json": _json, "csv": _csv}
    streams.write(formats[output_format](listed.questions))
    return 2 if complain(listed.unread) else 0


def _text(questions: Questions) -> Iterator[str]:
    """`path:line: label title  [id]`, nothing in it that a terminal would obey."""
    from qapress.report.parts.places import one_line

    for each in questions:
        place = f"{each['source']['path']}:{each['source']['line']}"
        label = f"{each['label']} " if each["label"] else ""
        lacking = "" if each["answered"] else " (no answer)"
        yield one_line(f"{place}: {label}{each['title']}{lacking}  [{each['id']}]") + "\n"


def _json(questions: Questions) -> Iterator[str]:
    """One object; each question stands on a line of its own."""
    from json import dumps

    yield '{"schema_version": 1, "questions": ['
    separator = "\n"
    for each in questions:
        yield separator + dumps(each, ensure_ascii=False)
        separator = ",\n"
    yield "\n]}\n"


def _csv(questions: Questions) -> Iterator[str]:
    """Comma-separated values (RFC 4180), safe to open in a spreadsheet."""
    import csv
    from io import StringIO

    out = StringIO()
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    for each in questions:
        flat = {**each, **each["source"], "words": each["answer"]["words"] if each["answer"] else 0}
        rows.writerow([_cell(flat[column]) for column in COLUMNS])
    yield out.getvalue()


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
