"""Which rules run, how grave they are, and where they are off.

A token names rules by code, prefix, name, alias or group, or one rule of another engine
(`grammar/EN_A_VS_AN`). Where tokens disagree the more specific one wins, as in ruff.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from qapress.diagnostic import GROUPS, Severity, Status
from qapress.errors import UsageError, did_you_mean
from qapress.source.globs import matches as path_matches

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from qapress.diagnostic import Finding, RuleInfo
    from qapress.lint.rule import Rule
    from qapress.settings import Settings

ENGINE_RULE = "grammar/"


def specificity(token: str, info: RuleInfo, finding: Finding | None = None) -> int:
    """How closely a token names a rule, or one finding of it: 0 not at all, the larger the closer."""
    if finding is not None and finding.origin is not None and token == ENGINE_RULE + finding.origin.rule:
        return 12
    if token in (info.code, info.name) or token in info.aliases:
        return 11
    if token == info.group:
        return 3
    if token.startswith("QA") and info.code.startswith(token):
        return len(token)
    return int(token == "ALL")


def check_tokens(tokens: Iterable[str], infos: Sequence[RuleInfo]) -> None:
    """Refuse a token that names nothing.

    Raises:
        UsageError: with the nearest right spelling.
    """
    groups = {*GROUPS, *GROUPS.values()}  # one may be named before it has a rule
    for token in tokens:
        named = token in groups or any(specificity(token, info) for info in infos)
        if not token.startswith(ENGINE_RULE) and not named:
            raise UsageError(
                f"no rule or group is called '{token}'{did_you_mean(token, known_tokens(infos))}"
            )


def known_tokens(infos: Sequence[RuleInfo]) -> list[str]:
    """Everything that may be typed to name rules, sorted."""
    names = [word for info in infos for word in (info.code, info.name, *info.aliases)]
    return sorted({*names, *GROUPS, *GROUPS.values(), "ALL"})


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
    off_somewhere = [token for _, names in per_file for token in names]
    tokens = [*settings.select, *settings.extend_select, *settings.ignore, *off_somewhere, *settings.severity]
    check_tokens(tokens, infos)
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
    return chosen > refused and (info.status is not Status.PREVIEW or settings.preview)
