"""Read the documented columns from their file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

from arrears.kernel.words import Words
from arrears.night.contracts import ColumnType, Feature


def parse_features(text: str) -> Mapping[str, Feature]:
    """The catalogue by column name, in the order of the file."""
    return {name: _feature(name, entry) for name, entry in tomllib.loads(text).items()}


def _feature(name: str, entry: dict[str, Any]) -> Feature:
    unknown = entry.get("unknown")
    return Feature(
        name=name,
        type=ColumnType(entry["type"]),
        unit=entry["unit"],
        source=entry["source"],
        title=Words(entry["title"]["zh"], entry["title"]["en"]),
        unknown=Words(unknown["zh"], unknown["en"]) if unknown else None,
        values=tuple(entry.get("values", ())),
        scored=entry.get("scored", True),
    )
