"""The only caller of git: reads where a repository is and what its commits hold, and changes nothing.

Nothing here needs git: without the program, or outside a repository, every answer is None.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

from qapress import programs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from subprocess import CompletedProcess

_CONFIG = (
    "core.fsmonitor=false",  # would run a program that the repository names
    "protocol.allow=never",  # a partial clone must not fetch
    "log.showSignature=false",
)
_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "LC_ALL": "C",
}
_SECONDS = 30
_HASH = re.compile("[0-9a-f]{40,64}")
_VERSION = re.compile(r"git version ([0-9]+\.[^\r\n]*)")
_ORDINARY = ("100644", "100755", "100664")
_SUBMODULE = "160000"
_LINK = "120000"
_SKIPPED = "S"
"""How `git ls-files -t` marks what need not be in the work tree."""
ESCAPING = re.compile(
    r"(^|/)(\.{0,2}|\.git)(/|$)" + (r"|[\\:]|[. ](/|$)" if os.name == "nt" else ""), re.IGNORECASE
)
"""What git checks out under no such name: a path that leads out of the folder, or into `.git`."""


class Tree(NamedTuple):
    """The files of a commit below a folder: the hash of each content by path, relative to the folder.

    Only ordinary files: neither `links` nor what lies in `modules`, the folders that are other repositories.
    No path leads out of the folder, nor into `.git`: a commit that was fetched may hold such names.
    """

    files: Mapping[str, str]
    modules: tuple[str, ...]
    links: tuple[str, ...] = ()


def root(path: Path) -> Path | None:
    """The nearest folder at or above `path` that is the top of a work tree; read without running git."""
    start = path.resolve()
    return next((each for each in (start, *start.parents) if _is_top(each)), None)


def describe(folder: Path) -> str | None:
    """The release that is checked out: the nearest tag, with the commits since then, else the commit."""
    # `--dirty` would write the index, whatever GIT_OPTIONAL_LOCKS says; `is_dirty` does not.
    return _git(folder, "describe", "--tags", "--always", "--abbrev=12")


def commit(folder: Path, revision: str = "HEAD") -> str | None:
    """The full hash of the commit that is checked out, or of that which a revision names."""
    found = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    return found if found and _HASH.fullmatch(found) else None


def is_begun(folder: Path) -> bool:
    """Whether something was committed, be it still there or not."""
    return _git(folder, "rev-parse", "--verify", "--quiet", "HEAD") is not None


def nearest_tag(folder: Path, *, earlier: bool) -> str | None:
    """The nearest tag of what is checked out; an `earlier` one is none of this very commit."""
    own = (_git(folder, "tag", "--points-at", "HEAD") if earlier else "") or ""
    passed = [f"--exclude={tag}" for tag in own.split("\n") if tag]
    return _git(folder, "describe", "--tags", "--abbrev=0", *passed, "HEAD") or None


def merge_base(folder: Path, revision: str) -> str | None:
    """The full hash of the best commit that a revision and what is checked out have in common."""
    own = commit(folder, revision)  # a name may look like an option
    found = _git(folder, "merge-base", own, "HEAD") if own else None
    return found if found and _HASH.fullmatch(found) else None


def tree(folder: Path, commit: str, largest: int | None = None) -> Tree | None:
    """What a commit holds below a folder; paths that are not UTF-8 are left out, as are larger files.

    Sizes are looked up only where there is a limit: in a repository of loose objects that takes long.
    """
    sizes = [] if largest is None else ["-l"]
    listing = _bytes(folder, b"", "ls-tree", "-r", "-z", *sizes, commit)
    if listing is None:
        return None
    files, modules, links = {}, [], []
    for line in listing.split(b"\0")[:-1]:
        entry, _, name = line.partition(b"\t")
        mode, _, found, *size = entry.decode("ascii").split()
        try:
            path = name.decode("utf-8")
        except UnicodeDecodeError:
            continue
        if ESCAPING.search(path):
            continue
        if mode == _SUBMODULE:
            modules.append(path)
        elif mode == _LINK:
            links.append(path)
        elif mode in _ORDINARY and (largest is None or int(size[0]) <= largest):
            files[path] = found
    return Tree(files, tuple(modules), tuple(links))


def comparable(folder: Path, then: Tree) -> Tree:
    """What of a commit can be held against the files below a folder.

    That is not what a sparse checkout keeps away, nor a submodule that is none any more.
    """
    listing = _bytes(folder, b"", "ls-files", "-z", "-t", "--stage") or b""
    modules, away = set[str](), set[str]()
    for line in listing.split(b"\0")[:-1]:
        entry, _, name = line.partition(b"\t")
        tag, mode, *_ = entry.decode("ascii").split()
        path = name.decode("utf-8", "replace")
        if mode == _SUBMODULE:
            modules.add(path)
        elif tag == _SKIPPED and not os.path.lexists(folder / path):
            away.add(path)
    return Tree(
        {path: found for path, found in then.files.items() if path not in away},
        tuple(path for path in then.modules if path in modules),
        tuple(path for path in then.links if path not in away),
    )


def sizes(folder: Path, hashes: Sequence[str]) -> list[int] | None:
    """How many bytes the contents of these hashes have; None where one is not there."""
    asked = "".join(f"{each}\n" for each in hashes).encode("ascii")
    answer = _bytes(folder, asked, "cat-file", "--batch-check=%(objectsize)", "--buffer") if hashes else b""
    found = [] if answer is None else answer.decode("ascii").split("\n")[:-1]
    return [int(each) for each in found] if answer is not None and all(map(str.isdecimal, found)) else None


def contents(folder: Path, hashes: Sequence[str]) -> list[bytes] | None:
    """The contents of these hashes as they were committed, through no filter; None where one is not there."""
    asked = "".join(f"{each}\n" for each in hashes).encode("ascii")
    answer = _bytes(folder, asked, "cat-file", "--batch", "--buffer") if hashes else b""
    if answer is None:
        return None
    found, at = [], 0
    for _ in hashes:
        end = answer.find(b"\n", at)
        _, kind, *size = answer[at:end].decode("ascii").split(" ")
        if kind != "blob":
            return None
        found.append(answer[end + 1 : end + 1 + int(size[0])])
        at = end + 2 + int(size[0])
    return found


def blob_hash(data: bytes, like: str) -> str:
    """The hash that git would give a content, of the same kind as another one."""
    from hashlib import new

    kind = "sha1" if len(like) == 40 else "sha256"
    return new(kind, b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def commit_time(folder: Path) -> int | None:
    """When that commit was made, in seconds since 1970, UTC."""
    time = _git(folder, "log", "-1", "--format=%ct", "HEAD")
    return int(time) if time else None


def is_dirty(folder: Path) -> bool | None:
    """Whether files that git knows differ from the commit; others do not count, as in `describe`."""
    changes = _git(folder, "status", "--porcelain", "--untracked-files=no")
    return None if changes is None else bool(changes)


def tracked(folder: Path) -> frozenset[str] | None:
    """The paths of the files below a folder that git knows, relative to it; those of submodules too."""
    found = _git(folder, "ls-files", "-z", "--recurse-submodules")
    return None if found is None else frozenset(found.split("\0"))


def remote(folder: Path) -> str | None:
    """The address that the clone came from, as git would use it."""
    return _git(folder, "remote", "get-url", "origin") or None


def is_shallow(folder: Path) -> bool | None:
    """Whether the clone lacks older commits, and with them the tags that they bear."""
    found = _git(folder, "rev-parse", "--is-shallow-repository")
    return None if found is None else found == "true"


def version() -> str | None:
    """The version of git, with its path; None where there is none.

    Raises:
        OSError: what is called git does not run, does not end, or says no version.
    """
    from pathlib import Path

    path = programs.find("git")
    if path is None:
        return None
    place = Path(path).as_posix()
    told = _VERSION.match(_run(Path.cwd(), "--version").stdout.decode("utf-8", "replace"))
    if told is None:
        raise OSError(f"{place} does not tell its version as git does")
    return f"{told[1]} at {place}"


def refs(folder: Path, most: int = 0) -> tuple[str, ...]:
    """The short names of branches and tags, those of remotes too, the newest first; 0 means all."""
    kinds = ("refs/heads", "refs/tags", "refs/remotes")
    form = ("--format=%(refname:short)", "--sort=-creatordate", f"--count={most}")
    found = _git(folder, "for-each-ref", *form, *kinds)
    return tuple(found.split("\n")) if found else ()


def hooks(folder: Path) -> Path | None:
    """The folder from which git takes hooks, wherever it was set."""
    found = _git(folder, "rev-parse", "--git-path", "hooks")
    return folder / found if found else None


def trouble(folder: Path) -> str | None:
    """Why git does not answer inside a repository, for a person; None where there is nothing to say."""
    if root(folder) is None:
        return None
    try:
        done = _run(folder, "rev-parse", "--is-inside-work-tree")
    except OSError as error:
        return str(error)
    if done.returncode == 0:
        return None
    said = done.stderr.decode("utf-8", "replace")
    if "safe.directory" in said:
        return (
            "git does not trust the repository, which belongs to another user; "
            f"run: git config --global --add safe.directory {root(folder)}"
        )
    return f"git does not answer: {said.strip().removeprefix('fatal: ')}"


def _is_top(folder: Path) -> bool:
    entry = folder / ".git"
    return entry.is_file() or (entry / "HEAD").is_file()


def _git(folder: Path, *arguments: str) -> str | None:
    answer = _bytes(folder, b"", *arguments)
    return None if answer is None else answer.decode("utf-8", "replace").strip()


def _bytes(folder: Path, given: bytes, *arguments: str) -> bytes | None:
    try:
        done = _run(folder, *arguments, given=given)
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def _run(folder: Path, *arguments: str, given: bytes = b"") -> CompletedProcess[bytes]:
    """Run git in a folder.

    Raises:
        OSError: there is no git, or it does not come to an end.
    """
    import subprocess

    program = programs.find("git")
    if program is None:
        raise FileNotFoundError("git is not installed")
    settings = [part for each in _CONFIG for part in ("-c", each)]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    pipe, command = subprocess.PIPE, [program, "--no-pager", *settings, *arguments]
    with subprocess.Popen(  # noqa: S603 - the arguments are all our own
        command, cwd=folder, env=inherited | _ENVIRONMENT, stdin=pipe, stdout=pipe, stderr=pipe
    ) as process:
        try:
            answer = process.communicate(given, timeout=_SECONDS)
        except subprocess.TimeoutExpired as error:
            process.kill()  # and read no more: `run` would wait for children of its own that still write
            raise TimeoutError(f"git gave no answer in {_SECONDS} seconds") from error
        except BaseException:
            process.kill()
            raise
    return subprocess.CompletedProcess(command, process.returncode, *answer)
