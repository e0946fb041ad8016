"""qapress from Python: what the command line does, as functions on values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qapress.pipeline import read
from qapress.pipeline.configure import configured, overruled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qapress.diagnostic import Diagnostic, Report
    from qapress.lint.fixer import Applied
    from qapress.model.qa import Document
    from qapress.pipeline.build import Built
    from qapress.settings import Settings

UNNAMED = "text.md"
"""The path of a text that has none."""


@dataclass(frozen=True)
class FixResult:
    """A mended text: the fixes that were made in it, and what is still wrong."""

    text: str
    applied: tuple[Applied, ...]
    remaining: tuple[Diagnostic, ...]


def check(paths: str | Path | Sequence[str | Path] = (), **settings: Any) -> Report:
    """Check files, folders or globs, or the configured files where there is no path.

    `settings` are the keys of the configuration, with `_` for `-`: `select=["QA1"]`,
    `grammar={"engine": "auto"}`. They replace what the governing configuration says.

    Raises:
        ConfigError: the configuration, or a keyword, is wrong.
        UsageError: the paths have different roots, or a rule does not exist.
        EngineError: the grammar engine that the settings insist on cannot be had.
    """
    from qapress.pipeline.check import check as check_paths

    given = _paths(paths)
    return check_paths(given, overruled(configured(given), settings)).report


def check_text(text: str, path: str | None = None, **settings: Any) -> Report:
    """Check a text; with `path` as that file of its collection, without it by the default settings.

    Spans count code points of the text without a byte order mark and with LF as line ends.

    Raises:
        ConfigError: as `check`.
        UsageError: a rule does not exist.
    """
    from qapress.pipeline.check import check as check_bytes

    chosen = _settings(path, settings)
    return check_bytes((), chosen, stdin=(_name(path, chosen), _encoded(text))).report


def fix(
    text: str, select: Sequence[str] = (), *, unsafe: bool = False, path: str | None = None, **settings: Any
) -> FixResult:
    """Apply safe fixes, with `unsafe` those too, of the selected rules to a text.

    Raises:
        ConfigError: as `check`.
        UsageError: a rule does not exist.
    """
    from qapress.pipeline.check import check as check_bytes
    from qapress.pipeline.fix import fix as fix_bytes

    chosen = _settings(path, settings)
    chosen = replace(chosen, select=tuple(select) or chosen.select)
    name = _name(path, chosen)
    (fixed,) = fix_bytes((), chosen, unsafe=unsafe, write=False, stdin=(name, _encoded(text))).files
    mended = fixed.after.encode().decode("utf-8", "surrogateescape")
    left = check_bytes((), chosen, stdin=(name, _encoded(mended)), refused={name: fixed.refused}).report
    return FixResult(mended, fixed.applied, left.shown())


def build(
    paths: str | Path | Sequence[str | Path] = (),
    out: str | Path = "dist",
    formats: Sequence[str] = (),
    **settings: Any,
) -> Built:
    """Make a release in the folder `out`, in the given formats or the configured ones.

    Raises:
        ConfigError: as `check`.
        EmitError: a format does not exist, lacks its packages, or cannot be made.
        FindingsLeftError: errors stand in what would be published.
        WriteError: the release cannot be written; an older one is untouched.
    """
    from qapress.pipeline.build import build as build_release

    given = _paths(paths)
    chosen = overruled(configured(given), settings)
    return build_release(given, chosen, formats=tuple(formats), out=Path(out))


def parse(text: str, path: str | None = None, **settings: Any) -> Document:
    """A text as a document: its questions and answers with their places. It never fails on content.

    Raises:
        ConfigError: as `check`.
    """
    chosen = _settings(path, settings)
    return read.document(_name(path, chosen), _encoded(text), chosen)


def _paths(paths: str | Path | Sequence[str | Path]) -> tuple[str, ...]:
    return (str(paths),) if isinstance(paths, str | Path) else tuple(str(each) for each in paths)


def _settings(path: str | None, settings: dict[str, Any]) -> Settings:
    return overruled(configured([path] if path else (), isolated=path is None), settings)


def _name(path: str | None, settings: Settings) -> str:
    """The path relative to the root."""
    if path is None:
        return UNNAMED
    whole = Path.cwd() / path
    return whole.relative_to(settings.root).as_posix() if whole.is_relative_to(settings.root) else path


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
