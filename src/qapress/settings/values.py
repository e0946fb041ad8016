"""The configuration as frozen values: the one list of keys, from which errors and `config.v1` are made."""

# ruff: noqa: RUF009 - `key` and `required` make dataclass fields, which the check cannot know

# Annotations are read when a file is loaded, so that they must stay values: no `from __future__` here.
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple

Level = Literal["error", "warning", "note"]
Engine = Literal["off", "auto", "embedded", "languagetool"]
Newlines = Literal["keep", "lf", "crlf"]
Paper = Literal["a4", "letter"]
Strings = tuple[str, ...]


class Shape(NamedTuple):
    """What a string must look like: a regular expression for the whole of it, and the words for it."""

    pattern: str
    words: str

    def fits(self, value: str) -> bool:
        """Whether a string looks so."""
        return re.fullmatch(self.pattern, value) is not None


LANGUAGE = Shape(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", "a language tag, such as en or pt-BR")
ADDRESS = Shape(
    r"https?://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?(/\S*)?",
    "an address, such as http://localhost:8081",
)
REPOSITORY = Shape(
    r"https?://[^\s/?#]+(/[^\s/?#]+)+/?", "the address of a repository, such as https://github.com/owner/name"
)

EDITION = Shape(r"[0-9]{1,6}(\.[0-9]{1,6}){0,2}", "a version, such as 0.1")


def key(
    default: Any,
    doc: str,
    *,
    name: str | None = None,
    examples: tuple[Any, ...] = (),
    shape: Shape | None = None,
) -> Any:
    """A field that the configuration may set, with its description and, where it differs, its TOML name."""
    metadata = {"doc": doc, "name": name, "examples": examples, "shape": shape}
    if callable(default):
        return field(default_factory=default, metadata=metadata)
    return field(default=default, metadata=metadata)


def required(doc: str, *, shape: Shape | None = None) -> Any:
    """A field that a table of the configuration must set."""
    return field(metadata={"doc": doc, "name": None, "examples": (), "shape": shape})


@dataclass(frozen=True)
class LayoutChoice:
    """A layout for the files that match `include`."""

    layout: str = required("Name of the layout, or the path of a layout file.")
    include: Strings = required("Globs of the files, relative to the root.")


@dataclass(frozen=True)
class LanguageChoice:
    """A language for the files that match `include`."""

    language: str = required("BCP 47 tag, such as `en` or `pt-BR`.", shape=LANGUAGE)
    include: Strings = required("Globs of the files, relative to the root.")


@dataclass(frozen=True)
class GrammarSettings:
    """Which grammar engine runs and what it leaves out."""

    engine: Engine = key("off", "Engine that `check` runs; `auto` takes the one that is installed.")
    url: str | None = key(
        None,
        "Address of a LanguageTool server: the only network connection that a check ever makes.",
        examples=("http://localhost:8081",),
        shape=ADDRESS,
    )
    enable: Strings = key(
        (),
        "Rules or categories of the engine that are shown though they are off by default.",
        examples=(("STYLE",),),
    )
    disable: Strings = key(
        (), "Rules or categories of the engine that are not shown.", examples=(("EN_QUOTES",),)
    )


@dataclass(frozen=True)
class BuildSettings:
    """What a release is called and how it is made."""

    name: str | None = key(None, "First part of the file names; default: a slug of the title.")
    title: str | None = key(None, "Title of the release, on the cover; default: that of the index.")
    formats: Strings = key(("markdown", "json", "pdf"), "Output formats, as in `--formats`.")
    namespace: str | None = key(None, "UUID from which the ids of flash cards are made.")
    license: str | None = key(None, "SPDX expression of the content's license.", examples=("CC-BY-4.0",))
    authors: Strings = key((), "Authors of the content.")
    homepage: str | None = key(None, "Where the hub lives.")
    fonts: Strings = key(
        (), "Font files (TTF, OTF, TTC) for what the PDF's own fonts lack, relative to the root."
    )
    paper: Paper = key("a4", "Paper of the PDF.")
    promo: bool = key(False, "Keep closing sections, which layouts set apart, in the outputs.")
    author_lines: bool = key(
        False, "Keep author lines, which stand before the first question, in the outputs."
    )


class ConfigFile(NamedTuple):
    """A file that was read: its path, its text, and the table that holds the configuration."""

    path: Path
    text: str
    table: tuple[str, ...] = ()

    def where(self, *keys: str | int) -> str:
        """`FILE:LINE` of a key as TOML spells it (`"build", "formats", 0`); empty when it is not there."""
        from qapress.settings.locate import locate, shown

        line = locate(self.text).get((*self.table, *keys))
        return f"{shown(self.path)}:{line}" if line else ""


@dataclass(frozen=True)
class Settings:
    """Everything that can be configured. `root` is the folder that paths are relative to.

    Layouts and the schema lie in `config_root`, where that is another folder.
    """

    root: Path
    include: Strings = key(("**/*.md", "**/*.markdown"), "Globs of the collection's files.")
    exclude: Strings = key((), "Globs of files and folders that are left out.")
    layout: str = key("house", "Layout of the files that no entry of `layouts` matches.")
    layouts: tuple[LayoutChoice, ...] = key((), "Layouts by file; the first match wins.")
    language: str = key(
        "en", "Language of the files that no entry of `languages` matches (BCP 47).", shape=LANGUAGE
    )
    languages: tuple[LanguageChoice, ...] = key((), "Languages by file; the first match wins.")
    select: Strings = key(
        (),
        "Codes, prefixes, names or groups of the rules that run; empty: all stable rules.",
        examples=(("structure", "QA101"),),
    )
    extend_select: Strings = key((), "Rules that run besides those of `select`.")
    ignore: Strings = key((), "Rules that do not run; `grammar/RULE_ID` names one of the grammar engine.")
    per_file_ignores: Mapping[str, Strings] = key(
        dict, "Rules that do not run in the files that match a glob.", examples=({"drafts/**": ("QA2",)},)
    )
    severity: Mapping[str, Level] = key(
        dict, "Severity of a rule, by code, prefix, name or group.", examples=({"double-space": "warning"},)
    )
    preview: bool = key(False, "Run rules that are still in preview.")
    edition: str | None = key(
        None,
        "Version of qapress whose rules run: newer ones wait for `qapress upgrade`, unless `select` or "
        "`extend-select` names them; default: the one that is installed.",
        examples=("0.1",),
        shape=EDITION,
    )
    schema: str | None = key(None, "A stricter JSON Schema for documents, relative to the root.")
    newlines: Newlines = key("keep", "Line ends that fixes write; `keep` leaves each line as it is.")
    rules: Mapping[str, Mapping[str, object]] = key(dict, "Options of single rules, by the rule's name.")
    grammar: GrammarSettings = key(GrammarSettings, GrammarSettings.__doc__ or "")
    spelling_words: Strings = key((), "Words that are right here.", name="spelling.words")
    links_repository: str | None = key(
        None,
        "Address of the repository, with `/tree/BRANCH` where its branch is not main or master. A full "
        "address of a file in it is checked like a relative one.",
        name="links.repository",
        examples=("https://github.com/owner/name",),
        shape=REPOSITORY,
    )
    build: BuildSettings = key(BuildSettings, BuildSettings.__doc__ or "")
    file: Path | None = None
    files: tuple[ConfigFile, ...] = ()
    config_root: Path | None = None

    @property
    def beside(self) -> Path:
        """The folder that paths to further files of the configuration are relative to."""
        return self.config_root or self.root

    def where(self, *keys: str | int) -> str:
        """`FILE:LINE` of the key in the nearest file that sets it; empty when none does."""
        return next((place for each in self.files if (place := each.where(*keys))), "")
