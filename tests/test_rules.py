"""Every rule's page is its test: what is bad is reported there and nowhere else, and mended as promised."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from qapress import rules
from qapress.diagnostic import Applicability, Diagnostic, Severity
from qapress.facts.extract import extract
from qapress.facts.facts import Collection
from qapress.facts.ids import settle
from qapress.grammar import embedded
from qapress.grammar.check import opened
from qapress.lint import fixer
from qapress.lint.baseline import Stale
from qapress.lint.refusal import Refused
from qapress.pipeline import baseline
from qapress.pipeline.check import check as check_paths
from qapress.pipeline.diagnose import diagnostics
from qapress.pipeline.id_changes import Side, id_changes
from qapress.pipeline.lint import Linter, make_linter
from qapress.settings import GrammarSettings, Settings, load
from release import published
from rule_page import Example, examples, rewrite

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from qapress.lint.rule import Rule
    from qapress.model.qa import Document
    from rule_page import Block

RULES = rules.load()


def page_path(rule: Rule[Any]) -> Path:
    return rules.FOLDER / f"{rule.info.name.replace('-', '_')}.md"


def marks(rule: Rule[Any]) -> list[pytest.MarkDecorator]:
    """The grammar page needs an engine: where none is in reach of pip its test is one of the borders."""
    return [pytest.mark.border] if rule.info.name == "grammar" and not embedded.is_installed() else []


def cases() -> list[Any]:
    """Each example of each page, named after its rule and its place in the page."""
    return [
        pytest.param(rule, number, id=f"{rule.info.name}-{number}", marks=marks(rule))
        for rule in RULES
        if page_path(rule).exists()
        for number in range(len(examples(page_path(rule).read_text("utf-8"))))
    ]


@pytest.fixture
def linter(tmp_path: Path) -> Linter:
    return make_linter(Settings(tmp_path, preview=True))


def check(
    linter: Linter, example: Example, rule: Rule[Any]
) -> tuple[tuple[Diagnostic, ...], dict[str, Document]]:
    documents = {path: linter.document(path, data) for path, data in example.files.items()}
    if rule.info.group == "publish":
        linter = make_linter(linter.settings, publishing=True)
        documents = {each.path: each for each in published(list(documents.values()), linter.settings)}
    refused: dict[str, tuple[Refused, ...]] = {}
    if rule.scope is Refused:
        refused = {
            path: fix(linter, each, linter.selection.rules).refused for path, each in documents.items()
        }
    results = [linter.check(each) for each in documents.values()]
    if rule.info.name == "grammar":
        with opened(replace(linter.settings, grammar=GrammarSettings(engine="auto"))) as engine:
            said = [engine.facts(each) for each in documents.values()]
        results = [
            each._replace(facts=each.facts._replace(grammar=it))
            for each, it in zip(results, said, strict=True)
        ]
    if rule.scope is Stale:
        return stale(linter, documents)
    old = {path: linter.document(path, data) for path, data in example.before.items()}
    before = Side([extract(each) for each in old.values()], old)
    changed = id_changes(before, Side([each.facts for each in results], documents)) if old else None
    collection = Collection(tuple(each.facts for each in results), id_changes=changed)
    return diagnostics(linter, results, collection, settle(collection.files), refused=refused), documents


def stale(
    linter: Linter, documents: dict[str, Document]
) -> tuple[tuple[Diagnostic, ...], dict[str, Document]]:
    """What is found against the baseline that lies beside the files; it is a document of the report, too."""
    settings = linter.settings
    accepted = baseline.load(settings.root / baseline.NAME, settings.root)
    report = check_paths([], settings, filters=[baseline.less(accepted)]).report
    return report.diagnostics, {
        **documents,
        baseline.NAME: linter.document(baseline.NAME, accepted.source.encode()),
    }


def lines(found: Iterable[Diagnostic], documents: dict[str, Document]) -> list[str]:
    """Diagnostics as a page's `report` writes them."""
    return [report_line(each, documents.get(each.path), several=len(documents) > 1) for each in found]


def report_line(each: Diagnostic, document: Document | None, *, several: bool) -> str:
    if document is None:  # a file that is no text, such as an image, has no lines
        return f"{each.path}: {each.finding.message}"
    source, (start, end) = document.source, each.finding.span
    assert 0 <= start <= end <= len(source.text)
    place = "-".join(f"{line}:{column}" for line, column in (source.position(start), source.position(end)))
    return f"{each.path}:{place}: {each.finding.message}" if several else f"{place}: {each.finding.message}"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.info.name)
