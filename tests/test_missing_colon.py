"""Which sentences before a list announce it, and what becomes of them when the colon is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from qapress.pipeline.lint import make_linter
from qapress.settings import Settings

LINTER = make_linter(Settings(Path("no-such-root"), preview=True, select=("missing-colon",)))
LIST = "\n\n- one thing;\n- another thing.\n"
ANNOUNCING = """\
The main parts are.
A plan contains.
You need.
Follow these steps
To fix it, follow these steps.
A tokenizer consists of.
It is used by the following systems.
The following should be checked.
Ways to speed it up.
Common mistakes.
What you need to know.
How the planner works.
Databases that scale well
There are three ways to do it
Before you train, do this
Use an index if.
The order is as follows
Here are the most common ones.
Here's a list of tools.
When to use it.
Signs that the cache is too small.
The differences between them are.
Three things to remember.
You should know these terms.
The **main parts are.**
Behind `port`, the benefits are""".splitlines()
COMPLETE = """\
There are three ways to do it.
All options are optional.
Things that are not bound by it are free.
What follows depends on the version you run.
What counts is speed.
How it works is simple.
This is why we avoid these cases.
Some points remain open.
The following day the builds failed.
See the following section.
It depends on what they are.
It is faster than the others are.
Getting started
Installation and usage
Licensed under either of
The rules below are old.
Users who like it stay.
The steps are easy.
Install the package with pip
Look at the table they come from.
The main parts are:
Are these the parts?
**Signs of a leak**
**The parts are.**
"The parts are."
""".splitlines()


def found(text: str) -> list[str]:
    """What the findings in a text mark."""
    document = LINTER.document("a.md", text.encode())
    findings = LINTER.visible(document, LINTER.selection.rules)
    return [document.source.text[each.span.start : each.span.end] for _, each in findings]


@pytest.mark.parametrize("sentence", ANNOUNCING)
def test_a_sentence_that_announces_its_list_is_reported_until_it_has_a_colon(sentence: str) -> None:
    text = f"# Title\n\n{sentence}{LIST}"
    document = LINTER.document("a.md", text.encode())
    (finding,) = (each for _, each in LINTER.visible(document, LINTER.selection.rules))
    assert finding.fix is not None
    (edit,) = finding.fix.edits
    assert edit.text == ":"
    assert found(text[: edit.span.start] + ":" + text[edit.span.end :]) == []


@pytest.mark.parametrize("sentence", COMPLETE)
def test_what_announces_nothing_is_left_alone(sentence: str) -> None:
    assert found(f"# Title\n\n{sentence}{LIST}") == []


@pytest.mark.parametrize(
    "behind", ["\n\n- one thing.\n", "\n\nMore text.\n", "\n\n3. third\n4. fourth\n", "\n"]
)
def test_only_lists_of_several_items_are_announced(behind: str) -> None:
    assert found(f"The main parts are.{behind}") == []


def test_these_needs_a_word_that_is_new() -> None:
    assert found(f"It obeys these rules.{LIST}") == ["rules."]
    assert found(f"Each rule has a price. It obeys these rules.{LIST}") == []
    assert found(f"Each rule has a price.\n\n# Title\n\nIt obeys these rules.{LIST}") == ["rules."]
