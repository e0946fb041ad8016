"""What `fix` would mend of what was reported, as a patch for the top of the repository."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from qapress.diagnostic import Applicability
from qapress.pipeline.fix import fix
from qapress.report.parts.diff import binary, unified

if TYPE_CHECKING:
    from qapress.diagnostic import Report
    from qapress.settings import Settings
    from qapress.source.text import Source


class Patch(NamedTuple):
    """One patch in two forms.

    `exact` has the bytes of the files. `portable` survives being shown on a page and copied from there: files
    with line ends other than LF, or with characters that nobody sees, are in git's binary form.
    """

    exact: bytes = b""
    portable: str = ""


def patch(report: Report, settings: Settings, prefix: str = "") -> Patch:
    """The patch for the files in which a safe fix was reported: it mends all that is safe to mend in them.

    `prefix` leads from the top of the repository to the root, with `/` at its end.
    """
    shown = [*report.shown(), *(further for each in report.shown() for further in each.more)]
    safe = {each.path for each in shown if (f := each.finding.fix) and f.applicability is Applicability.SAFE}
    if not safe:
        return Patch()
    fixed = fix([str(settings.root / path) for path in sorted(safe)], settings, write=False)
    pairs = [(each.before, each.after) for each in fixed.files if each.changed]
    return Patch(
        b"".join(unified(before, after, prefix) for before, after in pairs),
        "".join(_portable(before, after, prefix) for before, after in pairs),
    )


def _portable(before: Source, after: Source, prefix: str) -> str:
    data = unified(before, after, prefix)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return binary(before, after, prefix)
    seen = all(char in "\n\t" or char.isprintable() for char in text)
    return text if seen else binary(before, after, prefix)
