"""Which rules run: tokens, the more specific one wins, severities, files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from qapress.diagnostic import Finding, Origin, RuleInfo, Severity, Span, Status
from qapress.errors import UsageError
from qapress.lint.edition import edition_of, newer
from qapress.lint.rule import Context, Rule
from qapress.lint.select import LATER, select, specificity
from qapress.rules import index
from qapress.settings import Settings
from qapress.settings.values import EDITION
from qapress.source.text import Source

ROOT = Path("/hub")
FINDING = Finding(Span(0, 1), "odd")


def make(code: str, name: str, status: Status = Status.STABLE, since: str = "0.1") -> Rule[Source]:
    def check(_source: Source, _at: Context) -> list[Finding]:
        return []

    info = RuleInfo(code, name, "", Severity.WARNING, since, status, aliases=(f"old-{name}",))
    return Rule(info, Source, check)


RULES = [
    make("QA001", "invalid-utf8"),
    make("QA201", "schema-violation"),
    make("QA202", "missing-answer"),
    make("QA450", "grammar"),
    make("QA499", "confusable-pair", Status.PREVIEW),
]


def names(settings: Settings) -> list[str]:
    return [rule.info.name for rule in select(RULES, settings).rules]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, "invalid-utf8 schema-violation missing-answer grammar"),
        ({"preview": True}, "invalid-utf8 schema-violation missing-answer grammar confusable-pair"),
        ({"select": ("QA2",)}, "schema-violation missing-answer"),
        ({"select": ("structure",)}, "schema-violation missing-answer"),
        ({"select": ("QA2",), "ignore": ("missing-answer",)}, "schema-violation"),
        ({"select": ("missing-answer",), "ignore": ("QA2",)}, "missing-answer"),
        ({"select": ("old-missing-answer",)}, "missing-answer"),
        ({"select": ("encoding",), "extend_select": ("QA202",)}, "invalid-utf8 missing-answer"),
        ({"ignore": ("structure", "QA0")}, "grammar"),
        ({"select": ("confusable-pair",)}, ""),
        ({"ignore": ("QA202",), "select": ("QA202",)}, ""),
    ],
)
def test_selection(settings: dict[str, Any], expected: str) -> None:
    assert names(Settings(ROOT, **settings)) == expected.split()


def test_a_prefix_of_all_codes_names_all_rules() -> None:
    assert len(names(Settings(ROOT, select=("QA",)))) == 4


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("mising-answer", "; did you mean 'missing-answer'?"),
        ("qa202", "; did you mean 'QA202'?"),
        ("Structure", "; did you mean 'structure'?"),
    ],
)
def test_unknown_token_is_refused_with_the_nearest(typed: str, hint: str) -> None:
    with pytest.raises(UsageError) as error:
        select(RULES, Settings(ROOT, select=(typed,)))
    assert str(error.value) == f"no rule or group is called '{typed}'{hint}"


def test_a_rule_of_an_engine_is_ignored_by_its_own_name() -> None:
    chosen = select(RULES, Settings(ROOT, ignore=("grammar/EN_A_VS_AN",)))
    grammar = RULES[3].info
    hidden = Finding(Span(0, 1), "an", origin=Origin("languagetool", "EN_A_VS_AN"))
    shown = Finding(Span(0, 1), "the", origin=Origin("languagetool", "THE_THE"))
    assert grammar in [rule.info for rule in chosen.rules]
    assert chosen.hides("a.md", grammar, hidden)
    assert not chosen.hides("a.md", grammar, shown)


def test_a_rule_of_an_engine_cannot_be_selected() -> None:
    select(RULES, Settings(ROOT, per_file_ignores={"a/**": ("grammar/EN_A_VS_AN",)}))
    for wrong in (
        {"select": ("grammar/X",)},
        {"extend_select": ("grammar/X",)},
        {"severity": {"grammar/X": "note"}},
    ):
        with pytest.raises(UsageError, match=r"^'grammar/X' can only be ignored; "):
            select(RULES, Settings(ROOT, **wrong))


def test_the_engine_without_a_rule_is_no_token() -> None:
    with pytest.raises(
        UsageError, match=r"^'grammar/' names no rule of the engine; for all of them write 'grammar'$"
    ):
        select(RULES, Settings(ROOT, ignore=("grammar/",)))


def test_reserved_names_are_told_from_unknown_ones() -> None:
    there = [word for row in index() for word in (row["name"], *row["aliases"])]
    assert [name for name in LATER if name in there] == [], "a rule that is there is not reserved"
    with pytest.raises(
        UsageError, match=r"^not yet: the rule 'outdated-translation' comes in a later release$"
    ):
        select(RULES, Settings(ROOT, ignore=("outdated-translation",)))


def test_files_may_ignore() -> None:
    chosen = select(RULES, Settings(ROOT, per_file_ignores={"drafts/**": ("structure",)}))
    info = RULES[2].info
    assert chosen.hides("drafts/a.md", info, FINDING)
    assert not chosen.hides("content/a.md", info, FINDING)


def test_severity_the_most_specific_wins() -> None:
    chosen = select(RULES, Settings(ROOT, severity={"missing-answer": "note", "structure": "error"}))
    assert chosen.severity(RULES[1].info, FINDING) is Severity.ERROR
    assert chosen.severity(RULES[2].info, FINDING) is Severity.NOTE
    assert chosen.severity(RULES[0].info, FINDING) is Severity.WARNING
    own = Finding(Span(0, 1), "odd", severity=Severity.NOTE)
    assert chosen.severity(RULES[0].info, own) is Severity.NOTE


def test_a_prefix_is_less_specific_than_a_code() -> None:
    info = RULES[2].info
    ranks = [specificity(token, info) for token in ("ALL", "QA2", "QA20", "QA202")]
    assert ranks == sorted(ranks)
    assert ranks[0] > 0
    assert specificity("QA3", info) == 0


@pytest.mark.parametrize(
    ("version", "than"),
    [("0.2", "0.1"), ("0.10", "0.9.1"), ("1", "0.99"), ("0.1.1", "0.1"), ("0.2.0rc1", "0.1"), ("10.0", "9")],
)
def test_versions_are_in_order(version: str, than: str) -> None:
    assert newer(version, than)
    assert not newer(than, version)


@pytest.mark.parametrize(
    "pair", [("0.1", "0.1.0"), ("1", "1.0.0"), ("0.2.0rc1", "0.2"), ("0.2.0.dev4", "0.2")]
)
def test_equal_versions_are_written_in_several_ways(pair: tuple[str, str]) -> None:
    assert not newer(*pair)
    assert not newer(*reversed(pair))


@pytest.mark.parametrize(
    ("version", "edition"),
    [("0.1.0", "0.1"), ("1.0.0", "1.0"), ("0.2.3", "0.2.3"), ("0.2.0rc1", "0.2"), ("2", "2.0")],
)
def test_a_version_brings_an_edition(version: str, edition: str) -> None:
    assert edition_of(version) == edition
    assert EDITION.fits(edition)
    assert not newer(version, edition)


GROWN = [
    make("QA001", "invalid-utf8"),
    make("QA201", "schema-violation", since="0.2"),
    make("QA202", "missing-answer", since="0.10"),
    make("QA499", "confusable-pair", Status.PREVIEW, since="0.2"),
]
"""Rules of several versions of qapress."""


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, "invalid-utf8 schema-violation missing-answer"),
        ({"edition": "0.1"}, "invalid-utf8"),
        ({"edition": "0.2.0"}, "invalid-utf8 schema-violation"),
        ({"edition": "0.9.9"}, "invalid-utf8 schema-violation"),
        ({"edition": "0.10"}, "invalid-utf8 schema-violation missing-answer"),
        ({"edition": "0.1", "select": ("structure",)}, ""),
        ({"edition": "0.1", "select": ("QA2", "ALL")}, "invalid-utf8"),
        ({"edition": "0.1", "select": ("QA202",)}, "missing-answer"),
        ({"edition": "0.1", "extend_select": ("old-missing-answer",)}, "invalid-utf8 missing-answer"),
        ({"edition": "0.1", "extend_select": ("schema-violation",)}, "invalid-utf8 schema-violation"),
        ({"edition": "0.1", "extend_select": ("QA202",), "ignore": ("QA202",)}, "invalid-utf8"),
        ({"edition": "0.1", "preview": True}, "invalid-utf8"),
        ({"edition": "0.2", "preview": True}, "invalid-utf8 schema-violation confusable-pair"),
        ({"edition": "0.1", "extend_select": ("QA499",)}, "invalid-utf8"),
        ({"edition": "0.1", "preview": True, "extend_select": ("QA499",)}, "invalid-utf8 confusable-pair"),
    ],
)
def test_rules_newer_than_the_edition_wait(settings: dict[str, Any], expected: str) -> None:
    chosen = select(GROWN, Settings(ROOT, **settings)).rules
    assert [rule.info.name for rule in chosen] == expected.split()
