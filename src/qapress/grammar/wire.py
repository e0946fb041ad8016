"""Requests to a LanguageTool server: its address, how long it may take, and how it fails."""

from __future__ import annotations

import json
from http.client import HTTPException, IncompleteRead
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, ProxyHandler, Request, build_opener

from qapress.errors import EngineError
from qapress.grammar.launch import START_SECONDS

if TYPE_CHECKING:
    from http.client import HTTPResponse
    from urllib.request import BaseHandler, OpenerDirector

LEAST_SECONDS, MOST_SECONDS = 4.0, 10.0
CHARACTERS_A_SECOND = 4_000
"""How long an answer may take. Beside seven programs on 2 cores, 20,000 characters took up to 5.7 s as the
first of a new server that had loaded the language, and 2,000 up to 2.4 s."""
MOST_BYTES = 16_000_000
"""How long an answer may be. Misspelt words of two letters take 10 MB for 10,000 characters, since
each match brings its whole sentence."""
PIECE = 65_536
SHORT = "."
"""What a server is tried with: it loads the language, and tells the version."""
HERE = ("localhost", "127.0.0.1", "::1")

NO_ANSWER = "LanguageTool gave no answer: {}"
TOO_LATE = "no answer within {:.0f} seconds"
UNUSABLE = "LanguageTool at {} cannot be used: {}"
STRANGE = "its answer is none that LanguageTool gives"
ENDLESS = "its answer is longer than any that LanguageTool gives"
ELSEWHERE = "it sends us on to {}, to which nothing was sent: if that is right, set `grammar.url` to it"


class FailureError(Exception):
    """No answer came."""


class LostError(FailureError):
    """The server is not there, or was gone before it had answered."""


class HungError(FailureError):
    """The server took too long."""


class RefusedError(FailureError):
    """The server answered that it will not, or something that makes no sense; the message is its own."""


def seconds_for(text: str) -> float:
    """How long the answer for a text may take."""
    return min(LEAST_SECONDS + len(text) / CHARACTERS_A_SECOND, MOST_SECONDS)


def address(url: str) -> str:
    """The address of a server, with or without its `v2`, as one to which `v2/…` is joined."""
    return url.rstrip("/").removesuffix("/v2") + "/"


def is_here(url: str) -> bool:
    """Whether an address is of this very machine, to which no proxy leads."""
    return urlsplit(url).hostname in HERE


def line(said: object) -> str:
    """What somebody says, as one short line; of an error without words its kind."""
    return " ".join(str(said).split())[:200] or type(said).__name__


def told(error: FailureError) -> str:
    """That no answer came, and why, as a message."""
    return f"LanguageTool gave {error}" if isinstance(error, HungError) else NO_ANSWER.format(error)


def check(url: str, form: dict[str, str], seconds: float) -> dict[str, Any]:
    """LanguageTool's answer to a form, its fields as its interface names them.

    `matches` is a list, of whatever.

    Raises:
        FailureError: none came; its kind says why.
    """
    answer = _object(ask(f"{url}v2/check", form, seconds))
    if not isinstance(answer.get("matches"), list):
        raise RefusedError(STRANGE)
    _version(answer)
    return answer


def knock(url: str, seconds: float) -> None:
    """See whether a server answers at all.

    Raises:
        FailureError: it does not.
    """
    _within(seconds, f"{url}v2/healthcheck", None)


def version(url: str) -> str:
    """The version of the LanguageTool at an address.

    Raises:
        EngineError: it does not answer, or not as LanguageTool does.
    """
    try:
        try:
            return _version(_object(ask(f"{address(url)}v2/info", None, MOST_SECONDS)))
        except RefusedError:  # an old server tells it with an answer only
            return _version(check(address(url), {"language": "en-US", "text": SHORT}, START_SECONDS))
    except FailureError as error:
        raise EngineError(UNUSABLE.format(url, line(error))) from error


def ask(url: str, form: dict[str, str] | None, seconds: float) -> Any:
    """The JSON that an address gives, for a form that is sent or for none. Nothing goes to another address.

    Raises:
        FailureError: none came within so many seconds; its kind says why.
    """
    try:
        return json.loads(_within(seconds, url, form))
    except (ValueError, RecursionError) as error:
        raise RefusedError(STRANGE) from error


def _object(answer: object) -> dict[str, Any]:
    if not isinstance(answer, dict):
        raise RefusedError(STRANGE)
    return answer


def _version(answer: dict[str, Any]) -> str:
    software = _object(answer.get("software"))
    if not isinstance(software.get("version"), str):
        raise RefusedError(STRANGE)
    return line(software["version"])


class _Stay(HTTPRedirectHandler):
    """No redirect is followed: nothing goes to another host than the one that the user has set."""

    def redirect_request(self, *_: Any) -> None:
        """None, by which the redirect stays an error."""


def _within(seconds: float, url: str, form: dict[str, str] | None) -> bytes:
    """What an address says if it has said it after so many seconds, however it spends them."""
    said: SimpleQueue[bytes | FailureError] = SimpleQueue()

    def read() -> None:
        try:
            said.put(_read(url, form, seconds))
        except FailureError as error:
            said.put(error)

    # A socket's own limit is one for each piece, and begins anew with every byte.
    Thread(target=read, daemon=True).start()
    try:
        answer = said.get(timeout=seconds)
    except Empty as error:
        raise HungError(TOO_LATE.format(seconds)) from error
    if isinstance(answer, FailureError):
        raise answer
    return answer


def _opener(url: str) -> OpenerDirector:
    handlers: list[BaseHandler] = [_Stay()]
    if is_here(url):
        handlers.append(ProxyHandler({}))
    if url.startswith("https:"):
        from qapress.grammar.archive import certificates

        handlers.append(HTTPSHandler(context=certificates()))
    return build_opener(*handlers)


def _read(url: str, form: dict[str, str] | None, seconds: float) -> bytes:
    opener = _opener(url)
    request = Request(url, urlencode(form).encode() if form else None)  # noqa: S310 - the settings allow http(s)
    deadline = monotonic() + seconds
    try:
        try:
            with opener.open(request, timeout=seconds) as reply:
                return _whole(reply, deadline)
        except HTTPError as error:
            with error:
                if error.code // 100 == 3 and "Location" in error.headers:
                    raise RefusedError(ELSEWHERE.format(line(error.headers["Location"]))) from error
                words = error.read(1_000).decode("utf-8", "replace").strip()
            raise RefusedError(line(words or error)) from error
    except (OSError, HTTPException, ValueError) as error:  # ValueError: an address or header of no form
        reason = error.reason if isinstance(error, URLError) else error
        if isinstance(reason, TimeoutError):
            raise HungError(TOO_LATE.format(seconds)) from error
        raise LostError(line(reason)) from error


def _whole(reply: HTTPResponse, deadline: float) -> bytes:
    """All that a reply says, but for one that is too long or not at its end in time."""
    said = bytearray()
    while piece := reply.read1(PIECE):
        said += piece
        if len(said) > MOST_BYTES:
            raise RefusedError(ENDLESS)
        if monotonic() > deadline:
            raise TimeoutError
    if reply.length:
        raise IncompleteRead(bytes(said), reply.length)
    return bytes(said)
