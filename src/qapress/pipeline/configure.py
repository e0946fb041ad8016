"""The settings of a run, with the names of rules in them held against the rules that there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qapress import __version__
from qapress.errors import ConfigError, UsageError, did_you_mean
from qapress.lint import select
from qapress.lint.edition import edition_of, newer
from qapress.settings import BuildSettings, Settings, load_for
from qapress.source.globs import matches

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    Keys = tuple[str | int, ...]


def configured(paths: Sequence[str], *, config: Path | None = None, isolated: bool = False) -> Settings:
    """The settings that govern the paths.

    Raises:
        ConfigError: a file is wrong, or names a rule or an edition that does not exist; with its line and,
            for a rule, the nearest name.
        UsageError: two paths have different roots.
    """
    settings = load_for(paths, config=config, isolated=isolated)
    _check_edition(settings.edition, f"{settings.where('edition')}: ")
    _check_globs(settings)
    _check_formats(settings)
    _check_layouts(settings)
    named = [*_names(settings)]
    if named:
        _check(settings, named)
    return settings


def _names(settings: Settings) -> Iterator[tuple[str, Keys]]:
    """Every word of a file that names rules, with its keys."""
    lists = {"select": settings.select, "extend-select": settings.extend_select, "ignore": settings.ignore}
    for name, words in lists.items():
        yield from ((word, (name, index)) for index, word in enumerate(words))
    for glob, words in settings.per_file_ignores.items():
        yield from ((word, ("per-file-ignores", glob, index)) for index, word in enumerate(words))
    yield from ((word, ("severity", word)) for word in settings.severity)
    yield from ((word, ("rules", word)) for word in settings.rules)


def overruled(settings: Settings, values: Mapping[str, Any]) -> Settings:
    """The settings with keyword values instead of those of files: keys as in TOML, but `_` for `-`.

    Raises:
        ConfigError: a key, type or value is wrong.
    """
    from qapress.settings.convert import overridden  # not needed by a run without a configuration

    chosen = overridden(settings, values)
    if "edition" in values:
        _check_edition(chosen.edition, "")
    return chosen


def _check_edition(edition: str | None, place: str) -> None:
    """Refuse an edition that this version does not know: what its rules find would be missing."""
    if edition is not None and newer(edition, __version__):
        raise ConfigError(
            f"{place}'edition' is {edition}, but this is qapress {__version__}; update qapress, or write "
            f"{edition_of(__version__)}"
        )


def _check_globs(settings: Settings) -> None:
    """Refuse a pattern of paths, of those that files set, that .gitignore could not hold."""
    if not settings.files:
        return
    lists: dict[Keys, Sequence[str]] = {("include",): settings.include, ("exclude",): settings.exclude}
    lists |= {("layouts", at, "include"): each.include for at, each in enumerate(settings.layouts)}
    lists |= {("languages", at, "include"): each.include for at, each in enumerate(settings.languages)}
    globs: list[tuple[Keys, str]] = [
        ((*keys, at), glob) for keys, each in lists.items() for at, glob in enumerate(each)
    ]
    globs += [(("per-file-ignores", glob), glob) for glob in settings.per_file_ignores]
    for keys, glob in globs:
        try:
            matches("", (glob,))
        except UsageError as error:
            raise ConfigError(f"{settings.where(*keys)}: {error}") from error


def _check_formats(settings: Settings) -> None:
    """Refuse a format of a release that does not exist."""
    if settings.build.formats == BuildSettings().formats:
        return
    from qapress import emit

    known = emit.formats()
    for at, name in enumerate(settings.build.formats):
        if name not in known:
            raise ConfigError(
                f"{settings.where('build', 'formats', at)}: there is no format '{name}'; "
                f"the formats are {', '.join(known)}{did_you_mean(name, known)}"
            )


def _check_layouts(settings: Settings) -> None:
    """Load the layouts that files name, and say of one that is not there which line asks for it."""
    named: list[tuple[str, Keys]] = [(settings.layout, ("layout",))]
    named += [(each.layout, ("layouts", at, "layout")) for at, each in enumerate(settings.layouts)]
    for name, keys in named if settings.files else ():
        if name != Settings.layout:
            from qapress.pipeline import read  # reads Markdown, which not every command does

            try:
                read.load_layout(name, settings.beside)
            except ConfigError as error:
                own = str(error).startswith(f"{name}:")  # a fault in the layout has its own line
                raise error if own else ConfigError(f"{settings.where(*keys)}: {error}") from error


def _check(settings: Settings, named: Sequence[tuple[str, Keys]]) -> None:
    from qapress import rules  # reads the index; most configurations name no rule

    names = [word for row in rules.index() for word in (row["name"], *row["aliases"])]
    words = [*names, *(row["code"] for row in rules.index())]
    for word, keys in named:
        if keys[0] == "rules":
            reason = "" if word in names else select.unknown(word, names)
        else:
            reason = select.objection(word, words, ignoring=keys[0] in ("ignore", "per-file-ignores"))
        if reason:
            raise ConfigError(f"{settings.where(*keys)}: {reason}")
