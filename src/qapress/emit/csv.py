"""A table for spreadsheets, a question a row.

A cell that a spreadsheet would take for a formula has an apostrophe before it. To read the table with a
program, take one apostrophe away from each cell that matches `GUARDED`.
"""

from __future__ import annotations

import csv as standard
import io
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from qapress.emit import emitter
from qapress.emit.jsonl import records

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qapress.emit import EmitOptions
    from qapress.model.qa import Bundle

COLUMNS = (
    *("id", "order", "number", "title", "question", "answer", "options", "correct", "section", "tags"),
    *("difficulty", "kind", "language", "words", "answer_markdown", "references", "added", "changed"),
    *("license", "authors", "path", "line", "url", "bundle", "release"),
)
STARTS = "=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20"
"""How cells begin that a spreadsheet may calculate; the last four are those of East Asian keyboards."""
RISKY = re.compile(f"'*[{STARTS}]")
GUARDED = re.compile(f"'+[{STARTS}]")


@emitter("csv")
def csv(bundle: Bundle, options: EmitOptions) -> Mapping[PurePosixPath, bytes]:
    """The questions in UTF-8 with byte order mark and CRLF, below a row of names."""
    out = io.StringIO(newline="")
    table = standard.writer(out, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for each in records(bundle, options):
        cells = row(each)
        table.writerow([guarded(str(cells[name])) for name in COLUMNS])
    return {PurePosixPath(f"{bundle.name}.csv"): out.getvalue().encode("utf-8-sig")}


def row(record: Mapping[str, Any]) -> dict[str, Any]:
    """A question as cells by column: lists joined by `; `, sections by ` > `, options a line each."""
    answer = record["answer"] or {"text": "", "markdown": "", "words": ""}
    cells = {name: record.get(name) for name in COLUMNS} | {
        "question": record["question"]["text"],
        "answer": answer["text"],
        "answer_markdown": answer["markdown"],
        "words": answer["words"],
        "options": "\n".join(f"{each['key']}. {each['text']}" for each in record["options"]),
        "correct": "; ".join(each["key"] for each in record["options"] if each["correct"]),
        "section": " > ".join(record["section"]),
        "tags": "; ".join(record["tags"]),
        "references": "\n".join(f"{each['title']} {each['url']}" for each in record["references"]),
        "authors": "; ".join(record["authors"]),
        "path": record["source"]["path"],
        "line": record["source"]["line"],
        "url": record["source"]["url"],
    }
    return {name: "" if value is None else value for name, value in cells.items()}


def guarded(cell: str) -> str:
    """The cell with an apostrophe before it where a spreadsheet would calculate it."""
    return f"'{cell}" if RISKY.match(cell) else cell
