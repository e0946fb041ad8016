"""What a check leaves for reviewers besides its report: a patch, and the summary of a job on GitHub."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from qapress import report
from qapress.cli import streams
from qapress.cli.prefix import prefix, top

if TYPE_CHECKING:
    from qapress.diagnostic import Report
    from qapress.pipeline.check import Checked
    from qapress.pipeline.since import Since
    from qapress.report import Reporter, ReportOptions
    from qapress.settings import Settings

SHORT = 50_000
"""Characters of a patch that a page shows; a longer one is left to its file."""

BARE = ("text", "concise")
"""Formats for people that hold findings and nothing else."""


class Asked(NamedTuple):
    """What a check compares with, and where the patch goes."""

    since: Since | None
    baseline: Path | None
    patch: Path | None


def wanted() -> Path | None:
    """The file that GitHub takes the summary of a step from, where a step is running."""
    name = os.environ.get("GITHUB_STEP_SUMMARY")
    return Path(name) if name else None


def address() -> str:
    """The address of the files of this commit on GitHub; empty elsewhere."""
    names = ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA")
    server, repository, commit = (os.environ.get(name, "") for name in names)
    return f"{server}/{repository}/blob/{commit}/" if server and repository and commit else ""


def prepared(
    how: ReportOptions, reporter: Reporter, found: Report, settings: Settings, asked: Asked
) -> ReportOptions:
    """The options with what a page shows besides findings, where one is wanted; the patch is written.

    Raises:
        WriteError: the patch cannot be written.
        ReadError: git lacks an earlier content.
    """
    page = reporter.name == "markdown" or (reporter.name == "github" and wanted() is not None)
    if asked.patch or page:
        from qapress.pipeline.output import write_bytes
        from qapress.pipeline.patch import patch

        made = patch(found, settings, prefix(settings.root, "patch"))
        how = how._replace(patch=made.portable if len(made.portable) <= SHORT else "")
        if asked.patch:
            write_bytes(asked.patch, made.exact)
    if asked.since and (page or reporter.name == "github"):
        from qapress.pipeline.review import review

        seen_from = top(settings.root, reporter.name)
        known = review(asked.since, settings, found, asked.baseline, seen_from)
        how = how._replace(remarks=known.remarks, questions=known.questions)
    elif asked.since and reporter.name in BARE:
        from qapress.pipeline.review import remarks

        told = remarks(asked.since, settings, found, asked.baseline, settings.root)
        how = how._replace(remarks=told)
    return how


def told(reporter: Reporter, how: ReportOptions) -> list[str]:
    """The remarks as lines of talk, for formats that do not show them."""
    from qapress.report.parts.places import one_line

    remarks = how.remarks if reporter.name in BARE else ()
    return [f"note: {words}: {one_line(detail)}" for words, detail in remarks]


def write(checked: Checked, reporter: Reporter, how: ReportOptions) -> None:
    """Append the page to the summary of the step, if one is running and annotates.

    Raises:
        WriteError: it cannot be written.
    """
    file = wanted()
    if file and reporter.name == "github":
        from qapress.report.github import chosen

        how = how._replace(unmarked=chosen(checked.report, how)[1])
        streams.append(file, "".join(report.load("markdown").write(checked.report, checked.source, how)))
