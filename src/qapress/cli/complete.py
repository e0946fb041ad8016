"""What a shell offers when Tab is pressed: words for options and arguments, asked of the program itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import click
    from click.shell_completion import CompletionItem

    Offer = Callable[[click.Context, click.Parameter, str], list[CompletionItem[str]]]
    Words = Callable[[str], Iterable[tuple[str, str]]]


def offered(words: Iterable[tuple[str, str]], typed: str) -> list[CompletionItem[str]]:
    """The words that begin as what was typed."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(word, help=does or None) for word, does in words if word.startswith(typed)]


def one(words: Words) -> Offer:
    """An argument that is one of the words."""
    return lambda _context, _parameter, typed: offered(words(typed), typed)


def several(words: Words) -> Offer:
    """An option that takes a list: the word behind the last comma is completed, and none is offered twice."""

    def offer(_: click.Context, __: click.Parameter, typed: str) -> list[CompletionItem[str]]:
        before, comma, last = typed.rpartition(",")
        given = before.split(",")
        rest = ((before + comma + word, does) for word, does in words(last) if word not in given)
        return offered(rest, typed)

    return offer


def paths(_: click.Context, __: click.Parameter, typed: str) -> list[CompletionItem[str]]:
    """Files and folders, as the shell itself would complete them."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(typed, type="file")]


def refs_or_paths(context: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem[str]]:
    """Branches and tags; where none begins so, files and folders."""
    return one(refs)(context, param, typed) or paths(context, param, typed)


def refs(typed: str) -> Iterable[tuple[str, str]]:
    """Branches and tags."""
    from qapress.pipeline import complete

    return complete.refs(typed)


def rules(typed: str) -> Iterable[tuple[str, str]]:
    """Names of rules, or codes."""
    from qapress.pipeline import complete

    return complete.rules(typed)


def formats(typed: str) -> Iterable[tuple[str, str]]:
    """The formats of a release."""
    from qapress.pipeline import complete

    return complete.formats(typed)


def reports(_typed: str) -> Sequence[tuple[str, str]]:
    """The formats of a check."""
    from qapress import report

    return [(name, "") for name in report.names()]


def keys(typed: str) -> Iterable[tuple[str, str]]:
    """The keys of the configuration."""
    from qapress.pipeline import complete

    return complete.keys(typed)
