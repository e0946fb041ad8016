"""The fixer: what it makes, what it refuses, and that it always comes to an end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qapress.diagnostic import Applicability, Edit, Finding, Fix, Keeps, RuleInfo, Severity, Span
from qapress.lint import fixer
from qapress.lint.rule import Context, Rule
from qapress.pipeline.lint import make_linter
from qapress.settings import Settings
from qapress.source.decode import decode
from qapress.source.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HUB = """\
## 📌 Q1: What is a token?

### ✅ Answer

A piece of text.

```python
one  = 1
```
"""


def replacing(
    name: str,
    pattern: str,
    new: str,
    keeps: Keeps = Keeps.NOTHING,
    level: Applicability = Applicability.SAFE,
) -> Rule[Source]:
    """A rule that wants every match of a pattern replaced."""

    def check(source: Source, _at: Context) -> Iterator[Finding]:
        for match in re.finditer(pattern, source.text):
            span = Span(*match.span())
            yield Finding(span, "odd", fix=Fix("replace", (Edit(span, new),), level))

    return Rule(
        RuleInfo("QA999", name, "", Severity.WARNING, "0.1", fixable=level, keeps=keeps), Source, check
    )


def fix(
    root: Path, text: str, *rules: Rule[Source], level: Applicability = Applicability.SAFE
) -> fixer.Fixed:
    linter = make_linter(Settings(root))
    document = linter.document("QA_1-1.md", text.encode())
    return fixer.fix(document, rules, fixer.Linter(linter.again, linter.visible), level)


def test_fixes_are_made_together_and_named(tmp_path: Path) -> None:
    result = fix(tmp_path, "one two\nsix two\n", replacing("number", "two", "2"))
    assert result.source.text == "one 2\nsix 2\n"
    assert [(each.info.name, each.line) for each in result.applied] == [("number", 1), ("number", 2)]


def test_a_line_end_that_is_not_edited_stays(tmp_path: Path) -> None:
    result = fix(tmp_path, "one two\r\nsix two\nend\r", replacing("number", "two", "2"))
    assert result.source.encode() == b"one 2\r\nsix 2\nend\r"


def test_overlapping_fixes_come_to_rest(tmp_path: Path) -> None:
    result = fix(tmp_path, "abab\n", replacing("first", "aba", "x"), replacing("second", "bab", "y"))
    assert result.source.text == "xb\n"


def test_what_needs_a_person_is_left(tmp_path: Path) -> None:
    unsafe = replacing("number", "two", "2", level=Applicability.UNSAFE)
    assert fix(tmp_path, "two\n", unsafe).source.text == "two\n"
    assert fix(tmp_path, "two\n", unsafe, level=Applicability.UNSAFE).source.text == "2\n"


def test_a_fix_that_changes_the_rendering_is_refused_and_the_others_made(tmp_path: Path) -> None:
    rule = replacing("blanks", " {2}", " ", Keeps.RENDERING)
    result = fix(tmp_path, HUB.replace("A piece", "A  piece"), rule)
    assert result.source.text == HUB
    assert [(each.rule, each.why) for each in result.refused] == [
        ("blanks", "it would change how the text is rendered")
    ]


@pytest.mark.parametrize(
    ("pattern", "new"),
    [
        (r"### ✅ Answer\n\nA piece of text\.\n", ""),
        ("Q1", "Q7"),
        ("## 📌 Q1", "Q1"),
    ],
)
def test_a_fix_that_loses_a_question_is_refused(tmp_path: Path, pattern: str, new: str) -> None:
    hub = HUB.partition("```")[0]
    result = fix(tmp_path, hub, replacing("loses", pattern, new, Keeps.STRUCTURE))
    assert result.source.text == hub
    assert [each.why for each in result.refused] == ["it would change the questions"]


def test_rules_that_alternate_are_stopped_and_named(tmp_path: Path) -> None:
    result = fix(tmp_path, "ab\n", replacing("there", "ab", "ba"), replacing("back", "ba", "ab"))
    assert result.source.text == "ab\n"
    assert {each.rule for each in result.refused} == {"there", "back"}
    assert {each.why for each in result.refused} == {"another rule undoes it"}


def test_a_rule_that_never_ends_is_stopped(tmp_path: Path) -> None:
    assert fix(tmp_path, "a\n", replacing("grows", "a$", "aa")).source.text.startswith("a" * 9)


@given(st.text(alphabet="ab \n\r#`>-1.é\u2003😀", max_size=80))
def test_fixing_is_idempotent_for_all_rules(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    linter = make_linter(Settings(tmp_path_factory.getbasetemp()))
    tools = fixer.Linter(linter.again, linter.visible)
    document = linter.document("QA_1-1.md", text.encode())
    once = fixer.fix(document, linter.selection.rules, tools, Applicability.SAFE)
    again = fixer.fix(linter.again(once.source), linter.selection.rules, tools, Applicability.SAFE)
    assert again.source.encode() == once.source.encode()
    assert not once.refused
    assert decode("x", once.source.encode()).raw == once.source.raw


FRAGMENTS = [
    ("## 📌 Q1:What is a token?\n\n", "## 📌 Q1: What is a token?\n\n"),
    ("##📌  Q2 : Why?\n", "## 📌 Q2: Why?\n"),
    ("###✅Answer\n\n", "### ✅ Answer\n\n"),
    ("## ðŸ“Œ Q3: Who?\n\n", "## 📌 Q3: Who?\n\n"),
    ("### âœ… Answer\n\n", "### ✅ Answer\n\n"),
    ("# A  title\n", "# A title\n"),
    ("Title  two\n===\n", "Title two\n===\n"),
    ("A piece  of text.\n\n", "A piece of text.\n\n"),
    ("One , two and so on .\n", "One, two and so on.\n"),
    ("It\u00e2\u20ac\u2122s caf\u00c3\u00a9.\n", "It\u2019s caf\u00e9.\n"),
    ("It\u00c3\u00a2\u00e2\u201a\u00ac\u00e2\u201e\u00a2s.\n", "It\u2019s.\n"),
    ("Write teh word.\n", "Write the word.\n"),
    ("They recieve it.\n", "They receive it.\n"),
    ("wo\u200brd and w\u200eord\n", "word and word\n"),
    ("\ufeffmore\n", "more\n"),
    ("ends here \t\n", "ends here\n"),
    ("breaks here  \n", "breaks here\n"),
    ("slash  \\ \n", "slash \\\n"),
    ("other end\r\n", "other end\n"),
    ("old end\r", "old end\n"),
    ("- item  one\n", "- item one\n"),
    ("  - inner  item \n", "  - inner item\n"),
    ("1. first\n   ```\n", "1. first\n   ```\n"),
    ("> quoted  text\n", "> quoted text\n"),
    ("> - \u00e2\u20ac\u0153deep\u00e2\u20ac\u009d\n", "> - \u201cdeep\u201d\n"),
    ("| a  b | teh |\n|---|---|\n| c , d | e |\n", "| a b | the |\n|---|---|\n| c, d | e |\n"),
    ("```python\n", "```python\n"),
    ("~~~\n", "~~~\n"),
    ("    code  block\n", "    code block\n"),
    ("`a  b` and  more\n", "`a b` and more\n"),
    ("**bold  text** , *teh* end\n", "**bold text**, *the* end\n"),
    ("[a  link](b.md) , [recieve](#recieve)\n", "[a link](b.md), [receive](#recieve)\n"),
    ("[caf\u00c3\u00a9]: b.md\n", "[caf\u00e9]: b.md\n"),
    ("![teh  image](c.png)\n", "![the image](c.png)\n"),
    ("<!-- qapress: ignore double-space: so -->\n", "<!-- qapress: ignore double-space: so -->\n"),
    ("<!-- a  comment\n", "<!-- a comment\n"),
    ("-->\n", "-->\n"),
    ("<details>\n<summary>teh  point</summary>\n\n", "<details>\n<summary>the point</summary>\n\n"),
    ("</details>\n", "</details>\n"),
    ("$$\nx  = y \n$$\n", "$$\nx = y\n$$\n"),
    ("---\n", "---\n"),
    ("title: a  b\n", "title: a b\n"),
    ("\n", "\n"),
]
"""Text with at most one word at fault, and without; what stands around it decides whether the fault is one."""


def words(text: str) -> list[str]:
    """The words of a text, without the invisible characters that a fix takes out of them."""
    return re.findall(r"[^\W_]+", re.sub("[\u200b\u200e\ufeff]", "", text))


def keeps_words(fragments: list[tuple[str, str]], fixed: str) -> bool:
    """Whether a text has the words of each fragment in turn, as they were or as they should be."""
    found, ends = words(fixed), {0}
    for fragment in fragments:
        options = [words(each) for each in fragment]
        ends = {
            end + len(option)
            for end in ends
            for option in options
            if found[end : end + len(option)] == option
        }
    return len(found) in ends


@given(fragments=st.lists(st.sampled_from(FRAGMENTS), max_size=14))
def test_safe_fixes_together_settle_at_once_and_keep_every_word(
    tmp_path_factory: pytest.TempPathFactory, fragments: list[tuple[str, str]]
) -> None:
    linter = make_linter(Settings(tmp_path_factory.getbasetemp()))
    tools = fixer.Linter(linter.again, linter.visible)
    text = "".join(damaged for damaged, _ in fragments)
    document = linter.document("QA_1-1.md", text.encode())
    once = fixer.fix(document, linter.selection.rules, tools, Applicability.SAFE)
    again = fixer.fix(linter.again(once.source), linter.selection.rules, tools, Applicability.SAFE)
    assert again.source.encode() == once.source.encode()
    assert keeps_words(fragments, once.source.text)
    assert len(once.source.text.split("\n")) == len(document.source.text.split("\n"))


def test_the_words_of_a_fragment_are_not_those_of_another() -> None:
    two = [("teh end\n", "the end\n"), ("a  b\n", "a b\n")]
    assert keeps_words(two, "teh end\na b\n")
    assert keeps_words(two, "the end\na b\n")
    assert not keeps_words(two, "the start\na b\n")
    assert not keeps_words(two, "the end\na\n")
    assert not keeps_words(two, "the end\na b c\n")
