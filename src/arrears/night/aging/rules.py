"""Read the aging policy from its file. Pure: text in, policy or ValueError out."""

from __future__ import annotations

import tomllib
from typing import Any

from arrears.kernel.words import Words
from arrears.night.aging.contracts import AgingPolicy, AgingRule, Bucket


def parse_policy(text: str) -> AgingPolicy:
    """The policy of an aging file. ValueError says which rule is wrong and why."""
    raw = tomllib.loads(text)
    tables = {name: _buckets(table) for name, table in raw["buckets"].items()}
    return AgingPolicy(rules=tuple(_rule(entry, tables) for entry in raw["rule"]))


def _buckets(table: dict[str, dict[str, Any]]) -> tuple[Bucket, ...]:
    return tuple(
        Bucket(code=code, from_days=entry["from"], title=Words(entry["zh"], entry["en"]))
        for code, entry in table.items()
    )


def _rule(entry: dict[str, Any], tables: dict[str, tuple[Bucket, ...]]) -> AgingRule:
    name = entry["buckets"]
    if name not in tables:
        raise ValueError(f"{entry['id']}: no bucket table {name!r}")
    return AgingRule(
        id=entry["id"],
        kind=entry.get("kind"),
        product=entry.get("product"),
        grace_days=entry["grace_days"],
        buckets=tables[name],
    )
