"""The figures that the README shows, one section a bench, in `results.json`."""

from __future__ import annotations

import json
import platform
from datetime import date
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).with_name("results.json")


def save(section: str, figures: dict[str, Any]) -> None:
    """Keep figures of a bench with the day and the machine; all others stay as they are."""
    machine = f"{platform.machine()}, Python {platform.python_version()}"
    found = json.loads(RESULTS.read_text("utf-8"))
    kept = found.get(section, {})
    found[section] = {**kept, "date": date.today().isoformat(), "machine": machine, **figures}
    RESULTS.write_text(json.dumps(found, indent=2) + "\n", "utf-8")
