"""`doctor`: what this machine and this folder have of what qapress uses, and how to mend what is wrong."""

from __future__ import annotations

import os
import platform
import re
import sys
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from qapress import __version__
from qapress.errors import ConfigError, QapressError, system_reason
from qapress.lint.edition import newer
from qapress.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    State = Literal["ok", "note", "trouble"]

REQUIREMENT = re.compile(r"(?P<name>[\w.-]+)(?:\[.*?\])?\s*\(?(?P<range>[^;)]*)\)?\s*;?(?P<marker>.*)")
"""A line of a package's metadata (PEP 508), as far as ours go."""
BOUND = re.compile(r"(>=|<)\s*([\d.]+)")
RUN = re.compile("`(.+?)`")


class Check(NamedTuple):
    """What was found on a topic. A `note` hinders nothing that was asked for, a `remedy` is a command."""

    topic: str
    state: State
    text: str
    remedy: str = ""


def doctor(configure: Callable[[], Settings]) -> Iterator[Check]:
    """Look at everything; what cannot be looked at is a trouble, and stops nothing."""
    settings, configuration = _configured(configure)
    yield from _looked("qapress", _program)
    yield from _looked("packages", _packages)
    yield from configuration
    for topic, look in (
        ("edition", _edition),
        ("files", _files),
        ("pdf", _pdf),
        ("grammar", _embedded),
        ("languagetool", _languagetool),
        ("git", _git),
        ("cache", _cache),
        ("terminal", _terminal),
    ):
        yield from _looked(topic, partial(look, settings))


def _looked(topic: str, look: Callable[[], Iterator[Check]]) -> Iterator[Check]:
    try:
        yield from look()
    except (QapressError, ImportError) as error:
        yield Check(topic, "trouble", str(error))
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        yield Check(topic, "trouble", where + system_reason(error))


def _configured(configure: Callable[[], Settings]) -> tuple[Settings, list[Check]]:
    """The settings, or the defaults where the configuration is wrong."""
    topic = "configuration"
    try:
        settings = configure()
    except QapressError as error:
        return Settings(Path.cwd()), [Check(topic, "trouble", str(error), "correct that line")]
    found = " and ".join(each.path.as_posix() for each in settings.files)
    return settings, [Check(topic, "ok", found or f"none; the root is {settings.root.as_posix()}")]


def _program() -> Iterator[Check]:
    yield Check("qapress", "ok", f"{__version__} in {Path(__file__).parents[1].as_posix()}")
    place, machine = Path(sys.executable).as_posix(), f"{platform.system()} {platform.machine()}"
    yield Check("python", "ok", f"{platform.python_version()} at {place}, {machine}")


def _required(extra: str) -> list[tuple[str, str]]:
    """The packages that an extra needs, or without one the program, each with the range of its versions."""
    found = []
    for line in metadata.requires("qapress") or ():
        parts = REQUIREMENT.match(line)
        if parts and re.findall(r"extra == ['\"](.+?)['\"]", parts["marker"]) == ([extra] if extra else []):
            found.append((parts["name"], parts["range"].strip()))
    return found


def _fits(version: str, wanted: str) -> bool:
    """Whether a version lies in a range; only `>=` and `<` are looked at."""
    return all(newer(bound, version) == (sign == "<") for sign, bound in BOUND.findall(wanted))


def _sorted_out(extra: str) -> tuple[list[str], list[str]]:
    """The packages that are there, each with its version, and the requirements that are not met."""
    there, lacking = [], []
    for name, wanted in _required(extra):
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            lacking.append(f"{name}{wanted}")
            continue
        if _fits(version, wanted):
            there.append(f"{name} {version}")
        else:
            lacking.append(f"{name}{wanted}")
    return there, lacking


