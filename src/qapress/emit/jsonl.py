"""A data set: a question a line with all that is known of it, and the card that data sets have."""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from qapress.emit import emitter
from qapress.emit.json import bundle_data
from qapress.emit.tidy.pages import Pages

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from qapress.emit import EmitOptions
    from qapress.model.qa import Bundle

LINE_ENDS = re.compile("[\u0085\u2028\u2029]")
"""What ends a line for some programs, and may stand as it is in JSON."""
CARD = "README.md"
LICENSE_ID = re.compile(r"[A-Za-z0-9.+-]+")
SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"))
"""How sites for data sets sort them by their number of rows."""


@emitter("jsonl")
def jsonl(bundle: Bundle, options: EmitOptions) -> Mapping[PurePosixPath, bytes]:
    """The questions, UTF-8, one a line, the card beside them, and the images that they name."""
    lines = [_line(each) for each in records(bundle, options)]
    return {
        PurePosixPath(f"{bundle.name}.jsonl"): "".join(lines).encode(),
        PurePosixPath(CARD): card(bundle, len(lines)).encode(),
        **Pages(bundle).images(),
    }


def records(bundle: Bundle, options: EmitOptions) -> Iterator[dict[str, Any]]:
    """Each question as data that stand by themselves, with what the bundle and its document say of it."""
    data = bundle_data(bundle, options)
    shared = {"bundle": data["name"], "release": data["release"], "homepage": data["homepage"]}
    for document in data["documents"]:
        for question in document["questions"]:
            yield {
                **shared,
                "document": document["title"],
                **question,
                "license": question["license"] or data["license"],
                "authors": question["authors"] or data["authors"],
            }


def _line(record: Mapping[str, Any]) -> str:
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    return LINE_ENDS.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text) + "\n"


def card(bundle: Bundle, count: int) -> str:
    """The page of a data set: facts for machines in YAML, words for people."""
    import yaml  # 20 ms that only this format needs

    about = yaml.safe_dump(_facts(bundle, count), allow_unicode=True, sort_keys=False, width=1000)
    by = f" by {', '.join(bundle.authors)}" if bundle.authors else ""
    home = f" Its home is <{bundle.homepage}>." if bundle.homepage else ""
    terms = f"It is licensed under {bundle.license}." if bundle.license else "No license is named."
    return (
        f"---\n{about}---\n\n# {bundle.title}\n\n"
        f"{count} questions with answers{by}, release {bundle.release}.{home} {terms}\n\n"
        f"`{bundle.name}.jsonl` has one question a line, as JSON in UTF-8:\n\n{KEYS}\n"
        f"Read it line by line with any JSON library, or with `datasets`:\n\n"
        f'```python\nload_dataset("json", data_files="{bundle.name}.jsonl")\n```\n'
    )


KEYS = """\
| Key | What it holds |
|---|---|
| `id` | a name that stays when questions are moved or renumbered |
| `title` | the question's heading |
| `question`, `answer` | the whole texts, each as `markdown`, `text` and sanitised `html` |
| `options` | the choices of a quiz question, and which are `correct` |
| `code` | blocks of code, each with its `language` |
| `section`, `tags`, `difficulty`, `kind` | where it belongs and how it is answered |
| `assets` | images that it shows, as files of this release |
| `source` | file, lines and commit that it was taken from |
| `language`, `license`, `authors` | in what language it is, under what terms, and whose work |
"""


def _facts(bundle: Bundle, count: int) -> dict[str, Any]:
    """What sites for data sets read."""
    facts: dict[str, Any] = {"pretty_name": bundle.title, "language": _languages(bundle)}
    if bundle.license and LICENSE_ID.fullmatch(bundle.license):
        facts["license"] = bundle.license.lower()
    elif bundle.license:
        facts |= {"license": "other", "license_name": bundle.license}
    size = next((name for most, name in SIZES if count < most), "100K<n<1M")
    return facts | {
        "task_categories": ["question-answering"],
        "size_categories": [size],
        "configs": [{"config_name": "default", "data_files": f"{bundle.name}.jsonl"}],
    }


def _languages(bundle: Bundle) -> list[str]:
    return list(dict.fromkeys(each.language for each in bundle.documents if each.entries))
