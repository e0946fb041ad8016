"""The faults that are made in the hub: every rule of `check`, over all of its files.

A finding that a second rule owes to the same change is a fault behind it that changes nothing.
"""

from __future__ import annotations

from damage import HERE, OTHER_END, Fault, all_garbled, at, cut, end, garbled, same, swap, tail16, top, utf16

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>\n'

SECOND_ANSWER = """\
The picture is cut into patches, and each patch is projected into the space in which the words live. Nothing about
this is new; older fields have known it under other names for decades.

<details>
<summary>A longer answer</summary>

Take the case with number 18, and follow it from one end to the other.

</details>

The difference shows only under load, so measure there.
"""

ENCODING = [
    Fault(
        "invalid-utf8", "models/QA_1-3.md", swap("frequent words", f"{HERE}\udc93frequent{HERE}\udc94 words")
    ),
    Fault("invalid-utf8", "models/QA_10-12.md", swap("of 50,000 the", f"of 50,000{HERE}\udce2\udc82 the")),
    Fault("wrong-encoding", "models/QA_16-18.md", top(), same, utf16(b"\xff\xfe", "utf-16-le")),
    Fault("wrong-encoding", "models/QA_28-30.md", top(), same, utf16(b"", "utf-16-be")),
    Fault("wrong-encoding", "models/QA_19-21.md", end(HERE), end("\nMore.\n"), tail16("\nMore.\n")),
    Fault("null-byte", "models/QA_4-6.md", swap("softmax would", f"softmax{HERE}\0 would")),
    Fault("null-byte", "models/QA_13-15.md", swap("The price is", f"The price{HERE}\0\0\0 is")),
    Fault("byte-order-mark", "models/QA_7-9.md", top("\ufeff"), same),
    Fault("byte-order-mark", "models/QA_25-27.md", swap("A model sees", f"{HERE}\ufeffA model sees"), same),
    Fault("mixed-newlines", "models/QA_22-24.md", swap("ten cases.\n", f"ten cases.{HERE}{OTHER_END}"), same),
    Fault("control-character", "models/QA_4-6.md", swap("RoPE takes", f"RoPE{HERE}\x0b takes")),
    Fault(
        "control-character", "models/QA_25-27.md", swap("Before the first", f"{HERE}\x1b[1mBefore the first")
    ),
    Fault("invisible-character", "models/QA_7-9.md", swap("widens", f"wid{HERE}\u200eens"), same),
    Fault(
        "invisible-character", "models/QA_22-24.md", swap("A stop sequence", f"A stop{HERE}\u2028sequence")
    ),
    Fault(
        "trailing-whitespace", "models/QA_1-3.md", swap("this sentence.\n", f"this sentence.{HERE}  \n"), same
    ),
    Fault("trailing-whitespace", "models/QA_10-12.md", swap("and token:\n", f"and token:{HERE}\t\n"), same),
    Fault("trailing-whitespace", "practice/README.md", swap("each other.\n", f"each other.{HERE} \n"), same),
    Fault("binary-file", "practice/notes.md", top(), encode=lambda _: PNG),
]

MOJIBAKE = [
    Fault("garbled-text", "data sets/QA_7-9.md", all_garbled("cp1254"), same),
    Fault("garbled-text", "data sets/QA_13-15.md", all_garbled("cp1252", "fffd"), same),
    Fault("garbled-text", "data sets/QA_22-24.md", all_garbled("cp1252", "c1", layers=2), same),
    Fault("garbled-text", "models/QA_13-15.md", garbled("At 0, by convention"), same),
    Fault("garbled-code", "serving/QA_1-3.md", swap("`count --from 56`", f"`count{HERE} â€“from 56`")),
    Fault(
        "ambiguous-garbled-text", "practice/QA_19-21.md", swap("# Questions 19", f"# {HERE}ğŸ” Questions 19")
    ),
    Fault("replacement-character", "serving/QA_12-14.md", swap("the largest", f"the{HERE}\ufffd largest")),
]

