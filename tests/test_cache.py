"""Answers kept between runs: a dictionary whatever happens to its file, and one that stays small."""

from __future__ import annotations

import os
import random
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qapress.grammar import cache
from qapress.grammar.cache import Answers, opened
from qapress.grammar.engine import Match
from qapress.source.cache import cache_folder

if TYPE_CHECKING:
    from collections.abc import Callable

ENGINE = ("lingotweaker", "0.2.8+en.0.1.6", "en-US", "", "NUMBERS_IN_WORDS")

Found = tuple[Match, ...]

words = st.text(st.characters(codec=None), max_size=6)
matches = st.builds(
    lambda start, length, rule, message, suggested: Match(
        start, start + length, rule, "MISC", "grammar", message, tuple(suggested)
    ),
    st.integers(0, 20),
    st.integers(0, 20),
    words,
    words,
    st.lists(words, max_size=5),
)
answers = st.lists(matches, max_size=2).map(tuple)
texts = st.sampled_from(
    [f"{'🎲' * each} is is a text, and it goes on and on to be long." for each in range(5)]
)


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*"))


def filled(folder: Path, count: int, identity: tuple[str, ...] = ENGINE) -> None:
    """Remember `count` answers, every tenth with a match."""
    with opened(folder, identity) as known:
        for number in range(count):
            known.put(f"text {number}", answer(number))


def answer(number: int) -> Found:
    """What the engine of these tests says of text `number`."""
    return () if number % 10 else (Match(0, 4, "RULE", "MISC", "grammar", f"message {number} é", ("a", "b")),)


def known_of(folder: Path, count: int, identity: tuple[str, ...] = ENGINE) -> int:
    """How many answers are known; each of them is the right one."""
    with opened(folder, identity) as known:
        got = {number: known.get(f"text {number}") for number in range(count)}
    assert [each for each, found in got.items() if found not in (None, answer(each))] == []
    return sum(found is not None for found in got.values())


@pytest.mark.law
@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.none() | st.tuples(texts, answers)), max_size=30))
def test_two_runs_that_interleave_are_one_dictionary(
    steps: list[tuple[bool, tuple[str, Found] | None]],
) -> None:
    """A step is the one run or the other, and what it remembers; None: it ends and another begins."""
    with TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(cache, "AT_ONCE", 3)
        patch.setattr(cache, "MOST_FRAMES", 4)
        runs = {each: Answers(Path(name), ENGINE) for each in (False, True)}
        said: dict[str, list[Found]] = {}
        own: dict[bool, dict[str, Found]] = {False: {}, True: {}}
        for which, step in steps:
            if step is None:
                runs[which].close()
                runs[which], own[which] = Answers(Path(name), ENGINE), {}
            else:
                runs[which].put(*step)
                own[which][step[0]] = step[1]
                said.setdefault(step[0], []).append(step[1])
            for text, found in own[which].items():
                assert runs[which].get(text) == found
        for run in runs.values():
            run.close()
        with opened(Path(name), ENGINE) as after:
            for text, found_before in said.items():
                assert after.get(text) in found_before


@pytest.mark.law
@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_damaged_file_gives_right_answers_or_none(data: st.DataObject) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        for count in (10, 40, 45):
            filled(folder, count)
        (path,) = files(folder)
        whole = path.read_bytes()
        start = data.draw(st.integers(0, len(whole)))
        end = data.draw(st.integers(start, len(whole)))
        torn = whole[:start] + data.draw(st.binary(max_size=10)) + whole[end:]
        path.write_bytes(torn)
        survived = known_of(folder, 45)
        if start == end == len(whole):
            assert survived == 45
        filled(folder, 45)
        assert known_of(folder, 45) == 45


def test_a_torn_end_costs_what_was_written_last(tmp_path: Path) -> None:
    filled(tmp_path, 30)
    (path,) = files(tmp_path)
    first = path.stat().st_size
    with opened(tmp_path, ENGINE) as known:
        for number in range(30, 60):
            known.put(f"text {number}", answer(number))
    os.truncate(path, path.stat().st_size - 1)
    assert known_of(tmp_path, 60) == 30
    with opened(tmp_path, ENGINE) as known:
        known.put("text 60", answer(60))
    assert known_of(tmp_path, 61) == 31
    os.truncate(path, first)
    assert known_of(tmp_path, 61) == 30


