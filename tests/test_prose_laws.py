"""What must hold of running text whatever the Markdown: laws, over paragraphs put together by Hypothesis."""

from __future__ import annotations

import re
from time import process_time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qapress.markdown.parse import parse
from qapress.prose.text import leaves, passages, running_text

if TYPE_CHECKING:
    from qapress.prose.text import Passage

WORDS = (
    "plain§",
    "plain§, plain§; plain§: plain§!",
    "(plain§) “plain§” \"plain§\" 'plain§'",
    "plain§-plain§ plain§’s",
    "🚀 plain§",
    "👩🏽‍💻plain§🏳️‍🌈",
    "👍🏿 🇩🇪🇫🇷 1️⃣ plain§",
    "中文plain§字，plain§。",
    "日本語「plain§」",
    "مرحبا plain§ بالعالم؟",
    "\u200fשלום plain§\u200e",
    "plain§ e\u0301te\u0301 q\u0323\u0307",
    "plain§\u00a0plain§",
    "&amp; plain§&nbsp;plain§ &lt; &#65; &#x1F680;",
    r"\* plain§ \_ \[plain§\] \`",
    "un*plain§*able",
    "plain§**plain§**plain§",
    "plain§ ... plain§",
    "plain§  plain§",
    "1.5 plain§ 3 × 4 -> plain§",
    "plain§ :tada: #1 plain§.",
)
"""Pieces of a line that are prose alone: `§` becomes a number, so that every word occurs once."""

HIDDEN = (
    "`hidden§`",
    "`` hidden§ ` ``",
    "``` `` hidden§ ```",
    "$hidden§$",
    r"$\frac{hidden§}{2}$.",
    "$$hidden§$$",
    "<https://example.com/hidden§>",
    "<hidden§@example.com>",
    "https://example.com/hidden§.",
    '<img src="hidden§.png" alt="hidden§">',
    "<code>hidden§</code>",
    '<samp class="hidden§">hidden§ *hidden§*</samp>',
    "<!-- hidden§ -->",
    "~~hidden§~~",
    "~~hidden§ **hidden§** hidden§~~",
)
MIXED = (
    '<kbd title="hidden§">plain§</kbd>',
    "x<sup>plain§</sup>",
    "plain§<br>plain§<br/> plain§",
    '<a id="hidden§"></a>plain§',
    "plain§[^note]",
    "plain§ [^note].",
    "plain§ ~~hidden§~~, plain§",
    "(~~hidden§~~ plain§ <!-- hidden§ -->)",
    '"plain§ ~~hidden§~~" plain§',
)
WRAPS = (
    "*{}*",
    "**{}**",
    "***{}***",
    "_plain§ {} plain§_",
    "“{}”",
    "({})",
    "~~hidden§ {} hidden§~~",
    "<b>{}</b>",
)
LINKS = (
    '[{}](https://example.com/hidden§ "hidden§")',
    "[{}][label]",
    "![{}](hidden§.png)",
    "[![{}](hidden§.png)](/hidden§)",
    "![plain§ ![{}](hidden§.png)](/hidden§)",
)
ARTICLES = {
    "array§": "an",
    "token§": "a",
    "user_id§": "a",
    "hour§": "an",
    "uint8§": "a",
    "onerror§": "an",
    "__init__§": "",
    "SQL§": "",
}
"""Code, and the article that goes with it; empty where either does."""

BLOCKS = (
    "{}",
    "{}\n{}",
    "{}  \n{}\\\n{}",
    "## {}",
    "# {} ##",
    "{}\n===",
    "{}\n{}\n---",
    "- {}\n- [ ] {}\n\n  {}\n- [x] plain§",
    "1. {}\n   - {}\n     {}\n     > {}",
    "> {}\n> {}\n>\n> > {}\n> > {}",
    "> [!NOTE]\n> {}",
    "| {} | plain§ |\n|---|:-:|\n| `hidden§` | {} |\n| plain§ \\| plain§ | |",
    "```text\nhidden§\n```",
    "- plain§\n\n  ~~~\n  hidden§\n  ~~~\n\n  {}",
    "$$\nhidden§\n$$",
    "```math\nhidden§\n```",
    "plain§\n\n    hidden§",
    "<div>\nhidden§\n</div>",
    '<p align="center">\n<img src="hidden§">\n</p>',
    "<script>\nhidden§\n\nhidden§\n</script>",
    "<!-- hidden§\n\nhidden§ -->",
    "<details>\n<summary>plain§</summary>\n\n{}\n\n</details>",
    "plain§[^@]\n\n[^@]: {}\n\n    {}",
    "---",
)

simple = st.sampled_from(WORDS)
articles = st.builds("{} `{}`".format, st.sampled_from(("a", "An", "an")), st.sampled_from(tuple(ARTICLES)))
link_texts = st.lists(simple, min_size=1, max_size=3).map(" ".join)
links = st.builds(lambda link, text: link.format(text), st.sampled_from(LINKS), link_texts)


@st.composite
def wrapped(draw: st.DrawFn) -> str:
    """Prose in up to three marks, one in the other; what is struck out is hidden."""
    text = f"plain§ {draw(link_texts)} plain§"
    for wrap in draw(st.lists(st.sampled_from(WRAPS), min_size=1, max_size=3, unique=True)):
        text = wrap.format(text)
        if wrap.startswith("~~"):
            text = text.replace("plain§", "hidden§")
    return text


