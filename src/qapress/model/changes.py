"""What became of the questions between two versions of a collection, as values and as data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Kind = Literal["added", "removed", "reworded", "id", "answer", "markup", "renumbered", "moved"]
"""Added and removed stand alone; of the others a question may have several. `id`: it has another id, with or
without another title. `markup`: only formatting, links or images differ."""

_OWN_ADDRESS = re.compile(r"(?<=\]\()[^)\s]*\.(?:md|markdown)(?:#[^)\s]*)?(?=\))", re.IGNORECASE)


class Version(NamedTuple):
    """A question as it stood in one version of the collection.

    `asked` is the whole question's plain text, that of its options included; `answer` the answer's, with the
    keys of the right options; both with single blanks. `code` are the blocks of code as they are. `markup` is
    all of it as Markdown, with single blanks and without the addresses of Markdown files, which change when
    questions move. `line` counts from 1.
    """

    id: str
    aliases: tuple[str, ...]
    number: str | None
    label: str
    title: str
    path: str
    line: int
    asked: str
    answer: str
    code: tuple[str, ...]
    markup: str


class Change(NamedTuple):
    """What became of a question: `before` is None for a new one, `after` for one that is gone.

    `words` are those that the answer gained and lost; both are 0 where they only stand in another order, or
    where the blanks of code differ.
    """

    before: Version | None
    after: Version | None
    kinds: tuple[Kind, ...]
    words: tuple[int, int] = (0, 0)

    @property
    def shown(self) -> Version:
        """The question as it is, or was last."""
        return next(each for each in (self.after, self.before) if each is not None)


class Changes(NamedTuple):
    """What differs between two versions of a collection, in the order of the later one, then what is gone.

    `since` and `until` name the versions (a tag, a commit, a release); `until` is empty for the files as they
    are. `commit` is the full hash of the earlier one, where it is known.
    """

    since: str
    commit: str | None
    until: str
    questions: tuple[Change, ...]

    def of(self, *kinds: Kind) -> tuple[Change, ...]:
        """The changes that are of one of the kinds."""
        return tuple(each for each in self.questions if not set(kinds).isdisjoint(each.kinds))


def version(question: Mapping[str, Any]) -> Version:
    """A question of the contract's data as what is compared of it; `question` needs the form `text`.

    Raises:
        KeyError, TypeError: it is not such data.
    """
    asked, answer = question["question"], question["answer"] or {"text": "", "markdown": ""}
    options = question["options"]
    keys = [each["key"] for each in options if each["correct"]]
    code = tuple(each["text"] for each in question["code"])
    marked = [asked["markdown"], answer["markdown"], *(each["markdown"] for each in options), *keys]
    return Version(
        question["id"],
        tuple(question["aliases"]),
        question["number"],
        question["label"],
        question["title"],
        question["source"]["path"],
        question["source"]["line"],
        _single(asked["text"], *(f"{each['key']} {each['text']}" for each in options)),
        _single(answer["text"], *keys),
        code,
        _OWN_ADDRESS.sub("", _single(*marked)),
    )


def changes_data(changes: Changes) -> dict[str, Any]:
    """Changes as `changes` of the schema `qa-bundle.v1` describes them."""
    return {
        "since": changes.since,
        "commit": changes.commit,
        "until": changes.until or None,
        "added": list(_ids(changes, "added")),
        "changed": list(_ids(changes, "reworded", "answer")),
        "removed": list(_ids(changes, "removed")),
        "questions": [
            {
                "kinds": list(each.kinds),
                "before": _place(each.before),
                "after": _place(each.after),
                "words": {"added": each.words[0], "removed": each.words[1]},
            }
            for each in changes.questions
        ],
    }


def _single(*texts: str) -> str:
    return " ".join(" ".join(texts).split())


def _ids(changes: Changes, *kinds: Kind) -> Iterator[str]:
    return (each.shown.id for each in changes.of(*kinds))


def _place(found: Version | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"id": found.id, "number": found.number, "title": found.title, "path": found.path}
