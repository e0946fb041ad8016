"""A `Bundle` to the files of a release: one decorated function a format.

In: a `Bundle` whose assets were found; formats for print get it resolved. Out: relative paths with bytes,
and problems of what could not be shown. Imports `markdown` and `model`; reads no clock and nothing but
package data.

Every module in this folder is a format, named as in `--formats`; what formats share lies in sub-packages.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from qapress.errors import EmitError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from qapress.diagnostic import Problem
    from qapress.emit.fonts import Font
    from qapress.model.qa import Bundle

    Report = Callable[[str, Problem], None]
    Emit = Callable[["Bundle", "EmitOptions"], Mapping[PurePosixPath, bytes]]

FOLDER = Path(__file__).parent
NOTHING: Mapping[str, str] = MappingProxyType({})


def _forget(path: str, problem: Problem) -> None:
    """Nobody asked what was lost."""


@dataclass(frozen=True, slots=True)
class EmitOptions:
    """What the user chose for all formats, and where a format tells what it could not show.

    `fonts` are font files by path, for what the package's own lack. `report` takes a document's path and a
    problem in it. `scratch` is an existing folder for temporary files, None the system's. `shared` is for
    what several formats of one build need and the first of them makes.
    """

    paper: str = "a4"
    fonts: Mapping[str, bytes] = field(default_factory=dict)
    report: Report = field(default=_forget)
    scratch: Path | None = None
    shared: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Emitter:
    """A format: `printed` ones get the resolved bundle.

    `needs` are the packages of the extra by name, each with a module that it installs. `fonts` are those
    that its files may hold, besides the user's.
    """

    name: str
    emit: Emit
    printed: bool
    needs: Mapping[str, str]
    extra: str
    fonts: tuple[Font, ...] = ()

    def require(self) -> None:
        """Make sure that what the format needs is installed.

        Raises:
            EmitError: something is missing; the message holds the command that installs it.
        """
        if all(find_spec(each) for each in self.needs.values()):
            return
        message = (
            f"{self.name} needs packages that are not installed; install them with: "
            f'python -m pip install "qapress[{self.extra}]"'
        )
        raise EmitError(message)


def emitter(
    name: str,
    *,
    printed: bool = False,
    needs: Mapping[str, str] = NOTHING,
    extra: str = "",
    fonts: tuple[Font, ...] = (),
) -> Callable[[Emit], Emitter]:
    """Make a format of a function that turns a bundle into files."""
    return lambda emit: Emitter(name, emit, printed, needs, extra, fonts)


def formats() -> tuple[str, ...]:
    """The names of all formats, without importing them."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__"))


def load(names: Iterable[str]) -> tuple[Emitter, ...]:
    """The formats of these names, each ready to run.

    Raises:
        EmitError: none is named, there is no such format, or what it needs is not installed.
    """
    known = formats()
    wanted = dict.fromkeys(names)
    if not wanted:
        raise EmitError(f"no format is named; the formats are {', '.join(known)}")
    found = []
    for name in wanted:
        if name not in known:
            raise EmitError(
                f"there is no format {name!r}; the formats are {', '.join(known)}{did_you_mean(name, known)}"
            )
        made: Emitter = getattr(import_module(f"qapress.emit.{name}"), name)
        made.require()
        found.append(made)
    return tuple(found)
