"""Without extensions our tree is plain mistune's, on every CommonMark example in mistune's own sources."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, NamedTuple

import mistune
import pytest
from mistune.util import unescape

from laws import faults
from qapress.markdown.parse import parse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qapress.markdown.tree import Node

pytestmark = pytest.mark.border

EXAMPLES = "tests/fixtures/commonmark.json"
KINDS = {
    "block_text": "paragraph",
    "block_code": "code_block",
    "block_html": "html_block",
    "codespan": "code",
    "inline_html": "html",
    "linebreak": "line_break",
    "softbreak": "soft_break",
}
OURS = {"closed", "auto"}
"""Attributes that mistune does not know."""


class Plain(NamedTuple):
    """A node without its place."""

    kind: str
    text: str
    attributes: dict[str, Any]
    children: list[Plain]


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The Markdown of the examples, from the source distribution of the installed mistune."""
    folder = tmp_path_factory.mktemp("mistune")
    wanted = ("--no-deps", "--no-binary", "mistune", f"mistune=={version('mistune')}")
    subprocess.run([sys.executable, "-m", "pip", "download", "-q", "-d", folder, *wanted], check=True)
    (archive,) = folder.glob("mistune-*.tar.gz")
    with tarfile.open(archive) as files:
        found = files.extractfile(f"{archive.name.removesuffix('.tar.gz')}/{EXAMPLES}")
        assert found is not None
        return [each["markdown"] for each in json.load(found)]


def of_mistune(tokens: Iterable[dict[str, Any]]) -> list[Plain]:
    """What mistune's tokens say in the words of our tree: entities resolved, neighbouring texts joined."""
    nodes = [_of_token(each) for each in tokens if each["type"] != "blank_line"]
    return _joined(each for each in nodes if each.kind != "text" or each.text)


def _of_token(token: dict[str, Any]) -> Plain:
    kind = KINDS.get(token["type"], token["type"])
    text = token.get("raw", "")
    if kind == "text":
        text = unescape(text)
    elif kind in {"code_block", "html_block"}:
        text = text.removesuffix("\n")
    return Plain(kind, text, _attributes(kind, token), of_mistune(token.get("children", ())))


def _attributes(kind: str, token: dict[str, Any]) -> dict[str, Any]:
    given = token.get("attrs", {})
    match kind:
        case "heading":
            return {"level": given["level"], "setext": token["style"] == "setext"}
        case "code_block":
            return {"info": unescape(given.get("info", "")), "fenced": token["style"] == "fenced"}
        case "list":
            start = {"start": given.get("start", 1)} if given["ordered"] else {}
            return {"ordered": given["ordered"], "tight": token["tight"], **start}
        case "link" | "image":
            label = {"label": token["label"]} if "label" in token else {}
            return {"url": given["url"], "title": unescape(given.get("title") or ""), **label}
    return dict(given)


def of_tree(nodes: Iterable[Node]) -> list[Plain]:
    """Our nodes without places; definitions, which mistune keeps elsewhere, left out."""
    return _joined(
        Plain(
            node.kind,
            node.text,
            {name: value for name, value in node.attributes.items() if name not in OURS},
            of_tree(node.children),
        )
        for node in nodes
        if node.kind != "definition"
    )


def _joined(nodes: Iterable[Plain]) -> list[Plain]:
    made: list[Plain] = []
    for node in nodes:
        if made and node.kind == made[-1].kind == "text":
            made[-1] = node._replace(text=made[-1].text + node.text)
        else:
            made.append(node)
    return made


def test_trees_equal_those_of_mistune(examples: list[str]) -> None:
    plain = mistune.create_markdown(renderer="ast")
    assert len(examples) > 600
    for text in examples:
        expected = plain(text)
        assert isinstance(expected, list)
        assert of_tree(parse(text, plugins=False).children) == of_mistune(expected), text


@pytest.mark.parametrize("plugins", [True, False])
def test_positions_hold_on_the_examples(examples: list[str], *, plugins: bool) -> None:
    assert [text for text in examples if faults(text, parse(text, plugins=plugins))] == []
