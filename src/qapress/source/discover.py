"""Paths that a person gave, or the configuration, to the files that are read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from qapress.diagnostic import Unread
from qapress.errors import system_reason
from qapress.source.globs import fixed_folder, is_glob, matches
from qapress.source.walk import is_skipped, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qapress.source.walk import Found

SUFFIXES = (".md", ".markdown")
"""What the name of a Markdown file ends with, in lower case."""


class Discovery(NamedTuple):
    """What is read: `files` relative to the root, with `/`, sorted, each once.

    `whole` says that nothing but folders was given, or no path at all, so that a rule over the collection
    may conclude from what is missing. `unread` holds paths that cannot be read, with the reason. `elsewhere`
    names folders with Markdown that `include` or `exclude` leaves out; it is filled only where nothing was
    found.
    """

    files: tuple[str, ...]
    whole: bool
    unread: tuple[Unread, ...] = ()
    elsewhere: tuple[str, ...] = ()


def find(
    paths: Sequence[str],
    root: Path,
    include: Sequence[str],
    exclude: Sequence[str],
    *,
    force_exclude: bool = False,
) -> Discovery:
    """The files that files, folders and globs name, or those of the root that match `include`.

    Paths are relative to the working folder, patterns to the root, written as in .gitignore. A file that is
    named is read in any case, unless `force_exclude` holds `exclude` and the folders that are always skipped
    against it. Links to folders are not followed; links to files are, inside the root.
    """
    search = _Search(root.resolve(), include, exclude, force=force_exclude)
    if not paths:
        search.folder("")
    for path in paths:
        search.given(path)
    files = search.files()
    return Discovery(
        files, search.whole, tuple(search.unread), () if files else tuple(sorted(search.elsewhere))
    )


def is_left_out(path: str, exclude: Sequence[str]) -> bool:
    """Whether `exclude`, or a folder that is always skipped, keeps a path relative to the root out."""
    return any(map(is_skipped, path.split("/")[:-1])) or matches(path, tuple(exclude))


class _Search:
    """One search on its way. `found` says of each file whether it is a link that a walk met."""

    def __init__(self, root: Path, include: Sequence[str], exclude: Sequence[str], *, force: bool) -> None:
        self.root = root
        self.include = tuple(include)
        self.exclude = tuple(exclude)
        self.force_exclude = force
        self.found: dict[str, bool] = {}
        self.unread: list[Unread] = []
        self.elsewhere: set[str] = set()
        self.whole = True

    def given(self, text: str) -> None:
        """Take one path of the command line."""
        try:
            self._take(text)
        except (OSError, ValueError) as error:  # a name that is too long, or holds a null character
            self._fail(Path(text), system_reason(error))

    def _take(self, text: str) -> None:
        path = Path(text if Path(text).exists() else text.replace("\\", "/"))
        self.whole &= path.is_dir()
        inside = self._inside(path)
        if inside is None:
            self._fail(path, f"it is, or leads, outside {self.root.as_posix()}")
        elif path.is_dir():
            self.folder(inside)
        elif path.is_file():
            self._file(inside)
        elif path.exists():
            self._fail(path, "it is no ordinary file")
        elif not is_glob(text):
            self._fail(path, "no such file or folder")
        elif not self._glob(inside):
            self._fail(path, "it matches no file")

    def folder(self, top: str) -> None:
        """Take what is included of a folder and all below it."""
        for path, is_link in self._walk(top):
            included = matches(path, self.include)
            if included and not matches(path, self.exclude):
                self.found.setdefault(path, is_link)
            elif included or path.lower().endswith(SUFFIXES):
                self.elsewhere.add(path.rpartition("/")[0] or ".")

    def files(self) -> tuple[str, ...]:
        """All that was found, without links to what was found under its own name."""
        own = {path for path, is_link in self.found.items() if not is_link}
        links = [path for path, is_link in self.found.items() if is_link and self._real(path) not in own]
        readable = []
        for path in sorted([*own, *links]):
            if path.isascii() or _is_utf8(path):
                readable.append(path)
            else:
                self._fail(Path(path), "its name is not UTF-8")
        return tuple(readable)

    def _file(self, path: str) -> None:
        if not (self.force_exclude and is_left_out(path, self.exclude)):
            self.found[path] = False

    def _glob(self, pattern: str) -> bool:
        """Take the files that a glob names and that are Markdown or included; whether there were any."""
        top = fixed_folder(pattern)
        if not (self.root / top).is_dir():
            return False
        matched = [path for path, _ in self._walk(top) if matches(path, (f"/{pattern}",))]
        texts = [path for path in matched if path.lower().endswith(SUFFIXES) or matches(path, self.include)]
        for path in texts:
            self._file(path)
        return bool(texts)

    def _walk(self, top: str) -> Iterator[Found]:
        failed: list[tuple[str, str]] = []
        for each in walk(self.root, top, failed):
            if not each.link or self._leads_to_text(each.path):
                yield each
        self.unread += [Unread(*each) for each in failed]

    def _leads_to_text(self, path: str) -> bool:
        """Whether a link stays inside and out of git's own folder, where a password may lie."""
        return self._inside(self.root / path) is not None and ".git" not in self._real(path).split("/")

    def _inside(self, path: Path) -> str | None:
        """The path under the root as it is written; None where it, or what it links to, lies outside."""
        try:
            real = path.resolve()
            written = path.parent.resolve() / path.name
        except (OSError, RuntimeError):  # a loop of links is a RuntimeError up to Python 3.12
            return None
        if not real.is_relative_to(self.root):
            return None
        is_own = not real.is_dir() and written.is_relative_to(self.root)
        relative = (written if is_own else real).relative_to(self.root).as_posix()
        return "" if relative == "." else relative

    def _real(self, path: str) -> str:
        return (self.root / path).resolve().relative_to(self.root).as_posix()

    def _fail(self, path: Path, reason: str) -> None:
        self.unread.append(Unread(_printable(path.as_posix()), reason))


def _is_utf8(path: str) -> bool:
    return _printable(path) == path


def _printable(path: str) -> str:
    return path.encode("utf-8", "backslashreplace").decode("utf-8")
