"""The global options, and what every command does with them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from qapress.cli.streams import say
from qapress.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qapress.diagnostic import Report, Unread
    from qapress.settings import Settings

FOLDERS = 8
"""Folders that are named at most where nothing was found."""


class Session(NamedTuple):
    """What stands before the command. `jobs` 0 means one process a processor."""

    config: str | None = None
    config_from: str | None = None
    isolated: bool = False
    no_cache: bool = False
    jobs: int = 0
    quiet: bool = False
    verbose: bool = False
    color: str = "auto"

    def settings(self, paths: Sequence[str]) -> Settings:
        """The settings that govern the paths; with `--verbose` their file and their edition are told."""
        found = self._configured(paths)
        if self.verbose:
            say(f"configuration: {found.file or 'none'}\nroot: {found.root}")
        if self.verbose and found.edition:
            from qapress.pipeline.explain import all_rules

            say(f"edition: {found.edition}, for which {len(all_rules(found.edition))} newer rules wait")
        return found

    def _configured(self, paths: Sequence[str]) -> Settings:
        if self.config_from is None:
            from qapress.pipeline.configure import configured

            config = Path(self.config) if self.config else None
            return configured(paths, config=config, isolated=self.isolated)
        if self.config or self.isolated:
            raise UsageError("--config-from does not go with --config or --isolated")
        from qapress.pipeline.config_from import configured_from

        return configured_from(self.config_from, paths)

    @property
    def processes(self) -> int:
        """How many processes may work."""
        return self.jobs or os.cpu_count() or 1

    @property
    def colored(self) -> bool:
        """Whether standard output gets colours: asked for, or a terminal that nothing speaks against."""
        if self.color != "auto":
            return self.color == "always"
        plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        return not plain and sys.stdout is not None and sys.stdout.isatty()

    def tell(self, text: str) -> None:
        """Say something that is no error, unless `--quiet`."""
        if not self.quiet:
            say(text)


def standard_input(paths: Sequence[str], name: str | None) -> tuple[Sequence[str], tuple[str, bytes] | None]:
    """The paths that settings are looked up for, and the name and bytes of `-` when it is given.

    Raises:
        UsageError: `-` stands beside other paths, or only `--stdin-filename` is given.
    """
    if "-" not in paths:
        if name is not None:
            raise UsageError("--stdin-filename needs the path -")
        return paths, None
    if len(paths) > 1:
        raise UsageError("standard input (-) cannot be read together with other paths")
    data = sys.stdin.buffer.read() if sys.stdin is not None else b""
    return ([name] if name else []), (name or "-", data)


def within(stdin: tuple[str, bytes] | None, settings: Settings) -> tuple[str, bytes] | None:
    """Standard input under its name relative to the root, as files have theirs."""
    if stdin is None or stdin[0] == "-":
        return stdin
    path = Path(os.path.abspath(stdin[0]))  # noqa: PTH100 - the file need not exist
    return path.relative_to(settings.root).as_posix(), stdin[1]


def refuse_nothing(paths: Sequence[str], settings: Settings) -> None:
    """Where nothing can be read, say what was looked for and where there is Markdown instead.

    Raises:
        UsageError: no file matches.
    """
    from qapress.pipeline.read import files

    found = files(paths, settings)
    if found.files or found.unread:
        return
    elsewhere = found.elsewhere
    less = f" less exclude ({', '.join(settings.exclude)})" if settings.exclude else ""
    looked = f"include ({', '.join(settings.include)}){less}"
    listed = ", ".join(elsewhere[:FOLDERS]) + (" and others" if len(elsewhere) > FOLDERS else "")
    slash = " (patterns separate folders by '/')" if any("\\" in each for each in settings.include) else ""
    where = f"; there is Markdown in {listed}" if elsewhere else ""
    raise UsageError(f"no file matches {looked} under {settings.root.as_posix()}{slash}{where}")


def incomplete(found: Report) -> bool:
    """Tell what could not be read, and which checks fell short that somebody insisted on; whether any did."""
    lacking = [(name, check) for name, check in found.checks.items() if check.failed]
    for name, check in lacking:
        how = "not checked:" if check.state == "skipped" else "checked in part;"
        say(f"error: {name} was {how} {check.reason}")
    return bool(complain(found.unread) or lacking)


def complain(unread: Iterable[Unread]) -> int:
    """Tell which files could not be read, or written; their number."""
    from qapress.report.parts.places import one_line

    lost = list(unread)
    for each in lost:
        say(f"error: {one_line(each.path)}: {one_line(each.reason)}")
    return len(lost)
