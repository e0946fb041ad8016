"""What of the embedded engine is installed: its version, and the languages that it can check."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

OLDEST, NEWER = (0, 2, 8), (0, 3)
"""The versions that pyproject.toml asks for: from, and below."""
ELSEWHERE = "take `--engine languagetool`"
INSTALL = f"`pip install 'qapress[grammar]'` on Linux x86-64; elsewhere {ELSEWHERE}"

LANGUAGES = (
    " ar ast be br ca crh da de el en eo es fa fr gl gn is it ja km lt ml nb nl nn no pl pt ro ru sk sl sr "
    "sv ta tl uk zh "
)
"""LanguageTool 6.8 knows them too, but for Guarani and the kinds of Norwegian; it knows Irish besides."""
MODULES, PACKAGES = {"nb": "no"}, {"lt": "ltu", "nb": "no"}
"""The data that are not called by their language, as modules and as packages."""
VARIANTS = {"en": ("US", "GB"), "pt": ("PT", "BR", "AO", "MZ")}
"""The countries that the engine tells apart. It takes any other for the first of them or for none, where
LanguageTool has English spellers for Australia, Canada, New Zealand and South Africa."""


def is_installed() -> bool:
    """Whether the engine can be imported; on other systems than Linux x86-64 its package is empty."""
    return find_spec("lt_py") is not None


def missing(language: str) -> str:
    """Why the engine cannot check a language variant, and what to do; empty when it can. None is started."""
    installed = _installed("lingotweaker", "lt_py")
    if not is_installed():
        why = f"lingotweaker {installed} is empty on this system" if installed else ""
        return f"the embedded grammar engine is not installed: {f'{why}; {ELSEWHERE}' if why else INSTALL}"
    if installed and not OLDEST <= _numbers(installed) < NEWER:
        return f"qapress does not work with lingotweaker {installed}: `pip install 'qapress[grammar]'`"
    base, _, country = language.partition("-")
    cannot = f"the embedded grammar engine cannot check the language {language!r}"
    if f" {base} " not in LANGUAGES:
        return f"{cannot}: {ELSEWHERE}"
    known = VARIANTS.get(base, ())
    if country and known and country not in known:
        return f"{cannot}: it knows {', '.join(f'{base}-{each}' for each in known)}; or {ELSEWHERE}"
    if not os.environ.get("LT_DATA_DIR") and find_spec(_data(base)) is None:
        return f"{cannot} without its data: `pip install lingotweaker-data-{PACKAGES.get(base, base)}`"
    return ""


def version(language: str) -> str:
    """The versions of the engine and of its data for a language, as in `0.2.8+0.1.6`."""
    base = language.partition("-")[0]
    package = f"lingotweaker_data_{PACKAGES.get(base, base)}"
    data = os.environ.get("LT_DATA_DIR") or _installed(package, _data(base))
    return f"{_installed('lingotweaker', 'lt_py')}+{data}"


def _data(base: str) -> str:
    return f"lingotweaker_data_{MODULES.get(base, base)}"


def _installed(package: str, module: str) -> str:
    """The version of a package, by the folder beside its module: to ask importlib.metadata costs 15 ms."""
    found = find_spec(module)
    if found is not None and found.origin:
        site = Path(found.origin).parent.parent
        for each in site.glob(f"{package}-*.dist-info"):
            return each.name.removesuffix(".dist-info").removeprefix(f"{package}-")
    from importlib import metadata

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(each) for each in version.split(".") if each.isdigit())
