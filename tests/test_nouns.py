"""The rules of grammar that take the collection for evidence, or closed classes of words: what they tell apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import qapress
from qapress import rules
from qapress.facts.evidence import evidence
from qapress.facts.facts import Facts
from qapress.facts.nouns import nouns
from qapress.prose.grammar_words import COUNTABLE
from qapress.prose.language import base, is_english

if TYPE_CHECKING:
    from pathlib import Path


def reported(rule: str, text: str) -> list[str]:
    """The texts that a rule in preview reports in a file of its own."""
    report = qapress.check_text(text, path="a.md", select=[rule], preview=True)
    return [text[slice(*each.finding.span)] for each in report.diagnostics]


EVIDENCE = (
    "A broker hands out messages. Each broker has a log, and every log has an owner. A log is kept.\n\n"
)
ASKED = [
    ("What does broker do?", ["broker"]),
    ("Why did broker with a full disk refuse the message?", ["broker"]),
    ("How does message broker order its queues?", ["message broker"]),
    ("How does TCP connection end?", ["TCP connection"]),
    ("What does broker usually keep? What does broker not do?", ["broker", "broker"]),
    ("What does a broker do, and what does the log hold?", []),
    ("What does broker mean?", []),
    ("What do brokers do?", []),
    ("What does buffering cost?", []),
    ("Does performance matter, and does latency?", []),
    ("What does Kafka do? What does Broker do?", []),
    ("What does `broker` do? How does broker start?", []),
    ("What does “broker” do?", []),
    ("Who does that? Which log does broker keep?", ["broker"]),
    ("It does broker work.", []),
]


@pytest.mark.parametrize(("text", "expected"), ASKED)
def test_bare_noun(text: str, expected: list[str]) -> None:
    assert reported("bare-noun", EVIDENCE + text) == expected


STATED = [
    ("Broker keeps the messages in order.", ["Broker"]),
    ("Broker that is slow must be replaced.", ["Broker"]),
    ("Owner of a log may delete it.", ["Owner"]),
    ("When the disk is full, broker stops.", ["broker"]),
    ("They wait until broker comes back.", ["broker"]),
    ("If log is full, nothing is lost.", ["log"]),
    ("It waits, but broker does not.", ["broker"]),
    ("Brokers hand out messages. The broker stops, and so does its log.", []),
    ("Broker bugs are rare. Broker by broker, they are found.", []),
    ("Broker and log need not share a disk.", []),
    ("Buffering is cheap. Latency is not. Memory of the host is scarce.", []),
    ("Log in at the console is needed.", []),
    ("Broker that hands out messages.", []),
    ("Log the message. Test it. Return what is left.", []),
    ("If *broker* is set, it is used.", []),
    ("| Broker is fast |\n|---|\n| Broker is slow |", []),
    ("## Broker is fast", []),
    ("“Broker is fast” is a claim, and `broker` is code. Broker is fast.", []),
]


@pytest.mark.parametrize(("text", "expected"), STATED)
def test_missing_article(text: str, expected: list[str]) -> None:
    assert reported("missing-article", EVIDENCE + text) == expected


OFFERED = [
    ("How does API gateway work?", ("the API gateway", "an API gateway")),
    ("When does LLM agent stop?", ("the LLM agent", "a LLM agent", "an LLM agent")),
    ("API gateway is slow.", ("The API gateway", "An API gateway")),
    ("It waits, but SQL query does not.", ("the SQL query", "a SQL query", "an SQL query")),
    ("User is asked.", ("The user", "A user")),
    ("When URL parser fails, stop.", ("the URL parser", "a URL parser", "an URL parser")),
]


@pytest.mark.parametrize(("text", "candidates"), OFFERED)
def test_articles_are_offered_as_they_would_stand(text: str, candidates: tuple[str, ...]) -> None:
    report = qapress.check_text(text, path="a.md", select=["bare-noun", "missing-article"], preview=True)
    assert [each.finding.candidates for each in report.diagnostics] == [candidates]


def test_a_listed_noun_needs_no_evidence() -> None:
    """As the pages of the two rules say; without the list and the endings the collection must tell."""
    assert len(COUNTABLE) > 400
    assert reported("bare-noun", "What does server do? What does grobizer do?") == ["server", "grobizer"]
    assert reported("missing-article", "If grobizer fails, stop. If glorp fails, stop.") == ["grobizer"]


def test_a_word_that_often_stands_bare_needs_no_article() -> None:
    bare = "It is good at recall, for recall, and without recall. With a recall of one and a high recall it wins. "
    assert reported("missing-article", f"{bare}Recall is a share.") == []
    assert reported("missing-article", "A glorp, a new glorp and two glorps. Glorp is small.") == ["Glorp"]


def test_evidence_comes_from_the_whole_collection(tmp_path: Path) -> None:
    (tmp_path / "qapress.toml").write_text("preview = true\n")
    (tmp_path / "a.md").write_text("A glorp is small. Each glorp has two glorps.\n")
    (tmp_path / "b.md").write_text("Glorp is heavy.\n")
    whole = qapress.check(tmp_path, select=["missing-article"])
    assert [each.path for each in whole.diagnostics] == ["b.md"]
    assert whole.diagnostics[0].finding.candidates == ("The glorp", "A glorp")
    assert not qapress.check(tmp_path / "b.md", select=["missing-article"]).diagnostics


def test_facts_are_gathered_only_when_wanted() -> None:
    document = qapress.parse("A token is small.")
    assert evidence(document, ()) == {}
    found = evidence(document, ("nouns", "nouns"))
    assert found == {"nouns": nouns(document)}
    assert found["nouns"].counted == ("token",)


@pytest.mark.parametrize(
    ("tag", "language"), [("en", "en"), ("EN-gb", "en"), ("pt-BR", "pt"), ("eng", "eng")]
)
def test_language_of_a_tag(tag: str, language: str) -> None:
    assert base(tag) == language
    assert is_english(tag) is (language == "en")


def test_what_rules_read_can_be_gathered() -> None:
    document = qapress.parse("A token is small.")
    wanted = sorted({name for each in rules.load() for name in each.reads})
    assert wanted == ["nouns", "spellings"]
    assert set(wanted) <= set(Facts._fields)
    assert [type(made).__name__ for made in evidence(document, wanted).values()] == ["Nouns", "Spellings"]


def test_other_languages_are_left_alone() -> None:
    text = "---\nlanguage: de\n---\n\nIf broker is full, it stops. Keys and values, are kept. Values is kept."
    for rule in ("missing-article", "comma-before-verb", "number-disagreement"):
        assert reported(rule, text) == []
        assert reported(rule, text.replace("language: de", "language: en"))


FRAGMENTS = [
    ("While a queue is short. But it grows.", ["short. But"]),
    ("Although nobody reads the log. It is kept.", ["log. It"]),
    ("Because it keeps `a` in order. Readers wait.", ["order. Readers"]),
    ("Since correlation does not imply causation. An experiment is needed.", ["causation. An"]),
    ("Writers are fast. Whereas readers must wait.", ["fast. Whereas"]),
    ("While a queue is short, reads are fast. But it grows.", []),
    ("If the queue is full the writer waits. Then it goes on.", []),
    ("If it fails run the test. Then look.", []),
    ("When a queue is full we glorp. Then it grows.", []),
    ("When in doubt wait. When needed the log is cut. Look at it.", []),
    ("While loops are slow. But they work.", []),
    ("Since version 2 there is no log. Many miss it.", []),
    ("Why is it slow? Because it waits. Readers do too.", []),
    ("Because of the log it is slow. Readers wait.", []),
    ("Fast writers wait. Because they must.", []),
    ("## Why is it slow?\n\nBecause it waits. Readers do too.", []),
    ("When `true` shows the whole log. Off by default.", []),
]


@pytest.mark.parametrize(("text", "expected"), FRAGMENTS)
def test_sentence_fragment(text: str, expected: list[str]) -> None:
    assert reported("sentence-fragment", text) == expected


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("Writers wait. Although a queue is short. They wait.", "before"),
        ("Writers wait. Although a queue is short.", "behind"),
    ],
)
def test_the_fragment_is_named_not_the_sentence(text: str, side: str) -> None:
    report = qapress.check_text(text, path="a.md", select=["sentence-fragment"], preview=True)
    (found,) = (each.finding for each in report.diagnostics)
    assert found.message == f"the clause {side} this full stop is no sentence"


COMMAS = [
    ("Readers and writers, share a lock.", 1),
    ("The lock of a queue, is cheap.", 1),
    ("Old logs, are cut; new logs and queues, must stay.", 2),
    ("Readers, writers, and locks are few.", 0),
    ("For readers and writers, locks differ.", 0),
    ("The lock, a plain word, is cheap.", 0),
    ("Stop readers and writers, check the lock.", 0),
    ("If you need readers and writers, use a lock.", 0),
    ("It counts readers, writers and locks.", 0),
    ("The reader waits, has a lock and reads.", 0),
    ("Sort and filter the values, have a look.", 0),
    ("Keep keys and values, have a look.", 0),
    ("Test keys and values, find a lock.", 0),
    ("Keys and ways to rotate, help a lot.", 0),
    ("Readers and writers, help or wait.", 0),
    ("Compared to readers and writers, have fewer locks.", 0),
    ("Are readers and writers, are locks needed?", 0),
]


@pytest.mark.parametrize(("text", "times"), COMMAS)
def test_comma_before_verb(text: str, times: int) -> None:
    assert reported("comma-before-verb", text) == [","] * times


NUMBERS = [
    ("The queues is full.", ["is"]),
    ("Long rows in a log takes time.", ["takes"]),
    ("It stops when these queues has no room.", ["has"]),
    ("This rows need care, and this values are old.", ["This", "this"]),
    ("These broker is slow. Those queue must grow.", ["These", "Those"]),
    ("Queues are short, so it fills up.", ["it fills"]),
    ("Queues keep the order of a log, and this queue is no exception.", ["this queue"]),
    ("Readers may come back after a while, and it does so at night.", ["it does"]),
    ("Queues are short, so it is easy to fill one.", []),
    ("The queues share a log, and it fills up.", []),
    ("Each of the queues is full, and the number of queues is fixed.", []),
    ("Reading values is cheap. Lots of values is good. Five seconds is long.", []),
    ("This queue is full. This allows values to stay. These queue sizes are few.", []),
    ("Returns values and is done. Checks that values has a length.", []),
    ("Queues is a term. In Windows values differ, and Windows is slow.", []),
    ("If _values_ is empty, stop.", []),
    ("Are the queues is full?", []),
]


@pytest.mark.parametrize(("text", "expected"), NUMBERS)
def test_number_disagreement(text: str, expected: list[str]) -> None:
    assert reported("number-disagreement", text) == expected
