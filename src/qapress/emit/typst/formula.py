"""MathML elements to the small tree that `math.typ` turns into Typst's math elements.

A node is `{"k": kind, …}`; `math.typ` knows every kind made here. No Typst code is ever generated.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from qapress.emit.resolve.math import leaf

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from xml.etree.ElementTree import Element

Formula = dict[str, Any]

ACCENTS = {
    "^": "hat",
    "ˆ": "hat",
    "¯": "macron",
    "~": "tilde",
    "˜": "tilde",
    "→": "arrow",
    "⃗": "arrow",
    "˙": "dot",
    "¨": "dot.double",
    "ˇ": "caron",
    "´": "acute",
    "`": "grave",
    "˘": "breve",
}
LINES = {
    "⏞": "overbrace",
    "⏟": "underbrace",
    "_": "underline",
    "―": "overline",
    "¯": "overline",
    "‾": "overline",
}
EMPTY: Formula = {"k": "row", "c": []}


def formula(each: Element) -> Formula:
    """One element with all below it."""
    make = KINDS.get(each.tag.rpartition("}")[2])
    return make(each) if make else row(list(each))


def identifier(each: Element) -> Formula:
    """`mi`: a letter, a name such as `log`, or the `&` of an alignment, which an escaped one is not."""
    if each.text == "&":
        return {"k": "amp"}
    text = leaf(each).strip()
    if not text:
        return EMPTY
    if len(text) > 1:
        return {"k": "op", "v": text}
    return {"k": "rm" if each.get("mathvariant") == "normal" else "sym", "v": text}


def operator(each: Element) -> Formula:
    """`mo`: a sign, or a name such as `max`, which may be made of letters."""
    text = "".join(map(leaf, each.iter()))
    if not text.strip("\u2061\u2062\u2063"):
        return EMPTY
    return {"k": "op" if len(text) > 1 and text.isalpha() else "sym", "v": text}


def space(each: Element) -> Formula:
    """`mspace`: a gap in em, or a line break."""
    if each.get("linebreak") == "newline":
        return {"k": "nl"}
    width = re.fullmatch(r"(-?[\d.]+)em", each.get("width", ""))
    return {"k": "sp", "w": float(width[1]) if width else 0.25}


def coloured(each: Element) -> Formula:
    """`mstyle` and plain groups, in a colour where one is named."""
    inner, color = row(list(each)), each.get("mathcolor", "")
    return {"k": "color", "v": color, "c": inner} if re.fullmatch(r"[a-z]+|#[0-9a-fA-F]{6}", color) else inner


def fraction(each: Element) -> Formula:
    """`mfrac`, without its line for binomials."""
    kind = "stack" if each.get("linethickness") == "0" else "frac"
    return {"k": kind, "c": [formula(part) for part in each]}


def root(each: Element) -> Formula:
    """`msqrt` and `mroot`."""
    parts = list(each)
    if each.tag.endswith("mroot"):
        return {"k": "root", "c": [formula(part) for part in parts]}
    return {"k": "root", "c": [row(parts)]}


def below(each: Element) -> Formula:
    """`msub`, `munder`."""
    base, lower = (formula(part) for part in each)
    if lower["k"] == "sym" and lower["v"] in LINES:
        return {"k": LINES[lower["v"]], "c": [base]}
    return attached(each, base, lower, None)


def above(each: Element) -> Formula:
    """`msup`, `mover`."""
    base, upper = (formula(part) for part in each)
    if each.tag.endswith("mover") and upper["k"] == "sym":
        sign = upper["v"]
        stretches = each[1].get("stretchy") == "true" and sign != "→"
        if sign in LINES and (stretches or sign in "⏞―"):
            return {"k": LINES[sign], "c": [base]}
        if sign in ACCENTS:
            return {"k": "accent", "v": ACCENTS[sign], "c": [base]}
    return attached(each, base, None, upper)


def both(each: Element) -> Formula:
    """`msubsup`, `munderover`."""
    base, lower, upper = (formula(part) for part in each)
    return attached(each, base, lower, upper)


def attached(each: Element, base: Formula, lower: Formula | None, upper: Formula | None) -> Formula:
    """Scripts beside a base, or limits over and under it; a second part of a brace is its label."""
    if base["k"] in {"underbrace", "overbrace"} and len(base["c"]) == 1:
        return {"k": base["k"], "c": [*base["c"], lower or upper]}
    limits = each.tag.rpartition("}")[2] in {"munder", "mover", "munderover"}
    return {"k": "att", "lim": limits, "c": [base], "b": lower, "t": upper}


def table(each: Element) -> Formula:
    """`mtable`: lines that are aligned at signs, or a matrix."""
    rows = [[row(list(cell)) for cell in line] for line in each]
    if each.get("columnspacing", "").startswith("0em"):
        return {"k": "aligned", "r": rows}
    first = list(each[0]) if len(each) else []
    return {
        "k": "mat",
        "r": rows,
        "a": [cell.get("columnalign") or "center" for cell in first],
        "v": "solid" in each.get("columnlines", ""),
        "h": "solid" in each.get("rowlines", ""),
    }


def enclosed(each: Element) -> Formula:
    """`menclose`: struck out, or in a box."""
    kind = "cancel" if "strike" in each.get("notation", "") else "boxed"
    return {"k": kind, "c": [row(list(each))]}


def row(parts: Sequence[Element]) -> Formula:
    """Elements in a line, with fences that belong together as one `lr` that grows with its content."""
    done: list[Formula] = []
    open_fences: list[tuple[list[Formula], str]] = []
    for each in parts:
        made = formula(each)
        if is_sign(each, "prefix") and each.get("fence") == "true":
            open_fences.append((done, made.get("v", "")))
            done = []
        elif is_sign(each, "postfix") and open_fences:
            outer, sign = open_fences.pop()
            done = [*outer, fenced(sign, done, made.get("v", ""))]
        elif made != EMPTY:
            done.append(made)
    while open_fences:  # \begin{cases} and \right. open a fence that nothing closes
        outer, sign = open_fences.pop()
        done = [*outer, fenced(sign, done, "")]
    done = around_tables(done)
    return done[0] if len(done) == 1 else {"k": "row", "c": done}


def around_tables(parts: list[Formula]) -> list[Formula]:
    """A matrix or a binomial takes the two signs beside it as its fences."""
    done: list[Formula] = []
    at = 0
    while at < len(parts):
        part = parts[at]
        beside = done and at + 1 < len(parts) and done[-1]["k"] == parts[at + 1]["k"] == "sym"
        if (
            part["k"] in {"mat", "stack"}
            and beside
            and done[-1]["v"] in FENCES
            and parts[at + 1]["v"] in FENCES
        ):
            done[-1] = fenced(done[-1]["v"], [part], parts[at + 1]["v"])
            at += 1
        else:
            done.append(part)
        at += 1
    return done


def fenced(left: str, inner: list[Formula], right: str) -> Formula:
    """Content between two fences, each possibly none."""
    return {"k": "lr", "o": left, "x": right, "c": inner}


def is_sign(each: Element, form: str) -> bool:
    """Whether an element is a sign of this form."""
    return each.tag.endswith("mo") and each.get("form") == form


FENCES = "()[]{}|‖⟨⟩⌊⌋⌈⌉"
KINDS: dict[str, Callable[[Element], Formula]] = {
    "mi": identifier,
    "mn": lambda each: {"k": "num", "v": leaf(each)},
    "mo": operator,
    "mtext": lambda each: {
        "k": "text",
        "v": leaf(each).replace("\u00a0", " "),
        "s": each.get("mathvariant", "normal"),
    },
    "ms": lambda each: {"k": "text", "v": leaf(each), "s": "normal"},
    "mspace": space,
    "mrow": coloured,
    "mstyle": coloured,
    "mfrac": fraction,
    "msqrt": root,
    "mroot": root,
    "msub": below,
    "munder": below,
    "msup": above,
    "mover": above,
    "msubsup": both,
    "munderover": both,
    "mtable": table,
    "menclose": enclosed,
    "mphantom": lambda each: {"k": "hide", "c": [row(list(each))]},
    "annotation": lambda _: EMPTY,
}
