"""Where places of a text stood before: the same words are there, whatever was edited, moved or renamed."""

from __future__ import annotations

from random import Random
from time import process_time

from hypothesis import given
from hypothesis import strategies as st

from qapress.diagnostic import Span
from qapress.source.align import Alignment
from qapress.source.matching import matched, origins
from qapress.source.text import Source

WORDS = st.sampled_from(
    ["token", "a", "the", "cache", "  ", " ", ".", "é", "", "Requests arrive faster than ever."]
)
LINES = st.lists(st.lists(WORDS, max_size=6).map("".join), max_size=12)
LONG = "a line that is long enough to be known again"


def sources(**texts: str) -> dict[str, Source]:
    return {f"{name}.md": Source(f"{name}.md", text) for name, text in texts.items()}


def before(old: str, new: str, words: str, nth: int = 0) -> str | None:
    """What stood where some words of the new text came from, up to the end of its line."""
    aligned = Alignment(sources(a=old), sources(a=new), {"a.md": "a.md"})
    start = [at for at in range(len(new)) if new.startswith(words, at)][nth]
    place = aligned.before("a.md", Span(start, start + len(words)))
    return old[place[1] :].split("\n")[0] if place else None


@given(LINES, LINES, LINES, LINES)
def test_what_is_found_again_is_the_same(
    one: list[str], other: list[str], new: list[str], more: list[str]
) -> None:
    old = sources(a="\n".join(one), b="\n".join(other))
    texts = sources(a="\n".join([*new, *other]), c="\n".join([*more, *one[:4]]))
    aligned = Alignment(
        old, texts, {"a.md": "a.md", **origins({"b.md": old["b.md"]}, {"c.md": texts["c.md"]}, {})}
    )
    for path, source in texts.items():
        for start in range(len(source.text) + 1):
            for end in (start, start + 1, start + 7):
                span = Span(start, min(end, len(source.text)))
                place = aligned.before(path, span)
                if place and span.end:
                    words = source.slice(span).split("\n")[0]
                    assert old[place[0]].text.startswith(words, place[1])


@given(LINES)
def test_nothing_is_new_in_a_text_that_did_not_change(lines: list[str]) -> None:
    text = "\n".join(lines)
    aligned = Alignment(sources(a=text), sources(a=text), {"a.md": "a.md"})
    assert all(aligned.before("a.md", Span(at, at)) == ("a.md", at) for at in range(len(text) + 1))


@given(LINES, LINES)
def test_the_indexes_rise(one: list[str], other: list[str]) -> None:
    found = [at for at in matched(one, other) if at is not None]
    assert found == sorted(set(found))
    assert all(one[then] == other[at] for at, then in enumerate(matched(one, other)) if then is not None)


def test_words_of_an_edited_line_are_found_again() -> None:
    old = "First.\n\nThe cache keeps  what it has seen.\n\nLast.\n"
    new = "First.\n\nA small cache keeps  what  it has seen.\n\nLast.\n"
    assert before(old, new, "  ") == "  what it has seen."
    assert before(old, new, "  ", 1) is None
    assert before(old, new, "A") is None


def test_a_fault_that_was_mended_is_not_taken_for_one_that_is_new() -> None:
    old = "The cache  keeps what it has seen, and a lock is taken."
    new = "The cache keeps what it has seen, and a lock  is taken."
    assert before(old, new, "  ") is None


def test_lines_are_found_again_where_they_moved_to() -> None:
    old = f"# A\n\nshort\n{LONG}\n  x\n\n# B\n\nthe end of all of this text here\n"
    new = f"# B\n\nthe end of all of this text here\n\n# A\n\nshort\n{LONG}\n  x\n"
    assert before(old, new, "  ") == "  x"
    assert before(old, new, "# A") == "# A"
    two = Alignment(sources(a=old), sources(a="# B\n", b=f"new\n{LONG}\n  x\n"), {"a.md": "a.md"})
    at = two.before("b.md", Span(4 + len(LONG) + 1, 4 + len(LONG) + 3))
    assert at == ("a.md", old.index("  x"))


def test_short_lines_are_not_known_elsewhere() -> None:
    old = f"# A\n\nTODO\n\n# {LONG}\n\nDone.\n"
    new = f"# A\n\nA word.\n\n# {LONG}\n\nTODO\n"
    assert before(old, new, "TODO") is None


def test_a_file_is_known_by_its_text_or_most_of_its_lines() -> None:
    lines = [f"this is line {number} of the file" for number in range(20)]
    text, half, less = ("\n".join(lines[:size]) for size in (20, 12, 5))
    old = sources(a=text, b="other", c="")
    assert origins(old, sources(x=text), {}) == {"x.md": "a.md"}
    assert origins(old, sources(x=half, y="other\r\n", z=""), {}) == {
        "x.md": "a.md",
        "z.md": "c.md",
        "y.md": "b.md",
    }
    assert origins(old, sources(x=less), {}) == {}
    assert origins(sources(a=text), sources(x=text, y=text), {}) == {"x.md": "a.md"}


def test_of_equal_files_each_keeps_its_name() -> None:
    old = {f"old/{name}.md": Source("", "the same in all of them") for name in "abc"}
    new = {f"new/{name}.md": Source("", "the same in all of them") for name in "cba"}
    assert origins(old, new, {}) == {f"new/{name}.md": f"old/{name}.md" for name in "abc"}


def test_it_takes_no_longer_than_the_texts_are_long() -> None:
    started = process_time()
    blank = "\n" * 200_000
    Alignment(sources(a=f"x{blank}y"), sources(a=f"y{blank}\nx"), {"a.md": "a.md"})
    hundred = "\n".join(f"line {number % 100} of them" for number in range(60_000))
    Alignment(sources(a=hundred), sources(a=f"new\n{hundred[::-1]}"), {"a.md": "a.md"})
    chance = Random(1)
    words = [" ".join(f"w{chance.randrange(12_000)}" for _ in range(500)) for _ in range(300)]
    Alignment(
        sources(a="\n".join(words)),
        sources(a="\n".join(f"new {line}" for line in words[::-1])),
        {"a.md": "a.md"},
    )
    long = "word  " * 100_000
    Alignment(sources(a=long), sources(a=f"x{long[::-1]}"), {"a.md": "a.md"})
    assert process_time() - started < 10
