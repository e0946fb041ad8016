"""The embedded engine in a process of its own, which can be stopped: `python worker.py`.

A script of the standard library and `lt_py`. It reads frames of JSON: the arguments of the engine, answered
by null or the reason why it does not start; then texts, each answered by rows of matches or a reason. Places
count UTF-8 bytes. It ends with its input, so with whoever holds the other end, however that one dies.
"""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from queue import SimpleQueue
from struct import Struct
from threading import Thread
from typing import Any

LENGTH = Struct("<I")
"""The bytes of a frame, in front of it."""


def main() -> None:
    """Make the engine, then answer for ever."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever the engine prints is no answer
    given: SimpleQueue[Any] = SimpleQueue()
    Thread(target=_read, args=(given,), daemon=True).start()
    arguments = given.get()
    most = arguments.pop("suggestions")
    try:
        engine = import_module("lt_py").Engine(**arguments)
    except Exception as error:
        _answer(answers, _reason(error))
        return
    _answer(answers, None)
    while True:
        try:
            _answer(answers, [_row(each, most) for each in engine.check(given.get())])
        except BaseException as error:  # a panic of the engine is no Exception
            _answer(answers, _reason(error))


def _read(given: SimpleQueue[Any]) -> None:
    """Take in frames, also while the engine works, which lets go of the interpreter; the end is the end."""
    while len(head := sys.stdin.buffer.read(LENGTH.size)) == LENGTH.size:
        given.put(json.loads(sys.stdin.buffer.read(LENGTH.unpack(head)[0])))
    os._exit(0)


def _answer(answers: Any, data: object) -> None:
    frame = json.dumps(data).encode()
    answers.write(LENGTH.pack(len(frame)) + frame)
    answers.flush()


def _row(match: dict[str, Any], most: int) -> list[Any]:
    words = [match["rule_id"], match["category_id"], match["issue_type"], match["message"]]
    return [match["offset"], match["offset"] + match["length"], *words, match["suggestions"][:most]]


def _reason(error: BaseException) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


if __name__ == "__main__":
    main()
