"""SVG without all that acts or reaches out: read without entities and network, and written anew."""

from __future__ import annotations

import re
from typing import NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from qapress.emit.resolve.raster import UnusableImageError

ACTIVE = re.compile("script|foreignObject|iframe|object|embed|set|animate[A-Za-z]*")
"""SVG elements that act, or that hold another language."""
HTML = "http://www.w3.org/1999/xhtml"
"""The namespace of elements of pages, of which some act by themselves."""
FETCHING = re.compile(r"@import|(?:image|image-set|src)\(|url\((?!#|data:image/)|\\")
"""How CSS without blanks and quotes names what lies elsewhere; a backslash may spell any of it otherwise."""
WORDS = ("aria-", "data-", "id")
"""How attributes begin that hold words and never CSS, as those of other namespaces do."""
_LENGTH = re.compile(r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)")
DEEPEST = 256
"""Elements inside each other that a drawing may have; programs that draw are known to fail at more."""
NAMED = 4
"""Parts taken out of an image that are named."""


class Name(NamedTuple):
    """The name of an element or an attribute; `space` is the address of its namespace, if it has one."""

    space: str
    local: str
    prefix: str

    def __str__(self) -> str:
        return f"{self.prefix}:{self.local}" if self.prefix else self.local


def harmless(content: bytes) -> tuple[bytes, str]:
    """An SVG image as bytes, and what is told of parts that were taken out of it.

    Raises:
        UnusableImageError: it is no SVG.
    """
    copier = _Copier()
    try:
        copier.parser.Parse(content, True)
    except UnusableImageError:
        raise
    except (expat.ExpatError, LookupError, ValueError) as error:  # an encoding may be unknown
        raise UnusableImageError("is not well-formed SVG") from error
    taken = list(dict.fromkeys(copier.taken))
    more = f" and {len(taken) - NAMED} more" if len(taken) > NAMED else ""
    lost = f"is shown without its active content ({', '.join(taken[:NAMED])}{more})" if taken else ""
    return "".join(copier.written).encode(), lost


class _Copier:
    """Writes what it is told by the parser, less what acts or reaches out, and remembers that."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.taken: list[str] = []
        self.depth = 0
        self.dropped = 0  # the depth of the element that is being left out, if any
        self.spaces: list[tuple[str, str]] = []  # those that the next element declares
        self.styles: list[int] = []  # where in `written` each style that is open begins
        self.parser = expat.ParserCreate(namespace_separator="\n")
        self.parser.namespace_prefixes = True
        self.parser.buffer_text = True
        self.parser.ordered_attributes = True
        self.parser.StartNamespaceDeclHandler = lambda prefix, uri: self.spaces.append((prefix, uri))
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.parser.ProcessingInstructionHandler = self.instruction
        self.parser.CommentHandler = lambda _: None
        self.parser.DefaultHandler = self.other  # with it, the parser leaves entities as they are

    def start(self, tag: str, attributes: list[str]) -> None:
        """An element begins; `attributes` are names and values in turn."""
        self.depth += 1
        spaces, self.spaces = self.spaces, []
        if self.depth > DEEPEST:
            raise UnusableImageError(f"has more than {DEEPEST} elements inside each other")
        if self.dropped:
            return
        name = _name(tag)
        given = [(_name(key), value) for key, value in zip(attributes[::2], attributes[1::2], strict=True)]
        if self.depth == 1:
            _check_root(name, {str(key): value for key, value in given})
        if ACTIVE.fullmatch(name.local) or name.space == HTML:
            self.taken.append(f"<{name.local}>")
            self.dropped = self.depth
            return
        if name.local == "style":
            self.styles.append(len(self.written))
        acting = [key for key, value in given if _acts(key, value)]
        self.taken += [f"{name.local}@{key.local}" for key in acting]
        kept = [(key, value) for key, value in given if key not in acting]
        declared = [(f"xmlns:{prefix}" if prefix else "xmlns", uri or "") for prefix, uri in spaces]
        shown = [f" {key}={quoteattr(value)}" for key, value in (*declared, *kept)]
        self.written.append(f"<{name}{''.join(shown)}>")

    def end(self, tag: str) -> None:
        """An element ends; only now it is known what a style says."""
        self.depth -= 1
        if self.dropped:
            self.dropped = self.dropped if self.depth >= self.dropped else 0
            return
        name = _name(tag)
        if name.local == "style" and _reaches_out("".join(self.written[self.styles[-1] + 1 :])):
            self.taken.append("<style> with an address")
            del self.written[self.styles.pop() :]
            return
        if name.local == "style":
            self.styles.pop()
        self.written.append(f"</{name}>")

    def text(self, data: str) -> None:
        """Text, its entities of XML decoded."""
        if not self.dropped:
            self.written.append(escape(data))

    def instruction(self, target: str, data: str) -> None:
        """An instruction to a program, such as to fetch a style; none is written."""
        if "href" in data:
            self.taken.append(f"<?{target}?>")

    def other(self, data: str) -> None:
        """Declarations, and entities that the file defines; none is written."""
        if data.startswith("&") and not self.dropped:
            self.taken.append(data)


def _name(given: str) -> Name:
    """The name that the parser gives as lines: the namespace if there is one, the name, the prefix if any."""
    space, local, prefix = [*given.split("\n"), ""][:3] if "\n" in given else ("", given, "")
    return Name(space, local, prefix)


def _check_root(name: Name, attributes: dict[str, str]) -> None:
    if name.local != "svg":
        raise UnusableImageError("is XML, but not an SVG image")
    lengths = (_LENGTH.match(attributes.get(side, "")) for side in ("width", "height"))
    if any(float(each[1]) <= 0 for each in lengths if each):
        raise UnusableImageError("has no size")


def _acts(name: Name, value: str) -> bool:
    """Whether an attribute runs something, or names something outside the image."""
    target = value.strip()
    refers = name.local in {"href", "src"} and not target.startswith(("#", "data:image/"))
    styles = not name.space and not name.local.startswith(WORDS)
    return name.local.startswith("on") or refers or (styles and _reaches_out(target))


def _reaches_out(style: str) -> bool:
    """Whether CSS names something outside the image."""
    return bool(FETCHING.search(re.sub(r"[\s'\"]", "", style.lower())))