def test_page_is_whole(rule: Rule[Any]) -> None:
    page = page_path(rule).read_text("utf-8")
    assert page.startswith(f"# {rule.info.name} ({rule.info.code})\n\n")
    found = examples(page)
    assert any(each.good for each in found)
    assert any(not each.good for each in found)
    assert len({str(each.files) for each in found}) == len(found), "an example stands twice"
    safe = rule.info.fixable is Applicability.SAFE
    assert any(each.fixed for each in found) == safe, "`fixed` stands exactly when a safe fix is declared"


@pytest.mark.parametrize(("rule", "number"), cases())
def test_example(
    rule: Rule[Any], number: int, linter: Linter, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    path = page_path(rule)
    example = examples(path.read_text("utf-8"))[number]
    for name, data in {**example.files, **example.others}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    if "qapress.toml" in example.others:
        linter = make_linter(replace(load(tmp_path / "qapress.toml"), preview=True))
    found, documents = check(linter, example, rule)
    mine = [each for each in found if each.info.code == rule.info.code]
    fixed = {name: fix(linter, document, [rule]) for name, document in documents.items()}
    if request.config.getoption("accept") and not example.good:
        rewrite(path, accepted(example, lines(mine, documents), fixed))
        example = examples(path.read_text("utf-8"))[number]
    expected = example.report.text.splitlines() if example.report else []
    assert bool(expected) is not example.good
    assert lines(mine, documents) == expected
    hold(linter, rule, example, fixed)


def accepted(example: Example, report: list[str], fixed: dict[str, fixer.Fixed]) -> list[tuple[Block, str]]:
    """The blocks of an example whose text is not what came out, with what did."""
    made = {name: fixed[name].source.encode() for name in example.fixed}
    changes = [
        (block, written(block, made[name]))
        for name, block in example.fixed.items()
        if block.content() != made[name]
    ]
    if example.report is not None:
        changes.append((example.report, "".join(f"{line}\n" for line in report)))
    return changes


def written(block: Block, content: bytes) -> str:
    """Bytes as a block of its language shows them."""
    if block.language != "bytes":
        return content.decode("utf-8")
    return content.decode("latin-1").encode("unicode_escape").decode("ascii").replace("\\n", "\n")


def fix(linter: Linter, document: Document, some: Sequence[Rule[Any]]) -> fixer.Fixed:
    tools = fixer.Linter(linter.again, linter.visible)
    return fixer.fix(document, some, tools, Applicability.SAFE)


def hold(linter: Linter, rule: Rule[Any], example: Example, fixed: dict[str, fixer.Fixed]) -> None:
    """The promises of a fix: it reaches `fixed`, keeps what it says, settles, and makes no new error."""
    for name, data in example.files.items():
        before, result = linter.document(name, data), fixed[name]
        expected = example.fixed[name].content() if name in example.fixed else data
        assert result.source.encode() == expected
        if name in example.fixed:
            assert expected != data, "`fixed` differs from `bad`"
        assert not result.refused
        after = linter.document(name, result.source.encode())
        assert fix(linter, after, [rule]).source.encode() == expected, "a second run changes nothing"
        again = [each for _, each in linter.visible(after, [rule]) if each.fix]
        assert not [each for each in again if each.fix and each.fix.applicability is Applicability.SAFE]
        assert errors(linter, after) <= errors(linter, before)
        everything = fix(linter, before, linter.selection.rules)
        settled = linter.document(name, everything.source.encode())
        assert fix(linter, settled, linter.selection.rules).source.encode() == everything.source.encode()
        backwards = fix(linter, before, linter.selection.rules[::-1])
        assert backwards.source.encode() == everything.source.encode(), "the order of rules does not matter"


def errors(linter: Linter, document: Document) -> set[tuple[str, str]]:
    """The kinds of errors in a document."""
    found = linter.visible(document, linter.selection.rules)
    return {(i.code, f.message) for i, f in found if linter.selection.severity(i, f) is Severity.ERROR}


def test_codes_and_names_are_unique() -> None:
    codes = [rule.info.code for rule in RULES]
    names = [name for rule in RULES for name in (rule.info.name, *rule.info.aliases)]
    assert len(set(codes)) == len(codes)
    assert len(set(names)) == len(names)


def test_every_page_has_its_rule() -> None:
    pages = {path.stem.replace("_", "-") for path in rules.FOLDER.glob("*.md")}
    assert pages == {rule.info.name for rule in RULES}
