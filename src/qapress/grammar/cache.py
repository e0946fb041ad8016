"""An engine's answers by passage, kept between runs: one file for each engine, language and settings.

A file is a row of frames, and a run appends one to it in one step. Each frame bears a hash, keyed by what the
answers depend on: what is torn, damaged, or not from here is passed over. So nobody needs a lock, and whoever
is killed leaves nothing worse than a frame that is not read. Answers are facts: of two, either is right.
"""

from __future__ import annotations

import json
import os
import stat
import time
from contextlib import contextmanager, suppress
from hashlib import blake2b
from struct import Struct, error, iter_unpack
from typing import TYPE_CHECKING, NamedTuple

from qapress.errors import WriteError
from qapress.grammar.engine import Match
from qapress.source.cache import hide
from qapress.source.write import put, stage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

FORMAT = "1"
SUFFIX = ".answers"
FOLDER_BYTES, FILE_BYTES = 64 << 20, 16 << 20
"""How large all files may be together, and one alone: then what was not used for longest goes, half of it."""
MOST_FRAMES, MOST_DAMAGED = 200, 8
"""How many frames a file may have before it is written anew as few."""
DAYS, FRESH_DAYS = 60, 7
"""How long an answer stays that nobody uses, and how long a use is not worth noting again."""
AT_ONCE = 500
"""Answers after which a frame is written: a run that is killed loses no more."""
MOST_IN_FRAME = 5_000
DAY = 86_400

HASH = 16
MAGIC = b"\xffqa1"
HEAD = Struct(f"<4s{HASH}s")
COUNTS = Struct("<III")
"""Behind magic number and hash: the day of use, the number of empty answers, and the bytes of the others."""
SAFELY = sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOFOLLOW", "O_BINARY"))
"""No link is followed, no pipe waited for."""
READ, APPEND = os.O_RDONLY | SAFELY, os.O_WRONLY | os.O_APPEND | os.O_CREAT | SAFELY
REFUSALS = (OSError, WriteError)


class Known(NamedTuple):
    """An answer: the day of its last use since 1970, and its matches as rows of their fields."""

    day: int
    rows: object


@contextmanager
def opened(folder: Path | None, identity: tuple[str, ...]) -> Iterator[Answers]:
    """The answers in a folder that depend on `identity`: engine, version, language, settings.

    Without a folder nothing is known or remembered. No state of the folder is an error, nor is one that
    cannot be written.
    """
    answers = Answers(folder, identity)
    try:
        yield answers
    finally:
        answers.close()


