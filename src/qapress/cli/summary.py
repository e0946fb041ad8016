"""What a check leaves for reviewers besides its report: a patch, and the summary of a job on GitHub."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from qapress import report
from qapress.cli import streams

if TYPE_CHECKING:
    from qapress.diagnostic import Report
    from qapress.pipeline.check import Checked
    from qapress.report import Reporter, ReportOptions
    from qapress.settings import Settings

SHORT = 50_000
"""Characters of a patch that a page shows; a longer one is left to its file."""


def wanted() -> Path | None:
    """The file that GitHub takes the summary of a step from, where a step is running."""
    name = os.environ.get("GITHUB_STEP_SUMMARY")
    return Path(name) if name else None


def address() -> str:
    """The address of the files of this commit on GitHub; empty elsewhere."""
    names = ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA")
    server, repository, commit = (os.environ.get(name, "") for name in names)
    return f"{server}/{repository}/blob/{commit}/" if server and repository and commit else ""


def patched(how: ReportOptions, found: Report, settings: Settings, file: Path | None) -> ReportOptions:
    """The options with the patch that a page shows; all of it is written into `file`, if there is one.

    Raises:
        WriteError: the file cannot be written.
    """
    from qapress.pipeline.output import write_bytes
    from qapress.pipeline.patch import patch

    made = patch(found, settings)
    if file:
        write_bytes(file, made.exact)
    return how._replace(patch=made.portable if len(made.portable) <= SHORT else "")


def write(checked: Checked, reporter: Reporter, how: ReportOptions) -> None:
    """Append the page to the summary of the step, if one is running and annotates.

    Raises:
        WriteError: it cannot be written.
    """
    file = wanted()
    if file and reporter.name == "github":
        streams.append(file, "".join(report.load("markdown").write(checked.report, checked.source, how)))
