"""Nights in a row on a few accounts, with people who do what was proposed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from arrears.night.contracts import CARE, CONTACT, GATE, OWED, PROMISES, STATE
from arrears.night.engine.contracts import Policy
from arrears.night.strategy.contracts import CONTACT_ACTIONS, Line
from tests.night.in_memory import Memory

MEMORY = Memory()
ACCOUNT: Mapping[str, Any] = {
    "creditor_id": 1,
    "kind": "card",
    "product": "standard",
    "currency": "CNY",
    "opened_on": date(2025, 1, 1),
    "placed_on": date(2026, 1, 1),
    "status": "open",
    "region": "440000",
    "guarantors": 1,
    "debtor_kind": "person",
    "lost_contact": False,
    "phones_valid": 1,
    "emails_valid": 1,
    "addresses_valid": 1,
}
_SPARSE = {each.table: each for each in (GATE, CONTACT, PROMISES, CARE)}


@dataclass
class Story:
    """A book that lives: `night` decides a date, carries the state on and lets the proposals be done.

    `obstacle`: accounts for which no attempt succeeds in being made (the gate refuses all day).
    """

    policy: Policy
    accounts: dict[int, dict[str, Any]] = field(default_factory=dict)
    items: list[dict[str, Any]] = field(default_factory=list)
    receipts: list[dict[str, Any]] = field(default_factory=list)
    sparse: dict[str, dict[int, dict[str, Any]]] = field(
        default_factory=lambda: {name: {} for name in _SPARSE}
    )
    state: dict[int, dict[str, Any]] = field(default_factory=dict)
    decisions: dict[int, dict[str, Any]] = field(default_factory=dict)
    obstacle: set[int] = field(default_factory=set)
    night_on: date | None = None

    def account(self, number: int, **facts: Any) -> None:
        self.accounts[number] = {**ACCOUNT, "account_id": number, "debtor_id": number, **facts}

    def item(self, number: int, due: date, amount: int = 1_000_00) -> None:
        self.items.append(
            {
                **dict.fromkeys(OWED, 0),
                "account_id": number,
                "item_id": len(self.items) + 1,
                "due_on": due,
                "billed_minor": amount,
                "paid_minor": 0,
                "owed_principal": amount,
            }
        )

    def pay(self, number: int, on: date, amount: int) -> None:
        """Money goes to the oldest items first."""
        self.receipts.append(
            {
                "account_id": number,
                "entry_id": len(self.receipts) + 1,
                "effective_on": on,
                "amount_minor": amount,
            }
        )
        for item in sorted(self.items, key=lambda each: each["due_on"]):
            if item["account_id"] == number and amount:
                part = min(amount, item["owed_principal"])
                item["owed_principal"] -= part
                item["paid_minor"] += part
                amount -= part

    def say(self, table: str, number: int, **facts: Any) -> None:
        """What a room publishes of an account or its debtor."""
        empty = {"boolean": False, "int32": 0, "array<string>": []}
        blank = {name: empty.get(kind) for name, kind in _SPARSE[table].columns.items()}
        key = "account_id" if table == "promises" else "debtor_id"
        row = self.sparse[table].get(number, {**blank, "creditor_id": 1, key: number})
        self.sparse[table][number] = {**row, **facts}

    def night(self, on: date) -> dict[int, Line]:
        """Decide a date; then contact steps are done on it, except where an obstacle stands."""
        was = [{**row, "night_on": self.night_on} for row in self.state.values()]
        self.decisions = MEMORY.decide(
            self.policy,
            on,
            accounts=self.accounts.values(),
            items=self.items,
            receipts=self.receipts,
            state=was,
            **{name: rows.values() for name, rows in self.sparse.items()},
        )
        self.state = {
            number: {name: row[name] for name in STATE.columns if name != "night_on"}
            for number, row in self.decisions.items()
        }
        self.night_on = on
        lines = {number: self.policy.lines[row["line"]] for number, row in self.decisions.items()}
        for number, line in lines.items():
            if line.action in CONTACT_ACTIONS and number not in self.obstacle:
                self.say("contact", number, last_attempt_on=on, last_outcome="no_answer")
        return lines

    def walk(self, first: date, days: int) -> dict[int, list[tuple[date, str]]]:
        """Many nights; for each account the dates on which a step was due, and which."""
        found: dict[int, list[tuple[date, str]]] = {number: [] for number in self.accounts}
        for ahead in range(days):
            on = first + timedelta(days=ahead)
            for number, line in self.night(on).items():
                if self.decisions[number]["due_in"] == 0:
                    found[number].append((on, line.step))
        return found
