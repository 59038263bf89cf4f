"""What was agreed and what is to be done: agreements by state and amount, treatments of the latest night."""

from __future__ import annotations

from arrears.desk.promises.contracts import AGREEMENT_STATE_WORDS, AgreementState
from arrears.kernel.words import Words
from arrears.night.strategy.contracts import ACTION_WORDS, Action
from arrears.reports.contracts import Cell, Column, Grid, Question, Unit
from arrears.reports.queries.work_links import ref, with_refs
from arrears.reports.queries.work_rows import asked

_AGREEMENTS = """
SELECT t.currency, t.state, count(*), sum(t.owed_minor)::bigint, sum(t.pay_minor)::bigint, sum(t.waive_minor)::bigint,
       sum(t.received_minor)::bigint
FROM promises_agreements(%(last)s) t
WHERE t.requested_on BETWEEN %(first)s AND %(last)s AND {mine} GROUP BY 1, 2
"""
_TREATMENTS = """
SELECT action, sum(accounts)::bigint, count(*)
FROM (
    SELECT t.action, t.creditor_id, t.debtor_id, count(*) AS accounts
    FROM night_proposals(%(night)s) t LEFT JOIN team_owners(%(last)s) w USING (creditor_id, debtor_id)
    WHERE t.action <> 'none' AND {mine} GROUP BY 1, 2, 3
) d
GROUP BY 1 ORDER BY 2 DESC, 1
"""
"""Debtors are grouped before they are counted: counting them apart within each action sorts every row."""
_AMOUNTS = {
    "owed": "agreed_owed",
    "pay": "agreed_pay",
    "waive": "agreed_waive",
    "received": "agreed_received",
}
_STATES = [one.value for one in AgreementState]


def agreements(question: Question) -> tuple[Grid, ...]:
    """Plans, settlements, extensions and waivers that were asked for in the period, by the state that they have on its
    last day; one table for each currency."""
    rows = asked(question, _AGREEMENTS, "t.requested_by_id", "account")
    return tuple(
        _of_currency(
            question, currency, sorted((row[1:] for row in rows if row[0] == currency), key=_in_order)
        )
        for currency in sorted({str(row[0]) for row in rows})
    )


def _in_order(row: tuple[object, ...]) -> int:
    return _STATES.index(str(row[0]))


def _of_currency(question: Question, currency: str, rows: list[tuple[Cell, ...]]) -> Grid:
    lines: list[tuple[Cell, ...]] = [
        (AGREEMENT_STATE_WORDS[AgreementState(str(state))], *sums) for state, *sums in rows
    ]
    refs = {
        (place, column): ref(question, code, currency, what=str(row[0]))
        for place, row in enumerate(rows)
        for column, code in {"count": "agreements", **_AMOUNTS}.items()
    }
    grid = Grid(
        code="agreements", title=Words("协议（按状态）", "Agreements by state"), currency=currency, rows=tuple(lines),
        columns=(
            Column(code="state", label=Words("状态", "State"), unit=Unit.TEXT),
            Column(code="count", label=Words("协议数", "Agreements")),
            Column(code="owed", label=Words("当时欠款", "Owed then"), unit=Unit.MONEY),
            Column(code="pay", label=Words("约定还款", "To be paid"), unit=Unit.MONEY),
            Column(code="waive", label=Words("减免", "To be waived"), unit=Unit.MONEY),
            Column(code="received", label=Words("已收到", "Received"), unit=Unit.MONEY),
        ),
    )  # fmt: skip
    return with_refs(grid, refs)


def treatments(question: Question) -> tuple[Grid, ...]:
    """What the latest night up to the last day wants done, visits among it: accounts and debtors by treatment."""
    rows = asked(question, _TREATMENTS, "w.user_id", "account")
    if not rows:
        return ()
    named = {one.value: words for one, words in ACTION_WORDS.items() if isinstance(one, Action)}
    grid = Grid(
        code="treatments", title=Words("最近一次夜间的处置", "Treatments of the latest night"),
        rows=tuple((named.get(str(action), Words(str(action), str(action))), *counts) for action, *counts in rows),
        columns=(
            Column(code="action", label=Words("处置", "Treatment"), unit=Unit.TEXT),
            Column(code="accounts", label=Words("账户", "Accounts")),
            Column(code="debtors", label=Words("客户", "Debtors")),
        ),
    )  # fmt: skip
    codes = {"accounts": "treatments", "debtors": "treated_debtors"}
    return (
        with_refs(
            grid,
            {
                (place, column): ref(question, code, what=str(row[0]))
                for place, row in enumerate(rows)
                for column, code in codes.items()
            },
        ),
    )
