"""The commands by name, so that help and errors need to import none of them."""

from __future__ import annotations

COMMANDS = {
    "init": "Set a collection up: configuration, hooks, workflow.",
    "check": "Find faults in files, folders or standard input.",
    "fix": "Mend what can be mended without harm, in place.",
    "baseline": "Accept what is found now: checks then tell only what is new.",
    "build": "Make a release: Markdown, JSON, PDF and more.",
    "renumber": "Number the questions of each folder anew, and what names them.",
    "index": "Bring the index of each folder in step with its questions.",
    "list": "Show the questions that were found.",
    "changes": "Show what became of the questions since a commit or a release.",
    "words": "Show the words that a hub taught its dictionary, and why.",
    "explain": "Print the page of a rule.",
    "rules": "Show all rules.",
    "config": "Show which settings are in force, and where each comes from.",
    "upgrade": "Let the rules run that came since the configured edition.",
    "languagetool": "Install LanguageTool, and manage the server that checks share.",
    "doctor": "Look for what is missing or wrong, and tell how to mend it.",
    "completion": "Print the script by which a shell completes what you type.",
}
"""What each command does. Its module in this package is named like it."""

LATER = (
    "add",
    "ids",
    "overview",
    "lsp",
)
"""Names that are reserved for commands to come."""
