"""JSON data to PDF by Typst, and the characters that stop it."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

from qapress.errors import EmitError

if TYPE_CHECKING:
    from pathlib import Path

    from qapress.emit.typst.tree import Data

STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]
MISSING = "\ufffd"
"""What is printed for a character that no font has."""
PARTS = ("book.typ", "look.typ", "inline.typ", "block.typ", "math.typ", "code.tmTheme")
"""The files of the template."""
_REFUSED = re.compile(r'(?:the text|the PDF contains the codepoint) `"((?:[^"\\]|\\.)+)"`')
_ESCAPE = re.compile(r"\\u\{([0-9a-fA-F]+)\}")


def write_template(folder: Path) -> None:
    """Write the template into a folder."""
    for part in PARTS:
        (folder / part).write_bytes((files("qapress.emit.typst") / part).read_bytes())


def compiled(folder: Path, data: Data, created: int) -> tuple[bytes, frozenset[str]]:
    """The PDF, or the characters that no font has. Template, fonts and images lie in the folder already.

    Raises:
        EmitError: Typst refuses the book for another reason.
    """
    import typst

    content = {name: part for name, part in data.items() if name != "meta"}
    for name, part in (("data", content), ("meta", data["meta"])):
        (folder / f"{name}.json").write_text(json.dumps(part, ensure_ascii=False, sort_keys=True), "utf-8")
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(folder / "fonts")])
    compiler = typst.Compiler(
        folder / "book.typ",
        root=folder,
        font_paths=fonts,
        ignore_system_fonts=True,
        package_path=folder,
        package_cache_path=folder,
    )
    try:
        made, _ = compiler.compile_with_warnings(format="pdf", timestamp=created, pdf_standards=[*STANDARDS])
    except typst.TypstError as error:
        missing = lacking(error.diagnostic)
        if missing:
            return b"", missing
        reason = error.diagnostic.replace(str(folder), "").strip()
        raise EmitError(f"the PDF cannot be set: {reason}") from error
    if not isinstance(made, bytes):
        raise EmitError("the PDF cannot be set: Typst gave no file")
    return made, frozenset()


def lacking(diagnostic: str) -> frozenset[str]:
    """The characters that a diagnostic forbids; printable ASCII and joiners are never to blame."""
    named = "".join(_REFUSED.findall(diagnostic))
    text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), named)
    return frozenset(each for each in text if not " " <= each <= "~" and each not in "\u200d\ufe0e\ufe0f")


def without(data: Any, missing: frozenset[str]) -> Any:
    """The same tree with a stand-in for each missing character."""
    if not missing:
        return data
    if isinstance(data, str):
        return "".join(MISSING if each in missing else each for each in data)
    if isinstance(data, list):
        return [without(each, missing) for each in data]
    if isinstance(data, dict):
        return {key: without(each, missing) for key, each in data.items()}
    return data
