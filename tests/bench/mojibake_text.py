"""The texts that are garbled for measuring: all our own words."""

from __future__ import annotations

import random
from itertools import islice, product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PROSE = """\
# 📚 Notes on language models
The model’s “attention” is a weighted sum — each token looks at the others…
It’s a “soft” lookup: the words don’t matter, their vectors do.
### ✅ Answer
A café in Kraków, a façade in Curaçao, a naïve question: the tokenizer doesn’t care.
“We’ll see,” she said – and they didn’t.
• One step at a time → the loss falls by ½ %, about ±0.1.
Müller’s team wrote: „Die Ergebnisse für größere Modelle überzeugen.“
L’été dernier, nous avons mesuré où la mémoire était utilisée, et ça suffit : voilà !
¿Qué significa «atención»? El año próximo lo sabrá también el niño.
Não é só a função: a solução está na combinação das três opções.
Zażółć gęślą jaźń — tak brzmi zdanie, w którym są wszystkie polskie znaki.
Příliš žluťoučký kůň pěl ďábelské ódy o řeči a větě.
Türkçe’de ğ, ı ve ş harfleri çok sık geçer; İstanbul’da öğrendik.
Smörgåsbord, blåbær og ærlig talt: så er det nok.
Árvíztűrő tükörfúrógép — ez minden ékezetes betűt tartalmaz.
Cena je 25 € (≈ £21), záruka dva roky™.
## 📌 Q1: What is a token?
The unit that a language model’s tokenizer makes of text.
## 📌 Q2: What does “perplexity” mean?
How many words a model hesitates between… on average.
- 🚀 Fast – once it’s warm
- 💡 Cheap – it runs on a laptop
- ⚠️ Not exact: it can’t count letters
"""
"""Mixed prose, as a hub has it around its headings."""

LETTERS = (
    "àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞß"
    "ąćęłńśźżčďěňřšťůžĺľŕőűăţşğıđāēģīķļņūėįųœ"
    "ĄĆĘŁŃŚŹŻČĎĚŇŘŠŤŮŽĹĽŔŐŰĂŢŞĞİĐĀĒĢĪĶĻŅŪĖĮŲŒŸ"
)
"""The letters of Latin-1, and those of Latin Extended-A that European languages write."""

MARKS = {
    "’": ("It{}s the model{}s turn.", "The authors{} view isn{}t clear."),
    "“": ("He called it {}soft” here.", "({}Why?” was the question.)"),
    "”": ("He called it “soft{} here.", "“No,{} she said, “never.{}"),
    "‘": ("A {}hard’ limit helps.", "The word is {}token’, in short."),
    "—": ("One thing {} speed {} counts.", "It{}or so they say{}works."),
    "–": ("The years 2019{}2023 were quiet.", "It works {} mostly."),
    "…": ("And so on{} until the end.", "Well{}"),
    "•": ("{} One point", "One {} two {} three"),
    "„": ("Er nannte es {}weich“, sagt sie.", "{}Nein“, sagte er."),
    "‚": ("Er nannte es {}weich‘, sagt sie.", "Das Wort {}Token‘ ist neu."),
    "‹": ("Le mot {}doux› est ici.", "Das »Wort {}weich‹« ist alt."),
    "›": ("Le mot ‹doux{} est ici.", "Home {} Notes {} Tokens"),
    "€": ("It costs {}5 a month.", "Das kostet 20 {} im Jahr."),
    "™": ("The Widget{} is new.", "Widget{}, Gadget{} and others."),
    "†": ("Born 1815, {}1864.", "The value{} is an estimate."),
    "«": ("Le mot {} doux » est ici.", "La palabra {}suave» está aquí."),
    "»": ("Le mot « doux {} est ici.", "La palabra «suave{} está aquí."),
}
"""Typographic marks, each with sentences that hold it."""

SMALL = (
    "She wrote the word tab{}lo on the board.",
    "The {}del tree grows near the sea, not far from a {}mar.",
)
CAPITAL = (
    "The sign said TAB{}LO in red.",
    "The town of {}mar lies near the sea, not far from {}del.",
)
"""Sentences for a letter: inside a word, and at the beginning of one."""


def characters() -> list[tuple[str, list[str]]]:
    """The 160 characters, each with sentences that hold it."""
    letters = [(letter, SMALL if letter.islower() else CAPITAL) for letter in LETTERS]
    both = [*letters, *MARKS.items()]
    return [(character, [each.replace("{}", character) for each in texts]) for character, texts in both]


