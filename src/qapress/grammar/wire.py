"""Requests to a LanguageTool server: its address, how long it may take, and how it fails."""

from __future__ import annotations

import json
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import ProxyHandler, Request, build_opener

from qapress.errors import EngineError
from qapress.grammar.launch import START_SECONDS

LEAST_SECONDS, MOST_SECONDS = 4.0, 10.0
CHARACTERS_A_SECOND = 4_000
"""How long an answer may take. Beside seven programs on 2 cores, 20,000 characters took up to 5.7 s as the
first of a new server that had loaded the language, and 2,000 up to 2.4 s."""
SHORT = "."
"""What a server is tried with: it loads the language, and tells the version."""
HERE = ("localhost", "127.0.0.1", "::1")

NO_ANSWER = "LanguageTool gave no answer: {}"
TOO_LATE = "LanguageTool gave no answer within {:.0f} seconds"
UNUSABLE = "LanguageTool at {} cannot be used: {}"
STRANGE = "it says something that LanguageTool does not say"


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


def check(url: str, form: dict[str, str], seconds: float) -> dict[str, Any]:
    """LanguageTool's answer to a form, its fields as its interface names them.

    Raises:
        FailureError: none came; its kind says why.
    """
    answer = _object(_read(f"{url}v2/check", form, seconds))
    if not {"matches", "software"} <= answer.keys():
        raise RefusedError(STRANGE)
    return answer


def knock(url: str, seconds: float) -> None:
    """See whether a server answers at all.

    Raises:
        FailureError: it does not.
    """
    _read(f"{url}v2/healthcheck", None, seconds)


def version(url: str) -> str:
    """The version of the LanguageTool at an address.

    Raises:
        EngineError: it does not answer, or not as LanguageTool does.
    """
    try:
        try:
            answer = _object(_read(f"{address(url)}v2/info", None, MOST_SECONDS))
        except RefusedError:  # an old server tells it with an answer only
            answer = check(address(url), {"language": "en-US", "text": SHORT}, START_SECONDS)
        return str(answer["software"]["version"])
    except (FailureError, KeyError, TypeError) as error:
        raise EngineError(UNUSABLE.format(url, line(error))) from error


def _object(said: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(said)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise RefusedError(STRANGE)
    return answer


def _read(url: str, form: dict[str, str] | None, seconds: float) -> bytes:
    opener = build_opener(*([ProxyHandler({})] if is_here(url) else []))
    request = Request(url, urlencode(form).encode() if form else None)  # noqa: S310 - the settings allow http(s)
    try:
        try:
            with opener.open(request, timeout=seconds) as reply:
                said: bytes = reply.read()
        except HTTPError as error:
            with error:
                words = error.read(1_000).decode("utf-8", "replace").strip()
            raise RefusedError(line(words or error)) from error
    except (OSError, HTTPException) as error:
        reason = error.reason if isinstance(error, URLError) else error
        kind = HungError if isinstance(reason, TimeoutError) else LostError
        raise kind(line(reason)) from error
    return said
