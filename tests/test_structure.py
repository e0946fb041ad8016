"""The structure of architecture holds: imports, sizes, docstrings, names at top level."""

from __future__ import annotations

import ast
import subprocess
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SRC = ROOT / "src" / "qapress"

EVERYBODY = {"diagnostic", "errors"}
MAY_IMPORT = {
    "diagnostic": set(),
    "errors": set(),
    "settings": set(),
    "programs": set(),
    "git": {"programs"},
    "source": set(),
    "mojibake": set(),
    "markdown": {"source"},
    "model": {"source", "markdown"},
    "facts": {"source", "markdown", "model", "mojibake", "prose"},
    "prose": {"markdown"},
    "grammar": {"markdown", "prose", "settings", "model", "source", "facts", "programs"},
    "lint": {"source", "markdown", "model", "facts", "settings"},
    "rules": {"lint", "source", "markdown", "model", "facts", "prose", "mojibake"},
    "report": {"source"},
    "revise": {"source", "markdown", "model", "facts", "settings"},
    "emit": {"markdown", "model"},
    "pipeline": {"source", "mojibake", "markdown", "model", "facts", "prose", "grammar", "lint", "rules"}
    | {"report", "emit", "settings", "git", "revise"},
    "cli": {"pipeline", "report", "settings"},
    "__init__": {"pipeline", "model", "mojibake"},
    "__main__": {"cli"},
}  # fmt: skip
"""What each package or module at the top may import of qapress, besides itself and EVERYBODY."""

LARGE: dict[str, str] = {}
"""Functions (`path:name`) above 60 lines and modules above their budget, each with its reason."""

TOP_LEVEL = [
    "pyproject.toml",
    "noxfile.py",
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "content",
    "schema",
    "src",
    "tests",
    ".ci",
    ".github",
    ".pre-commit-hooks.yaml",
    ".pre-commit-config.yaml",
    "action.yml",
    ".editorconfig",
    ".gitattributes",
    ".gitignore",
    ".python-version",
]

FORBIDDEN = ("../shared", "/work/", "farm-")


def modules() -> list[Path]:
    return sorted(SRC.rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def dotted(path: Path) -> str:
    return ".".join(("qapress", *path.relative_to(SRC).with_suffix("").parts)).removesuffix(".__init__")


def imports(path: Path) -> set[str]:
    """Every module that a file imports, inside functions and for type checking too."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {str(node.module)}
    return found


def package(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(SRC).as_posix())
def test_imports_follow_the_table(path: Path) -> None:
    own = path.relative_to(SRC).parts[0].removesuffix(".py")
    names = {dotted(each) for each in modules()}
    used = {package(name) for name in imports(path) if name in names and name != "qapress"}
    assert used <= MAY_IMPORT[own] | EVERYBODY | {own}


def test_only_markdown_imports_mistune() -> None:
    users = {
        path.relative_to(SRC).parts[0]
        for path in modules()
        if any(name.split(".")[0] == "mistune" for name in imports(path))
    }
    assert users <= {"markdown"}


def test_there_is_no_import_cycle() -> None:
    names = {dotted(path): path for path in modules()}
    graph = {name: {each for each in imports(path) if each in names} - {name} for name, path in names.items()}
    graph["qapress"] = set()  # its public names are loaded when asked for
    state: dict[str, int] = defaultdict(int)

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert state[name] != 1, " -> ".join([*trail, name])
        if state[name] == 0:
            state[name] = 1
            for each in sorted(graph[name]):
                if not name.startswith(f"{each}."):  # a package's own docstring module
                    visit(each, (*trail, name))
            state[name] = 2

    for name in sorted(graph):
        visit(name, ())


def code_lines(text: list[str], node: ast.AST) -> int:
    """Lines of code: no docstring, blank line or comment."""
    first, last = getattr(node, "lineno", 1), getattr(node, "end_lineno", len(text))
    docs: set[int] = set()
    for each in ast.walk(node):
        if (
            isinstance(each, ast.Expr)
            and isinstance(each.value, ast.Constant)
            and isinstance(each.value.value, str)
        ):
            docs |= set(range(each.lineno, (each.end_lineno or each.lineno) + 1))
    lines = [line.strip() for number, line in enumerate(text[first - 1 : last], first) if number not in docs]
    return sum(bool(line) and not line.startswith("#") for line in lines)


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def percentile(values: list[int], share: float) -> int:
    return sorted(values)[int(len(values) * share)]


def test_sizes() -> None:
    sizes, branches, too_large = [], [], set()
    for path in modules():
        text, name = path.read_text("utf-8").split("\n"), path.relative_to(SRC).as_posix()
        budget = 80 if name.startswith("rules/") and name != "rules/__init__.py" else 250
        if code_lines(text, tree(path)) > budget:
            too_large.add(name)
        for function in functions(path):
            size = code_lines(text, function)
            sizes.append(size)
            forks = (ast.If, ast.For, ast.While, ast.ExceptHandler, ast.IfExp, ast.match_case)
            branches.append(sum(isinstance(each, forks) for each in ast.walk(function)))
            if size > 60:
                too_large.add(f"{name}:{function.name}")
            positional = [*function.args.posonlyargs, *function.args.args]
            assert len([each for each in positional if each.arg not in ("self", "cls")]) <= 5, (
                name,
                function.name,
            )
    assert too_large == set(LARGE)
    assert percentile(sizes, 0.95) <= 25
    assert percentile(branches, 0.95) <= 8


def test_public_names_have_docstrings() -> None:
    bare = []
    for path in modules():
        assert ast.get_docstring(tree(path)), path
        for node in tree(path).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                members = node.body if isinstance(node, ast.ClassDef) else []
                public = [m for m in members if isinstance(m, ast.FunctionDef) and not m.name.startswith("_")]
                bare += [(path.name, each.name) for each in (node, *public) if not ast.get_docstring(each)]
    assert bare == []


def tracked() -> list[str]:
    """The files that git knows; the test of names needs a checkout."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False, text=True)
    return [name for name in listed.stdout.split("\0") if name]


inside_git = pytest.mark.skipif(not (ROOT / ".git").exists(), reason="names are those that git tracks")


@inside_git
def test_top_level_holds_only_what_the_contract_names() -> None:
    assert {name.split("/")[0] for name in tracked()} == set(TOP_LEVEL)


@inside_git
def test_no_place_of_the_workshop_is_named() -> None:
    me = Path(__file__).relative_to(ROOT).as_posix()
    for name in tracked():
        path = ROOT / name
        if name != me and path.is_file() and path.suffix not in (".ttf", ".png"):
            text = path.read_text("utf-8", "replace")
            assert not [word for word in FORBIDDEN if word in text], name
