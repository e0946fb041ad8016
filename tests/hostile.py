"""Markdown that would keep a careless reader busy for ever: files by name, made for a size."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

NAME = "QA_1-3.md"


def question(number: int, title: str, answer: str = "Yes.") -> str:
    """A question of the house layout."""
    return f"## 📌 Q{number}: {title}\n\n### ✅ Answer\n\n{answer}\n\n"


def rows(size: int) -> dict[str, str]:
    """An index of so many rows and a file of so many questions."""
    lines = "".join(f"| {n} | [Why is {n} odd?]({NAME}) |\n" for n in range(1, size + 1))
    questions = "".join(question(n, f"Why is {n} odd?", f"Since {n} is.") for n in range(1, size + 1))
    return {"README.md": f"| No. | Question |\n|---|---|\n{lines}", NAME: questions}


def scattered(size: int) -> dict[str, str]:
    """So many files of one question, all the same."""
    return {
        f"QA_{n}-{n}.md": question(n, "What is a token?", "A piece of a word, and so on.")
        for n in range(1, size + 1)
    }


def missing(size: int) -> dict[str, str]:
    """So many files, and a page of links that miss each by a letter."""
    links = "".join(f"[a](note-{n}.mb)\n" for n in range(size))
    return {f"note-{n}.md": "# A\n" for n in range(size)} | {"links.md": links}


def text(make: Callable[[int], str]) -> Callable[[int], dict[str, str]]:
    """One file with this text as the answer to a question."""
    return lambda size: {NAME: question(1, "Why?", make(size))}


HOSTILE: dict[str, tuple[int, Callable[[int], dict[str, str]]]] = {
    "emphasis": (40_000, text(lambda n: "*a_" * n)),
    "stars": (40_000, text(lambda n: "a**b" * n)),
    "tildes": (40_000, text(lambda n: "~~a" * n)),
    "quotes": (3_000, text(lambda n: "> " * n + "a")),
    "quotes without blanks": (3_000, text(lambda n: ">" * n + "a")),
    "quotes and lists": (1_000, text(lambda n: "> - " * n + "a")),
    "lists": (1_000, text(lambda n: "".join("  " * k + "- a\n" for k in range(n)))),
    "list marks": (10_000, text(lambda n: "- " * n + "a")),
    "items": (20_000, text(lambda n: "- a\n" * n)),
    "loose items": (20_000, text(lambda n: "1. a\n\n" * n)),
    "opening brackets": (20_000, text(lambda n: "[" * n)),
    "closing brackets": (20_000, text(lambda n: "]" * n)),
    "pairs of brackets": (20_000, text(lambda n: "[]" * n)),
    "nested brackets": (10_000, text(lambda n: "[" * n + "a" + "](b)" * n)),
    "image marks": (20_000, text(lambda n: "![" * n)),
    "nested images": (10_000, text(lambda n: "![" * n + "a" + "](b)" * n)),
    "link ends": (20_000, text(lambda n: "](" * n)),
    "link starts": (20_000, text(lambda n: "[a](" * n)),
    "link titles": (20_000, text(lambda n: '[a](b "' * n)),
    "link labels": (20_000, text(lambda n: "[a][" * n)),
    "angles": (20_000, text(lambda n: "<" * n)),
    "angle pairs": (20_000, text(lambda n: "<a " * n)),
    "attributes": (20_000, text(lambda n: "a <a" + " b=c" * n)),
    "comment starts": (20_000, text(lambda n: "a <!-- " * n)),
    "comments": (20_000, text(lambda n: "<!-- a -->\n" * n)),
    "instructions": (20_000, text(lambda n: "a <?" * n)),
    "details": (2_000, text(lambda n: "<details>\n" * n)),
    "closed details": (2_000, text(lambda n: "<details>\n\n" * n + "a\n\n" + "</details>\n\n" * n)),
    "backticks": (20_000, text(lambda n: "`" * n + " a")),
    "runs of backticks": (300, text(lambda n: "".join("a" + "`" * k for k in range(n)))),
    "dollars": (20_000, text(lambda n: "$" * n)),
    "formulas": (20_000, text(lambda n: "$a$ $" * n)),
    "fences": (10_000, text(lambda n: "```\na\n```\n" * n)),
    "open fences": (10_000, text(lambda n: "```a\n~~~b\n" * n)),
    "backslashes": (40_000, text(lambda n: "\\" * n)),
    "entities": (40_000, text(lambda n: "&amp;&#" * n)),
    "addresses": (20_000, text(lambda n: "http://a.b/c www.a.b " * n)),
    "one address": (200_000, text(lambda n: "http://a.b/" + "c(" * n)),
    "a long line": (3_000_000, text(lambda n: "word " * (n // 5))),
    "a long word": (3_000_000, text(lambda n: "a" * n)),
    "a long title": (1_000_000, lambda n: {NAME: question(1, "a " * (n // 2))}),
    "blanks": (200_000, text(lambda n: "a" + " " * n)),
    "blanks before": (200_000, text(lambda n: "a\n" + " " * n + "b")),
    "blanks between": (200_000, text(lambda n: "a" + " " * n + "b")),
    "blanks in a heading": (200_000, lambda n: {NAME: question(1, "a" + " " * n)}),
    "blanks in a heading of an answer": (
        200_000,
        lambda n: {NAME: f"## Q1: a\n\n### Answer{' ' * n}b\n\nYes.\n"},
    ),
    "lines with blanks": (50_000, text(lambda n: "a \n" * n)),
    "lines with breaks": (50_000, text(lambda n: "a  \n" * n)),
    "lines of blanks": (50_000, text(lambda n: " \n" * n)),
    "tabs": (200_000, text(lambda n: "a" + "\t" * n)),
    "double spaces": (50_000, text(lambda n: "a  b" * n)),
    "lines with double spaces": (20_000, text(lambda n: "a  b\n" * n)),
    "spaces before commas": (50_000, text(lambda n: "word , " * n)),
    "misspellings": (50_000, text(lambda n: "teh recieve " * n)),
    "pipes": (20_000, text(lambda n: "|" * n + "\n" + "|-" * n + "\n")),
    "rows of a table": (20_000, text(lambda n: "| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * n)),
    "columns of a table": (2_000, text(lambda n: "|a" * n + "\n" + "|-" * n + "\n" + "|b" * n + "\n")),
    "footnotes": (10_000, text(lambda n: "".join(f"a[^{k}]\n\n[^{k}]: b\n\n" for k in range(n)))),
    "references": (20_000, text(lambda n: "".join(f"[a][{k}]\n\n[{k}]: b.md\n\n" for k in range(n)))),
    "definitions": (20_000, text(lambda n: "".join(f"[{k}]: b.md\n" for k in range(n)))),
    "setext": (20_000, text(lambda n: "a\n---\n" * n)),
    "rules": (20_000, text(lambda n: "***\n" * n)),
    "links": (100_000, text(lambda n: "[a](b.md)\n" * n)),
    "links to places": (100_000, text(lambda n: "[a](#b)\n" * n)),
    "links to other places": (50_000, text(lambda n: "".join(f"[a](#b{k})\n" for k in range(n)))),
    "images": (50_000, text(lambda n: "![](b.png)\n" * n)),
    "anchors": (100_000, text(lambda n: "".join(f'a <a name="b{k}"></a>\n' for k in range(n)))),
    "headings of one slug": (100_000, text(lambda n: "#### Same\n\n" * n)),
    "headings like slugs": (
        50_000,
        text(lambda n: "".join(f"#### Same{' ' * (k % 2)}-{k % 50}\n\n" for k in range(n))),
    ),
    "questions": (5_000, lambda n: {NAME: "".join(question(k, f"Why {k}?") for k in range(1, n + 1))}),
    "questions with one number": (
        5_000,
        lambda n: {NAME: "".join(question(1, f"Why {k}?") for k in range(1, n + 1))},
    ),
    "questions backwards": (
        5_000,
        lambda n: {NAME: "".join(question(k, f"Why {k}?") for k in range(n, 0, -1))},
    ),
    "questions to be numbered": (
        5_000,
        lambda n: {NAME: "".join(question(k, "Why?") for k in range(n)).replace("Q1", "Q?")},
    ),
    "equal questions": (
        5_000,
        lambda n: {
            NAME: "".join(
                question(k, "Why?", "Since it is so, and for no other reason.") for k in range(1, n + 1)
            )
        },
    ),
    "equal questions in files": (3_000, scattered),
    "titles alike": (50_000, lambda n: {NAME: "".join(f"## Q{k}: Why?\n\n" for k in range(1, n + 1))}),
    "rows of an index": (5_000, rows),
    "rows of nothing": (
        20_000,
        lambda n: {
            "README.md": "|a|b|\n|-|-|\n"
            + "".join(f"| {k} | [Why {k}?](QA_{k}-{k}.md) |\n" for k in range(n)),
            NAME: question(1, "Why?"),
        },
    ),
    "dead links among files": (2_000, missing),
    "dead anchors among headings": (
        2_000,
        text(lambda n: "".join(f"[a](#part-{k})\n\n#### Port {k}\n\n" for k in range(n))),
    ),
    "unknown rules": (
        2_000,
        text(lambda n: "".join(f"<!-- qapress: ignore duble-space-{k}: so -->\n\na\n\n" for k in range(n))),
    ),
    "a long rule": (
        100_000,
        text(lambda n: f"<!-- qapress: ignore {'double-space' * (n // 12)}: so -->\n\na\n"),
    ),
    "a long address": (100_000, text(lambda n: f"[a]({'b/' * (n // 2)}c.md)")),
    "a long anchor": (100_000, text(lambda n: f"[a](#{'b-' * (n // 2)})")),
    "suppressions": (10_000, text(lambda n: "<!-- qapress: ignore double-space: so -->\n\na\n\n" * n)),
    "used suppressions": (
        10_000,
        text(lambda n: "<!-- qapress: ignore double-space: so -->\n\na  b\n\n" * n),
    ),
    "suppressions of lines": (
        10_000,
        text(lambda n: "a  b <!-- qapress: ignore-line double-space: so -->\n\n" * n),
    ),
    "open suppressions": (
        10_000,
        text(lambda n: "<!-- qapress: ignore-start double-space: so -->\n\na  b\n\n" * n),
    ),
    "garbled quotes": (100_000, text(lambda n: "a â€™ " * n)),
    "garbled lines": (20_000, text(lambda n: "itâ€™s ðŸ“Œ\n" * n)),
    "lost emoji": (50_000, text(lambda n: "ğŸ" * n)),
    "half of an emoji": (20_000, text(lambda n: "ğŸ” a\n" * n)),
    "replaced": (100_000, text(lambda n: "\ufffd a" * n)),
    "invisible": (100_000, text(lambda n: "a\u200b" * n)),
    "directions": (100_000, text(lambda n: "a\u200e" * n)),
    "marks": (100_000, text(lambda n: "a\ufeff" * n)),
    "controls": (100_000, text(lambda n: "a\x0b" * n)),
    "escapes": (100_000, text(lambda n: "\x1b[" * n)),
    "invalid bytes": (100_000, text(lambda n: "a\udce9" * n)),
    "NUL": (100_000, text(lambda n: "a\0" * n)),
    "carriage returns": (100_000, text(lambda n: "a\r" * n)),
    "mixed line ends": (50_000, text(lambda n: "a\r\nb\nc\r" * n)),
    "accents": (200_000, text(lambda n: "e\u0301" * n)),
    "nested front matter": (5_000, lambda n: {NAME: "---\na: " + "[" * n + "\n---\n\n"}),
    "wide front matter": (
        5_000,
        lambda n: {NAME: "---\ntags: [" + "a," * n + "]\n---\n\n" + question(1, "Why?")},
    ),
    "aliases in front matter": (
        24,
        lambda n: {
            NAME: "---\na0: &a0 [b]\n"
            + "".join(f"a{k + 1}: &a{k + 1} [*a{k}, *a{k}]\n" for k in range(n))
            + "---\n\n"
            + question(1, "Why?")
        },
    ),
    "answers": (5_000, text(lambda n: "### ✅ Answer\n\nYes.\n\n" * n)),
    "ids": (
        5_000,
        lambda n: {
            NAME: "".join(
                question(k, f"Why {k}?", "<!-- qapress: id same -->\n\nYes.").replace(
                    "### ✅ Answer\n\n<!--", "<!--"
                )
                for k in range(1, n + 1)
            )
        },
    ),
}
"""Each with the size that is asked of it."""


def files(name: str, share: float = 1) -> dict[str, bytes]:
    """The files of a kind at a share of its full size."""
    size, make = HOSTILE[name]
    return {
        path: made.encode("utf-8", "surrogateescape")
        for path, made in make(max(1, int(size * share))).items()
    }