WRITER = """\
import sys
from pathlib import Path
from qapress.grammar import cache
from qapress.grammar.engine import Match
cache.AT_ONCE, cache.MOST_FRAMES = 7, 20
print("up", flush=True)
while True:
    with cache.opened(Path(sys.argv[1]), tuple(sys.argv[2:])) as known:
        for number in range(200):
            found = () if number % 10 else (
                Match(0, 4, "RULE", "MISC", "grammar", f"message {number} é", ("a", "b")),)
            assert known.get(f"text {number}") in (None, found)
            known.put(f"text {number}", found)
"""
"""A program that writes without end, and renews the file often."""


def test_killed_writers_leave_a_sound_file(tmp_path: Path) -> None:
    some = random.Random(1)
    folder = tmp_path / "grammar"
    command = [sys.executable, "-c", WRITER, str(folder), *ENGINE]
    for _ in range(4):
        writers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
        for each in writers:
            assert each.stdout is not None
            assert each.stdout.readline() == "up\n"
        for each in writers:
            time.sleep(some.uniform(0, 0.15))
            assert each.poll() is None
            each.send_signal(signal.SIGKILL)
            each.communicate()
        known_of(folder, 200)
    filled(folder, 200)
    assert known_of(folder, 200) == 200


def test_a_full_disk_costs_answers_only(tmp_path: Path) -> None:
    """A process whose files may not grow writes half a frame, as on a full disk, and is told nothing."""
    filled(tmp_path, 100)
    (path,) = files(tmp_path)
    limit = path.stat().st_size + 500
    script = f"""\
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
from pathlib import Path
from qapress.grammar.cache import opened
for _ in range(2):
    with opened(Path({str(tmp_path)!r}), {ENGINE!r}) as known:
        for number in range(1000, 2000):
            known.put(f"text {{number}}", ())
        assert known.get("text 1000") == ()
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert path.stat().st_size == limit
    assert known_of(tmp_path, 100) == 100


def test_another_identity_shares_nothing(tmp_path: Path) -> None:
    filled(tmp_path, 20)
    for other in (ENGINE[:-1], (*ENGINE, ""), ("lingotweaker0.2.8", *ENGINE[2:]), ()):
        assert known_of(tmp_path, 20, other) == 0
    (path,) = files(tmp_path)
    filled(tmp_path, 1, ENGINE[:-1])
    (other_path,) = (each for each in files(tmp_path) if each != path)
    other_path.write_bytes(path.read_bytes())
    assert known_of(tmp_path, 20, ENGINE[:-1]) == 0  # under the other's name it is none of ours


def test_without_a_folder_nothing_is_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with opened(None, ENGINE) as known:
        known.put("text", ())
        assert known.get("text") is None
    assert files(tmp_path) == []


def a_file_above(path: Path) -> None:
    path.parent.write_text("no folder")


def a_folder(path: Path) -> None:
    (path / "inside").mkdir(parents=True)


def a_link(path: Path) -> None:
    path.parent.mkdir()
    path.symlink_to(path.parent.parent / "secret")


def a_pipe(path: Path) -> None:
    path.parent.mkdir()
    os.mkfifo(path)


def something_huge(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    os.truncate(path, 3 * cache.FILE_BYTES)


def noise(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(random.Random(0).randbytes(100_000) + cache.MAGIC * 1000)


def read_only(path: Path) -> None:
    path.parent.mkdir(mode=0o500)


@pytest.mark.parametrize(
    "make",
    [a_file_above, a_folder, a_link, a_pipe, something_huge, noise, read_only],
    ids=lambda it: it.__name__,
)
def test_what_lies_in_its_place_is_no_error(tmp_path: Path, make: Callable[[Path], None]) -> None:
    filled(tmp_path / "first", 1)
    path = tmp_path / "grammar" / files(tmp_path / "first")[0].name
    (tmp_path / "secret").write_text("not ours")
    make(path)
    filled(tmp_path / "grammar", 20)
    known_of(tmp_path / "grammar", 20)
    assert (tmp_path / "secret").read_text() == "not ours"
    if make in (noise, something_huge):
        assert known_of(tmp_path / "grammar", 20) == 20
        assert path.stat().st_size < 10_000


@pytest.mark.parametrize(
    "rows",
    [
        "1",
        "[1]",
        "[[]]",
        '[[0,1,"a","b","c","d"]]',
        '[[0,9999,"a","b","c","d",[]]]',
        '[["0",1,"a","b","c","d",[]]]',
        "null",
    ],
)
def test_rows_that_are_no_matches_are_no_answer(tmp_path: Path, rows: str) -> None:
    filled(tmp_path, 11)
    (path,) = files(tmp_path)
    with opened(tmp_path, ENGINE) as known:
        seal = known._seal
    key = cache._key("forged")
    body = f'{{"{key.hex()}":{rows}}}'.encode()
    frame = cache.COUNTS.pack(20_000, 0, len(body)) + body
    path.write_bytes(path.read_bytes() + cache.HEAD.pack(cache.MAGIC, cache._hash(frame, seal)) + frame)
    with opened(tmp_path, ENGINE) as known:
        assert known.get("forged") is None
        assert known.get("text 10") == answer(10)


def test_it_is_private_and_hidden_from_git(tmp_path: Path) -> None:
    folder = cache_folder(tmp_path, "grammar")
    assert folder is not None
    assert folder == tmp_path / ".qapress_cache" / "grammar"
    filled(folder, 3)
    assert (tmp_path / ".qapress_cache" / ".gitignore").read_text() == "*\n"
    (path,) = files(folder)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_where_it_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".qapress_cache").symlink_to(tmp_path)
    assert cache_folder(tmp_path, "grammar") is None
    monkeypatch.setenv("QAPRESS_CACHE_DIR", str(tmp_path / "mine"))
    assert cache_folder(tmp_path, "grammar") == tmp_path / "mine" / "grammar"


def test_an_empty_answer_takes_sixteen_bytes(tmp_path: Path) -> None:
    with opened(tmp_path, ENGINE) as known:
        for number in range(10_000):
            known.put(f"text {number}", ())
    (path,) = files(tmp_path)
    assert path.stat().st_size < 17 * 10_000


def at(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Let it be a later time."""
    monkeypatch.setattr(time, "time", lambda: seconds)