VOCABULARY = {
    "plain": (
        [
            "The answer of the model",
            "A second reader",
            "Every token",
            "The list of rules",
            "This page",
            "An old idea",
        ],
        ["doesn’t change", "splits and joins", "keeps", "cannot hold", "rewrites", "measures", "outlives"],
        [
            "the soft lookup",
            "a wall of rules",
            "the question of the user",
            "what it was given",
            "three vectors",
        ],
        [
            "before the next step begins",
            "— or so they say",
            "in real time, without a second thought",
            "at five dollars a month",
            "as the first page says",
        ],
    ),
    "english": (
        [
            "The model’s answer",
            "A “naïve” reader",
            "Every token",
            "The café’s menu",
            "This résumé",
            "An old idea",
        ],
        ["doesn’t change", "splits – at last –", "keeps", "can’t hold", "rewrites", "measures", "outlives"],
        ["the “soft” lookup", "a façade of rules", "the user’s question", "what it’s given", "3 × 4 vectors"],
        [
            "before the next step…",
            "— or so they say",
            "in “real” time ✅",
            "at €5 a month",
            "as Müller wrote 🚀",
        ],
    ),
    "russian": (
        ["Модель", "Каждый токен", "Новый ответ", "Старая «таблица»", "Вопрос читателя", "Длинное слово"],
        ["не меняет", "хранит", "читает", "делит", "ещё раз считает", "находит", "объясняет"],
        ["весь текст", "словарь языка", "длину строки", "память сервера", "другие слова"],
        ["— как и раньше", "в начале шага…", "без ошибок", "за одну секунду", "на каждом уровне"],
    ),
    "french": (
        [
            "Le modèle",
            "Chaque élément",
            "L’été dernier, l’équipe",
            "La réponse",
            "Une idée naïve",
            "Où l’élève",
        ],
        ["n’a pas changé", "répète", "garde – déjà –", "mesure", "découvre", "préfère", "oublie"],
        ["la mémoire", "« l’attention »", "une très longue chaîne", "ce qu’il a reçu", "l’œuvre entière"],
        ["à la fin…", "— c’est sûr", "où qu’il soit", "pour 5 € par mois", "dès le début"],
    ),
    "chinese": (
        ["这个模型", "每一个词", "新的回答", "读者的问题", "旧的表格", "很长的句子"],
        ["不会改变", "保存", "读取", "分开", "再次计算", "找到", "说明"],
        ["全部文本", "语言的词典", "一行的长度", "服务器的内存", "其他的词"],
        ["，和以前一样", "——在开始的时候", "，没有错误", "，只要一秒", "，在每一层"],
    ),
}
"""Parts of sentences; what they are joined to is clean text."""


LATIN = frozenset({"english", "french"})
FIRST = (
    "Zoë", "José", "Łukasz", "Jürgen", "François", "Anaïs", "Søren", "Åsa", "Māris", "Jiří", "Žofie", "Ágnes",
    "Ștefan", "Çağla", "İlker", "Siân", "Þóra", "Märt", "Núria", "Inês", "Élodie", "Björn", "Růžena", "Błażej",
    "Dóra", "Ömer", "Živa", "Ķirils", "Renée", "Aoibheann",
)  # fmt: skip
LAST = (
    "Müller", "Núñez", "Kovács", "Wałęsa", "Dvořák", "Šimić", "Bērziņš", "Ångström", "Lefèvre", "Gonçalves",
    "Østergård", "Yıldız", "Țepeș", "Þórsson", "Põldmäe", "Ó Briain", "Grüß", "Hernández", "Łęcki", "Žukauskas",
    "Nagyné Szűcs", "Größl", "D’Œuvre", "Čapek", "Öztürk", "Sjögren", "Peña", "Ribeirão", "Vörös", "Smith",
)  # fmt: skip
"""Names in many spellings, so that a text does not repeat a few words outside ASCII."""


def sentences(language: str) -> Iterator[str]:
    """Endless sentences of a language in a seeded order, each with a number, so that none comes twice."""
    chance = random.Random(language)
    every = list(product(*VOCABULARY[language]))
    number = 0
    while True:
        chance.shuffle(every)
        for parts in every:
            number += 1
            name = f"{chance.choice(FIRST)} {chance.choice(LAST)}, " if language in LATIN else ""
            yield f"{' '.join(parts)} ({name}{number})."


def long_text(language: str, size: int) -> str:
    """Text of at least `size` bytes, two sentences a line."""
    source, lines, length = sentences(language), list[str](), 0
    while length < size:
        line = " ".join(islice(source, 2))
        lines.append(line)
        length += len(line.encode()) + 1
    return "\n".join(lines) + "\n"
