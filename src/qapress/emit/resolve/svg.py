"""SVG without all that acts or reaches out: parsed without entities and network."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qapress.emit.resolve.raster import UnusableImageError

if TYPE_CHECKING:
    from lxml.etree import _Element

ACTIVE = re.compile("script|foreignObject|iframe|object|embed|set|animate[A-Za-z]*")
"""SVG elements that act, or that hold another language."""
HTML = "{http://www.w3.org/1999/xhtml}"
"""The namespace of elements of pages, of which some act by themselves."""
FETCHING = re.compile(r"@import|(?:image|image-set|src)\(|url\((?!#|data:image/)|\\")
"""How CSS without blanks and quotes names what lies elsewhere; a backslash may spell any of it otherwise."""
WORDS = ("aria-", "data-", "id")
"""How attributes begin that hold words and never CSS, as those of other namespaces do."""
_LENGTH = re.compile(r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)")
FEW = 4
"""Parts taken out of an image that are named."""


def harmless(content: bytes) -> tuple[bytes, str]:
    """An SVG image as bytes, and what is told of parts that were taken out of it.

    Raises:
        UnusableImageError: it is no SVG.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnusableImageError("is not well-formed SVG") from error
    if etree.QName(root).localname != "svg":
        raise UnusableImageError("is XML, but not an SVG image")
    lengths = (_LENGTH.match(root.get(side, "")) for side in ("width", "height"))
    if any(float(each[1]) <= 0 for each in lengths if each):
        raise UnusableImageError("has no size")
    taken = list(dict.fromkeys([*_sheets(root), *_disarm(root)]))
    more = f" and {len(taken) - FEW} more" if len(taken) > FEW else ""
    lost = f"is shown without its active content ({', '.join(taken[:FEW])}{more})" if taken else ""
    return etree.tostring(root, encoding="unicode").encode(), lost


def _sheets(root: _Element) -> list[str]:
    """Instructions before the image to fetch a style; what is written of the image lacks them."""
    from lxml import etree

    before = root.itersiblings(etree.PI, preceding=True)
    return ["<?xml-stylesheet?>" for each in before if each.text and "href" in each.text]


def _disarm(root: _Element) -> list[str]:
    from lxml import etree

    taken: list[str] = []
    for each in list(root.iter()):
        if not isinstance(each.tag, str):  # comments, processing instructions, entities
            taken += [f"&{each.name};"] if each.tag is etree.Entity else []
            _drop(each)
            continue
        name = etree.QName(each).localname
        if ACTIVE.fullmatch(name) or each.tag.startswith(HTML):
            taken.append(f"<{name}>")
            _drop(each)
        elif name == "style" and _reaches_out("".join(map(str, each.itertext()))):
            taken.append("<style> with an address")
            _drop(each)
        else:
            taken += [f"{name}@{key}" for key in _disarm_attributes(each)]
    return taken


def _disarm_attributes(each: _Element) -> list[str]:
    from lxml import etree

    taken = []
    for key, value in list(each.attrib.items()):
        local, target = etree.QName(str(key)).localname, str(value).strip()
        refers = local in {"href", "src"} and not target.startswith(("#", "data:image/"))
        styles = local == key and not local.startswith(WORDS)
        if local.startswith("on") or refers or (styles and _reaches_out(target)):
            del each.attrib[key]
            taken.append(local)
    return taken


def _reaches_out(style: str) -> bool:
    """Whether CSS names something outside the image."""
    return bool(FETCHING.search(re.sub(r"[\s'\"]", "", style.lower())))


def _drop(each: _Element) -> None:
    parent = each.getparent()
    if parent is None:
        return
    if each.tail:
        before = each.getprevious()
        if before is None:
            parent.text = (parent.text or "") + each.tail
        else:
            before.tail = (before.tail or "") + each.tail
    parent.remove(each)
