"""Small builders of releases for the tests: files on disk to a bundle, and what may be asked of one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema_rs

from qapress import emit, rules
from qapress.emit.resolve import resolve
from qapress.facts.extract import extract
from qapress.facts.ids import settle
from qapress.pipeline.build import emitted, own_fonts, with_lost
from qapress.pipeline.collect import Naming, Texts, collect, gathered, texts
from qapress.pipeline.lint import make_linter
from qapress.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qapress.model.qa import Bundle, Document
    from qapress.pipeline.collect import Collected

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>'
SCHEMAS = Path(__file__).parents[1] / "schema"
QUESTION = "## 📌 Q{n}: {title}\n\n### ✅ Answer\n\n{answer}\n"


def publish_rules() -> set[str]:
    """The names of the rules that speak of what a release lost."""
    return {each.info.name for each in rules.load() if each.info.group == "publish"}


def question(number: int, title: str, answer: str) -> str:
    """One question in the house layout."""
    return QUESTION.format(n=number, title=title, answer=answer)


def page(*answers: str) -> str:
    """A file of questions `Question 1?`, `Question 2?` with these answers."""
    return "\n".join(question(n, f"Question {n}?", answer) for n, answer in enumerate(answers, 1))


def lay(root: Path, files: dict[str, str | bytes]) -> Path:
    """Write files below a folder; texts as UTF-8."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def collected(root: Path, files: dict[str, str | bytes], settings: Settings | None = None) -> Collected:
    """Files below a folder, read for a release called `book-1`."""
    lay(root, files)
    chosen = settings or Settings(root)
    return collect(texts([], make_linter(chosen)), chosen, Naming("book", "The book", "1"))


def bundle(root: Path, files: dict[str, str | bytes], settings: Settings | None = None) -> Bundle:
    """The bundle of files below a folder."""
    return collected(root, files, settings).bundle


def published(documents: Sequence[Document], settings: Settings) -> tuple[Document, ...]:
    """The documents with all that publishing them in every format would lose; writes nothing."""
    given = Texts(tuple(documents), settle([extract(each) for each in documents]), whole=True)
    made, _ = gathered(given, settings, Naming("book", "The book", "draft"))
    return with_lost(
        documents, emitted(made, emit.load(emit.formats()), settings, fonts=own_fonts(settings))[1]
    )


def tree(folder: Path) -> dict[str, bytes]:
    """All files below a folder, by path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def validator(name: str) -> jsonschema_rs.Validator:
    """A schema of the project that may refer to the others."""
    schemas = [json.loads(path.read_text("utf-8")) for path in sorted(SCHEMAS.glob("*.json"))]
    wanted = next(each for each in schemas if each["$id"] == f"urn:qapress:schema:{name}:1")
    registry = jsonschema_rs.Registry([(each["$id"], each) for each in schemas])
    return jsonschema_rs.validator_for(wanted, registry=registry)


def files_of(name: str, made: Bundle) -> tuple[dict[str, bytes], list[str]]:
    """The files of a format by their paths, and the messages of what was lost."""
    lost: list[str] = []
    (found,) = emit.load([name])
    if found.printed:
        resolved = resolve(made)
        made, lost = resolved.bundle, [problem.message for _, problem in resolved.problems]
    options = emit.EmitOptions(report=lambda _, problem: lost.append(problem.message))
    return {str(path): content for path, content in found.emit(made, options).items()}, lost
