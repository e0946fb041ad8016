"""Pages of rules at a terminal: every word of the page is there, in colour, and nothing that a terminal obeys."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from qapress import rules
from qapress.diagnostic import GROUPS
from qapress.pipeline.explain import page
from qapress.report.parts.excerpt import visible
from qapress.report.parts.page import page as shown
from test_cli import Hub

if TYPE_CHECKING:
    from pathlib import Path

NAMES = [row["name"] for row in rules.index()] + list(GROUPS.values())
COLOR = re.compile("\033\\[\\d+m")
MARKUP = re.compile(r"^[`~]{3,}.*$|^#+ |[`*]", re.MULTILINE)


@pytest.mark.parametrize("name", NAMES)
def test_every_word_of_a_page_is_shown(name: str) -> None:
    text = page(name)
    plain = COLOR.sub("", "".join(shown(text, 80)))
    assert [char for char in plain if visible(char) != char and char != "\n"] == []
    written = "".join(visible(char) for char in MARKUP.sub("", text) if not char.isspace())
    rest = iter(MARKUP.sub("", "".join(plain.split())))
    assert all(char in rest for char in written), "in the same order"


@pytest.mark.parametrize("width", [40, 80, 300])
def test_lines_are_as_wide_as_the_window_and_no_wider_than_people_read(width: int) -> None:
    lines = COLOR.sub("", "".join(shown("# a (B)\n\nerror\n\n" + "some words " * 90 + "\n", width))).split(
        "\n"
    )
    assert max(map(len, lines)) in range(min(width, 100) - 6, min(width, 100) + 1)


def test_what_blocks_are_is_said_in_words() -> None:
    text = "# a (B)\n\n```markdown bad path=x.md\nOne\n\n\n  two\x1b\n```\n\n````text file path=y.svg\n```\n````\n"
    assert "".join(shown(text, 80)) == (
        "\033[1ma (B)\033[0m\n\n  \033[31mwrong, in x.md\033[0m\n    One\n\n\n      two<U+001B>\n\n"
        "  \033[2mthe file y.svg\033[0m\n    ```\n"
    )


def test_code_and_stress_are_coloured() -> None:
    (line,) = shown("- **Ours**, *as* `a  b` is\n", 80)
    assert line == "- \033[1mOurs\033[0m, \033[3mas\033[0m \033[36ma\033[0m \033[36mb\033[0m is\n"


def test_a_page_is_coloured_on_demand_and_else_markdown(tmp_path: Path) -> None:
    hub = Hub(tmp_path / "hub")
    assert hub.run("--color", "always", "explain", "QA202").out.startswith(
        "\033[1mmissing-answer (QA202)\033[0m\n"
    )
    assert hub.run("explain", "QA202").out == page("QA202")
