"""Drawings in which nothing runs, whatever the format that they come in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from qapress import emit
from qapress.emit.resolve.raster import UnusableImageError
from qapress.emit.resolve.svg import DEEPEST, harmless
from qapress.pipeline.build import build
from qapress.settings import Settings
from release import bundle, lay, page
from torture import DRAWINGS, SVG

if TYPE_CHECKING:
    from pathlib import Path

    from qapress.diagnostic import Problem

ACTIVE = SVG.format("", "<script>run()</script><rect width='9' height='9'/>").encode()
BROKEN = b"<svg xmlns='http://www.w3.org/2000/svg' onload='run()'><rect></svg>"


@pytest.mark.parametrize("name", [each for each in DRAWINGS if each != "nothing"])
def test_what_is_harmless_stays_as_it_is_written_anew(name: str) -> None:
    once, _ = harmless(DRAWINGS[name].encode())
    assert harmless(once) == (once, "")
    ElementTree.fromstring(once)


def test_namespaces_signs_and_cdata_come_through() -> None:
    given = (
        '<s:svg xmlns:s="http://www.w3.org/2000/svg" xmlns="urn:other" s:x="&lt;&quot;&#10;é">'
        "<note xml:space='preserve'> a &amp; b<![CDATA[ < c ]]></note></s:svg>"
    ).encode("utf-16")
    made, told = harmless(given)
    old, new = ElementTree.fromstring(given), ElementTree.fromstring(made)
    assert told == ""
    assert (new.tag, new.attrib, new[0].attrib) == (old.tag, old.attrib, old[0].attrib)
    assert (new[0].tag, new[0].text) == ("{urn:other}note", " a & b < c ")


def test_a_drawing_nested_too_deep_is_not_shown() -> None:
    deep = DEEPEST - 1
    harmless(SVG.format("", "<g>" * deep + "</g>" * deep).encode())
    with pytest.raises(UnusableImageError, match="has more than 256 elements inside each other"):
        harmless(SVG.format("", "<g>" * (deep + 1) + "</g>" * (deep + 1)).encode())


@pytest.mark.parametrize("name", ["markdown", "json", "jsonl"])
def test_no_format_brings_a_drawing_that_runs_something(tmp_path: Path, name: str) -> None:
    answer = "![Active](active.svg) ![Broken](broken.svg) ![Good](good.svg) <img src='active.svg'>"
    good = b"<!-- mine -->" + DRAWINGS["good"].encode()
    made = bundle(
        tmp_path, {"a.md": page(answer), "active.svg": ACTIVE, "broken.svg": BROKEN, "good.svg": good}
    )
    lost: list[Problem] = []
    (emitter,) = emit.load([name])
    files = emitter.emit(made, emit.EmitOptions(report=lambda _, problem: lost.append(problem)))
    drawings = {path.name: content for path, content in files.items() if path.suffix == ".svg"}
    assert drawings == {"active.svg": harmless(ACTIVE)[0], "good.svg": good}
    active = "the image active.svg is shown without its active content (<script>)"
    assert [each.message for each in lost] == [
        active,
        "the image broken.svg is not well-formed SVG",
        active,
    ]
    assert not any(b"run()" in each for each in files.values())


def test_all_that_count_images_count_those_that_are_there(tmp_path: Path) -> None:
    answer = "![Active](active.svg) ![Broken](broken.svg) ![Empty](empty.png)"
    lay(tmp_path, {"a.md": page(answer), "active.svg": ACTIVE, "broken.svg": BROKEN, "empty.png": b""})
    built = build([], Settings(tmp_path), out=tmp_path / "dist", name="book", allow_errors=True)
    manifest = json.loads((built.folder / "manifest.json").read_bytes())
    data = json.loads((built.folder / "book.json").read_bytes())
    assert manifest["counts"]["assets"] == 1
    assert [each["path"] for each in data["assets"]] == ["markdown/active.svg"]
    assert not any(path.name in {"broken.svg", "empty.png"} for path in built.files)
    told = [each.finding.message for each in built.losses.report.diagnostics]
    assert told == [
        "the image active.svg is shown without its active content (<script>), in Q1",
        "the image broken.svg is not well-formed SVG, in Q1",
        "the image empty.png is empty, in Q1",
    ]
