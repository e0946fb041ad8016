"""What a fix or a revision would change, as a patch that `git apply` takes."""

from __future__ import annotations

from collections import Counter
from difflib import unified_diff
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qapress.source.text import Source

NO_NEWLINE = b"\n\\ No newline at end of file\n"
BYTES_A_LINE = 52
LENGTHS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
ESCAPES = {ord("\t"): b"\\t", ord("\n"): b"\\n", ord("\r"): b"\\r", ord('"'): b'\\"', ord("\\"): b"\\\\"}


def unified(before: Source, after: Source, prefix: str = "") -> bytes:
    """The patch from one text of a file to another; empty when they are equal.

    `prefix` stands before the path, where the patch is to be applied above the root.

    Lines end at the byte LF alone, as git counts them, and keep their bytes: CR, byte order mark, bytes that
    are not UTF-8, and NUL in a file of two bytes a character, which git takes as well.
    """
    old, new = before.encode(), after.encode()
    if old == new:
        return b""
    path = prefix + before.path
    return _body(b"--- " + _lined("a/" + path), b"+++ " + _lined("b/" + path), old, new)


def binary(before: Source, after: Source, prefix: str = "") -> str:
    """The same patch in git's binary form: ASCII, and so the same bytes wherever it is copied to.

    It holds the new content whole, and applies to the old content alone, which it names by its hash.
    https://git-scm.com/docs/diff-format describes the head, git's apply.c reads the rest.
    """
    old, new = before.encode(), after.encode()
    path = prefix + before.path
    head = b"diff --git " + _quoted("a/" + path, plain=True) + b" " + _quoted("b/" + path, plain=True)
    hashes = f"index {_blob_hash(old)}..{_blob_hash(new)}"
    lines = [head.decode("ascii"), hashes, "GIT binary patch", f"literal {len(new)}", *_packed(new), "", ""]
    return "\n".join(lines)


def _blob_hash(data: bytes) -> str:
    from hashlib import sha1

    return sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _packed(data: bytes) -> Iterator[str]:
    """Deflated bytes as git writes them: 52 a line, in base 85, behind a letter that tells how many."""
    from base64 import b85encode
    from zlib import compress

    deflated = compress(data, 9)
    for at in range(0, len(deflated), BYTES_A_LINE):
        part = deflated[at : at + BYTES_A_LINE]
        yield LENGTHS[len(part) - 1] + b85encode(part, pad=True).decode("ascii")


def patch(before: Source | None, after: Source, prefix: str = "") -> bytes:
    """The patch that makes one file of another, or a new one (`before` is None), in git's own form.

    It names the renaming where the path differs. Empty where nothing does. `prefix` as in `unified`.
    """
    old, new = before.encode() if before else b"", after.encode()
    path, target = prefix + (before.path if before else after.path), prefix + after.path
    if before and path == target and old == new:
        return b""
    head = b"diff --git " + _quoted("a/" + path) + b" " + _quoted("b/" + target) + b"\n"
    if before is None:
        head += b"new file mode 100644\n"
    elif path != target:
        alike = _alike(_lines(old), _lines(new))
        head += b"similarity index %d%%\nrename from %s\n" % (alike, _quoted(path))
        head += b"rename to " + _quoted(target) + b"\n"
    if old == new:
        return head
    origin = b"--- " + _lined("a/" + path) if before else b"--- /dev/null\n"
    return head + _body(origin, b"+++ " + _lined("b/" + target), old, new)


def _body(origin: bytes, result: bytes, old: bytes, new: bytes) -> bytes:
    return origin + result + b"".join(_hunks(_lines(old), _lines(new)))


def _alike(old: list[str], new: list[str]) -> int:
    """How much of the old lines is left, in percent; 100 only for all."""
    left = Counter(old) & Counter(new)
    kept, size = sum(len(line) * count for line, count in left.items()), sum(map(len, old))
    return 100 if old == new else min(99, 100 * kept // max(size, 1))


def _lines(data: bytes) -> list[str]:
    """The lines with their ends, each byte one character."""
    lines = data.decode("latin-1").split("\n")
    return [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _hunks(old: list[str], new: list[str]) -> Iterator[bytes]:
    for at, line in enumerate(unified_diff(old, new, lineterm="\n")):
        if at >= 2:  # the first two lines are difflib's own file names
            data = line.encode("latin-1")
            yield data if data.endswith(b"\n") else data + NO_NEWLINE


def _lined(name: str) -> bytes:
    """A path at the end of a line; behind a blank in it a tab says where it ends."""
    quoted = _quoted(name)
    return quoted + (b"\t\n" if b" " in quoted and not quoted.startswith(b'"') else b"\n")


def _quoted(name: str, *, plain: bool = False) -> bytes:
    """A path as git writes it: in quotes with escapes where it holds a control, a quote or a backslash.

    With `plain` all other bytes are escaped too.
    """
    data = name.encode("utf-8", "surrogateescape")
    last = 0x7E if plain else 0xFF
    odd = {byte for byte in data if byte < 0x20 or byte == 0x7F or byte > last}
    if not (odd or b'"' in data or b"\\" in data):
        return data
    escaped = (ESCAPES.get(byte) or (b"\\%03o" % byte if byte in odd else bytes([byte])) for byte in data)
    return b'"' + b"".join(escaped) + b'"'