def _packages() -> Iterator[Check]:
    try:
        there, lacking = _sorted_out("")
    except metadata.PackageNotFoundError:
        yield Check("packages", "note", "qapress runs from a folder and is not installed as a package")
        return
    if lacking:
        needed = " ".join(f'"{each}"' for each in lacking)
        text = f"not there in the versions that are needed: {', '.join(lacking)}"
        yield Check("packages", "trouble", text, f"python -m pip install {needed}")
    else:
        yield Check("packages", "ok", ", ".join(there))


def _edition(settings: Settings) -> Iterator[Check]:
    from qapress.pipeline.explain import all_rules

    if settings.edition is None:
        return
    waiting = len(all_rules(settings.edition))
    if waiting:
        text = f"{settings.edition}: rules that came since then do not run, {waiting} of them"
        yield Check("edition", "note", text, "qapress upgrade --diff")
    else:
        yield Check("edition", "ok", settings.edition)


def _files(settings: Settings) -> Iterator[Check]:
    from qapress.pipeline.read import files

    found = files((), settings)
    number = len(found.files)
    if number:
        yield Check("files", "ok", f"{number} under {settings.root.as_posix()}")
    else:
        looked = f"none under {settings.root.as_posix()} matches include ({', '.join(settings.include)})"
        yield Check("files", "note", looked, "qapress config include")
    for each in found.unread:
        yield Check("files", "trouble", f"{each.path}: {each.reason}")


def _pdf(settings: Settings) -> Iterator[Check]:
    there, lacking = _sorted_out("pdf")
    if lacking:
        asked = settings.where("build", "formats") and "pdf" in settings.build.formats
        text = f"cannot be made without {', '.join(lacking)}"
        yield Check("pdf", "trouble" if asked else "note", text, 'python -m pip install "qapress[pdf]"')
    else:
        yield Check("pdf", "ok", ", ".join(there))


def _embedded(settings: Settings) -> Iterator[Check]:
    from qapress.grammar.embedded_data import missing, version

    reason, topic = missing(settings.language), "grammar"
    if not reason:
        yield Check(topic, "ok", f"lingotweaker {version(settings.language)}, which needs no Java")
        return
    text, _, advice = reason.rpartition(": ")
    found = RUN.search(advice)
    remedy = found[1] if found else advice
    if remedy.startswith("--"):
        remedy = f"qapress check {remedy}"
    asked = settings.grammar.engine == "embedded"
    yield Check(topic, "trouble" if asked else "note", text, remedy)


def _languagetool(settings: Settings) -> Iterator[Check]:
    from qapress.grammar.java import LEAST
    from qapress.pipeline.languagetool import status

    found, remote = status(), settings.grammar.url
    asked = settings.grammar.engine == "languagetool" and not remote
    lacking: State = "trouble" if asked else "note"
    if found.folder:
        server = found.server
        runs = f"; its server runs at {server.url}" if server else ""
        yield Check("languagetool", "ok", f"{found.version} in {found.folder.as_posix()}{runs}")
        lacking = "trouble"
    elif not remote:
        yield Check("languagetool", lacking, "not installed", "qapress languagetool install")
    if remote:
        text, remedy = f"asked at {remote}", ""
        if not found.client:
            text, remedy = f"{text}, without its client", 'python -m pip install "qapress[languagetool]"'
        yield Check("languagetool", "trouble" if remedy else "ok", text, remedy)
    java = found.java
    if java and java.is_enough:
        yield Check("java", "ok", f"{java.version} at {Path(java.path).as_posix()}")
    else:
        text = f"{java.version} at {java.path} is too old" if java else "none on the PATH works"
        yield Check("java", lacking, f"{text}; only LanguageTool needs it", f"install Java {LEAST} or newer")