STRUCTURE = [
    Fault("schema-violation", "practice/QA_1-3.md", swap("language: en", f"language: {HERE}5")),
    Fault(
        "schema-violation",
        "practice/QA_16-18.md",
        swap("<!-- qapress: id own", f"{HERE}<!-- qapress: id Own"),
    ),
    Fault(
        "schema-violation",
        "practice/QA_22-24.md",
        swap("# Questions 22", f"---\ntags:{HERE} [\n---\n\n# Questions 22"),
    ),
    Fault(
        "missing-answer",
        "data sets/QA_10-12.md",
        cut("## 📌 Q12", "", f"{HERE}## 📌 Q12: How does drift show itself?\n"),
    ),
    Fault(
        "missing-answer",
        "serving/QA_7-8.md",
        cut("## 📌 Q8", "A health", f"{HERE}## 📌 Q8: What does a health check prove?\n\n"),
    ),
    Fault("placeholder-answer", "data sets/QA_19-21.md", cut("Write each", "", f"{HERE}TODO\n")),
    Fault(
        "placeholder-answer",
        "serving/QA_9-11.md",
        cut("Put the version", "## 📌 Q10", f"{HERE}*Coming soon*\n\n"),
    ),
    Fault("heading-spacing", "data sets/QA_1-3.md", swap("Q1: What", f"{HERE}Q1:What"), same),
    Fault("heading-spacing", "data sets/QA_1-3.md", swap("📌 Q2", f"📌 {HERE} Q2"), same),
    Fault("heading-spacing", "data sets/QA_1-3.md", swap("## 📌 Q3", f"{HERE}##📌 Q3"), same),
    Fault(
        "heading-spacing", "practice/QA_25-27.md", swap("✅ Answer\n\nName", f"✅{HERE}Answer\n\nName"), same
    ),
    Fault(
        "orphan-text",
        "data sets/QA_4-6.md",
        swap("## 📌 Q5", f"{HERE}## A word in between\n\nBetween.\n\n## 📌 Q5"),
    ),
    Fault("orphan-text", "serving/QA_15-17.md", end(f"\n{HERE}### ✅ Answer\n\nA second one.\n")),
    Fault("no-questions", "practice/QA_28-30.md", lambda _: f"{HERE}# To be written\n"),
    Fault("unclosed-fence", "practice/QA_22-24.md", cut("```\n\nA short", "A short", "\n")),
    Fault("unclosed-fence", "practice/QA_22-24.md", at("```python")),
    Fault(
        "promo-reads-as-heading", "serving/QA_24-25.md", end(f"\n{HERE}**Follow me on the network**\n---\n")
    ),
    Fault(
        "promo-reads-as-heading",
        "serving/QA_18-20.md",
        end(f"\n{HERE}All that was said here is true.\n---\n"),
    ),
    Fault("inconsistent-marker", "data sets/QA_25-27.md", swap("📌 Q27", f"{HERE}🔥 Q27")),
    Fault(
        "inconsistent-marker",
        "serving/QA_26-28.md",
        swap("### ✅ Answer\n\nA queue", f"{HERE}### Answer\n\nA queue"),
    ),
]

NUMBERING = [
    Fault("number-gap", "serving/QA_26-28.md", swap("Q28:", f"{HERE}Q29:")),
    Fault("number-out-of-order", "serving/QA_4-6.md", swap("Q5", f"{HERE}Q50")),
    Fault("number-pending", "practice/QA_7-9.md", swap("Q8", f"Q{HERE}?")),
    Fault("duplicate-number", "practice/QA_13-15.md", swap("Q14", f"{HERE}Q13")),
    Fault(
        "file-range-mismatch", "practice/QA_25-27.md", swap("Q25", f"{HERE}Q25"), moved="practice/QA_25-28.md"
    ),
    Fault("file-range-mismatch", "practice/README.md", lambda text: text.replace("QA_25-27", "QA_25-28")),
]

INDEX = [
    Fault("missing-index-row", "data sets/README.md", cut("| 15 |", "| 16 |")),
    Fault("missing-index-row", "data sets/README.md", at("| 14 |")),
    Fault(
        "index-title-mismatch",
        "data sets/README.md",
        swap("[How is a join checked?]", f"{HERE}[How do you check a join?]"),
    ),
    Fault(
        "index-title-mismatch",
        "data sets/README.md",
        swap("[What is an outlier?]", f"{HERE}[What is an Outlier]"),
    ),
    Fault(
        "dead-index-link",
        "serving/README.md",
        swap("[What is tail latency?](QA_1-3.md)", f"{HERE}[What is tail latency?](QA_1-2.md)"),
    ),
    Fault("dead-index-link", "models/README.md", swap("#-q16-when", "#-q16-where")),
    Fault("dead-index-link", "models/README.md", at("[When is a smaller")),
]

