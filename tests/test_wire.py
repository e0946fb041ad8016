"""Requests to a LanguageTool server that does what no LanguageTool does."""

from __future__ import annotations

import time
from itertools import cycle, islice
from typing import TYPE_CHECKING

import pytest

from qapress.errors import EngineError
from qapress.grammar import wire
from servers import listening, reply

if TYPE_CHECKING:
    from http.server import BaseHTTPRequestHandler

FORM = {"language": "en-US", "text": "It is."}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nothing_goes_to_another_host_than_was_set(status: int) -> None:
    def redirect(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Location", f"{other}{handler.path}")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    with listening(lambda it: reply(it, b"{}")) as (other, leaked), listening(redirect) as (url, asked):
        with pytest.raises(wire.RefusedError, match=f"on to {other}/v2/check, to which nothing was sent"):
            wire.check(f"{url}/", FORM, 5)
        with pytest.raises(
            EngineError, match=f"LanguageTool at {url}/v2 cannot be used: it sends us on"
        ) as told:
            wire.version(f"{url}/v2")
    assert "\n" not in str(told.value)
    assert asked == ["POST /v2/check", "GET /v2/info", "POST /v2/check"]
    assert leaked == []


DRIPPING = {
    "nothing": (b"", b""),
    "status": (b"", b"H"),
    "headers": (b"HTTP/1.0 200 OK\r\n", b"a:b\r\n"),
    "body": (b"HTTP/1.0 200 OK\r\n\r\n", b" "),
    "chunks": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    "error": (b"HTTP/1.0 500 No\r\n\r\n", b"x"),
}
"""What a server says at first, and then byte by byte for three seconds."""


@pytest.mark.parametrize("name", DRIPPING)
def test_an_answer_that_comes_byte_by_byte_has_one_deadline(name: str) -> None:
    first, then = DRIPPING[name]

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(first)
        for each in islice(cycle(then or b" "), 60):
            if then:
                handler.wfile.write(bytes([each]))
            time.sleep(0.05)

    with listening(drip) as (url, _):
        begin = time.monotonic()
        with pytest.raises(wire.HungError, match="no answer within 1 seconds"):
            wire.check(f"{url}/", FORM, 0.8)
        assert time.monotonic() - begin < 1.5


@pytest.mark.parametrize("head", [b"", b"Content-Length: 99999999999\r\n", b"Transfer-Encoding: chunked\r\n"])
def test_an_answer_that_never_ends_is_left(head: bytes) -> None:
    sent = 0
    size = 1_000_000
    piece = b"%x\r\n%b\r\n" % (size, b" " * size) if b"chunked" in head else b" " * size

    def pour(handler: BaseHTTPRequestHandler) -> None:
        nonlocal sent
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n%b\r\n" % head)
        while True:
            handler.wfile.write(piece)
            sent += size

    with listening(pour) as (url, _):
        with pytest.raises(wire.RefusedError, match=wire.ENDLESS):
            wire.check(f"{url}/", FORM, 20)
        time.sleep(0.2)
    assert wire.MOST_BYTES - size < sent < 2 * wire.MOST_BYTES


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 100_000,
        b'{"matches": {"software": {"version": "6.8"}}}',
        b'{"matches": []}',
        b'{"matches": [], "software": {"version": 6.8}}',
        b'{"matches": [], "software": "LanguageTool"}',
    ],
)
def test_what_languagetool_never_says_is_told(body: bytes) -> None:
    with listening(lambda it: reply(it, body)) as (url, _):
        with pytest.raises(wire.RefusedError, match=wire.STRANGE):
            wire.check(f"{url}/", FORM, 5)
        with pytest.raises(EngineError, match=f"{url} cannot be used: {wire.STRANGE}"):
            wire.version(url)


@pytest.mark.parametrize("head", [b"Content-Length: 99", b"Transfer-Encoding: chunked"])
def test_an_answer_that_breaks_off_is_none(head: bytes) -> None:
    begun = b"HTTP/1.1 200 OK\r\nConnection: close\r\n%b\r\n\r\n{" % head

    def break_off(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(begun)
        handler.close_connection = True

    with listening(break_off) as (url, _), pytest.raises(wire.LostError):
        wire.check(f"{url}/", FORM, 5)


def test_an_answer_is_told() -> None:
    body = b'{"matches": [{}], "software": {"version": "6.8"}}'
    with listening(lambda it: reply(it, body)) as (url, _):
        assert wire.check(f"{url}/", FORM, 5)["matches"] == [{}]
        assert wire.version(url) == "6.8"
