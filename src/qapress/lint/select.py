"""Which rules run, how grave they are, and where they are off.

A token names rules by code, prefix, name, alias or group, or one rule of another engine
(`grammar/EN_A_VS_AN`). Where tokens disagree the more specific one wins, as in ruff.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from qapress.diagnostic import GROUPS, Severity, Status
from qapress.errors import UsageError, did_you_mean
from qapress.lint.edition import newer
from qapress.source.globs import matches as path_matches

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qapress.diagnostic import Finding, RuleInfo
    from qapress.lint.rule import Rule
    from qapress.settings import Settings

ENGINE_RULE = "grammar/"
NAMED = 11
"""How specific a code, a name or an alias is: it names one rule."""
LATER = ("outdated-translation",)
"""Names that are reserved for rules to come."""


def specificity(token: str, info: RuleInfo, finding: Finding | None = None) -> int:
    """How closely a token names a rule, or one finding of it: 0 not at all, the larger the closer."""
    if finding is not None and finding.origin is not None and token == ENGINE_RULE + finding.origin.rule:
        return NAMED + 1
    if token in (info.code, info.name) or token in info.aliases:
        return NAMED
    if token == info.group:
        return 3
    if token.startswith("QA") and info.code.startswith(token):
        return len(token)
    return int(token == "ALL")


def objection(token: str, words: Sequence[str], *, ignoring: bool = False) -> str:
    """Why a token names no rule, with the nearest right spelling; empty where it names one.

    `words` are the codes, names and aliases of all rules. Single rules of another engine can only be
    ignored: which of them run is up to the engine.
    """
    groups = [*GROUPS, *GROUPS.values(), "ALL"]  # one may be named before it has a rule
    if token == ENGINE_RULE:
        return f"'{token}' names no rule of the engine; for all of them write 'grammar'"
    if token.startswith(ENGINE_RULE):
        reason = (
            f"'{token}' can only be ignored; select 'grammar', and see grammar.enable and grammar.disable"
        )
        return "" if ignoring else reason
    if token in words or token in groups or _is_prefix(token, words):
        return ""
    return unknown(token, [*words, *groups], "rule or group")


def unknown(token: str, words: Sequence[str], kind: str = "rule") -> str:
    """That nothing is called so: not yet, or with the nearest right spelling, which a code has none of."""
    if token.casefold() in LATER:
        return f"not yet: the rule '{token.casefold()}' comes in a later release"
    is_code = token[:2].upper() == "QA" and token.upper() not in words
    near = "" if is_code else did_you_mean(token, words)
    return f"no {kind} is called '{token}'{near or '; qapress rules lists them'}"


def _is_prefix(token: str, words: Sequence[str]) -> bool:
    return token.startswith("QA") and any(each.startswith(token) for each in words)


class Selection(NamedTuple):
    """The rules of a run and what the settings say of their findings."""

    rules: tuple[Rule[Any], ...]
    ignored: tuple[str, ...]
    per_file: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    severities: Mapping[str, Severity] = MappingProxyType({})

    def hides(self, path: str, info: RuleInfo, finding: Finding) -> bool:
        """Whether the settings switch this finding off here."""
        tokens = [*self.ignored]
        for patterns, names in self.per_file:
            if path_matches(path, patterns):
                tokens += names
        return any(specificity(token, info, finding) for token in tokens)

    def severity(self, info: RuleInfo, finding: Finding) -> Severity:
        """The settings' severity of a finding, else its own, else its rule's."""
        ranked = [(specificity(token, info, finding), level) for token, level in self.severities.items()]
        best = max(ranked, default=(0, info.severity))
        return best[1] if best[0] else finding.severity or info.severity


def select(rules: Sequence[Rule[Any]], settings: Settings) -> Selection:
    """Choose the rules that the settings ask for, in the order given.

    Raises:
        UsageError: a token of the settings names no rule.
    """
    infos = [each.info for each in rules]
    per_file = tuple(((glob,), names) for glob, names in settings.per_file_ignores.items())
    words = [word for info in infos for word in (info.code, info.name, *info.aliases)]
    ignored = [*settings.ignore, *(token for _, names in per_file for token in names)]
    asked = [*settings.select, *settings.extend_select, *settings.severity]
    for token, ignoring in [*((each, True) for each in ignored), *((each, False) for each in asked)]:
        if reason := objection(token, words, ignoring=ignoring):
            raise UsageError(reason)
    return Selection(
        tuple(each for each in rules if _runs(each.info, settings)),
        tuple(token for token in settings.ignore if token.startswith(ENGINE_RULE)),
        per_file,
        {token: Severity[level.upper()] for token, level in settings.severity.items()},
    )


def _runs(info: RuleInfo, settings: Settings) -> bool:
    wanted = (*(settings.select or ("ALL",)), *settings.extend_select)
    chosen = max((specificity(token, info) for token in wanted), default=0)
    refused = max((specificity(token, info) for token in settings.ignore), default=0)
    asleep = info.status is Status.PREVIEW and not settings.preview
    waits = settings.edition is not None and newer(info.since, settings.edition) and chosen < NAMED
    return chosen > refused and not (asleep or waits)
