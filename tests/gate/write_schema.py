"""Writes docs/gate.schema.json from the readers: `python -m tests.gate.write_schema`."""

from __future__ import annotations

import json
from pathlib import Path

from arrears.gate.rules.pure import schemas

TARGET = Path(__file__).resolve().parents[2] / "docs" / "gate.schema.json"


def main() -> None:
    TARGET.write_text(json.dumps(schemas(), ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
