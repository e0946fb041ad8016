"""Front matter: YAML read strictly, with nothing guessed and every fault a problem with its place."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from qapress.diagnostic import Problem, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from qapress.markdown.tree import Node

SIZE_LIMIT = 20_000
"""Characters; PyYAML reads some 100,000 a second."""
DEPTH_LIMIT = 20
TEXTS = ("title", "language", "id")
"""Keys whose value must be text."""
_HINTS = {
    "mapping values are not allowed here": "put a value that holds a colon in quotes",
    "could not find expected ':'": "write each line as `key: value`",
    "found character '\\t' that cannot start any token": "indent with spaces",
}
"""What to do about an error, by PyYAML's words for it."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


class FrontMatter(NamedTuple):
    """What the front matter says, every scalar a string as written, and where each key's value stands."""

    values: Mapping[str, object] = MappingProxyType({})
    spans: Mapping[str, Span] = MappingProxyType({})
    problems: tuple[Problem, ...] = ()

    def text(self, key: str) -> str | None:
        """The value of a key, where it is text that is not blank."""
        value = self.values.get(key)
        return value.strip() or None if isinstance(value, str) else None

    def texts(self, key: str) -> tuple[str, ...]:
        """The values of a key: one text, or those of a list."""
        value = self.values.get(key, [])
        return tuple(
            each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)
        )


def front_matter(tree: Node) -> FrontMatter:
    """The front matter of a file; empty where there is none."""
    node = next((each for each in tree.children[:1] if each.kind == "front_matter"), None)
    if node is None:
        return FrontMatter()
    loader = _Loader(node)
    try:
        values = loader.load()
    except _WrongYamlError as error:
        message = f"the front matter is not valid YAML: {error}"
        return FrontMatter(problems=(Problem("schema-violation", error.span, message, error.hint),))
    wrong = tuple(_wrong(key, values, loader.spans[key]) for key in TEXTS if key in values)
    return FrontMatter(values, loader.spans, tuple(each for each in wrong if each))


def _wrong(key: str, values: dict[str, object], span: Span) -> Problem | None:
    """What is wrong with the value of a key; a value that is wrong is not used."""
    value = values[key]
    if not isinstance(value, str):
        del values[key]
        return Problem("schema-violation", span, f"{key!r} in the front matter must be text")
    if key == "language" and not _LANGUAGE.fullmatch(value.strip()):
        del values[key]
        message = f"the language in the front matter is {value!r}, which is no language tag"
        return Problem("schema-violation", span, message, "such as en or pt-BR")
    return None


class _WrongYamlError(Exception):
    """Caught in this module: YAML that is not read, with its place."""

    def __init__(self, message: str, span: Span, hint: str = "") -> None:
        super().__init__(message)
        self.span = span
        self.hint = hint


class _Loader:
    """One mapping from PyYAML's events: no duplicate keys, aliases or tags, and all scalars text."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.spans: dict[str, Span] = {}

    def load(self) -> dict[str, object]:
        """The mapping; empty for empty front matter. Raises _WrongYamlError."""
        import yaml  # costs 17 ms, and most files have no front matter

        if len(self.node.text) > SIZE_LIMIT:
            raise _WrongYamlError(f"it is longer than {SIZE_LIMIT:,} characters", self.node.span)
        try:
            events = yaml.parse(self.node.text, Loader=yaml.SafeLoader)
            content = (each for each in events if isinstance(each, yaml.NodeEvent | yaml.CollectionEndEvent))
            first = next(content, None)
            if first is None or (isinstance(first, yaml.ScalarEvent) and not first.value):
                return {}
            if not isinstance(first, yaml.MappingStartEvent):
                raise self._wrong('it must hold keys and values, such as "title: …"', first)
            return self._mapping(content, 1)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            problem = error.problem or "it ends too early"
            raise _WrongYamlError(problem, self._at(mark), _HINTS.get(problem, "")) from error
        except yaml.reader.ReaderError as error:
            at = self.node.offset(min(error.position, len(self.node.text) - 1))
            raise _WrongYamlError("a character that YAML does not allow", Span(at, at + 1)) from error

    def _mapping(self, events: Iterator[Any], depth: int) -> dict[str, object]:
        import yaml

        found: dict[str, object] = {}
        for key in events:
            if isinstance(key, yaml.MappingEndEvent):
                break
            if not isinstance(key, yaml.ScalarEvent):
                raise self._wrong("a key must be text", key)
            if key.value in found:
                raise self._wrong(f"the key {key.value!r} stands twice", key)
            event = next(events)
            found[key.value] = self._value(event, events, depth)
            if depth == 1:
                self.spans[key.value] = self._span(event)
        return found

    def _value(self, event: Any, events: Iterator[Any], depth: int) -> object:
        import yaml

        if depth > DEPTH_LIMIT:
            raise self._wrong(f"it is nested more than {DEPTH_LIMIT} levels deep", event)
        if event.anchor or getattr(event, "tag", None):
            raise self._wrong("anchors, aliases and tags are not allowed", event)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(events, depth + 1)
        if isinstance(event, yaml.SequenceStartEvent):
            found = []
            for each in events:
                if isinstance(each, yaml.SequenceEndEvent):
                    break
                found.append(self._value(each, events, depth + 1))
            return found
        return event.value

    def _wrong(self, message: str, event: Any) -> _WrongYamlError:
        return _WrongYamlError(message, self._span(event))

    def _span(self, event: Any) -> Span:
        start, last = event.start_mark.index, max(event.end_mark.index, event.start_mark.index + 1) - 1
        return Span(self._offset(start), self._offset(last) + 1)

    def _at(self, mark: Any) -> Span:
        at = self._offset(mark.index if mark else 0)
        return Span(at, at + 1)

    def _offset(self, index: int) -> int:
        """The source offset of a character; YAML may point behind the last."""
        return self.node.offset(max(0, min(index, len(self.node.text) - 1)))
