"""The words of the whole program: where something is, what is wrong there, and how it could be mended.

Every other package imports this one; it imports nothing. All offsets are half-open and count code points
of `Source.text` (no byte order mark, every line end one LF).
"""

from __future__ import annotations

from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Span(NamedTuple):
    """A half-open range of code points in `Source.text`."""

    start: int
    end: int


class Place(NamedTuple):
    """A span in a file; `path` is relative to the root, written with `/`."""

    path: str
    span: Span


class Edit(NamedTuple):
    """Replace the text under `span` by `text`; an empty span inserts."""

    span: Span
    text: str


class Severity(IntEnum):
    """How much a finding matters; the larger the graver."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        """The word that reports print."""
        return self.name.lower()


class Applicability(IntEnum):
    """Who may apply a fix: `fix`, `fix --unsafe-fixes`, or only a person."""

    SUGGESTION = 1
    UNSAFE = 2
    SAFE = 3

    @property
    def label(self) -> str:
        """The word that reports print."""
        return self.name.lower()


class Keeps(StrEnum):
    """What a rule's fixes promise to leave as it was; the fixer verifies it.

    RENDERING: the HTML is equal after collapsing blanks outside code. STRUCTURE: the same entries in the
    same order, new ones only in lines that were edited, ids changed only where a title was edited, and no
    link less. NOTHING: no promise.
    """

    RENDERING = "rendering"
    STRUCTURE = "structure"
    NOTHING = "nothing"


class Status(StrEnum):
    """Where a rule stands: preview rules run only when asked for."""

    PREVIEW = "preview"
    STABLE = "stable"
    DEPRECATED = "deprecated"


class Fix(NamedTuple):
    """Edits in one file that are made together or not at all; never none.

    With `encoding` the whole file is also written in that codec, without byte order mark (`Source.edited`).
    """

    title: str
    edits: tuple[Edit, ...]
    applicability: Applicability = Applicability.SAFE
    encoding: str | None = None


class Origin(NamedTuple):
    """The other program that found it, with its own name of the rule and its page."""

    engine: str
    rule: str
    url: str = ""


class Finding(NamedTuple):
    """What a rule yields: it knows neither its rule nor its line.

    `path` is None for the file that the rule was given; `severity` None for the rule's own. `about` is what
    the finding is known again by where that is not the text under its span: what is missing, say.
    """

    span: Span
    message: str
    hint: str = ""
    fix: Fix | None = None
    path: str | None = None
    candidates: tuple[str, ...] = ()
    related: tuple[tuple[Place, str], ...] = ()
    origin: Origin | None = None
    severity: Severity | None = None
    about: str = ""


class Problem(NamedTuple):
    """Something that reading, parsing, validating or an engine met; the rule named `kind` reports it."""

    kind: str
    span: Span
    message: str
    hint: str = ""
    candidates: tuple[str, ...] = ()
    origin: Origin | None = None
    fix: Fix | None = None
    severity: Severity | None = None


GROUPS = {
    "QA0": "encoding",
    "QA1": "mojibake",
    "QA2": "structure",
    "QA3": "numbering",
    "QA4": "language",
    "QA5": "links",
    "QA6": "collection",
    "QA7": "publish",
    "QA9": "tool",
}
"""Rule group by the first three characters of a code."""


class RuleInfo(NamedTuple):
    """What is known of a rule without running it. `fixable` is the best applicability its fixes may have."""

    code: str
    name: str
    summary: str
    severity: Severity
    since: str
    status: Status = Status.STABLE
    fixable: Applicability | None = None
    keeps: Keeps = Keeps.RENDERING
    aliases: tuple[str, ...] = ()

    @property
    def group(self) -> str:
        """The group that the code belongs to."""
        return GROUPS[self.code[:3]]


class Identity(NamedTuple):
    """What a finding is known again by when lines move: its rule, where it is, and the text there.

    `where` is the id of its question, outside questions the path. Those that are alike in all this are
    counted by `ordinal`, from 1.
    """

    code: str
    where: str
    text: str
    ordinal: int = 1


class Diagnostic(NamedTuple):
    """A finding with its rule, file and final severity, ready to be reported.

    `identity` tells it from every other, and stays when lines move. `more` holds the same fault at further
    places, each as it would stand alone; `own` is then the identity of the first place alone. `suppressed`
    is the reason given in the text, if any.
    """

    path: str
    info: RuleInfo
    severity: Severity
    finding: Finding
    identity: Identity
    suppressed: str | None = None
    more: tuple[Diagnostic, ...] = ()
    own: Identity | None = None

    @property
    def apart(self) -> tuple[Diagnostic, ...]:
        """This and those of `more`, each as it would stand alone."""
        return (self._replace(identity=self.own or self.identity, more=(), own=None), *self.more)

    @property
    def places(self) -> tuple[Place, ...]:
        """Where else the same fault stands."""
        return tuple(Place(each.path, each.finding.span) for each in self.more)

    @property
    def fingerprint(self) -> str:
        """128 bits of the identity's sha256, in hex, by which other tools know a finding again."""
        from hashlib import sha256  # loads OpenSSL, and only formats for machines need it

        parts = "\0".join(map(str, self.identity))
        return sha256(parts.encode("utf-8", "backslashreplace")).hexdigest()[:32]

    @property
    def sort_key(self) -> tuple[str, Span, str]:
        """Diagnostics are reported by path, place, then code."""
        return self.path, self.finding.span, self.info.code


class CheckState(NamedTuple):
    """Whether a kind of check ran; `state` is `done`, `partial` or `skipped`, `reason` says why not.

    `failed`: somebody insisted on it, so that the exit code is 2.
    """

    state: str
    reason: str = ""
    failed: bool = False


class Unread(NamedTuple):
    """A file that could not be read, with the reason."""

    path: str
    reason: str


class Report(NamedTuple):
    """The result of a check, sorted; suppressed diagnostics are included and marked.

    `complete` is False when the collection was not seen as a whole, so that rules over it reported only
    what the given files prove. `unread` files lead to exit code 2. `known` findings that nobody suppressed
    were left out, since they are not new.
    """

    diagnostics: tuple[Diagnostic, ...]
    files: int = 0
    questions: int = 0
    complete: bool = True
    checks: Mapping[str, CheckState] = MappingProxyType({})
    unread: tuple[Unread, ...] = ()
    known: int = 0

    def shown(self) -> tuple[Diagnostic, ...]:
        """The diagnostics that nobody suppressed."""
        return tuple(each for each in self.diagnostics if each.suppressed is None)

    def total(self, severity: Severity) -> int:
        """How many unsuppressed diagnostics have this severity."""
        return sum(each.severity is severity for each in self.shown())
