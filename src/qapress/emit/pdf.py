"""PDF, set by Typst from a JSON tree: tagged (PDF/UA-1), archivable (PDF/A-2a), with its own fonts only."""

from __future__ import annotations

import json
import re
import tempfile
from datetime import UTC, datetime
from importlib.resources import files
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Literal

from qapress.emit import emitter
from qapress.emit.fonts import EMOJI, TYPST
from qapress.emit.typst.glyphs import closing, front, losses
from qapress.emit.typst.tree import Data, Writer, text
from qapress.errors import EmitError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from qapress.emit import EmitOptions
    from qapress.model.qa import Bundle, Document

STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]
PAPERS = {"a4": "a4", "letter": "us-letter"}
SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg", "image/svg+xml": ".svg"}
UNDATED = 315_532_800
"""The time of a release that has none, 1980-01-01; a cover does not show it."""
MISSING = "\ufffd"
"""What is printed for a character that no font has."""
_REFUSED = re.compile(r'(?:the text|the PDF contains the codepoint) `"((?:[^"\\]|\\.)+)"`')
_ESCAPE = re.compile(r"\\u\{([0-9a-fA-F]+)\}")

PACKAGES = {"typst": "typst", "Pillow": "PIL", "lxml": "lxml", "latex2mathml": "latex2mathml"}
"""What the extra installs, with the module of each."""


@emitter("pdf", printed=True, needs=PACKAGES, extra="pdf", fonts=(EMOJI, *TYPST))
def pdf(bundle: Bundle, options: EmitOptions) -> Mapping[PurePosixPath, bytes]:
    """The book as one PDF."""
    names = {each.path: f"image-{n}{SUFFIXES[each.media_type]}" for n, each in enumerate(bundle.assets)}
    with tempfile.TemporaryDirectory(prefix="qapress-", dir=options.scratch) as name:
        folder = Path(name)
        for each in bundle.assets:
            (folder / names[each.path]).write_bytes(each.content)
        families = lay_out_fonts(folder / "fonts", options)
        for part in ("book.typ", "math.typ"):
            (folder / part).write_bytes((files("qapress.emit.typst") / part).read_bytes())
        data = book(bundle, names, {"paper": PAPERS[options.paper], "fonts": families})
        made, missing = compiled(folder, data, bundle.created)
        if missing:
            for loss in losses(bundle, titles(bundle, data), missing):
                options.report(*loss)
            made, missing = compiled(folder, without(data, missing), bundle.created)
    if missing:
        raise EmitError(
            f"the PDF lacks characters even after they were replaced: {' '.join(sorted(missing))}"
        )
    return {PurePosixPath(f"{bundle.name}.pdf"): made}


def book(bundle: Bundle, names: Mapping[str, str], look: Data) -> Data:
    """All that `book.typ` needs, as JSON."""
    grouped = groupby(bundle.documents, key=lambda each: str(PurePosixPath(each.path).parent))
    folders = [(folder, list(documents)) for folder, documents in grouped]
    asked = [(folder, all_) for folder, all_ in folders if any(each.entries for each in all_)]
    parts = len(asked) > 1
    chapters = any(each.title for _, all_ in asked for each in all_ if each.entries)
    top = 1 + parts + chapters
    return {
        "meta": {**look, **meta(bundle), "top": top},
        "parts": [
            {
                "title": part_title(folder, all_) if parts else None,
                "chapters": [chapter(bundle, each, names, top) for each in all_ if each.entries],
            }
            for folder, all_ in asked
        ],
    }


def chapter(bundle: Bundle, document: Document, names: Mapping[str, str], top: int) -> Data:
    """A document with its entries in reading order."""
    writer = Writer(names, document.path, top)
    entries = [
        writer.entry(each, bundle.ids[document.path, index]) for index, each in enumerate(document.entries)
    ]
    writer.level = top
    return {
        "title": document.title or f"{entries[0]['label']} – {entries[-1]['label']}",
        "front": writer.blocks(front(document)),
        "entries": entries,
        "closing": writer.blocks(closing(document)),
    }


def part_title(folder: str, documents: list[Document]) -> str:
    """The title of a folder's index, else the folder's name in words."""
    titled = (each.title for each in documents if not each.entries and each.title)
    name = PurePosixPath(folder).name.replace("-", " ").replace("_", " ")
    return next(titled, name[:1].upper() + name[1:])


def titles(bundle: Bundle, data: Data) -> Iterator[str]:
    """The texts on the cover, in the imprint and above the parts of a book."""
    yield from (bundle.title, *bundle.authors, *imprint(bundle))
    yield from (each["title"] for each in data["parts"] if each["title"])


def meta(bundle: Bundle) -> Data:
    """What stands on the cover, in the imprint and in the file's properties."""
    day = datetime.fromtimestamp(bundle.created, UTC)
    language, _, region = bundle.language.partition("-")
    return {
        "title": bundle.title,
        "authors": list(bundle.authors),
        "release": bundle.release,
        "count": sum(len(each.entries) for each in bundle.documents),
        "date": [day.year, day.month, day.day],
        "shown-date": day.strftime("%Y-%m-%d") if bundle.created > UNDATED else None,
        "lang": language.lower() or "en",
        "region": region if len(region) == 2 else None,
        "imprint": [text(line) for line in imprint(bundle)],
    }


def imprint(bundle: Bundle) -> Iterator[str]:
    """The lines below the contents: whose it is, under which license, made of what."""
    if bundle.license:
        yield f"License: {bundle.license}"
    if bundle.homepage:
        yield f"Home: {bundle.homepage}"
    if bundle.commit:
        yield f"Made with qapress from commit {bundle.commit[:12]}"


def lay_out_fonts(folder: Path, options: EmitOptions) -> list[str]:
    """Write the package's font and the user's own, and name the families of the latter."""
    import typst

    own = folder / "own"
    own.mkdir(parents=True)
    for number, content in enumerate(options.fonts):
        (own / f"{number}.ttf").write_bytes(content)
    families = list(typst.Fonts(False, False, [str(own)]).families())
    emoji = files("qapress.emit.fonts") / "NotoColorEmoji.ttf"
    (folder / "NotoColorEmoji.ttf").write_bytes(emoji.read_bytes())
    return families


def compiled(folder: Path, data: Data, created: int) -> tuple[bytes, frozenset[str]]:
    """The PDF, or the characters that no font has.

    Raises:
        EmitError: Typst refuses the book for another reason.
    """
    import typst

    (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False, sort_keys=True), "utf-8")
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
    if isinstance(data, str):
        return "".join(MISSING if each in missing else each for each in data)
    if isinstance(data, list):
        return [without(each, missing) for each in data]
    if isinstance(data, dict):
        return {key: without(each, missing) for key, each in data.items()}
    return data
