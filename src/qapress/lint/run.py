"""Rules applied to one document, or to the collection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qapress.lint.rule import Context
from qapress.model.qa import Document, Entry
from qapress.source.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from qapress.diagnostic import Finding, RuleInfo
    from qapress.lint.rule import Rule
    from qapress.settings import Settings
    from qapress.source.names import FileNames


def run_file(
    document: Document, rules: Iterable[Rule[Any]], settings: Settings, names: FileNames
) -> Iterator[tuple[RuleInfo, Finding]]:
    """What the rules of file scope (Source, Document, Entry) find in a document, rule by rule."""
    scopes: dict[type, tuple[Any, ...]] = {
        Source: (document.source,),
        Document: (document,),
        Entry: document.entries,
    }
    for rule in rules:
        for each in scopes.get(rule.scope, ()):
            context = Context(document.source, document, settings, names, options_of(rule, settings))
            for finding in rule.check(each, context):
                yield rule.info, finding


def run_value(
    value: object, rules: Iterable[Rule[Any]], context: Context
) -> Iterator[tuple[RuleInfo, Finding]]:
    """What the rules whose scope is the type of `value` find in it."""
    for rule in rules:
        if rule.scope is type(value):
            for finding in rule.check(value, context):
                yield rule.info, finding


def options_of(rule: Rule[Any], settings: Settings) -> Any:
    """A rule's own options as the settings give them, None for a rule without options.

    Raises:
        ConfigError: a key of `rules.NAME` is unknown or its value wrong, with file and line.
    """
    name = rule.info.name
    if name not in settings.rules:
        return rule.options() if rule.options else None
    from qapress.settings.convert import NoOptions, options  # loaded only for a configuration that needs it

    return options(settings, name, rule.options or NoOptions)
