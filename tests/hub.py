"""A hub of 39 files and 115 questions without a fault: what the tests of the linter check, damage and mend.

Folder `models` begins with the project's own content; the rest is made of the sentences in `hub.toml`, always
in the same way. Each folder has an index `README.md`; questions carry code, tables, formulas, quotes, lists,
footnotes, images and links to each other.
"""

from __future__ import annotations

import re
import struct
import tomllib
import zlib
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CONTENT = Path(__file__).parents[1] / "content"
FIRST = CONTENT / "language-models"
TABLE = Path(__file__).with_suffix(".toml")
SIZES = {
    "models": [3] * 5,
    "data sets": [3] * 10,
    "serving": [3, 3, 2, 3, 3, 3, 3, 3, 2, 3],
    "practice": [3] * 9,
}
"""How many questions each file of our own sentences holds."""
ANCHORED = "models"
"""The folder whose index leads to the questions; the others' lead to the files."""
SETTINGS = 'preview = true\nlinks.repository = "https://github.com/owner/hub"\n'

PYTHON = """\
The check takes three lines:

```python
def enough(seen, wanted=NUMBER):
    # Equal counts are enough.
    return seen >= wanted
```"""
TABLE_OF_COSTS = """\
| Choice | Cost | Gain |
|:---|---:|---|
| none | 0 | none |
| some | NUMBER | most of it |
| all | NUMBER00 | a little more |"""
STEPS = """\
1. Look at case NUMBER by hand.
2. Write down what surprised you:
   - in the input,
   - in the result.
3. Change one thing and look again."""
QUOTE = """\
> It worked for NUMBER weeks, so nobody asked.

— from a report that nobody read"""
FORMULA = """\
With $n = NUMBER$ cases the spread of a share $p$ is

$$
\\sqrt{\\frac{p \\, (1 - p)}{n}}
$$"""
FIGURE = "![A line that rises quickly and then levels off near NUMBER.](assets/curve.svg)"
FOOTNOTE = """\
Most of this was learned the hard way.[^NUMBER]

[^NUMBER]: In NUMBER projects, of which three are still running."""
DETAILS = """\
<details>
<summary>A longer answer</summary>

Take the case with number NUMBER, and follow it from one end to the other.

</details>"""
RELATED = "- See also [OTHER](TARGET).\n- The table of contents is [here](README.md)."
ALERT = """\
> [!NOTE]
> The command `count --from NUMBER` prints the same number twice."""
PHOTO = "![A gray square, NUMBER of whose points are darker.](assets/gray%20square.png)"
SILENCED = """\
<!-- qapress: ignore double-space: the gap is what this is about -->
Case NUMBER is written with a gap  like this one."""
FEATURES = (
    *(PYTHON, TABLE_OF_COSTS, STEPS, QUOTE, FORMULA, FIGURE),
    *(FOOTNOTE, DETAILS, RELATED, ALERT, PHOTO, SILENCED),
)
CURVE = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 80">
  <title>A curve that levels off</title>
  <path d="M10 70 C 40 10, 70 10, 110 10" fill="none" stroke="#345"/>
</svg>
"""


class Question(NamedTuple):
    """A question of our own sentences and where it stands."""

    folder: str
    file: str
    number: int
    title: str
    sentence: str

    @property
    def anchor(self) -> str:
        """GitHub's anchor of the heading."""
        return f"-q{self.number}-" + re.sub(r"[^\w -]", "", self.title.lower()).replace(" ", "-")


def files(newline: str = "\n") -> dict[str, bytes]:
    """Every file of the hub by its path, its Markdown with this line end."""
    written = {"LICENSE": (CONTENT / "LICENSE").read_text("utf-8"), "qapress.toml": SETTINGS}
    table = tomllib.loads(TABLE.read_text("utf-8"))
    topics = table["topic"]
    questions = list(_questions(topics))
    for path, text in {
        **_content(),
        **_own(questions, table["shared"]),
        **_indexes(topics, questions),
    }.items():
        written[path] = text.replace("\n", newline)
    made = {path: text.encode() for path, text in written.items()}
    for folder in SIZES:
        made[f"{folder}/assets/curve.svg"] = CURVE.encode()
        made[f"{folder}/assets/gray square.png"] = png(4)
    for asset in sorted((FIRST / "assets").iterdir()):
        made[f"models/assets/{asset.name}"] = asset.read_bytes()
    return made


