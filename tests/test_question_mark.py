"""Titles that ask, in the languages that are known, and the traps among them."""

from __future__ import annotations

from pathlib import Path

import pytest

from qapress.diagnostic import Applicability
from qapress.facts.extract import extract
from qapress.lint import fixer
from qapress.pipeline.lint import Linter, make_linter
from qapress.settings import Settings

ASK = {
    "en": [
        *("What is a token", "What’s a token", "What are tokens for", "What happens to a token"),
        *(
            "What kind of model is it",
            "Why does it learn",
            "Why isn't it learning",
            "How do tokens cost money",
        ),
        *(
            "How many parameters does a model have",
            "When should it stop",
            "Where is the state",
            "Who has trained it",
        ),
        *("Which of them is larger", "Is it a model", "Can't it be undone", "Does it learn (at all)"),
        *("How is “a word” split", "Should a model know 'no'"),
    ],
    "de": ["Was ist ein Token", "Wie funktioniert das", "Warum wird gezählt", "Wo sind sie"],
    "es": ["¿Qué es un token", "¿Cuántos hay"],
    "fr": ["Qu’est-ce qu’un token", "Quelles sont les pièces", "Est-ce que cela marche"],
    "it": ["Che cos’è un token", "Quali sono i pezzi", "Qual è il primo"],
    "nl": ["Wat is een token", "Hoe werkt dat"],
    "pt-BR": ["O que é um token", "Quais são as peças"],
}
DO_NOT_ASK = {
    "en": [
        *(
            "How to train a model",
            "How attention works",
            "How many tokens fit",
            "What a model knows",
            "What to do next",
        ),
        *("Why models fail", "When X is done, Y begins", "When to stop", "Where tokens go", "Who we are"),
        *(
            "What is new in 2.0",
            "What’s New in 2.0",
            "What's Changed",
            "Should it fail, start anew",
            "Were it so, we would know",
        ),
        *(
            "Explain what a token is",
            "Do the exercise",
            "CAN bus basics",
            "Can bus protocols",
            "Whatever it is",
        ),
        *(
            "What is a token?",
            "What is a token？",
            "What is …",
            "What is a token…",
            "What is a token:",
            "What is it!",
        ),
        *(
            "Is it (a token?)",
            "Is “it?”",
            "What is it? A token",
            "Is it `a`",
            "What is $x$",
            "What is a token.",
        ),
        *("Island models", "Arecibo", "Canonical forms", "Which token", "The answer is what it is"),
    ],
    "de": ["Wie Aufmerksamkeit funktioniert", "Was ein Token ist", "Wasserfall", "Was ist das?"],
    "es": ["¿Qué es un token?", "Qué es un token"],
    "fr": ["Comment entraîner un modèle", "Qu’est-ce que c’est ?"],
    "it": ["Come funziona", "Che cos’è?"],
    "nl": ["Hoe een model leert", "Wat is dat?"],
    "pt": ["Como treinar", "O que é?"],
    "el": ["What is this", "Τι είναι αυτό;"],
    "ar": ["ما هذا؟", "What is this"],
    "ja": ["何ですか"],
}
CASES = [
    *((language, title, 1) for language, titles in ASK.items() for title in titles),
    *((language, title, 0) for language, titles in DO_NOT_ASK.items() for title in titles),
]


def linter(language: str = "en") -> Linter:
    select = ("missing-question-mark",)
    return make_linter(Settings(Path("no-such-root"), select=select, preview=True, language=language))


@pytest.mark.parametrize(("language", "title", "count"), CASES)
def test_titles_that_ask_are_told_from_those_that_do_not(language: str, title: str, count: int) -> None:
    tools = linter(language)
    document = tools.document("a.md", f"## Q1: {title}\n\n### Answer\n\nText.\n".encode())
    assert [each.title for each in extract(document).entries] == [document.entries[0].question.title]
    assert len(list(tools.visible(document, tools.selection.rules))) == count


@pytest.mark.parametrize("title", ["What is *it*", "What is it ##", "What is it  ", "What is [it](a.md)"])
def test_the_fix_puts_the_mark_at_the_end_and_keeps_the_id(title: str) -> None:
    tools = linter()
    document = tools.document("a.md", f"## Q1: {title}\n\n### Answer\n\nText.\n".encode())
    again = fixer.Linter(tools.again, tools.visible)
    assert fixer.fix(document, tools.selection.rules, again, Applicability.SAFE).applied == ()
    fixed = fixer.fix(document, tools.selection.rules, again, Applicability.UNSAFE)
    assert fixed.refused == ()
    after = tools.again(fixed.source)
    assert after.entries[0].question.title == "What is it?"
    assert extract(after).entries[0].slug == extract(document).entries[0].slug == "what-is-it"
