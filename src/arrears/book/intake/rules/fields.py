"""Every field that a file can hold: how its cells are read, and what senders call it (`data/fields.toml`)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any

from arrears.book.intake.contracts.mapping import Cell, Field
from arrears.kernel.words import Words

_FILE = resources.files("arrears.book.intake") / "data" / "fields.toml"
_DATA: dict[str, list[dict[str, Any]]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyGroup:
    """A part that a person or company plays on an account, as columns of a file name it."""

    code: str
    role: str
    words: Words
    before: tuple[str, ...]


PARTY_GROUPS: dict[str, PartyGroup] = {
    raw["code"]: PartyGroup(
        code=raw["code"], role=raw["role"], words=Words(raw["zh"], raw["en"]), before=tuple(raw["before"])
    )
    for raw in _DATA["group"]
}


def _field(raw: dict[str, Any], code: str, words: Words, headings: tuple[str, ...]) -> Field:
    return Field(
        code=code,
        cell=Cell(raw["cell"]),
        words=words,
        headings=headings,
        personal=raw.get("personal"),
        choices=raw.get("choices"),
        length_max=raw.get("length_max", 200),
    )


def _names(raw: dict[str, Any]) -> tuple[str, ...]:
    return (raw["zh"], *raw.get("names", ()), raw["en"])


def _party_field(group: PartyGroup, raw: dict[str, Any]) -> Field:
    """A part of a party under its group: 担保人 + 手机号, guarantor + phone; the bare word is the name."""
    headings = [] if raw["code"] != "name" else [before for before in group.before if before]
    for before in group.before:
        for name in _names(raw):
            if not before:
                headings.append(name)
            elif before.isascii() == name.isascii():
                headings.append(f"{before} {name}" if name.isascii() else before + name)
    words = Words(group.words.zh + raw["zh"], f"{group.words.en}: {raw['en']}")
    return _field(raw, f"{group.code}.{raw['code']}", words, tuple(headings))


def _all_fields() -> dict[str, Field]:
    plain = [_field(raw, raw["code"], Words(raw["zh"], raw["en"]), _names(raw)) for raw in _DATA["field"]]
    parties = [_party_field(group, raw) for group in PARTY_GROUPS.values() for raw in _DATA["party"]]
    return {field.code: field for field in (*plain, *parties)}


FIELDS: dict[str, Field] = _all_fields()
GROUPS_BY_KIND: dict[str, frozenset[str]] = {
    "portfolio": frozenset({"account", "terms", "item", "collateral", "notice", *PARTY_GROUPS}),
    "payments": frozenset({"payment"}),
    "totals": frozenset({"totals"}),
}
NEEDED_BY_KIND: dict[str, tuple[str, ...]] = {
    "portfolio": ("account.number", "debtor.name", "item.principal"),
    "payments": ("payment.account", "payment.on", "payment.amount", "payment.key"),
    "totals": ("totals.product", "totals.balance"),
}
AMOUNT_PARTS = ("principal", "interest", "fee", "penalty", "cost", "tax")