def _git(settings: Settings) -> Iterator[Check]:
    from qapress import git

    try:
        version = git.version()
    except OSError as error:
        yield Check("git", "trouble", str(error), "git --version")
        return
    if version is None:
        text = "not on the PATH; releases are named and compared by it"
        yield Check("git", "note", text, "install git")
        return
    yield Check("git", "ok", version)
    top = git.root(settings.root)
    if top is None:
        yield Check("repository", "note", f"none around {settings.root.as_posix()}", "git init")
        return
    if trouble := git.trouble(top):
        text, _, remedy = trouble.partition("; run: ")
        yield Check("repository", "trouble", text, remedy)
    elif git.is_shallow(top):
        text = "a shallow clone: earlier commits, and the tags on them, are not there"
        yield Check("repository", "note", text, "git fetch --unshallow --tags")
    else:
        yield Check("repository", "ok", top.as_posix())
    yield from _looked("hooks", partial(_hooks, top))


def _hooks(top: Path) -> Iterator[Check]:
    from shutil import which

    from qapress import git
    from qapress.pipeline import hooks

    file = top / hooks.NAME
    try:
        taken = hooks.taken(hooks.values(file.read_text("utf-8-sig"))) if file.is_file() else ()
    except (ConfigError, UnicodeDecodeError) as error:
        text = str(error) if isinstance(error, ConfigError) else f"{hooks.NAME}: not UTF-8"
        yield Check("hooks", "trouble", text, "correct that file")
        return
    if not any(each.ids for each in taken):
        yield Check("hooks", "note", f"no {hooks.NAME} takes a hook of qapress", "qapress init")
        return
    folder = git.hooks(top)
    if folder and (folder / "pre-commit").is_file():
        yield Check("hooks", "ok", f"installed in {folder.as_posix()}")
    else:
        first = "" if which("pre-commit") else "python -m pip install pre-commit && "
        text = f"in {hooks.NAME}, but git does not run them"
        yield Check("hooks", "note", text, f"{first}pre-commit install")
    for state, text, remedy in hooks.doubts(taken):
        yield Check("hooks", state, text, remedy)


def _cache(settings: Settings) -> Iterator[Check]:
    from qapress.source.cache import CACHE, cache_folder

    inner = cache_folder(settings.root, "grammar")
    if inner is None:
        text = f"a link stands where {CACHE} would, so that nothing is kept"
        yield Check("cache", "note", text, f"remove the link {(settings.root / CACHE).as_posix()}")
        return
    folder = inner.parent
    if not folder.exists():
        above = next(each for each in folder.parents if each.exists())
        if above.is_dir() and os.access(above, os.W_OK):
            yield Check("cache", "ok", f"nothing is kept yet in {folder.as_posix()}")
        else:
            text = f"{folder.as_posix()} cannot be made, so that nothing is kept"
            yield Check("cache", "note", text, "set QAPRESS_CACHE_DIR to another folder")
    elif not (folder.is_dir() and os.access(folder, os.W_OK)):
        text = f"{folder.as_posix()} is no folder that can be written"
        yield Check("cache", "trouble", text, "delete it, or set QAPRESS_CACHE_DIR to another folder")
    else:
        size = sum(each.stat().st_size for each in folder.rglob("*") if each.is_file())
        yield Check("cache", "ok", f"{size / 1_000_000:.1f} MB in {folder.as_posix()}")


def _terminal(_: Settings) -> Iterator[Check]:
    """Output is always UTF-8: whether that is what is expected where it goes."""
    import locale

    if sys.platform == "win32":
        import ctypes

        page = ctypes.windll.kernel32.GetConsoleOutputCP()
        if page not in (0, 65001):
            text = f"code page {page}: programs that read our output through a pipe garble it, which is UTF-8"
            yield Check("terminal", "note", text, "chcp 65001")
            return
    encoding = locale.getencoding().casefold().replace("_", "-")
    if encoding in ("utf-8", "utf8", "ascii", "ansi-x3.4-1968", "us-ascii") or sys.platform == "win32":
        yield Check("terminal", "ok", "UTF-8")
    else:
        text = f"the locale says {encoding}, output is UTF-8: what is not ASCII will be garbled"
        yield Check("terminal", "trouble", text, "export LC_ALL=C.UTF-8")
