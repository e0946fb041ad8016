"""The configuration as frozen values, each with the file and line it came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True)
class LayoutChoice:
    """A layout for the files that match `include`."""

    layout: str
    include: tuple[str, ...]


@dataclass(frozen=True)
class LanguageChoice:
    """A language (BCP 47) for the files that match `include`."""

    language: str
    include: tuple[str, ...]


@dataclass(frozen=True)
class GrammarSettings:
    """Which grammar engine runs and what it leaves out."""

    engine: str = "off"
    url: str | None = None
    enable: tuple[str, ...] = ()
    disable: tuple[str, ...] = ()


@dataclass(frozen=True)
class BuildSettings:
    """What a release is called and how it is made."""

    name: str | None = None
    title: str | None = None
    formats: tuple[str, ...] = ("markdown", "json", "pdf")
    namespace: str | None = None
    license: str | None = None
    authors: tuple[str, ...] = ()
    homepage: str | None = None
    fonts: tuple[str, ...] = ()
    paper: str = "a4"
    promo: bool = False
    author_lines: bool = False


@dataclass(frozen=True)
class Settings:
    """Everything that can be configured. `root` is the folder that paths are relative to."""

    root: Path
    include: tuple[str, ...] = ("**/*.md", "**/*.markdown")
    exclude: tuple[str, ...] = ()
    layout: str = "house"
    layouts: tuple[LayoutChoice, ...] = ()
    language: str = "en"
    languages: tuple[LanguageChoice, ...] = ()
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    severity: Mapping[str, str] = field(default_factory=dict)
    preview: bool = False
    edition: str | None = None
    schema: str | None = None
    newlines: str = "keep"
    rules: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    grammar: GrammarSettings = field(default_factory=GrammarSettings)
    spelling_words: tuple[str, ...] = ()
    links_repository: str | None = None
    build: BuildSettings = field(default_factory=BuildSettings)
    file: Path | None = None