def write(root: Path, hub: Mapping[str, bytes]) -> Path:
    """Put the files into a folder, and give it back."""
    for path, data in hub.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    return root


def png(size: int) -> bytes:
    """A gray square of that many points a side."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", size, size, 8, 0, 0, 0, 0)
    rows = b"".join(b"\0" + bytes([96 + row] * size) for row in range(size))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def _content() -> dict[str, str]:
    """The project's own questions, in folder `models`."""
    return {f"models/{path.name}": path.read_text("utf-8") for path in sorted(FIRST.glob("QA_*.md"))}


def _questions(topics: list[dict[str, Any]]) -> Iterator[Question]:
    for topic in topics:
        folder = topic["folder"]
        first = 16 if folder == "models" else 1
        ends = list(accumulate(SIZES[folder], initial=first))
        names = [f"QA_{low}-{high - 1}.md" for low, high in pairwise(ends)]
        held = [name for name, size in zip(names, SIZES[folder], strict=True) for _ in range(size)]
        pairs = zip(held, topic["questions"], strict=True)
        for number, (file, (title, sentence)) in enumerate(pairs, first):
            yield Question(folder, file, number, title, sentence)


def _own(questions: list[Question], shared: list[str]) -> dict[str, str]:
    """The files made of our own sentences."""
    made: dict[str, str] = {}
    size = len(shared)
    for index, each in enumerate(questions):
        path = f"{each.folder}/{each.file}"
        if path not in made:
            low, high = each.file[3:-3].split("-")
            made[path] = f"# Questions {low} to {high}\n"
        first, step = index % size, 7 + index // size * 5
        prose = f"{each.sentence} {shared[first]}", shared[(first + step) % size]
        identity = f"<!-- qapress: id own-{each.folder[0]}{each.number} -->\n\n" if index % 17 == 4 else ""
        feature = _feature(index, each, questions)
        made[path] += (
            f"\n## 📌 Q{each.number}: {each.title}\n\n{identity}### ✅ Answer\n\n"
            f"{prose[0]}\n\n{feature}\n\n{prose[1]}\n"
        )
    first_of_practice = "practice/QA_1-3.md"
    made[first_of_practice] = f"---\ntitle: Habits\nlanguage: en\n---\n\n{made[first_of_practice]}"
    return made


def _feature(index: int, each: Question, questions: list[Question]) -> str:
    other = questions[index - 1 if index % 24 == 8 else index * 7 % len(questions)]
    folder = "" if other.folder == each.folder else f"../{other.folder.replace(' ', '%20')}/"
    page = "" if (other.folder, other.file) == (each.folder, each.file) else f"{folder}{other.file}"
    target = f"{page}#{other.anchor}"
    text = FEATURES[index % len(FEATURES)].replace("NUMBER", str(11 + index))
    return text.replace("OTHER", other.title).replace("TARGET", target)


def _indexes(topics: list[dict[str, Any]], questions: list[Question]) -> dict[str, str]:
    """The index of each folder, and the hub's own page."""
    made = {}
    for topic in topics:
        folder, title = topic["folder"], topic["title"]
        text = f"# {title}\n\nIn the order in which they build on each other.\n\n| No. | Question |\n|---:|---|\n"
        if folder == "models":
            text = (FIRST / "README.md").read_text("utf-8").partition("\nText and figures")[0]
        for each in questions:
            if each.folder == folder:
                anchor = f"#{each.anchor}" if folder == ANCHORED else ""
                text += f"| {each.number} | [{each.title}]({each.file}{anchor}) |\n"
        made[f"{folder}/README.md"] = (
            f"{text}\nText and figures are licensed under [CC BY 4.0](../LICENSE).\n"
        )
    links = (f"- [{each['title']}]({each['folder'].replace(' ', '%20')}/README.md)\n" for each in topics)
    made["README.md"] = "# Questions and answers\n\nOne topic a folder:\n\n" + "".join(links)
    return made
