"""Judging agreements from the ledger, and what follows when one is completed or broken.

While an agreement runs, the stop `plan_kept` stands at the gate (K 70: whoever keeps a plan is not
collected from). It is lifted when the agreement ends either way, and placed again when a corrected ledger
says that it was not broken after all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import connection

from arrears.book.payments import api as payments
from arrears.book.payments.contracts import Component, WaiverOrder
from arrears.desk.promises.contracts import AgreementKind, AgreementState, Line
from arrears.desk.promises.models import Agreement, AgreementLine, AgreementVerdict, Approval
from arrears.desk.promises.queries import STARTED
from arrears.desk.promises.rules.judge_plan import PlanFacts, PlanVerdict, judge_plan
from arrears.desk.promises.rules.money_in import MoneyIn
from arrears.desk.promises.rules.policy import policy_of
from arrears.foundation.api import SYSTEM, actor_by_user_id, audit, creditor_by_id
from arrears.gate import api as gate
from arrears.kernel import clock

_MONEY = """
SELECT r.account_id, r.effective_on, sum(r.amount_minor)::bigint
FROM promises_agreement a JOIN book_receipts(%(day)s) r
  ON r.creditor_id = a.creditor_id AND r.account_id = a.account_id
WHERE a.id = ANY(%(ids)s) AND r.effective_on >= a.starts_on
GROUP BY a.id, r.account_id, r.effective_on
ORDER BY r.effective_on
"""


@dataclass(frozen=True, slots=True)
class Counts:
    judged: int
    changed: int
    expired: int
    by_state: Mapping[str, int] = field(default_factory=dict)


def judge_agreements(as_of: date, creditor_id: int | None = None) -> Counts:
    """Judge every agreement that has started by a date; let requests and offers lapse whose day has passed."""
    expired = _expire(as_of, creditor_id)
    rows = Agreement.objects.select_for_update().filter(
        state__in=[state.value for state in STARTED], starts_on__lte=as_of
    )
    rows = rows.exclude(kind=AgreementKind.WAIVER.value)
    if creditor_id is not None:
        rows = rows.filter(creditor_id=creditor_id)
    listed = list(rows.order_by("pk"))
    money, lines = _money(listed, as_of), _lines(listed)
    changed, states = 0, Counter[str]()
    for row in listed:
        verdict = judge_plan(
            PlanFacts(
                lines=tuple(
                    Line(due_on=line.due_on, amount_minor=line.amount_minor) for line in lines[row.pk]
                ),
                starts_on=row.starts_on or as_of,
                money=money.get(row.account_id, ()),
                grace_days=row.grace_days,
                missed_max=row.missed_max,
            ),
            as_of,
        )
        changed += _keep(row, lines[row.pk], verdict, as_of)
        states[verdict.state.value] += 1
    return Counts(len(listed), changed, expired, dict(sorted(states.items())))


def _expire(as_of: date, creditor_id: int | None) -> int:
    waiting = Agreement.objects.select_for_update().filter(
        state__in=[AgreementState.REQUESTED.value, AgreementState.APPROVED.value], expires_on__lt=as_of
    )
    if creditor_id is not None:
        waiting = waiting.filter(creditor_id=creditor_id)
    ids = list(waiting.values_list("pk", flat=True))
    for agreement_id in ids:
        audit(SYSTEM, "agreement.expired", f"agreement:{agreement_id}", {})
    return Agreement.objects.filter(pk__in=ids).update(state=AgreementState.EXPIRED.value, ended_on=as_of)


def _money(rows: list[Agreement], as_of: date) -> dict[int, tuple[MoneyIn, ...]]:
    found: dict[int, list[MoneyIn]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_MONEY, {"day": as_of, "ids": [row.pk for row in rows]})
        for account, day, amount in cursor.fetchall():
            found.setdefault(account, []).append(MoneyIn(day, amount))
    return {account: tuple(entries) for account, entries in found.items()}


def _lines(rows: list[Agreement]) -> dict[int, list[AgreementLine]]:
    found: dict[int, list[AgreementLine]] = {row.pk: [] for row in rows}
    for line in AgreementLine.objects.filter(agreement__in=rows).order_by("agreement_id", "sequence"):
        found[line.agreement_id].append(line)
    return found


def _keep(row: Agreement, lines: list[AgreementLine], verdict: PlanVerdict, as_of: date) -> bool:
    """Write the verdict where it differs from the last one for the date; act only on the newest date."""
    last = (
        AgreementVerdict.objects.filter(agreement_id=row.pk, as_of__lte=as_of)
        .order_by("-as_of", "-pk")
        .first()
    )
    before = (last.state, last.received_minor) if last else (AgreementState.ACTIVE.value, 0)
    changed = before != (verdict.state.value, verdict.received_minor)
    if changed:
        AgreementVerdict.objects.create(
            creditor_id=row.creditor_id,
            agreement_id=row.pk,
            as_of=as_of,
            state=verdict.state.value,
            received_minor=verdict.received_minor,
            recorded_at=clock.now(),
        )
    if row.judged_on is not None and row.judged_on > as_of:
        return changed
    _stand(row, lines, verdict, as_of)
    return changed


def _stand(row: Agreement, lines: list[AgreementLine], verdict: PlanVerdict, as_of: date) -> None:
    for line, judged in zip(lines, verdict.lines, strict=True):
        wanted = (judged.state.value, judged.received_minor, judged.paid_on)
        if (line.state, line.received_minor, line.paid_on) != wanted:
            line.state, line.received_minor, line.paid_on = wanted
            line.save(update_fields=["state", "received_minor", "paid_on"])
    was = AgreementState(row.state)
    row.state, row.received_minor = verdict.state.value, verdict.received_minor
    row.judged_on, row.ended_on = as_of, verdict.ended_on
    if was is not verdict.state:
        follow(row, verdict.state, as_of)
    if verdict.state is AgreementState.COMPLETED and row.waive_minor and row.waived_entry is None:
        _waive_rest(row, as_of)
    row.save(update_fields=["state", "received_minor", "judged_on", "ended_on", "stop", "waived_entry"])


def follow(row: Agreement, state: AgreementState, as_of: date) -> None:
    """What a change of state makes happen at the gate and in the ledger. The caller saves the row."""
    if state is AgreementState.ACTIVE:
        _place_stop(row)
    elif row.stop is not None:
        gate.lift_stop(row.stop, why=f"agreement {row.pk} {state.value}", actor=SYSTEM)
        row.stop = None
    if state is not AgreementState.COMPLETED and row.waived_entry is not None:
        payments.reverse(
            row.waived_entry,
            effective_on=as_of,
            key=f"agreement/{row.pk}/unwaived/{row.waived_entry}",
            why=f"agreement {row.pk} {state.value}",
            actor=SYSTEM,
        )
        row.waived_entry = None
    audit(SYSTEM, f"agreement.{state.value}", f"agreement:{row.pk}", {"as_of": str(as_of)})


def _place_stop(row: Agreement) -> None:
    row.stop = gate.place_stop(
        row.creditor_id,
        row.debtor_id,
        "plan_kept",
        reference=f"agreement:{row.pk}",
        actor=SYSTEM,
        account_ids=[row.account_id],
    )


def _waive_rest(row: Agreement, as_of: date) -> None:
    """A settlement that was paid: what is still owed, up to what was agreed, is given up by component.

    When the ledger's own limits do not let it through, it is tried again at the next judgement; until then
    the agreement stands as completed without an entry (`waivers_waiting`).
    """
    amounts: dict[Component, int] = {}
    left = row.waive_minor
    owed = payments.balance(row.account_id, as_of).by_component
    for component in WAIVE_ORDER:
        part = min(left, owed.get(component, 0))
        if part > 0:
            amounts[component] = part
            left -= part
    if not amounts:
        return
    try:
        row.waived_entry = post_waiver(row, amounts, as_of)
    except payments.PostingRefused:
        row.waived_entry = None


WAIVE_ORDER = (
    Component.PENALTY, Component.FEE, Component.INTEREST, Component.COST, Component.TAX, Component.PRINCIPAL,
)  # fmt: skip


def post_waiver(row: Agreement, amounts: Mapping[Component, int], effective_on: date) -> int:
    """Post an approved waiver in the ledger; the entry's id. Repeating the key posts nothing twice.

    The ledger holds its own limits: it posts for the one who asked with the one who granted last. Raises
    PostingRefused when these limits do not reach that far.
    """
    granted = Approval.objects.filter(agreement_id=row.pk, granted=True).order_by("-pk").first()
    asker = SYSTEM if row.requested_by_user_id is None else actor_by_user_id(row.requested_by_user_id)
    posting = payments.waive(
        WaiverOrder(
            creditor_id=row.creditor_id,
            account_id=row.account_id,
            amounts=amounts,
            effective_on=effective_on,
            key=f"agreement/{row.pk}/waiver/{effective_on}",
            why=f"agreement {row.pk}",
        ),
        asker,
        actor_by_user_id(granted.user_id) if granted else None,
    )
    return posting.entry_id


def lapse_on(creditor_id: int, from_day: date, *, offer: bool) -> date:
    """The last day of a request that waits for approval, or of an offer that waits for the debtor."""
    limits = policy_of(creditor_by_id(creditor_id).settings).agreement
    return from_day + timedelta(days=limits.offer_days if offer else limits.request_days)
