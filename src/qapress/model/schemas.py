"""The project's own schemas."""

from pathlib import Path

SCHEMAS = Path(__file__).parent.parent / "schema"
"""The package's copies, `NAME.vN.schema.json` each."""