inlines = st.one_of(simple, st.sampled_from(HIDDEN + MIXED), articles, links, wrapped())
written_lines = st.lists(inlines, min_size=1, max_size=6).map(lambda parts: " ".join(("plain§", *parts)))


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A Markdown text in which every word tells whether it is prose."""
    blocks = draw(st.lists(st.sampled_from(BLOCKS), min_size=1, max_size=5))
    filled = [
        re.sub(r"\{\}", lambda _: draw(written_lines), block).replace("[^@]", f"[^{number}]")
        for number, block in enumerate(blocks)
    ]
    whole = "\n\n".join(("---\ntitle: hidden§\n---", *filled, "[^note]: plain§", "[label]: /hidden§"))
    parts = whole.split("§")
    return "".join(part + f"{number}x" for number, part in enumerate(parts[:-1])) + parts[-1]


def read(text: str) -> list[Passage]:
    """All passages, those without a word too."""
    return [each for leaf in leaves(parse(text)) for each in passages(leaf, text)]


def assert_in_place(passage: Passage, text: str) -> None:
    """A character's place holds it; places rise, and lie inside the leaf."""
    places = list(zip(passage.text, passage.starts, passage.ends, passage.literal, strict=True))
    for char, start, end, literal in places:
        assert passage.leaf.node.span.start <= start <= end <= passage.leaf.node.span.end
        if literal:
            assert (text[start], end) == (char, start + 1)
    assert list(passage.starts) == sorted(passage.starts)
    assert list(passage.ends) == sorted(passage.ends)
    own = [start for _, start, _, literal in places if literal]
    assert own == sorted(set(own))


@given(documents())
def test_every_character_is_in_its_place(text: str) -> None:
    for passage in read(text):
        assert_in_place(passage, text)


@given(st.text(alphabet="a1 \n`*_~$<>[]()!&;.\"'|#-\\:é中🎲\u200f\u0301\xa0\0", max_size=80))
def test_any_text_is_read_in_place(text: str) -> None:
    for passage in read(text):
        assert_in_place(passage, text)


@given(documents())
def test_prose_is_read_once_and_nothing_else_is_read(text: str) -> None:
    found = [
        (match[0], passage.span(*match.span()), passage.is_literal(*match.span()))
        for passage in running_text(parse(text), text)
        for match in re.finditer(r"(?:plain|hidden)\d+x", passage.text)
    ]
    expected = [(match[0], match.span(), True) for match in re.finditer(r"plain\d+x", text)]
    assert sorted(found) == sorted(expected)


@given(documents())
def test_dummies_lie_over_what_they_stand_for(text: str) -> None:
    for passage in read(text):
        assert len({word for word, _ in passage.dummies}) == len(passage.dummies)
        for word, (start, end) in passage.dummies:
            (at,) = (match.start() for match in re.finditer(rf"{word}(?!\d)", passage.text))
            assert passage.span(at, at + len(word)) == (start, end)
            assert not any(passage.literal[at : at + len(word)])
            assert "hidden" in text[start:end] or text[start] in "!`"


@given(documents())
def test_an_article_before_code_stays_right_or_wrong(text: str) -> None:
    for passage in read(text):
        source = dict(passage.dummies)
        for article, word in re.findall(r"\b([Aa]n?) ((?:Item|Node)\d+)\b", passage.text):
            code = re.sub(r"\d+x$", "", text[slice(*source[word])].strip("`"))
            if f"{code}§" in ARTICLES:
                expected = ARTICLES[f"{code}§"] or article.casefold()
                assert word.startswith("Item" if expected == "an" else "Node")


@given(documents())
def test_blanks_are_those_of_the_source(text: str) -> None:
    for passage in read(text):
        assert passage.text == passage.text.strip()
        for index, (char, following) in enumerate(zip(passage.text, passage.text[1:], strict=False)):
            end, start = passage.ends[index], passage.starts[index + 1]
            if char.isspace() and following.isspace():
                assert start == end, "a blank is doubled"
            elif char.isspace() and following in ",.;:!?)”":
                assert text[start - 1].isspace(), "a blank stands before a mark"
            elif char in "(“" and following.isspace():
                assert text[end].isspace(), "a blank stands behind a bracket"
            elif char.isalnum() and following.isalnum() and start > end:
                assert not text[end].isspace(), "a blank is lost"
                assert not text[start - 1].isspace(), "a blank is lost"


@given(documents())
def test_every_passage_ends_like_a_sentence_or_goes_on(text: str) -> None:
    for passage in read(text):
        assert re.search(r"[.!?…。？؟,;:，；：-]\W*$", passage.text) or not passage.text


@given(documents())
def test_reading_twice_gives_the_same(text: str) -> None:
    def columns() -> list[tuple[object, ...]]:
        return [(p.text, *p.starts, *p.ends, p.literal, p.dummies, *p.leaf[1:]) for p in read(text)]

    assert columns() == columns()


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "word ",
            "~~x~~ ",
            "~~x~~\n",
            "<b>x</b> ",
            "<code>x",
            "<code>x</code> ",
            "<br>",
            "&amp;",
            "\\*",
            "`x` ",
        ),
        *(
            "[^note] ",
            "“",
            '"',
            "'",
            "~~x~~'",
            "... ",
            ".",
            "a `x`",
            "![x](y) ",
            "<!-- x -->",
            "Node1 `x` ",
            "字\n",
        ),
    ],
)
def test_long_lines_take_time_in_proportion(piece: str) -> None:
    def seconds(times: int) -> float:
        text = f"# {piece.replace(chr(10), ' ') * times}\n\n{piece * times}\n\n[^note]: x"
        found = list(leaves(parse(text)))
        for leaf in found:
            assert leaf.node.children
        started = process_time()
        for leaf in found:
            list(passages(leaf, text))
        return process_time() - started

    small, large = (min(seconds(times) for _ in range(3)) for times in (500, 4_000))
    assert large < 0.02 + 24 * small
