"""A hub that has grown old: eight files and an index with 200 findings, among them equal ones and notes.

Seven stand in each of the 24 questions, three in the introduction of each file, eight in the index.
"""

from __future__ import annotations

OLD = 200
"""How many findings there are."""

WORDS = (
    *("cache", "queue", "lock", "thread", "index", "table", "column", "cursor"),
    *("replica", "shard", "leader", "follower", "socket", "packet", "router", "gateway"),
    *("proxy", "balancer", "worker", "scheduler", "process", "mutex", "buffer", "stream"),
)
FILES = len(WORDS) // 3

INTRODUCTION = """\
# Part {part}

Some  notes on the {word} and what belongs to it, wich nobody has read for years. \n
"""

QUESTION = """\
## 📌 Q{number}: What is a {word} for?

### ✅ Answer

A {word} is  one part of a larger system, and the others rely on it. \n
It doesnâ€™t wait for them: what was recieved is kept until somebody asks for the {word} again.

See [how a {word} is built](gone/{word}.md) , or the picture.

![the parts of a {word}](assets/{word}.png)
"""


def name(part: int, shift: int = 0) -> str:
    """The file of a part, counted from 0; with a shift, as it is called when so many questions come before."""
    first = part * 3 + 1 + shift
    return f"systems/QA_{first}-{first + 2}.md"


def question(number: int, word: str) -> str:
    """A question with seven faults."""
    return QUESTION.format(number=number, word=word)


def introduction(part: int) -> str:
    """What stands before the questions of a part, with three faults."""
    return INTRODUCTION.format(part=part + 1, word=WORDS[part * 3])


def page(part: int, shift: int = 0) -> str:
    """The text of a part."""
    numbered = enumerate(WORDS[part * 3 : part * 3 + 3], part * 3 + 1 + shift)
    questions = "\n".join(question(number, word) for number, word in numbered)
    return introduction(part) + questions


def files() -> dict[str, str]:
    """The texts by path."""
    links = "".join(f"- [{word}](old/{word}.md)\n" for word in WORDS[:8])
    return {"README.md": f"# Systems\n\n{links}", **{name(part): page(part) for part in range(FILES)}}
