"""The losses that several formats meet: links that lead nowhere, images and HTML that nobody will see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress.diagnostic import Problem
from qapress.emit.places.links import is_remote, paths

if TYPE_CHECKING:
    from qapress.diagnostic import Span

NO_ADDRESS = "without an address"
NO_FILE = "does not exist, or is no file"
IMAGE_HINT = "keep the image as PNG, JPEG or SVG beside the text"
"""What to do about an image that cannot be shown."""
LINK_HINT = "link to a question or file of this collection, or to a full address"
"""What to do about a link that leads to nothing."""
LONGEST = 80
"""Code points of a text that is quoted in a message."""
HTML_HINT = "write it in Markdown, or as code"
"""What to do about HTML that is left out."""


def dead_link(url: str, span: Span) -> Problem:
    """The problem of an address that leads to nothing in the bundle."""
    reason = "has a scheme that is not followed" if is_remote(url) else "leads to nothing in the bundle"
    return Problem("unresolved-link", span, f"the link to {shortened(url)} {reason}", LINK_HINT)


def missing(document: str, url: str) -> str:
    """Why the image at an address in a document cannot be had, as `no_image` says it."""
    if url.lower().startswith("data:"):
        return "is no file, but written into its address"
    if is_remote(url):
        return "lies on another server"
    return NO_FILE if paths(document, url) else "lies outside the root"


def no_image(url: str, span: Span, reason: str) -> Problem:
    """The problem of an image that cannot be shown, or only in part; `reason` is said of it."""
    return Problem("unusable-image", span, f"the image {shortened(url) or NO_ADDRESS} {reason}", IMAGE_HINT)


def shortened(text: str) -> str:
    """A text short enough for a message, in one line."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 3]}..."


def dropped_html(message: str, span: Span) -> Problem:
    """The problem of HTML that is left out, or is shown as something else."""
    return Problem("dropped-html", span, message, HTML_HINT)


def dropped_element(tag: str, span: Span) -> Problem:
    """The problem of an element that is left out with its text.

    Formats that meet the same one tell the same, so that a build tells it once.
    """
    return dropped_html(f"the HTML element <{tag}> is left out with all that it holds", span)
