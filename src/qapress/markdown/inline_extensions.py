"""Strikethrough, footnote references, math and bare URLs, as rules of the inline parser.

Sources: GitHub Flavored Markdown 0.29, 6.5 (strikethrough) and 6.9 (autolinks); cmark-gfm for footnotes;
for `$` the rule of pandoc's tex_math_dollars, made stricter where text speaks of money.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from mistune.util import escape_url, unikey

from qapress.markdown.inlines import PlacedInlineParser, PlacedInlineState, place_auto_link

if TYPE_CHECKING:
    from collections.abc import MutableMapping
    from re import Match, Pattern

    from mistune.core import InlineState

    from qapress.markdown.blocks import Token

FOOTNOTE = r"\[\^(?P<footnote_1>[^\]\s]+)\]"
URL = r"(?<![^\s*_~(\[\"'])(?:https?://|www\.)[^\s<\\]+"
EMAIL = r"(?<![\w.+@/-])[\w.+-]+@(?:[\w-]+\.)+[\w-]*[a-zA-Z0-9](?![\w-])"
EXTENDED = re.compile(r"[\\`*_!\[\]<\n$~]")
WITH_URLS = re.compile(rf"[\\`*_!\[\]<\n$~]|{URL}|{EMAIL}")
TILDES_OR_CODE = re.compile(r"\\.|`+|~+", re.DOTALL)
DOMAIN = re.compile(r"(?:https?://|www\.)(?P<domain>[\w.-]+)")
MATH = re.compile(r"\$(?P<text>(?:[^$\\`]|\\.)++)\$(?![\w$])", re.DOTALL)
DISPLAY = re.compile(r"\$\$(?P<text>(?:[^$\\`]|\\.)++)\$\$(?!\$)", re.DOTALL)
QUOTED = re.compile(r"\$`(?P<text>[^`]+)`\$")
COMMAND = re.compile(r"\\[A-Za-z]+(?:\{[^{}]*\})?")
WORD = re.compile(r"(?:^|\s)[A-Za-z]{2,}")
TAIL = re.compile(r"""(?:[?!.,:*_~'"]|&[A-Za-z0-9]+;)\Z""")


class ExtendedInlineState(PlacedInlineState):
    """An inline text that may hold strikethrough."""

    def __init__(self, env: MutableMapping[str, Any]) -> None:
        super().__init__(env)
        self.unclosed: dict[int, int] = {}  # by length of a run of tildes: no such run closes behind here


class ExtendedInlineParser(PlacedInlineParser):
    """The inline parser with the extensions."""

    state_cls = ExtendedInlineState

    def __init__(self) -> None:
        super().__init__()
        rules = type(self)
        self.register("footnote", FOOTNOTE, rules.parse_footnote, before="link")
        self.register("strikethrough", r"~+", rules.parse_strikethrough)
        self.register("math", r"\$+", rules.parse_math)
        self.register("url", URL, rules.parse_url)
        self.register("email", EMAIL, rules.parse_email)

    def trigger(self, src: str) -> Pattern[str]:
        """What may begin anything but text in this source; bare URLs are looked for only where one is."""
        return WITH_URLS if "://" in src or "www." in src or "@" in src else EXTENDED

    def parse_inline_html(self, m: Match[str], state: InlineState) -> int | None:
        """HTML, of which comments are tokens of their own kind."""
        end = super().parse_inline_html(m, state)
        token = state.tokens[-1] if end else {}
        raw = token.get("raw", "")
        if raw.startswith("<!--"):
            token.update(type="comment", raw=raw[4:-3], attrs={"closed": True}, _marker=4)
        return end

    def parse_footnote(self, m: Match[str], state: InlineState) -> int | None:
        """`[^label]`, where the label is defined; else it is a bracket like any other."""
        note = state.env.get("footnotes", {}).get(unikey(m.group("footnote_1")))
        if note is None:
            bracket = self.compile_sc(["link"]).match(state.src, m.start())
            return self.parse_link(bracket, state) if bracket else None
        state.append_token({"type": "footnote_reference", "attrs": note})
        return m.end()

    def parse_strikethrough(self, m: Match[str], state: InlineState) -> int | None:
        """`~text~` or `~~text~~`, the closing run as long as the opening one."""
        state = cast("ExtendedInlineState", state)
        width, start = len(m.group()), m.end()
        if width > 2:
            self.process_text(m.group(), state)
            return start
        if state.depth >= self.max_nested_level or not _left_flanking(state.src, m.start(), start):
            return None
        close = _closing_tildes(state, start, width)
        if close is None:
            return None
        inner = cast("ExtendedInlineState", state.copy())
        inner.src, inner.base = state.src[start:close], state.base + start
        state.append_token({"type": "strikethrough", "children": self.render(inner)})
        return close + width

    def parse_math(self, m: Match[str], state: InlineState) -> int | None:
        """`$x$`, ``$`x`$`` or `$$x$$`."""
        start = m.start()
        if len(m.group()) > 2:
            self.process_text(m.group(), state)
            return m.end()
        quoted = QUOTED.match(state.src, start)
        display = len(m.group()) == 2
        found = quoted or (DISPLAY if display else MATH).match(state.src, start)
        if found is None:
            return None
        text = found.group("text")
        if not quoted and not display and not _is_math(state.src, start, text):
            return None
        token: Token = {"type": "math", "raw": text, "_marker": found.start("text") - start}
        if display:
            token["attrs"] = {"display": True}
        state.append_token(token)
        return found.end()

    def parse_url(self, m: Match[str], state: InlineState) -> int | None:
        """A bare `http://`, `https://` or `www.` URL."""
        text = m.group()
        if state.brackets and "]" in text:
            text = text[: text.index("]")]
        text = _without_tail(text)
        domain = DOMAIN.match(text)
        if domain is None or not _is_domain(domain.group("domain")):
            return None
        return self._bare_link(text if "://" in text else f"http://{text}", text, m.start(), state)

    def parse_email(self, m: Match[str], state: InlineState) -> int | None:
        """A bare address."""
        return self._bare_link(f"mailto:{m.group()}", m.group(), m.start(), state)

    def _bare_link(self, url: str, text: str, start: int, state: InlineState) -> int:
        state = cast("PlacedInlineState", state)
        if state.in_link or state.depth >= self.max_nested_level:
            self.process_text(text, state)
            return start + len(text)
        token: Token = {
            "type": "link",
            "children": [{"type": "text", "raw": text}],
            "attrs": {"url": escape_url(url)},
            "_autolink": text,
        }
        place_auto_link(token, state, 0)
        state.append_token(token)
        return start + len(text)


def _closing_tildes(state: ExtendedInlineState, start: int, width: int) -> int | None:
    """Where the run begins that closes a strikethrough, code spans passed over."""
    if start >= state.unclosed.get(width, len(state.src)):
        return None
    at = start
    while found := TILDES_OR_CODE.search(state.src, at):
        at = found.end()
        marker = found.group()
        if marker[0] == "`":
            end = state.delimiters.code_end(marker, at)
            at = at if end is None else end + len(marker)
        elif marker == "~" * width and _right_flanking(state.src, found.start(), at):
            return found.start()
    state.unclosed[width] = start
    return None


def _left_flanking(src: str, start: int, end: int) -> bool:
    """Whether the run from `start` to `end` may open (CommonMark 6.2)."""
    before, after = src[start - 1 : start], src[end : end + 1]
    return bool(after.strip()) and (after.isalnum() or not before.isalnum())


def _right_flanking(src: str, start: int, end: int) -> bool:
    """Whether the run from `start` to `end` may close (CommonMark 6.2)."""
    before, after = src[start - 1 : start], src[end : end + 1]
    return bool(before.strip()) and (before.isalnum() or not after.isalnum())


def _is_math(src: str, start: int, text: str) -> bool:
    """Whether `$text$` is a formula and no talk of money or of shell variables."""
    if text[0].isspace() or text[-1].isspace() or src[start - 1 : start].isalnum():
        return False
    return not (text[0].isdigit() and WORD.search(COMMAND.sub("", text)))


def _without_tail(text: str) -> str:
    """A URL without the punctuation that ends a sentence, and without a bracket that it does not open."""
    surplus, end = text.count(")") - text.count("("), len(text)
    while True:
        if surplus > 0 and text.endswith(")", 0, end):
            surplus -= 1
            end -= 1
        elif tail := TAIL.search(text, max(end - 40, 0), end):
            end = tail.start()
        else:
            return text[:end]


def _is_domain(domain: str) -> bool:
    return domain[0].isalnum() and not any("_" in part for part in domain.split(".")[-2:])
