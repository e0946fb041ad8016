"""Print every message of the program once, so that somebody can read them all in a row.

`python .ci/messages.py [WORD…]`; with words only those lines that hold one of them. What the rules say is
taken from the examples on their pages. Everything else is found in the code: what errors say and what
provokes them, what is told besides, hints and the titles of fixes, with names in braces where values come
in. Last comes the help of each command.
"""

from __future__ import annotations

import ast
import re
import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from qapress import rules
from qapress.cli.main import qapress

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SOURCE = Path(rules.__file__).parent.parent
REPORT = re.compile(r"(?ms)^(`{3,})report[^\n]*\n(.*?)^\1$")
PLACE = re.compile(r"^(?:\S*?:)?\d+:\d+-\d+:\d+: |^\S+\.\w+: ")
ODD = re.compile(r"\(\?|\\[bsw]|\s*<(?!!--)|\n    |(?:\b[a-z]{2} ){9}|(?:\S+[ \n]){40}")
"""What marks a pattern, a template, or a table instead of a message."""

WORDS = re.compile(r"[A-Za-z]{2,}\S* \S*[A-Za-z]{2,}|\{\} [a-z]{2,}|[a-z]{2,} \{\}")
"""What makes a text a message: two words, or one and a value."""

TALK = {"say", "tell", "confirm", "prompt", "complain"}
NO_TALK = {
    "compile",
    "search",
    "fullmatch",
    "match",
    "sub",
    "finditer",
    "findall",
    "option",
    "command",
    "run",
}
"""Calls with texts that nobody reads here: patterns, commands, and what help tells anyway."""

DATA = ("emit", "markdown", "mojibake", "prose", "facts")
"""Packages that make documents and data: of their texts only those in errors and findings are messages."""

SHOWN = {"Finding", "Problem", "Fix"}


class Said(NamedTuple):
    """One message in the code; `kind` is Errors, Talk or Words, `when` what provokes it."""

    kind: str
    path: str
    line: int
    text: str
    when: str = ""


class Module:
    """The messages of one module."""

    def __init__(self, path: Path, text: str = "") -> None:
        self.path = path.relative_to(SOURCE).as_posix()
        tree = ast.parse(text or path.read_text("utf-8"))
        self.above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
        texts = (node for node in ast.walk(tree) if isinstance(node, ast.Constant | ast.JoinedStr))
        self.texts = sorted(texts, key=lambda node: node.lineno)

    def messages(self) -> Iterator[Said]:
        """All of them, in the order of the lines."""
        for node in self.texts:
            text = template(node)
            if not is_message(text) or isinstance(self.above[node], ast.Expr):
                continue
            around = list(self.around(node))
            calls = {called(each) for each in around if isinstance(each, ast.Call)}
            if any(isinstance(each, ast.JoinedStr | ast.Subscript) for each in around) or calls & NO_TALK:
                continue
            error = any(isinstance(each, ast.Raise) for each in around)
            if error or calls & SHOWN or self.path.split("/")[0] not in DATA:
                kind = "Errors" if error else "Talk" if calls & TALK else "Words"
                when = self.provoked(node) if error else ""
                yield Said(kind, self.path, node.lineno, text, when)

    def around(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes above one, up to the function that it is in."""
        while (node := self.above[node]) and not isinstance(
            node, ast.FunctionDef | ast.ClassDef | ast.Module
        ):
            yield node

    def provoked(self, node: ast.AST) -> str:
        """The nearest condition above a node, or the error that it stands for."""
        below = node
        for each in self.around(node):
            if isinstance(each, ast.If | ast.IfExp):
                negated = below in (each.orelse if isinstance(each.orelse, list) else [each.orelse])
                return f"{'unless' if negated else 'if'} {ast.unparse(each.test)}"
            if isinstance(each, ast.ExceptHandler) and each.type:
                return f"on {ast.unparse(each.type)}"
            below = each
        return ""


def template(node: ast.AST) -> str:
    """A text in the code, with what is put into it in braces; empty for other nodes."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if not isinstance(node, ast.JoinedStr):
        return ""
    parts = (each.value if isinstance(each, ast.FormattedValue) else each for each in node.values)
    return "".join(str(part.value) if isinstance(part, ast.Constant) else value(part) for part in parts)


def is_message(text: str) -> bool:
    """Whether somebody might read this; it need not be a whole sentence."""
    return bool(WORDS.search(re.sub(r"\{[^{}]*\}", "{}", text))) and not ODD.search(text)


def value(node: ast.AST) -> str:
    """What is put into a text: its name, short."""
    words = re.findall(r"[A-Za-z_]+", ast.unparse(node))
    return f"{{{words[-1].strip('_') if words else '…'}}}"


def called(call: ast.Call) -> str:
    """The last name of a function that is called."""
    return ast.unparse(call.func).rpartition(".")[2]


def reported(page: str) -> list[str]:
    """What a rule says in the examples of its page, each once."""
    lines = [line for found in REPORT.finditer(page) for line in found[2].splitlines()]
    return list(dict.fromkeys(PLACE.sub("", line) for line in lines))


def of_rules() -> Iterator[str]:
    """The messages of each rule."""
    for row in rules.index():
        yield f"\n{row['code']} {row['name']}, {row['severity']}: {row['summary']}"
        yield from (f"    {each}" for each in reported(rules.page(row["name"])))


def of_code() -> Iterator[str]:
    """What is said elsewhere than in the rules' messages, by kind and by module."""
    known = [line for row in rules.index() for line in reported(rules.page(row["name"]))]
    every = [said for path in sorted(SOURCE.rglob("*.py")) for said in Module(path).messages()]
    for kind in ("Errors", "Talk", "Words"):
        yield f"\n# {kind}"
        some = {said.text: said for said in reversed(every) if said.kind == kind}
        new = [said for said in every if said is some.get(said.text) and not is_known(said.text, known)]
        for path, group in groupby(new, key=lambda said: said.path):
            yield f"\n{path}"
            for said in group:
                words = said.text.strip().replace("\n", "\\n")
                yield f"    {said.line}: {words}{f'    [{said.when}]' if said.when else ''}"


def is_known(text: str, known: Sequence[str]) -> bool:
    """Whether an example of a page shows a message."""
    pattern = re.compile("(?s:.*)".join(map(re.escape, re.split(r"\{[^{}]*\}", text))))
    return any(pattern.search(line) for line in known)


def of_help(command: click.Command, above: click.Context | None = None) -> Iterator[str]:
    """The help of a command and of those below it."""
    with click.Context(command, above, info_name=command.name, **command.context_settings) as context:
        yield f"\n$ {context.command_path} --help\n{command.get_help(context)}"
        if isinstance(command, click.Group):
            for name in command.list_commands(context):
                below = command.get_command(context, name)
                if below is not None:
                    yield from of_help(below, context)


def main(wanted: Sequence[str]) -> None:
    """Print them."""
    for lines in (["# Rules"], of_rules(), of_code(), ["\n# Help"], of_help(qapress)):
        for line in lines:
            if not wanted or any(word in line for word in wanted):
                print(line)


if __name__ == "__main__":
    main(sys.argv[1:])
