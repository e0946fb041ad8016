"""How a collection writes its compounds and terms, and what counts as written otherwise."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

import pytest

from qapress.diagnostic import Severity
from qapress.facts.compounds import deviations, dominates
from qapress.facts.facts import Collection, Facts
from qapress.facts.spellings import Spellings, spellings
from qapress.facts.terms import variants
from qapress.pipeline.lint import make_linter
from qapress.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from qapress.pipeline.lint import Linter


@pytest.fixture
def linter(tmp_path: Path) -> Linter:
    return make_linter(Settings(tmp_path, preview=True))


def collection(linter: Linter, *texts: str) -> Collection:
    """A collection of one file a text."""
    documents = [linter.document(f"{number}.md", text.encode()) for number, text in enumerate(texts)]
    return Collection(tuple(Facts(each.path, None, spellings=spellings(each)) for each in documents))


def corrections(linter: Linter, *texts: str) -> list[tuple[str, str]]:
    """What is written otherwise, and how it would stand there."""
    found = collection(linter, *texts)
    return [(each.written, each.right) for each in (*deviations(found), *variants(found))]


@pytest.mark.parametrize(
    ("usual", "rare", "right"),
    [
        ("The callback runs. A callback waits. Every callback ends.", "Two call-backs run.", "callbacks"),
        ("It is a non-empty list, a non-empty set, a non-empty map.", "A nonempty heap works.", "non-empty"),
        ("One long-tail item, two long-tail items, any long-tail item.", "A long tail item.", "long-tail"),
        ("An end-to-end test, the end-to-end test, no end-to-end test.", "One end to end test.", "end-to-end"),
        ("A state-of-the-art model. " * 3, "This state of the art model.", "state-of-the-art"),
        ("A two-phase commit. " * 3, "The two phase commit locks rows.", "two-phase"),
        ("A 64-bit address. " * 3, "Some 64 bit addresses.", "64-bit"),
        ("The write-ahead log. " * 3, "Each write ahead log.", "write-ahead"),
        ("Self-play is cheap. Learn by self-play. End self-play.", "What self play costs.", "self-play"),
        ("You hot-swap disks. They can hot-swap it. We hot-swap it.", "You may hot swap it.", "hot-swap"),
        ("It is load-bearing. It was load-bearing. They are load-bearing.", "It is load bearing.", "load-bearing"),
        ("Look at the heap size. By the heap size. With a heap size.", "Of the heap-size.", "heap size"),
        ("A subgraph. The subgraph. One subgraph.", "Large sub graphs need care.", "subgraphs"),
        ("A non-linear map. The non-linear map. One non-linear map.", "Steep non linear curves bend.", "non-linear"),
        ("A newly built index. The newly built index. One newly built index.", "Any newly-built index.", "newly built"),
        ("The heap size is big. By the heap size. With a heap size." + " A heap size limit." * 3, "One heap-size limit.", "heap size"),
        ("An email. The email. One email.", "Send an e-mail.", "email"),
        ("It is done by load order. In load order. Of load order.", "They need load-order.", "load order"),
        ("By load order. In load order. Of load order.", "The loader uses load-order.", "load order"),
        ("A timestamp. The timestamp. Any timestamp.", "Time stamps are cheap.", "Timestamps"),
        ("A timestamp. The timestamp. Any timestamp.", "Some use time stamps.", "timestamps"),
        ("A rollback. The rollback. One rollback.", "The roll back is slow.", "rollback"),
        ("A warm-up. The warm-up. Any warm-up.", "The warm up is long.", "warm-up"),
        ("A timestamp. A timestamp. A timestamp.", "The time stamp is old.", "timestamp"),
        ("A timestamp. A timestamp. A timestamp.", "The old time stamps are gone.", "timestamps"),
        ("A timestamp. A timestamp. A timestamp.", "A time stamp column has it.", "timestamp"),
        ("The heap size is big. By the heap size. With a heap size.", "The heapsize is big.", "heap size"),
        ("Use GraphQL. Use GraphQL. Use GraphQL.", "Graphql is a language.", "GraphQL"),
        ("Use GraphQL. Use GraphQL. Use GraphQL.", "We use graphql here.", "GraphQL"),
        ("An API. An API. An API.", "Two apis are there.", "APIs"),
        ("Use HTTPS. Use HTTPS. Use HTTPS.", "They speak Https.", "HTTPS"),
        ("Use HTTPS. Use HTTP. " * 3, "They speak Https.", "HTTPS"),
        ("Use Tailwind. Use Tailwind. Use Tailwind.", "With tailwind it is short.", "Tailwind"),
        ("The logit is big. The logit. A logit.", "If the Logit is small, wait.", "logit"),
        ("The tokenizer runs. A tokenizer. " * 3, "If the Tokenizer is slow, wait.", "tokenizer"),
        ("A K-means run. The K-means run. Any K-means run.", "One K-Means run.", "K-means"),
        ("What behaviour? This behaviour. Odd behaviour.", "Which behavior?", "behaviour"),
        ("They normalize it. We normalize it. You normalize it.", "Who will normalise it?", "normalize"),
        ("A naïve way. The naïve way. No naïve way.", "Which naive way?", "naïve"),
    ],
)  # fmt: skip
def test_rare_form_is_found_among_usual_ones(linter: Linter, usual: str, rare: str, right: str) -> None:
    assert [fix for _, fix in corrections(linter, usual, rare)] == [right]
    assert corrections(linter, usual, f"{rare}\n\n{rare}") == [], "twice is no slip beside three"
    assert corrections(linter, usual, f"Say “{rare}”") == []
    assert corrections(linter, usual, f"Say `{rare}`") == []


@pytest.mark.parametrize(
    ("usual", "right"),
    [
        ("A real-time clock. The real-time clock. Any real-time clock.", "It answers in real time."),
        ("At a high level. On a high level. Of the high level.", "It looks high-level."),
        ("A well-known fact. " * 4, "It is well known that it works."),
        ("The setup is done. This setup. A setup.", "It is easy to set up. We set up a clock."),
        ("A timeout. The timeout. Each timeout.", "A session will time out, and some time out early."),
        ("A dataset. The dataset. One dataset.", "The data set the tone. What data set an example?"),
        ("A checkpoint. The checkpoint. One checkpoint.", "They may check point by point."),
        ("A check-in page. The check-in page. One check-in page.", "They check in pages of code."),
        ("The runtime. A runtime. This runtime.", "It is known at run time."),
        ("They resign. We resign. You resign.", "To re-sign is to sign again."),
        ("A learning rate. The learning rate. One learning rate.", "A learning-rate schedule is used."),
        ("A long-term plan. The long-term plan.", "A long term plan."),
        ("A k-NN graph. " * 3, "When k NN graphs meet."),
        ("Use REST. Use REST. Use REST.", "The rest is silence. Rest comes next."),
        ("We go there. They go there. You go there.", "He writes Go code. The Go there is good."),
        ("The softmax. A softmax. This softmax.", "Softmax is first. The Softmax Layer is a name."),
        ("The softmax. A softmax. This softmax.", "# The Role Of Softmax\n\n- Softmax\n\n**Softmax** it is."),
        (
            "The softmax. A softmax. This softmax.",
            "[A Softmax for all](https://example.com), a `Softmax` too.",
        ),
        ("The tokenizer runs. A tokenizer. A tokenizer.", "If the Tokenizer is slow, wait."),
        ("The code runs. Any code. " * 4, "Read the Code of Conduct first."),
        ("Use Docker. Use Docker. Use Docker.", "Type `docker`; then docker starts."),
        ("A session ID. The ID. Another ID.", "An id and an Id."),
        ("The TypedArray. A TypedArray. This TypedArray.", "A typed array is there."),
        ("A Content-Type header. " * 3, "The content type is known."),
        ("Que sí. Que no. ¿Y que más?", "Què vols?"),
        ("Use HTTP. Use HTTP. Use HTTP.", "They speak HTTPS. We speak HTTPS."),
        ("A Content-Type header. " * 3, "The content-type is known."),
        ("The VERBOSE flag. The VERBOSE flag. The VERBOSE flag.", "It is verbose. A verbose log."),
        ("The REPLICATION flag. " * 3, "The replication is slow."),
        ("A c-ares call.", "They care. Who cares? One cares. Nobody cares."),
        ("A callback. The callback. A callback.", "![A call-back](a.png) and <b title='call-back'>it</b>."),
    ],
)
def test_what_is_right_is_left_alone(linter: Linter, usual: str, right: str) -> None:
    assert corrections(linter, usual, right) == []


def test_fix_keeps_what_stands_around(linter: Linter) -> None:
    usual, text = "Open self-play. In self-play. The self-play.", "What the self\nplay's cost is?\n"
    (found,) = deviations(collection(linter, usual, text))
    assert (text[slice(*found.span)], found.right, found.habit) == (
        "self\nplay",
        "self-play",
        ("self-play", 3),
    )


def test_words_across_links_are_not_taken_together(linter: Linter) -> None:
    assert corrections(linter, "A timestamp. " * 3, "The [time](a.md) stamp is old.") == []


def test_other_languages_say_nothing(linter: Linter) -> None:
    text = "---\nlang: de\n---\n\nThe call-back. A callback. A callback. A callback.\n"
    document = linter.document("a.md", text.encode())
    assert spellings(document._replace(language="de-AT")) == Spellings()
    assert spellings(document._replace(language="en-GB")).uses


def test_places_are_those_of_the_uses(linter: Linter) -> None:
    text = "A *fast* hash-map beats a hash map; `code`,\nsays the C API.\n"
    found = spellings(linter.document("a.md", text.encode()))
    lines = found.uses.split("\n")
    assert len(lines) == len(array("I", found.starts)) == len(found.lengths)
    for line, span in found.spans(frozenset(lines)):
        assert line[1:].startswith(text[slice(*span)])
    assert {"whash-map", "Hhash-map", "hhash map", "nhash map", "^API"} <= set(lines)
    assert found.code == "code"


@pytest.mark.parametrize(("common", "rare", "expected"), [(3, 1, True), (2, 1, False), (7, 2, False), (8, 2, True), (9, 0, False)])  # fmt: skip
def test_common_form_must_dominate(common: int, rare: int, expected: bool) -> None:
    assert dominates(common, rare) is expected


def test_rules_are_preview_warnings(linter: Linter) -> None:
    rules = {each.info.code: each for each in linter.selection.rules if each.reads == ("spellings",)}
    assert sorted(rules) == ["QA409", "QA410"]
    assert {each.info.severity for each in rules.values()} == {Severity.WARNING}
    assert linter.check(linter.document("a.md", b"A word.")).facts.spellings is not None
    quiet = make_linter(Settings(linter.settings.root))
    assert quiet.check(quiet.document("a.md", b"A word.")).facts.spellings is None
