"""The settings of a run, with the names of rules in them held against the rules that there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import GROUPS
from qapress.errors import ConfigError, UsageError, did_you_mean
from qapress.settings import Settings, load_for
from qapress.source.globs import matches

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    Keys = tuple[str | int, ...]

ENGINE_RULE = "grammar/"


def configured(paths: Sequence[str], *, config: Path | None = None, isolated: bool = False) -> Settings:
    """The settings that govern the paths.

    Raises:
        ConfigError: a file is wrong, or names a rule that does not exist; with its line and the nearest name.
        UsageError: two paths have different roots.
    """
    settings = load_for(paths, config=config, isolated=isolated)
    _check_globs(settings)
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


def _check(settings: Settings, named: Sequence[tuple[str, Keys]]) -> None:
    from qapress import rules  # reads the index; most configurations name no rule

    rows = rules.index()
    names = {word for row in rows for word in (row["name"], *row["aliases"])}
    codes = {row["code"] for row in rows}
    prefixes = {code[:length] for code in codes for length in range(2, len(code))}
    for word, keys in named:
        known = names if keys[0] == "rules" else {*names, *codes, *GROUPS, *GROUPS.values(), "ALL"}
        engine = word.startswith(ENGINE_RULE) and keys[0] in ("ignore", "per-file-ignores")
        if word not in known and not engine and (keys[0] == "rules" or word not in prefixes):
            raise ConfigError(
                f"{settings.where(*keys)}: no rule or group is called '{word}'"
                f"{did_you_mean(word, sorted(known))}"
            )