LANGUAGE = [
    Fault(
        "misspelling", "models/QA_13-15.md", swap("trace in the weights", f"trace in {HERE}teh weights"), same
    ),
    Fault(
        "misspelling",
        "data sets/QA_25-27.md",
        swap("imitates new samples", f"imitates new {HERE}smaples"),
        same,
    ),
    Fault("misspelling", "serving/QA_18-20.md", swap("risks until it", f"risks {HERE}untill it"), same),
    Fault(
        "misspelling",
        "practice/QA_7-9.md",
        swap("A linter does not see that", f"A linter does not see {HERE}thn"),
    ),
    Fault("missing-question-mark", "practice/QA_4-6.md", swap("technical debt?", f"technical debt{HERE}")),
    Fault("index-title-mismatch", "practice/README.md", at("| 5 |")),
    Fault("double-space", "models/QA_7-9.md", swap("This separates", f"This{HERE}  separates"), same),
    Fault("double-space", "data sets/README.md", swap("In the order", f"In{HERE}  the order"), same),
    Fault("double-space", "data sets/QA_16-18.md", swap("Count the rows", f"Count{HERE}   the rows"), same),
    Fault(
        "double-space", "serving/QA_21-23.md", swap("An idempotent call", f"An{HERE}  idempotent call"), same
    ),
    Fault("double-space", "practice/QA_4-6.md", swap("should fit on", f"should fit{HERE}  on"), same),
    Fault(
        "space-before-punctuation", "practice/QA_10-12.md", swap("decline, and", f"decline{HERE} , and"), same
    ),
    Fault(
        "space-before-punctuation",
        "data sets/QA_28-30.md",
        swap("Unicode, note", f"Unicode{HERE} , note"),
        same,
    ),
]

GRAMMAR = [
    Fault("bare-noun", "data sets/QA_10-12.md", swap("does a schema promise", f"does {HERE}schema promise")),
    Fault("index-title-mismatch", "data sets/README.md", at("| 10 |")),
    Fault(
        "bare-noun",
        "data sets/QA_16-18.md",
        swap("and explain every row that", f"and ask: when did {HERE}row vanish? Explain every row that"),
    ),
    Fault(
        "missing-article",
        "practice/QA_7-9.md",
        swap("A linter does", f"{HERE}Linter does"),
    ),
    Fault("missing-article", "serving/QA_12-14.md", swap("A dashboard shows", f"{HERE}Dashboard shows")),
    Fault("missing-article", "serving/QA_1-3.md", swap("when the queue is", f"when {HERE}queue is")),
    Fault(
        "confused-word",
        "practice/QA_7-9.md",
        swap("more time than a", f"more time {HERE}then a"),
    ),
    Fault("confused-word", "practice/QA_13-15.md", swap("loses money", f"{HERE}looses money")),
    Fault("confused-word", "data sets/QA_22-24.md", swap("whose header", f"{HERE}who's header")),
    Fault(
        "sentence-fragment",
        "models/QA_25-27.md",
        swap("explained in a minute, it will", f"explained in a {HERE}minute. It will"),
    ),
    Fault(
        "sentence-fragment",
        "serving/QA_24-25.md",
        swap("little because nothing runs on it, and", f"little. Because nothing runs on {HERE}it. It"),
    ),
    Fault(
        "comma-before-verb",
        "data sets/README.md",
        swap("Text and figures are", f"Text and figures{HERE}, are"),
    ),
    Fault(
        "comma-before-verb",
        "models/QA_19-21.md",
        swap("The honest answer is", f"The honest answer{HERE}, is"),
    ),
    Fault(
        "inconsistent-compound",
        "models/QA_7-9.md",
        swap("the one feed-forward", f"the one {HERE}feedforward"),
    ),
    Fault(
        "inconsistent-compound",
        "models/QA_22-24.md",
        swap("The system prompt states", f"The {HERE}system-prompt must state"),
    ),
    Fault(
        "inconsistent-term",
        "data sets/QA_25-27.md",
        swap("Normalization moves", f"{HERE}Normalisation moves"),
    ),
    Fault(
        "inconsistent-term",
        "models/QA_1-3.md",
        swap("until the vocabulary has", f"until the {HERE}Vocabulary has"),
    ),
    Fault(
        "inconsistent-term",
        "data sets/QA_28-30.md",
        swap("Spreadsheets turn", f"The {HERE}spread sheets turn"),
    ),
    Fault("missing-colon", "models/QA_13-15.md", swap("helps against it:", f"helps against {HERE}it.")),
    Fault("missing-colon", "models/QA_7-9.md", swap("in two steps:", f"as {HERE}follows.")),
    Fault(
        "number-disagreement",
        "models/QA_1-3.md",
        swap("Those numbers are", f"{HERE}This numbers are"),
    ),
    Fault(
        "number-disagreement", "models/QA_1-3.md", swap("contexts are pushed", f"contexts {HERE}is pushed")
    ),
    Fault(
        "number-disagreement",
        "serving/QA_18-20.md",
        swap("Secrets are mounted", f"Secrets {HERE}is mounted"),
    ),
]

