"""A LanguageTool server for a run: its own, gone with it, or the one that it shares with later runs."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Protocol

from qapress.grammar import launch
from qapress.grammar.shared import Shared

if TYPE_CHECKING:
    from collections.abc import Iterator


class Server(Protocol):
    """A server of ours that answers."""

    @property
    def url(self) -> str:
        """Where it answers now, with a slash at the end."""

    def restart(self) -> str:
        """Another server in the place of one that hangs or is gone; its address.

        Raises:
            EngineError: it does not start.
        """


@contextmanager
def open_server(*, own: bool) -> Iterator[Server]:
    """A server that is ready: the run's `own`, or the shared one, which goes on when the context ends.

    Where no server can be shared, since the cache folder cannot be written, it is the run's own.

    Raises:
        EngineError: Java or LanguageTool is missing, or the server does not start.
    """
    with closing(Own() if own else _shared_if_possible()) as server:
        yield server


class Own:
    """A server that ends with `close`, and with this process however that ends.

    Raises:
        EngineError: Java or LanguageTool is missing, or the server does not start.
    """

    def __init__(self) -> None:
        self._order = launch.recipe().order()
        self._start()

    def restart(self) -> str:
        """Another server in the place of this one; its address.

        Raises:
            EngineError: it does not start.
        """
        self.close()
        self._start()
        return self.url

    def close(self) -> None:
        """End it."""
        launch.end(self._keeper)

    def _start(self) -> None:
        self._keeper, answer = launch.launch(self._order)
        self.url: str = answer["url"]


def _shared_if_possible() -> Own | Shared:
    try:
        return Shared()
    except OSError:
        return Own()
