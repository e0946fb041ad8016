"""`explain` and `rules`: what is known of rules without importing one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qapress import rules
from qapress.diagnostic import GROUPS
from qapress.errors import UsageError

if TYPE_CHECKING:
    from qapress.rules import IndexRow
    from qapress.settings import Settings

FIXES = {
    None: "no fix",
    "safe": "fixed by qapress fix",
    "unsafe": "fixed by qapress fix --unsafe-fixes",
    "suggestion": "suggests a fix",
}


def all_rules(newer_than: str | None = None) -> tuple[IndexRow, ...]:
    """All rules, or those that came after a version, sorted by code."""
    if newer_than is None:
        return rules.index()
    from qapress.lint.edition import newer

    return tuple(row for row in rules.index() if newer(row["since"], newer_than))


def asleep(settings: Settings) -> tuple[str, ...]:
    """The rules in preview that the settings name and that do not run, since `preview` is off."""
    wanted = () if settings.preview else (*settings.select, *settings.extend_select)
    rows = (each for each in rules.index() if wanted and each["status"] == "preview")
    return tuple(each["name"] for each in rows if {each["name"], each["code"], *each["aliases"]} & {*wanted})


def find(name: str) -> IndexRow:
    """The rule of a code, a name or a former name, in any case; `grammar/RULE_ID` is of `grammar`.

    Raises:
        UsageError: there is none, with the nearest right spelling.
    """
    wanted = name.partition("/")[0].casefold()
    known = {
        word.casefold(): row for row in rules.index() for word in (row["code"], row["name"], *row["aliases"])
    }
    if wanted not in known:
        from qapress.lint.select import unknown  # a page that is there needs no rule

        words = [word for row in rules.index() for word in (row["name"], row["code"])]
        words += GROUPS.values()
        raise UsageError(unknown(name.partition("/")[0], words))
    return known[wanted]


def page(name: str) -> str:
    """The Markdown page of a rule with its traits under the title; of a group, a list of its rules.

    Raises:
        UsageError: as `find`.
    """
    code = next((code for code, group in GROUPS.items() if name.casefold() in (code.casefold(), group)), None)
    if code is not None:
        return _group(code)
    row = find(name)
    title, _, rest = rules.page(row["name"]).partition("\n")
    traits = [row["severity"], f"group {GROUPS[row['code'][:3]]}", FIXES[row["fixable"]]]
    if row["status"] != "stable":
        traits.append(row["status"])
    return f"{title}\n\n{', '.join(traits)}, since {row['since']}\n{rest}"


def manual(name: str) -> str:
    """The Markdown page of a rule as it was written."""
    return rules.page(name)


def _group(code: str) -> str:
    """The rules of a group with their summaries, as Markdown."""
    rows = [row for row in rules.index() if row["code"].startswith(code)]
    lines = [f"* `{row['name']}` ({row['code']}): {row['summary']}" for row in rows]
    return "\n".join([f"# {GROUPS[code]} ({code})", "", *lines, ""])
