"""HTML in answers as nodes: what it means in print, and what is told where nothing is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from qapress.diagnostic import Span
from qapress.emit.resolve.tags import block_nodes, inline_nodes
from qapress.markdown.tree import Node

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qapress.diagnostic import Problem

ITEM = "list_item"
ALL = "is left out with all that it holds"


def outline(nodes: Iterable[Node]) -> str:
    """Nodes in short: `kind(children)`, texts as they are."""
    return " ".join(
        each.text if each.kind == "text" else f"{each.kind}({each.text or outline(each.children)})"
        for each in nodes
    )


def blocks(html: str) -> tuple[tuple[Node, ...], list[tuple[str, str]]]:
    """The blocks of some HTML, and what is told of it, each with the text that it is told of."""
    lost: list[tuple[str, str]] = []
    node = Node("html_block", Span(7, 7 + len(html)), text=html)

    def lose(problem: Problem) -> None:
        assert problem.kind == "dropped-html"
        lost.append((problem.message, html[problem.span.start - 7 : problem.span.end - 7]))

    return block_nodes(node, lose), lost


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>one <b>two</b></p><p>three", "paragraph(one  strong(two)) paragraph(three)"),
        ("<div>\n  one<br>two\n</div>", "paragraph(one line_break() two)"),
        ("<h4>Title</h4>text", "heading(Title) paragraph(text)"),
        (
            "<ul><li>a<li>b<ol><li>c</ol></ul>",
            f"list({ITEM}(paragraph(a)) {ITEM}(paragraph(b) list({ITEM}(paragraph(c)))))",
        ),
        ("<blockquote><p>a</blockquote><hr>", "block_quote(paragraph(a)) thematic_break()"),
        ("<pre>\na\n  b\n</pre>", "code_block(a\n  b)"),
        ("<p>It is <q>so</q>.", "paragraph(It is  “ so ” .)"),
        ("<b><p>a</p></b>", "paragraph(strong(line_break() a))"),
        ("<span><p>a</p>b</span>", "paragraph(a) paragraph(b)"),
        ("<dl><dt>a<dd>b</dl>", "paragraph(a) paragraph(b)"),
        ("<a name='x'></a>", ""),
        ("<!-- a --><b></b>", ""),
        ("<details><summary>a</summary>b</details>", "details(summary(a) paragraph(b))"),
        ("<sub>a</sub><code> b\n c</code>", "paragraph(html(a) code( b c))"),
        ("x</div></p>y", "paragraph(x y)"),
    ],
)
def test_html_means(html: str, expected: str) -> None:
    made, lost = blocks(html)
    assert outline(made) == expected
    assert lost == []


def test_a_table_has_a_header_and_equal_rows() -> None:
    html = "<table><caption>All</caption><thead><tr><th align=right>a<th>b</thead><tr><td>1</table>"
    (caption, table), lost = blocks(html)
    assert lost == []
    assert outline((caption,)) == "paragraph(All)"
    assert (
        outline((table,))
        == "table(table_row(table_cell(a) table_cell(b)) table_row(table_cell(1) table_cell()))"
    )
    assert table.attributes["align"] == ("right", None)


def test_a_table_without_a_header_gets_an_empty_one() -> None:
    (table,), _ = blocks("<table><tr><td>1<td>2")
    assert outline((table,)) == (
        "table(table_row(table_cell() table_cell()) table_row(table_cell(1) table_cell(2)))"
    )


def test_a_column_is_aligned_as_its_first_cell_that_says_so() -> None:
    html = "<table><tr><th>a<th align=odd>b<tr><td align=RIGHT>1<td align=center>2<tr><td align=left>3<td>4</table>"
    (table,), _ = blocks(html)
    assert table.attributes["align"] == ("right", "center")


def test_cells_outside_of_rows_make_one() -> None:
    (table,), _ = blocks("<table><td>1<td>2<tr><td>3<tbody><td>4</table>")
    assert [outline(row.children) for row in table.children[1:]] == [
        "table_cell(1) table_cell(2)", "table_cell(3) table_cell()",
        "table_cell(4) table_cell()",
    ]  # fmt: skip


def test_tables_in_cells_are_lines() -> None:
    (table,), _ = blocks("<table><tr><td>1<table><tr><td>2</table></table>")
    assert len(table.children) == 2
    assert "1" in outline((table,))
    assert "2" in outline((table,))


def test_lists_begin_where_they_say() -> None:
    (list_,), _ = blocks("<ol start=7><li>a</ol>")
    assert (list_.attributes["ordered"], list_.attributes["start"]) == (True, 7)
    (list_,), _ = blocks("<ol start=x1><li>a</ol>")
    assert list_.attributes["start"] == 1


def test_code_knows_its_language() -> None:
    (code,), _ = blocks('<pre><code class="x language-python">a<br>b</code></pre>')
    assert (code.attributes["info"], code.text) == ("python", "a\nb")


@pytest.mark.parametrize(
    ("html", "message", "where"),
    [
        ("a<script>b\nc</script>d", f"the HTML element <script> {ALL}", "<script>b\nc</script>"),
        ("a\n<p><iframe src=x>b", f"the HTML element <iframe> {ALL}", "<iframe src=x>b"),
        ("<x-y z=1>b</x-y>", "the HTML element <x-y> is left out; the text in it is kept", "<x-y z=1>"),
        ("a<input value=b>c", "the HTML element <input> is left out", "<input value=b>"),
        ("<?php echo 1 ?>", f"the HTML element <?php> {ALL}", "<?php echo 1 ?>"),
        ("<![CDATA[ a ]]>", f"the HTML element <![CDATA> {ALL}", "<![CDATA[ a ]]>"),
        ("<!DOCTYPE html>", f"the HTML element <!DOCTYPE> {ALL}", "<!DOCTYPE html>"),
        ("<pre>a<style>b</style></pre>", f"the HTML element <style> {ALL}", "<style>b</style>"),
        (
            "<table><tr><td colspan=2>a</table>",
            "cells of the HTML table that span rows or columns are printed as single ones",
            "<table><tr><td colspan=2>a</table>",
        ),
    ],
)
def test_what_has_no_meaning_is_told_where_it_stands(html: str, message: str, where: str) -> None:
    assert blocks(html)[1] == [(message, where)]


def test_tags_in_a_line_hold_the_nodes_between_them() -> None:
    def tag(text: str, at: int) -> Node:
        return Node("html", Span(at, at + len(text)), text=text)

    inside = Node("emphasis", Span(5, 8), (Node("text", Span(6, 7), text="a"),))
    made = inline_nodes((tag("<kbd>", 0), inside, tag("</kbd>", 8), tag("<br>", 14)), lambda _: None)
    assert outline(made) == "html(emphasis(a)) line_break()"
    assert made[0].span == Span(0, 14)


def test_very_deep_html_is_read() -> None:
    made, lost = blocks("<div>" * 5000 + "a" + "<b>" * 5000 + "b")
    assert "a" in outline(made)
    assert "b" in outline(made)
    assert lost == []
