"""`qapress config`: what is in force, and where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from qapress.cli import complete, described, options, streams
from qapress.settings.locate import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qapress.cli.session import Session
    from qapress.pipeline.config import Setting
    from qapress.settings import Settings
    from qapress.settings.values import Engine

WIDTH = 48
"""Columns that a value may take before its place; a longer one has it right behind."""


@described.command(
    "config",
    more="Each value is followed by where it comes from: a file and its line, the command line, or the "
    "default. What is printed is itself a configuration. KEY is a key or a table, such as build or "
    "build.formats.",
    examples=(
        ("config", "all keys"),
        ("config include", "one key"),
        ("config build --output-format json", "a table, for a program"),
        ("config ignore --ignore dead-link", "with options of check"),
        ("config --for topic/QA_1-1.md", "what governs a file"),
    ),
)
@click.argument("key", required=False, metavar="[KEY]", shell_complete=complete.one(complete.keys))
@options.selecting
@options.grammar
@click.option(
    "--for",
    "path",
    metavar="PATH",
    shell_complete=complete.paths,
    help="The file or folder whose configuration is shown; default: the working folder.",
)
@options.form("text", "json")
@click.pass_obj
def command(
    session: Session,
    /,
    *,
    key: str | None,
    path: str | None,
    output_format: str,
    grammar: bool | None,
    engine: Engine | None,
    **selection: tuple[str, ...],
) -> int:
    """Print the settings and give the exit code."""
    from qapress.pipeline.config import in_force

    settings = session.settings([path] if path else [])
    typed = options.with_engine(options.selected(settings, **selection), grammar, engine)
    found = [
        each._replace(place=_named(session, settings, each.place)) for each in in_force(settings, typed, key)
    ]
    files = [_named(session, settings, each.path.as_posix()) for each in settings.files]
    root = settings.root.as_posix()
    streams.write(
        _json(root, files, found) if output_format == "json" else _text(session, root, files, found)
    )
    return 0


def _named(session: Session, settings: Settings, text: str) -> str:
    """A path or a place; a file of another commit is named as git does."""
    copy = settings.config_root
    if copy is None or session.config_from is None:
        return text
    inside = text.removeprefix(f"{shown(copy)}/").removeprefix(f"{copy.as_posix()}/")
    return f"{session.config_from}:{inside}" if inside != text else text


def _text(session: Session, root: str, files: Sequence[str], found: Sequence[Setting]) -> Iterator[str]:
    """TOML, with a comment on each line."""
    from qapress.pipeline.config import toml
    from qapress.report.parts.color import DIM, paint
    from qapress.report.parts.places import one_line

    def dim(words: str) -> str:
        return paint(words, DIM if session.colored else "")

    why = " (--isolated)" if session.isolated else ""
    yield dim(f"# files: {one_line(', '.join(files)) or 'none'}{why}") + "\n"
    yield dim(f"# root: {one_line(root)}") + "\n"
    for each in found:
        if each.value is None:
            yield dim(f"# {each.name} is not set") + "\n"
        else:
            yield f"{f'{each.name} = {toml(each.value)}':<{WIDTH}}  {dim(f'# {one_line(_origin(each))}')}\n"


def _origin(each: Setting) -> str:
    sources = [each.place, "command line" if each.typed else ""]
    return " and ".join(filter(None, sources)) or "default"


def _json(root: str, files: Sequence[str], found: Sequence[Setting]) -> Iterator[str]:
    """One object; each setting stands on a line of its own."""
    from json import dumps

    head = f'"root": {dumps(root, ensure_ascii=False)}, "files": {dumps(files, ensure_ascii=False)}'
    yield f'{{"schema_version": 1, {head}, "settings": ['
    separator = "\n"
    for each in found:
        path, _, line = each.place.rpartition(":")
        source = "command line" if each.typed else "file" if each.place else "default"
        data = {"key": each.name, "value": each.value, "source": source}
        data |= {"path": path or None, "line": int(line) if line else None}
        yield separator + dumps(data, ensure_ascii=False)
        separator = ",\n"
    yield "\n]}\n"
