"""One account on the screen comes out as the night's engine decides it, column by column."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import ibis
import pytest

from arrears.night.contracts import CARE, CONTACT, GATE, OWED, PROMISES, REACH, STATE
from arrears.night.engine.columns import DECISION
from arrears.night.engine.rowwise import NotRowwise, Rowwise, relation
from arrears.night.engine.rules import parse
from arrears.night.engine.shipped import shipped_texts
from arrears.night.engine.single import decide_rows
from tests.night.in_memory import Memory, night_row
from tests.night.story import ACCOUNT

NIGHT = date(2026, 2, 27)
ACCOUNTS = 250
Tables = dict[str, list[dict[str, Any]]]


def days_ago(dice: random.Random, most: int) -> date | None:
    return None if dice.random() < 0.3 else NIGHT - timedelta(days=dice.randint(0, most))


def drawn(dice: random.Random, number: int) -> Tables:
    """An account with all that rooms may say of it, likely and unlikely."""
    ids = {"creditor_id": 1, "account_id": number, "debtor_id": number}

    def count(most: int) -> int:
        return dice.randint(0, most)

    account = {
        **ACCOUNT, **ids, "kind": dice.choice(("card", "lease", "loan", "invoice")), "phones_valid": count(2),
        "emails_valid": count(1), "addresses_valid": count(1), "opened_on": days_ago(dice, 900),
        "debtor_kind": dice.choice(("person", "company")), "lost_contact": dice.random() < 0.1,
        "status": dice.choice(("open", "open", "open", "closed")),
    }  # fmt: skip
    items, receipts = [], []
    for place in range(count(6)):
        billed, paid = 1_000_00, dice.choice((0, 0, 300_00, 1_000_00))
        owed = {**dict.fromkeys(OWED, 0), "owed_principal": billed - paid, "owed_penalty": count(900)}
        due = NIGHT + timedelta(days=dice.randint(-200, 40))
        items.append(
            {"account_id": number, "item_id": number * 10 + place, "due_on": due, "billed_minor": billed,
             "paid_minor": paid, **owed}
        )  # fmt: skip
        on = NIGHT + timedelta(days=dice.randint(-120, 5))
        receipts.append({"account_id": number, "entry_id": place, "effective_on": on, "amount_minor": paid})
    began = days_ago(dice, 90)
    rows: Tables = {
        "accounts": [account],
        "items": items,
        "receipts": receipts,
        "gate": [{**ids, "stopped": dice.random() < 0.2, "stop_kinds": dice.choice(([], ["hardship"])),
                  "connected_today": count(1), "opted_out_channels": []}],
        "contact": [{**ids, "attempts_7": count(4), "attempts_30": count(9), "reached_30": count(3),
                     "last_attempt_on": days_ago(dice, 20), "last_reached_on": days_ago(dice, 30),
                     "last_outcome": dice.choice((None, "no_answer", "promised"))}],
        "promises": [{**ids, "open_promises": count(1), "open_due_on": days_ago(dice, 3), "kept": count(2),
                      "partly_kept": 0, "late": count(1), "broken": count(2),
                      "last_broken_on": days_ago(dice, 9), "plan_active": dice.random() < 0.1}],
        "care": [{**ids, "disputed": dice.random() < 0.1, "hardship": dice.random() < 0.1,
                  "vulnerable": dice.random() < 0.1, "complaint_open": dice.random() < 0.1,
                  "reason": dice.choice((None, "forgot", "malice"))}],
        "reach": [{"account_id": number, "told": dice.random() < 0.8, "call_opens": dice.choice((None, 28_800)),
                   "sms_opens": dice.choice((None, 0)), "email_opens": 3_601, "letter_opens": 0,
                   "visit_opens": None}],
        "state": [{"account_id": number, "night_on": NIGHT - timedelta(days=1), "bucket_no": count(3),
                   "first_overdue_on": began, "episode_on": began, "episodes": count(2), "worst_days": count(90),
                   "paused_days": count(5), "strategy_key": 370448595, "steps_done": count(255),
                   "proposed": count(3), "fading": count(3), "fading_since": days_ago(dice, 4)}],
    }  # fmt: skip
    for name in (GATE.table, CONTACT.table, PROMISES.table, CARE.table, REACH.table, STATE.table):
        if dice.random() < 0.3:
            rows[name] = []
    return rows


def test_every_column_is_that_of_the_night() -> None:
    """250 drawn accounts in one night of the engine, and each of them alone."""
    policy = parse(shipped_texts())
    dice = random.Random(2026)
    books = [drawn(dice, number) for number in range(1, ACCOUNTS + 1)]
    together: Tables = {}
    for book in books:
        for name, rows in book.items():
            together.setdefault(name, []).extend(rows)
    wanted = Memory().decide(policy, NIGHT, **together)
    night = {"night": [night_row(NIGHT)]}
    alone = {row["account_id"]: row for book in books for row in decide_rows(policy, {**book, **night})}
    assert set(alone) == set(wanted)
    for number, row in wanted.items():
        assert {name: alone[number][name] for name in DECISION} == row
    assert len({row["line"] for row in wanted.values()}) > 15  # the draw went many ways


def test_a_node_that_is_not_known_is_named() -> None:
    table = ibis.table({"x": "string"}, name="t")
    with pytest.raises(NotRowwise, match="Uppercase"):
        relation(table.select(y=table.x.upper()).op())
    with pytest.raises(NotRowwise, match="Sort"):
        Rowwise({"t": table}, lambda tables, stage: tables["t"].order_by("x"), lambda name, found: found)