class Answers:
    """The answers of one engine in one language with the same settings."""

    def __init__(self, folder: Path | None, identity: tuple[str, ...]) -> None:
        self._seal = _hash(json.dumps([FORMAT, *identity]).encode())
        self._path = folder / f"{self._seal.hex()}{SUFFIX}" if folder else None
        self._today = int(time.time() // DAY)
        self._new: dict[bytes, Known] = {}
        self._wrote = False
        self._content = _Content(self._seal, _read(self._path) if self._path else b"")

    def get(self, text: str) -> tuple[Match, ...] | None:
        """The answer about a text, None where it is not known."""
        key = _key(text)
        known = self._content.known.get(key)
        if known is None:
            return None
        if known.day < self._today - FRESH_DAYS:
            self._remember(key, Known(self._today, known.rows))
        return _matches(known.rows, len(text))

    def put(self, text: str, found: tuple[Match, ...]) -> None:
        """Remember an answer."""
        if self._path is not None:
            self._remember(_key(text), Known(self._today, [_row(each) for each in found] or ()))

    def close(self) -> None:
        """Write what is not yet written, and keep the folder within its bounds."""
        self._write()
        if self._path is None:
            return
        with suppress(*REFUSALS):
            now = time.time()
            if self._wrote or self._path.stat().st_mtime < now - DAY:
                os.utime(self._path, (now, now))
                if self._content.is_worn or self._path.stat().st_size > FILE_BYTES:
                    self._renew(self._path)
                _sweep(self._path)

    def _remember(self, key: bytes, known: Known) -> None:
        self._content.known[key] = self._new[key] = known
        if len(self._new) >= AT_ONCE:
            self._write()

    def _write(self) -> None:
        """Append a frame with what is new; where that fails, no other is tried."""
        if self._path is None or not self._new:
            return
        frame = _frame(self._seal, self._today, self._new)
        self._new = {}
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            hide(self._path.parent.parent)
            handle = os.open(self._path, APPEND, 0o600)
            try:
                os.write(handle, frame)
            finally:
                os.close(handle)
        except REFUSALS:
            self._path = None
        self._wrote = True

    def _renew(self, path: Path) -> None:
        """Write the file anew: without what is damaged, old, or beyond half of its largest size."""
        # Others may have written meanwhile.
        known = _Content(self._seal, _read(path)).known | self._content.known
        days: dict[int, list[tuple[bytes, Known]]] = {}
        for each in known.items():
            day = min(each[1].day, self._today)
            if day > self._today - DAYS:
                days.setdefault(day, []).append(each)
        frames: list[bytes] = []
        left = FILE_BYTES // 2
        for day in sorted(days, reverse=True):
            for start in range(0, len(days[day]), MOST_IN_FRAME):
                frame = _frame(self._seal, day, dict(days[day][start : start + MOST_IN_FRAME]))
                left -= len(frame)
                if left >= 0:
                    frames.append(frame)
        put(stage(b"".join(reversed(frames)), path.parent, path), path)


class _Content:
    """What the bytes of a file hold; `is_worn` where it had better be written anew."""

    def __init__(self, seal: bytes, data: bytes) -> None:
        self.known: dict[bytes, Known] = {}
        count = damaged = 0
        start = data.find(MAGIC)
        while start >= 0 and damaged <= MOST_DAMAGED:
            found = _unframed(seal, data, start)
            if found is None:
                damaged += 1
                start = data.find(MAGIC, start + 1)
            else:
                count += 1
                self.known.update(found[1])
                start = data.find(MAGIC, found[0])
        self.is_worn = count > MOST_FRAMES or damaged > MOST_DAMAGED


def _frame(seal: bytes, day: int, answers: Mapping[bytes, Known]) -> bytes:
    empty = [key for key, known in answers.items() if not known.rows]
    others = {key.hex(): known.rows for key, known in answers.items() if known.rows}
    rest = json.dumps(others, separators=(",", ":")).encode() if others else b""
    body = b"".join([COUNTS.pack(day, len(empty), len(rest)), *empty, rest])
    return HEAD.pack(MAGIC, _hash(body, seal)) + body


def _unframed(seal: bytes, data: bytes, start: int) -> tuple[int, dict[bytes, Known]] | None:
    """The end of the frame that starts here, and its answers; None for what is no whole frame of ours."""
    try:
        day, empty, size = COUNTS.unpack_from(data, start + HEAD.size)
        body = start + HEAD.size
        rest = body + COUNTS.size + HASH * empty
        end = rest + size
        if end > len(data) or HEAD.unpack_from(data, start)[1] != _hash(data[body:end], seal):
            return None
        keys = iter_unpack(f"{HASH}s", data[body + COUNTS.size : rest])
        answers = dict.fromkeys((key for (key,) in keys), Known(day, ()))
        if size:
            others = json.loads(data[rest:end]).items()
            answers |= {bytes.fromhex(key): Known(day, rows) for key, rows in others}
    except (error, ValueError, TypeError, AttributeError, RecursionError):
        return None
    return end, answers


def _row(match: Match) -> list[object]:
    places, words = [match.start, match.end], [match.rule, match.category, match.issue, match.message]
    return [*places, *words, list(match.suggestions)]


def _matches(rows: object, size: int) -> tuple[Match, ...] | None:
    """Rows as matches of a text of that size; None where they are none, whoever wrote them."""
    if not isinstance(rows, list | tuple):
        return None
    found = []
    for row in rows:
        match row:
            case [int(start), int(end), *words, list(last)] if 0 <= start <= end <= size and len(words) == 4:
                suggestions = tuple(each for each in last if isinstance(each, str))
                rule, category, issue, message = map(str, words)
                found.append(Match(start, end, rule, category, issue, message, suggestions))
            case _:
                return None
    return tuple(found)


def _key(text: str) -> bytes:
    return _hash(text.encode("utf-8", "surrogatepass"))


def _hash(data: bytes, seal: bytes = b"") -> bytes:
    return blake2b(data, digest_size=HASH, key=seal).digest()


def _read(path: Path) -> bytes:
    """The bytes of a file; none where it is missing, no file, or larger than any of ours."""
    try:
        handle = os.open(path, READ)
    except OSError:
        return b""
    with suppress(OSError), os.fdopen(handle, "rb") as file:
        status = os.fstat(handle)
        if stat.S_ISREG(status.st_mode) and status.st_size <= 2 * FILE_BYTES:
            return file.read()
    return b""


def _sweep(own: Path) -> None:
    """Remove the files of a folder that nobody used for long, and the oldest beyond the bound."""
    files = []
    for path in own.parent.iterdir():
        with suppress(OSError):
            status = path.lstat()
            if stat.S_ISREG(status.st_mode):
                files.append((status.st_mtime, status.st_size, path))
    total = 0
    for used, size, path in sorted(files, reverse=True):
        total += size
        if path != own and (total > FOLDER_BYTES or used < time.time() - DAYS * DAY):
            with suppress(OSError):
                path.unlink()
