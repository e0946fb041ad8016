"""The figures that the README shows, one section a bench, in `results.json`."""

from __future__ import annotations

import json
import platform
from datetime import date
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).with_name("results.json")


def save(section: str, figures: dict[str, Any]) -> None:
    """Keep the figures of a bench with the day and the machine; the others stay as they are."""
    machine = f"{platform.machine()}, Python {platform.python_version()}"
    found = json.loads(RESULTS.read_text("utf-8"))
    found[section] = {"date": date.today().isoformat(), "machine": machine, **figures}
    RESULTS.write_text(json.dumps(found, indent=2) + "\n", "utf-8")
