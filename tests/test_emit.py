"""Formats: what each makes of every kind of text, what is told as lost, and that the rest survives."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from qapress import emit
from qapress.emit.json import bundle_data
from qapress.emit.resolve import resolve
from qapress.emit.resolve.images import usable
from qapress.emit.resolve.math import element, leaf
from qapress.emit.resolve.pieces import pieces
from qapress.emit.resolve.raster import UnusableImageError
from qapress.emit.typst.formula import formula
from qapress.errors import EmitError
from qapress.model.qa import Asset, Bundle
from release import SVG, bundle, files_of, page, publish_rules, question

EMOJI = "👨🏻‍💻 👍🏽 🏳️‍🌈 🇩🇪 #️⃣ ✔️ ❤️‍🔥 ©️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🧑‍🤝‍🧑 ✅ 📌 👁️‍🗨️"
EVERYTHING = f"""\
Plain *emphasis*, **strong**, ~~struck~~, `code`, <kbd>Ctrl</kbd>, H<sub>2</sub>O and x<sup>2</sup>.[^a]

[^a]: A note with a [link](https://example.org/).

* one {EMOJI}
  1. nested
* [x] done
* [ ] open

| left | middle | right |
|:-----|:------:|------:|
| `a`  | $x^2$  | 3     |

> A quotation.

> [!WARNING]
> An alert.

```python
print("hello")
```

$$
\\operatorname{{softmax}}(x)_i = \\frac{{e^{{x_i}}}}{{\\sum_j e^{{x_j}}}}
$$

![a black box](images/box.svg "In a frame")

<details><summary>More</summary>

Hidden at first.

</details>

###### Deep heading

Greek αβγ, Cyrillic абв, a hash {"0123456789abcdef" * 8} and `{"0123456789abcdef" * 8}`.

* * *

The end.
"""
FORMATS = emit.load(emit.formats())


def lost(tmp_path: Path, answer: str, **files: bytes) -> list[tuple[str, str, str]]:
    """What resolving one answer loses: kind, the text there, message."""
    made = bundle(tmp_path, {"a.md": page(answer), **{k.replace("_", "."): v for k, v in files.items()}})
    source = made.documents[0].source
    return [(each.kind, source.slice(each.span), each.message) for _, each in resolve(made).problems]


def test_formats_are_found_by_their_files() -> None:
    files = sorted(path.stem for path in Path(emit.__file__).parent.glob("[a-z]*.py"))
    assert list(emit.formats()) == files
    assert [each.name for each in FORMATS] == files
    assert {"json", "markdown", "pdf"} <= set(files)


def test_an_unknown_format_is_told_with_the_known_ones() -> None:
    with pytest.raises(EmitError, match=r"no format 'djvu'; the formats are .*json.*, markdown, pdf"):
        emit.load(["djvu"])


def test_a_missing_extra_is_told_with_the_command_that_installs_it() -> None:
    needy = replace(FORMATS[-1], needs={"Nothing": "qapress_no_such_module"})
    with pytest.raises(EmitError, match=r'python -m pip install "qapress\[pdf\]"'):
        needy.require()


@pytest.mark.parametrize("name", emit.formats())
def test_every_kind_of_text_is_shown_without_loss_and_always_in_the_same_bytes(
    name: str, tmp_path: Path
) -> None:
    files: dict[str, str | bytes] = {"a.md": page(EVERYTHING, "Short."), "images/box.svg": SVG}
    first, lost = files_of(name, bundle(tmp_path / "one", files))
    second, _ = files_of(name, bundle(tmp_path / "two", files))
    assert lost == []
    assert first == second
    assert not any(str(tmp_path).encode() in content for content in first.values())


def test_pdf_declares_the_standards_that_it_was_held_to(tmp_path: Path) -> None:
    files, _ = files_of("pdf", bundle(tmp_path, {"a.md": page(EVERYTHING), "images/box.svg": SVG}))
    made = files["book.pdf"]
    assert made.startswith(b"%PDF-1.7")
    assert b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A<" in made
    assert b"<pdfuaid:part>1</pdfuaid:part>" in made


def test_pdf_tells_a_character_that_no_font_has_once_and_is_made_all_the_same(tmp_path: Path) -> None:
    made = bundle(tmp_path, {"a.md": page("Water is 水, in code `水`.", "In math $水$.", "And *水*.")})
    files, lost = files_of("pdf", made)
    assert files["book.pdf"].startswith(b"%PDF")
    assert lost == ["the book cannot show the character 水 (U+6C34), in Q1 and 2 more questions"]


def test_pdf_tells_the_letters_of_a_missing_script_together(tmp_path: Path) -> None:
    made = bundle(tmp_path, {"a.md": page("水火木金土日月 and ไทย", "水山 and \U0001d2e0.")})
    files, lost = files_of("pdf", made)
    assert files["book.pdf"].startswith(b"%PDF")
    assert lost == [
        "the book cannot show 8 characters of Han (水, 火, 木 and more), in Q1 and 1 more question",
        "the book cannot show the character ไ (U+0E44), in Q1",
        "the book cannot show the character ท (U+0E17), in Q1",
        "the book cannot show the character ย (U+0E22), in Q1",
        "the book cannot show the character \U0001d2e0 (U+1D2E0), in Q2",
    ]


def test_pdf_lacks_in_a_drawing_alone_what_texts_have(tmp_path: Path) -> None:
    drawing = SVG.replace(b"/></svg>", "/><text y='9'>水 👩🏽‍🚀</text></svg>".encode())
    made = bundle(tmp_path, {"a.md": page("![A box](box.svg) Text 👩🏽‍🚀."), "box.svg": drawing})
    files, lost = files_of("pdf", made)
    assert files["book.pdf"].startswith(b"%PDF")
    assert [each.partition("character ")[2] for each in lost] == [
        "水 (U+6C34), in Q1",
        *("👩 (U+1F469), in Q1", "🏽 (U+1F3FD), in Q1", "🚀 (U+1F680), in Q1"),
    ]


@pytest.mark.parametrize(
    "code", [0x01, 0x07, 0x1B, 0x7F, 0x85, 0xAD, 0x200B, 0x202E, 0xFFFE, 0x10FFFF, 0xE000, 0xF0000]
)
def test_odd_characters_never_stop_the_book(code: int, tmp_path: Path) -> None:
    odd = chr(code)
    answer = f"a{odd}b `c{odd}d` $e{odd}f$\n\n```text\ng{odd}h\n```\n"
    files, _ = files_of("pdf", bundle(tmp_path, {"a.md": question(1, f"Why {odd}?", answer)}))
    assert files["book.pdf"].startswith(b"%PDF")


def test_headings_of_every_level_and_files_without_titles_are_no_skipped_levels(tmp_path: Path) -> None:
    deep = "###### Six\n\nText.\n\n#### Four\n\nText.\n\n##### Five\n\nText."
    files: dict[str, str | bytes] = {
        "a/QA_1-1.md": question(1, "First?", deep),
        "a/QA_2-2.md": "# Titled\n\n" + question(2, "Second?", deep),
        "b/QA_1-1.md": question(1, "Third?", deep),
    }
    made, lost = files_of("pdf", bundle(tmp_path, files))
    assert made["book.pdf"].startswith(b"%PDF")
    assert lost == []


@pytest.mark.parametrize(
    "answer",
    [
        "> " * 90 + "deep",
        "> * " * 60 + "deep",
        "*_" * 60 + "deep" + "_*" * 60,
        "".join("  " * depth + "* item\n" for depth in range(60)),
        "> " * 25 + "$" + r"\sqrt{" * 60 + "x" + "}" * 60 + "$",
        "$" + r"\frac{1}{" * 12 + "x" + "}" * 12 + "$",
    ],
)
def test_very_deep_nesting_is_printed_flat(answer: str, tmp_path: Path) -> None:
    files, _ = files_of("pdf", bundle(tmp_path, {"a.md": page(answer)}))
    assert files["book.pdf"].startswith(b"%PDF")


# --- pieces of text -----------------------------------------------------------------------------------


@pytest.mark.parametrize("cluster", EMOJI.split())
def test_an_emoji_is_one_piece(cluster: str) -> None:
    assert list(pieces(f"a{cluster}b")) == [("text", "a"), ("emoji", cluster), ("text", "b")]


@pytest.mark.parametrize("text", ["© 2026", "✔ right", "a → b", "1 # 2 *", "☎", "™"])
def test_signs_that_are_black_by_themselves_are_text(text: str) -> None:
    assert [each.kind for each in pieces(text)] == ["text"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("„Rechtsschutzversicherungsgesellschaften“,", "text"),
        ("AbstractSingletonProxyFactoryBean", "long"),
        ("3f786850e387550fdab836ed7e6dc881de23001b", "long"),
        ("long" * 20, "long"),
        ("word" + "!" * 40, "long"),
    ],
)
def test_a_long_word_is_left_to_its_language_and_other_tokens_break_anywhere(text: str, kind: str) -> None:
    assert list(pieces(text)) == [(kind, text)]


@given(st.text(alphabet=st.sampled_from(EMOJI + "abc漢 ️‍©1"), max_size=60) | st.text())
def test_pieces_are_the_text_again_property(text: str) -> None:
    assert "".join(each.text for each in pieces(text)) == text


MANY_MACROS = (
    "".join(
        rf"\newcommand{{\{chr(97 + n)}}}{{{chr(92) + chr(98 + n)} {chr(92) + chr(98 + n)}}}"
        for n in range(24)
    )
    + r"\a"
)


# --- formulas -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tex", "kinds"),
    [
        (r"\frac{a}{b}", ["frac"]),
        (r"\begin{aligned} a &= b \\ c &= d \end{aligned}", ["aligned"]),
        (r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}", ["lr"]),
        (r"\left\{ x \right.", ["lr"]),
        (r"\hat{x} + \overline{y}", ["accent", "sym", "overline"]),
        (r"\sqrt[3]{x}", ["root"]),
        (r"\dbinom{n}{k}", ["lr"]),
        (r"\newcommand{\R}{\mathbb{R}} \R^n", ["att"]),
        (r"\operatorname*{arg\,max}_x f", ["att", "sym"]),
        (r"\arg\max_x f", ["att", "sym"]),
        (r"\mathop{\mathrm{most}}_x f", ["att", "sym"]),
        (r"a \& b", ["sym", "sym", "sym"]),
        (r"a \tag{1}", ["sym", "sp", "text"]),
        (r"\begin{align} a &= b \\ c &= d \end{align}", ["aligned"]),
    ],
)
def test_formula(tex: str, kinds: list[str]) -> None:
    found = element(tex, True)
    assert found is not None
    made = formula(found)
    parts = made["c"] if made["k"] == "row" else [made]
    assert [each["k"] for each in parts] == kinds


@pytest.mark.parametrize(
    ("tex", "letters"),
    [
        (r"\mathbb{1}", "𝟙"),
        (r"\bm{x}", "𝒙"),
        (r"\mathbf{\Sigma 2}", "𝚺𝟐"),
        (r"\mathtt{a1}", "𝚊𝟷"),
        (r"\mathbf{!}", "!"),
    ],
)
def test_letters_keep_their_style_in_every_format(tex: str, letters: str) -> None:
    found = element(tex, False)
    assert found is not None
    assert "".join(map(leaf, found.iter())) == letters


@pytest.mark.parametrize(
    "tex",
    [
        MANY_MACROS,
        r"\begin{nosuch} x \end{nosuch}",
        r"\nosuchmacro x",
        r"\frac{a",
        r"x^",
        r"{",
        "",
        "x" * 5000,
    ],
)
def test_a_formula_that_cannot_be_set_is_none(tex: str) -> None:
    assert element(tex, False) is None


# --- images -------------------------------------------------------------------------------------------


def picture(format_: str, mode: str = "RGB") -> Asset:
    """A small image in a format."""
    out = io.BytesIO()
    Image.new(mode, (8, 4)).save(out, format_)
    return Asset("a", "image/x", out.getvalue())


@pytest.mark.parametrize(
    ("asset", "media_type"),
    [
        (picture("PNG"), "image/png"),
        (picture("JPEG"), "image/jpeg"),
        (picture("JPEG", "CMYK"), "image/jpeg"),
        (picture("GIF", "P"), "image/png"),
        (picture("WEBP", "RGBA"), "image/png"),
    ],
)
def test_raster_images_become_what_every_reader_shows(asset: Asset, media_type: str) -> None:
    made, taken = usable(asset)
    assert (made.media_type, taken) == (media_type, "")
    assert Image.open(io.BytesIO(made.content)).mode != "CMYK"
    assert usable(made)[0].content == made.content


HOSTILE = b"""<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" onload="run()">
<script>run()</script><style>@import url("https://example.org/x.css");</style>
<image xlink:href="https://example.org/x.png"/><a href="javascript:run()"><text>kept &secret;</text></a>
<rect style="fill:url( 'https://example.org/y')" fill="url(#g)"/><foreignObject>gone</foreignObject> tail</svg>"""


def test_svg_loses_all_that_acts_or_reaches_out_and_nothing_else() -> None:
    made, taken = usable(Asset("a.svg", "image/svg+xml", HOSTILE))
    for gone in (b"run()", b"example.org", b"passwd", b"foreignObject", b"secret"):
        assert gone not in made.content
    for kept in (b"kept", b'fill="url(#g)"', b"tail"):
        assert kept in made.content
    assert (
        taken
        == "is shown without its active content (svg@onload, <script>, <style> with an address, image@href and 4 more)"
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (SVG.replace(b'"40"', b'"0.0e1px"'), "has no size"),
        (SVG.replace(b'"20"', b'"-.5"'), "has no size"),
        (b"\x89PNG\r\n\x1a\n broken", "is broken"),
        (picture("PNG").content[:40], "is broken"),
        (b"<svg", "is not well-formed SVG"),
        (b"<?xml version='1.0'?><html/>", "is XML, but not an SVG image"),
        (b"\0" * 20_000_001, "has 20,000,001 bytes"),
    ],
)
def test_an_image_that_cannot_be_shown_says_why(content: bytes, reason: str) -> None:
    with pytest.raises(UnusableImageError, match=reason):
        usable(Asset("a", "image/png", content))


# --- what is lost -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "kind", "where"),
    [
        ("See ![x](https://example.org/x.png).", "unusable-image", "![x](https://example.org/x.png)"),
        ("See ![x](../../x.png).", "unusable-image", "![x](../../x.png)"),
        ("See ![x](gone.png).", "unusable-image", "![x](gone.png)"),
        ("See ![x](bad.png).", "unusable-image", "![x](bad.png)"),
        ('See <img src="bad.png">.', "unusable-image", '<img src="bad.png">'),
        (r"It is $\nosuch$.", "unknown-math", r"$\nosuch$"),
        ("It <blink>is</blink>.", "dropped-html", "<blink>"),
        ("<script>\nrun()\n</script>", "dropped-html", "<script>\nrun()\n</script>"),
        ("See [x](gone.md).", "unresolved-link", "[x](gone.md)"),
        ("See [x](#gone).", "unresolved-link", "[x](#gone)"),
        ("See [x](javascript:run()).", "unresolved-link", "[x](javascript:run())"),
    ],
)
def test_each_loss_is_told_where_it_stands(tmp_path: Path, answer: str, kind: str, where: str) -> None:
    found = lost(tmp_path, answer, bad_png=b"no image")
    assert [each[:2] for each in found] == [(kind, where)]
    assert kind in publish_rules()


def test_links_between_files_become_links_in_the_book(tmp_path: Path) -> None:
    there = (
        "[a](b.md) [b](b.md#-q2-second) [c](#-answer) [d](README.md) [e](.) [f](mailto:a@example.org) "
        "[by its id](b.md#second)"
    )
    files: dict[str, str | bytes] = {
        "README.md": "# Index\n",
        "a.md": question(1, "First?", there),
        "b.md": question(3, "Third?", "Text.") + "\n" + question(2, "Second", "Text."),
    }
    resolved = resolve(bundle(tmp_path, files))
    answer = resolved.bundle.documents[0].entries[0].answer
    assert answer is not None
    urls = [n.attributes["url"] for each in answer.blocks for n in each.walk() if n.kind == "link"]
    assert urls == [
        "#third",
        "#second",
        "#first",
        "#contents",
        "#contents",
        "mailto:a@example.org",
        "#second",
    ]
    assert resolved.problems == ()


# --- all formats ---------------------------------------------------------------------------------------


def questions(made: Bundle) -> list[dict[str, Any]]:
    """The questions of a bundle, without where they come from."""
    data = [
        each
        for document in bundle_data(made, emit.EmitOptions())["documents"]
        for each in document["questions"]
    ]
    return [{key: each[key] for key in each if key not in {"source", "content_hash"}} for each in data]


def test_markdown_read_again_holds_the_same_questions(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"a.md": page(EVERYTHING, "Short."), "images/box.svg": SVG}
    first = bundle(tmp_path / "first", files)
    made, _ = files_of("markdown", first)
    assert questions(bundle(tmp_path / "second", dict(made))) == questions(first)


def test_paths_are_relative_and_stay_below_the_bundle(tmp_path: Path) -> None:
    made = bundle(tmp_path, {"hub/a.md": page(EVERYTHING), "hub/images/box.svg": SVG})
    for each in FORMATS:
        for path in files_of(each.name, made)[0]:
            assert not PurePosixPath(path).is_absolute()
            assert ".." not in PurePosixPath(path).parts