LINKS = [
    Fault("dead-link", "models/QA_1-3.md", swap("cosine of", f"{HERE}[cosine](cosine.md) of")),
    Fault("dead-link", "serving/QA_12-14.md", swap("[here](README.md)", f"{HERE}[here](readme.md)"), same),
    Fault("dead-link", "README.md", swap("](data%20sets/", "](data%20set/")),
    Fault("dead-link", "README.md", at("[Working")),
    Fault("dead-anchor", "models/QA_22-24.md", swap("(#-q23-how-are", "(#-q23-how-is")),
    Fault("dead-anchor", "models/QA_22-24.md", at("[How are images")),
    Fault("missing-image", "data sets/QA_25-27.md", swap("(assets/curve.svg)", "(assets/curves.svg)")),
    Fault("missing-image", "data sets/QA_25-27.md", at("![A line")),
    Fault(
        "missing-image",
        "serving/QA_9-11.md",
        swap("into the story", f"into {HERE}![a key](Assets/curve.svg) the story"),
        swap("into the story", "into ![a key](assets/curve.svg) the story"),
    ),
    Fault("dead-anchor", "data sets/QA_28-30.md", swap("-system-prompt-for)", "-system-prompt)")),
    Fault("dead-anchor", "data sets/QA_28-30.md", at("[What is a system prompt")),
    Fault("unused-image", "serving/assets/old curve.svg", top(), encode=lambda _: SVG),
    Fault(
        "absolute-own-link",
        "models/QA_10-12.md",
        swap(
            "Training minimizes",
            f"{HERE}[Training](https://github.com/owner/hub/blob/main/models/QA_13-15.md) minimizes",
        ),
    ),
    Fault("missing-alt-text", "practice/QA_10-12.md", cut("![A gray", "](", f"{HERE}![")),
    Fault("missing-alt-text", "serving/QA_26-28.md", cut("![A gray", "](", f"{HERE}![ ")),
]
COLLECTION = [
    Fault("duplicate-question", "practice/QA_1-3.md", cut("A comment is too", "", SECOND_ANSWER)),
    Fault("duplicate-question", "practice/QA_1-3.md", at("## 📌 Q3")),
    Fault("duplicate-id", "serving/QA_9-11.md", swap("id own-s11", f"{HERE}id own-d24")),
]

TOOL = [
    Fault(
        "unused-suppression",
        "serving/QA_21-23.md",
        swap("Processor", f"{HERE}<!-- qapress: ignore double-space: no -->\n\nProcessor"),
    ),
    Fault(
        "unused-suppression",
        "practice/QA_4-6.md",
        swap("Debt is", f"{HERE}<!-- qapress: ignroe double-space: no -->\n\nDebt is"),
    ),
    Fault(
        "unused-suppression",
        "practice/QA_10-12.md",
        swap("A spike is", f"{HERE}<!-- qapress: ignore duble-space: no -->\n\nA spike is"),
    ),
    Fault(
        "missing-suppression-reason",
        "serving/QA_26-28.md",
        swap(
            "<!-- qapress: ignore double-space: the gap is what this is about",
            f"{HERE}<!-- qapress: ignore double-space",
        ),
    ),
]

FAULTS = [
    *ENCODING,
    *MOJIBAKE,
    *STRUCTURE,
    *NUMBERING,
    *INDEX,
    *LANGUAGE,
    *GRAMMAR,
    *LINKS,
    *COLLECTION,
    *TOOL,
]
