"""Closed classes of English words, and the commonest verbs and nouns: the list beside this module.

They tell the parts of a clause without a tagger.
"""

from __future__ import annotations

from pathlib import Path


def _read() -> dict[str, frozenset[str]]:
    """The list: blocks parted by blank lines, each its name with a colon, then its words."""
    blocks = Path(__file__).with_suffix(".txt").read_text("utf-8").split("\n\n")
    named = (block.partition(":") for block in blocks)
    return {name: frozenset(words.split()) for name, _, words in named}


_WORDS = _read()
COUNTING = _WORDS["counting"]
"""Articles and their like that only a countable noun in the singular follows."""
DEFINITE = _WORDS["definite"]
"""Articles and their like that any noun may follow."""
ARTICLES = COUNTING | DEFINITE
"""Articles and their like that a singular may follow."""
PLURAL_ARTICLES = _WORDS["plural_articles"]
"""Words that only a plural follows."""
OTHER_ARTICLES = _WORDS["other_articles"]
PRONOUNS = _WORDS["pronouns"]
PREPOSITIONS = _WORDS["prepositions"]
BE = _WORDS["be"]
SINGULAR_VERBS = _WORDS["singular_verbs"]
"""Forms of the auxiliaries that no plural takes."""
PLURAL_VERBS = _WORDS["plural_verbs"]
"""Forms of the auxiliaries that no singular of the third person takes."""
MODALS = _WORDS["modals"]
HAVE_DO = _WORDS["have_do"]
AUXILIARIES = BE | HAVE_DO | MODALS
CONJUNCTIONS = _WORDS["conjunctions"]
SUBORDINATORS = _WORDS["subordinators"]
QUESTION_WORDS = _WORDS["question_words"]
ADVERBS = _WORDS["adverbs"]
OTHERS = _WORDS["others"]
VERBS = _WORDS["verbs"]
"""Verbs in their base form; other forms are worked out."""
NOUN_VERBS = _WORDS["noun_verbs"]
"""Those among them that are nouns as well, so that their form in -s may be a plural."""
SURE_VERBS = VERBS - NOUN_VERBS
"""Those that are no nouns."""
PAST = _WORDS["past"]
"""Past tenses that do not end in -ed."""
COUNTABLE = _WORDS["countable"]
"""Nouns that have an article, or a plural, in running text."""
BARE = _WORDS["bare"]
"""Nouns that stand without an article in some or all senses, and words that are spoken of so."""
QUANTITIES = _WORDS["quantities"]
"""Plurals that count or measure, or have another sense, and may have their verb in the singular."""
OPINIONS = _WORDS["opinions"]
"""Verbs that a clause may follow without its conjunction."""
EXPLETIVE = _WORDS["expletive"]
"""Verbs whose subject 'it' may stand for nothing before it."""
CLOSED = frozenset[str]().union(
    *(COUNTING, DEFINITE, PLURAL_ARTICLES, OTHER_ARTICLES, PRONOUNS, PREPOSITIONS, BE, MODALS, HAVE_DO),
    *(CONJUNCTIONS, SUBORDINATORS, QUESTION_WORDS, ADVERBS, OTHERS),
)
"""All words that are no noun, no adjective and no full verb; a few of the adverbs may be."""
