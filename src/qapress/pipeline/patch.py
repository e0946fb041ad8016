"""What `fix` would mend of what was reported, as a patch for the top of the repository."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from qapress.diagnostic import Applicability
from qapress.pipeline.fix import fix
from qapress.report.parts.diff import binary, unified

if TYPE_CHECKING:
    from qapress.diagnostic import Report
    from qapress.lint.fixer import Place
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
    """The patch that makes the safe fixes of what was reported, and no others.

    `prefix` leads from the top of the repository to the root, with `/` at its end.
    """
    safe: dict[str, list[Place]] = {}
    for each in (one for every in report.shown() for one in every.apart):
        if each.finding.fix and each.finding.fix.applicability is Applicability.SAFE:
            safe.setdefault(each.path, []).append((each.info.code, each.finding.span.start))
    if not safe:
        return Patch()
    paths = [str(settings.root / path) for path in sorted(safe)]
    fixed = fix(paths, settings, write=False, only=safe)
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
