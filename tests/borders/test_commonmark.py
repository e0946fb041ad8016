"""The tree of every CommonMark example is plain mistune's, its HTML the specification's, its places true.

The examples come with mistune's source distribution, of which nothing is kept.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import mistune
import pytest
from mistune.util import unescape

from qapress.markdown.parse import parse
from qapress.markdown.render import html

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qapress.markdown.tree import Node

pytestmark = pytest.mark.border

Tree = tuple[str, str, dict[str, Any], list[Any]]
"""Kind, text, attributes, children."""
RENAMED = {
    "block_text": "paragraph",
    "block_code": "code_block",
    "block_html": "html_block",
    "codespan": "code",
    "inline_html": "html",
    "linebreak": "line_break",
    "softbreak": "soft_break",
}
OURS_ONLY = ("closed", "auto")


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    folder = tmp_path_factory.mktemp("mistune")
    wanted = f"mistune=={version('mistune')}"
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--no-binary",
        "mistune",
        wanted,
    ]
    subprocess.run(command, cwd=folder, check=True)
    with tarfile.open(next(folder.glob("mistune-*.tar.gz"))) as archive:
        name = next(each for each in archive.getnames() if each.endswith("tests/fixtures/commonmark.json"))
        file = archive.extractfile(name)
        assert file is not None
        found: list[dict[str, Any]] = json.load(file)
    return found


def joined(trees: Sequence[Tree]) -> list[Tree]:
    """Neighbouring texts as one: where text is parted has no meaning."""
    made: list[Tree] = []
    for tree in trees:
        if tree[0] == "text" and made and made[-1][0] == "text":
            made[-1] = ("text", made[-1][1] + tree[1], {}, [])
        elif tree[:2] != ("text", ""):
            made.append(tree)
    return made


def expected(tokens: Sequence[dict[str, Any]]) -> list[Tree]:
    """Plain mistune's tokens in our terms."""
    return joined([_expected(token) for token in tokens if token["type"] != "blank_line"])


def _expected(token: dict[str, Any]) -> Tree:
    kind = RENAMED.get(token["type"], token["type"])
    text, given = token.get("raw", ""), token.get("attrs") or {}
    attributes: dict[str, Any] = {}
    match kind:
        case "text":
            text = unescape(text)
        case "heading":
            attributes = {"level": given["level"], "setext": token["style"] == "setext"}
        case "html_block":
            text = text.removesuffix("\n")
        case "code_block":
            text = text.removesuffix("\n")
            attributes = {"info": unescape(given.get("info", "")), "fenced": token["style"] == "fenced"}
        case "list":
            attributes = {"ordered": given["ordered"], "tight": token["tight"]}
            attributes |= {"start": given.get("start", 1)} if given["ordered"] else {}
        case "link" | "image":
            attributes = {"url": given["url"], "title": unescape(given.get("title") or "")}
            attributes |= {"label": token["label"]} if "label" in token else {}
    return kind, text, attributes, expected(token.get("children", ()))


def actual(nodes: Sequence[Node]) -> list[Tree]:
    """Our nodes without what mistune does not tell: definitions and some attributes."""
    return joined(
        [
            (
                node.kind,
                node.text,
                {key: value for key, value in node.attributes.items() if key not in OURS_ONLY},
                actual(node.children),
            )
            for node in nodes
            if node.kind != "definition"
        ]
    )


def misplaced(tree: Node, text: str) -> list[str]:
    """Nodes that stick out, overlap, or hold characters that do not stand where they say."""
    found: list[str] = []
    for node in tree.walk():
        at = node.span.start
        for child in node.children:
            if child.span.start < at or child.span.end > node.span.end:
                found.append(f"{child} in {node}")
            at = child.span.end
        for index, character in enumerate(node.text):
            offset = node.offset(index)
            blank = character == " " and text[offset] in " \t\n>"
            if not (
                node.span.start <= offset < node.span.end and (blank or text[offset] in {character, "&"})
            ):
                found.append(f"{node}, character {index}")
    return found


def test_all_examples(examples: list[dict[str, Any]]) -> None:
    plain = mistune.create_markdown(renderer="ast")
    for example in examples:
        text = example["markdown"]
        tokens = plain(text)
        assert isinstance(tokens, list)
        tree = parse(text, plugins=False)
        assert actual(tree.children) == expected(tokens), text
        assert html(tree) == example["html"], text
        assert misplaced(tree, text) == [], text
    assert len(examples) == 652
