"""The list of known misspellings holds no right word, costs next to nothing, and is applied with care."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qapress.diagnostic import Applicability
from qapress.pipeline.ask import answer, doubts
from qapress.pipeline.lint import make_linter
from qapress.prose.misspellings import corrections
from qapress.settings import LanguageChoice, Settings

if TYPE_CHECKING:
    from qapress.diagnostic import Finding

ROOT = Path(__file__).parent.parent
ROWS = [
    line.split(" ")
    for line in (ROOT / "src/qapress/prose/misspellings.txt").read_text("ascii").split("\n")
    if line
]
LIST = {wrong: rights.split(",") for wrong, rights in ROWS}
OWN = [
    line.split(":")
    for line in (ROOT / ".ci/misspellings.txt").read_text("ascii").split("\n")
    if line[:1].isalpha()
]
SETTINGS = Settings(Path("no-such-root"), select=("misspelling",))

SAFE = Applicability.SAFE
SUGGESTION = Applicability.SUGGESTION


def found(text: str, settings: Settings = SETTINGS) -> list[Finding]:
    linter = make_linter(settings)
    return [
        each for _, each in linter.visible(linter.document("a.md", text.encode()), linter.selection.rules)
    ]


def levels(text: str) -> list[Applicability | None]:
    return [each.fix.applicability if each.fix else None for each in found(text)]


def test_the_list_is_sorted_and_plain() -> None:
    assert [wrong for wrong, _ in ROWS] == sorted(LIST)
    assert all(re.fullmatch("[a-z]{3,}", word) for wrong, rights in LIST.items() for word in (wrong, *rights))
    assert all(len(set(rights)) == len(rights) for rights in LIST.values())
    assert len(LIST) > 24_000


def test_no_correction_is_a_misspelling() -> None:
    assert [right for rights in LIST.values() for right in rights if right in LIST] == []


def test_no_word_of_our_own_texts_is_on_the_list() -> None:
    pages = [*(ROOT / "content").rglob("*.md"), *(ROOT / "src").rglob("*.py"), ROOT / "README.md"]
    clean = (ROOT / "tests/corpus/clean").glob("*.md")
    ours = {
        word for page in [*pages, *clean] for word in re.findall("[a-z]{3,}", page.read_text("utf-8").lower())
    }
    slips = {"adress", "lenght", "recieve", "recieved", "seperate", "seperator", "teh", "thier"}
    assert len(ours) > 3_000
    assert ours & LIST.keys() - slips == set()


def test_words_of_our_own_win() -> None:
    assert [wrong for wrong, rights in OWN if LIST.get(wrong, []) != rights.split()] == []
    assert [wrong for wrong, _ in OWN] == sorted({wrong for wrong, _ in OWN})


def test_each_word_of_the_list_is_found_and_no_other() -> None:
    assert all(corrections(wrong) == tuple(rights) for wrong, rights in LIST.items())
    assert [corrections(word) for word in ("", "a", "the", "zzz", "aaa", "tehx", "te")] == [()] * 7


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A funtion.", [SAFE]),
        ("Recieve it. Recieve it! They said: “Recieve it.”", [SAFE, SAFE, SUGGESTION]),
        ("## Q1: Recieve it", [SAFE]),
        ("Ask a Thier, or vs. Thier, or the Thier (a) of it.", [SUGGESTION] * 3),
        ("## How To Recieve Data", [SUGGESTION]),
        ("A `funtion` and a funtion.", [SUGGESTION]),
        ("    calc_funtion(x)\n\nA funtion.", [SUGGESTION]),
        ("It is more thn that.", [None]),
        ("A well-recieved talk, user-thier, thier-first.", [SAFE]),
        ("The tokenzier's and tokenziers' rules.", [SAFE, SAFE]),
        ("*Recieve* **[recieve](b.md)** ![recieve](a.png)", [SAFE] * 3),
        ("| recieve |\n|---|\n| recieve |", [SAFE, SAFE]),
    ],
)  # fmt: skip
def test_what_may_be_right_is_not_mended(text: str, expected: list[Applicability | None]) -> None:
    assert levels(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "A recieve_all, recieveAll, RECIEVE, RecieveAll, recieve2, recieve() and x.recieve.",
        "See recieve.md, a/recieve, recieve/b, a\\\\recieve, recieve@b.com, @recieve, #recieve, --recieve, -recieve.",
        "He wrote “recieve”, \"recieve\", 'recieve', ‘recieve’, «recieve» and „recieve“.",
        "recieve: https://example.com/recieve <https://example.com/recieve> [a](recieve.md 'recieve')"[9:],
        "A <b title='recieve'>b</b> <!-- recieve --> $recieve$ `recieve`.\n\n    recieve\n",
        "---\ntitle: recieve\n---\n\nText.",
        "x=recieve and recieve=x, $recieve, &recieve, std::recieve and recieve::x.",
        "re*cie*ve and re&shy;cieve",
        "As Teh et al. and Thier (2006), so Y. W. Teh, Hinton & Teh, Mr. Thier, Dr. Thier and Thier, J.",
    ],
)
def test_what_is_no_prose_is_left_alone(text: str) -> None:
    assert levels(text) == []


def test_the_settings_know_words_and_languages() -> None:
    text = "A resistent funtion."
    assert len(found(text)) == 2
    assert len(found(text, replace(SETTINGS, spelling_words=("Resistent",)))) == 1
    assert len(found(text, replace(SETTINGS, language="en-GB"))) == 2
    assert found(text, replace(SETTINGS, language="fr")) == []
    german = (LanguageChoice("de", ("a.md",)),)
    assert found(text, replace(SETTINGS, languages=german)) == []


def test_a_word_with_several_corrections_is_asked_once_for_all_its_places(tmp_path: Path) -> None:
    text = "It is thn and thn.\n\nIt is thn. Thn it is. It is thn, and thn too.\n"
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text(text, "utf-8")
    settings = replace(SETTINGS, root=tmp_path)
    first, second = doubts((), settings).found
    assert (first.text, first.candidates, len(first.places)) == ("thn", ("the", "than", "then"), 10)
    assert (second.text, second.candidates, len(second.places)) == ("Thn", ("The", "Than", "Then"), 2)
    done = answer([(first, "than"), (second, "Then")], settings)
    assert (done.places, done.files, done.stale) == (12, 2, ())
    assert (tmp_path / "b.md").read_text("utf-8") == text.replace("thn", "than").replace("Thn", "Then")


def test_hostile_text_is_answered() -> None:
    start = time.process_time()
    assert len(found(" ".join(LIST))) > 20_000
    assert found("a'" * 100_000) == found("recieve_" * 50_000) == found("-" * 100_000 + "teh/") == []
    assert len(found("teh " * 30_000)) == 30_000
    assert time.process_time() - start < 20