def test_a_file_is_bounded_and_what_was_used_last_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "FILE_BYTES", 20_000)
    monkeypatch.setattr(cache, "MOST_IN_FRAME", 50)
    now = time.time()
    for day in range(30):
        at(monkeypatch, now + day * cache.DAY)
        with opened(tmp_path, ENGINE) as known:
            assert day == 0 or known.get("always") == ()
            known.put("always", ())
            for number in range(100):
                known.put(f"text {number} of day {day}", ())
        (path,) = files(tmp_path)
        assert path.stat().st_size <= 20_000
    with opened(tmp_path, ENGINE) as known:
        assert known.get("text 0 of day 29") == ()
        assert known.get("text 0 of day 0") is None


def test_many_frames_become_few(tmp_path: Path) -> None:
    for number in range(cache.MOST_FRAMES + 10):
        with opened(tmp_path, ENGINE) as known:
            known.put(f"text {number}", answer(number))
    (path,) = files(tmp_path)
    assert path.read_bytes().count(cache.MAGIC) < 20
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert known_of(tmp_path, cache.MOST_FRAMES + 10) == cache.MOST_FRAMES + 10


def test_answers_in_use_stay_and_others_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    filled(tmp_path, 2)
    for day in range(0, 2 * cache.DAYS, 5):
        at(monkeypatch, now + day * cache.DAY)
        monkeypatch.setattr(cache, "MOST_FRAMES", 3)
        with opened(tmp_path, ENGINE) as known:
            assert known.get("text 0") == answer(0)
    with opened(tmp_path, ENGINE) as known:
        assert known.get("text 0") == answer(0)
        assert known.get("text 1") is None


def test_files_that_nobody_uses_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    ages = {"1": cache.DAYS + 1, "2": 20, "3": 10, "4": 0}
    paths: dict[str, Path] = {}
    for version in ages:
        filled(tmp_path, 1000, ("engine", version))
        (paths[version],) = {*files(tmp_path)} - {*paths.values()}
    for version, age in ages.items():
        os.utime(paths[version], (now - age * cache.DAY,) * 2)
    filled(tmp_path, 1, ("engine", "5"))
    assert [path.exists() for path in paths.values()] == [False, True, True, True]
    monkeypatch.setattr(cache, "FOLDER_BYTES", sum(each.stat().st_size for each in files(tmp_path)))
    filled(tmp_path, 2, ("engine", "6"))
    assert sum(each.stat().st_size for each in files(tmp_path)) <= cache.FOLDER_BYTES
    assert [path.exists() for path in paths.values()] == [False, False, True, True]
    assert known_of(tmp_path, 2, ("engine", "6")) == 2
