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
from itertools import groupby
from operator import itemgetter

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

PAGE = 1_000  # agreements in memory
_MONEY = """
SELECT a.id, r.effective_on, sum(r.amount_minor)::bigint
FROM promises_agreement a JOIN book_receipts(%(day)s) r
  ON r.creditor_id = a.creditor_id AND r.account_id = a.account_id
WHERE a.id = ANY(%(ids)s) AND r.effective_on >= a.starts_on
GROUP BY a.id, r.effective_on
ORDER BY a.id, r.effective_on
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
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    changed, states = 0, Counter[str]()
    for first in range(0, len(ids), PAGE):
        page = list(Agreement.objects.filter(pk__in=ids[first : first + PAGE]).order_by("pk"))
        changed += _judge_page(page, as_of, states)
    return Counts(len(ids), changed, expired, dict(sorted(states.items())))


def _judge_page(rows: list[Agreement], as_of: date, states: Counter[str]) -> int:
    """Judge a page of agreements in a few reads; how many verdicts are new."""
    money, lines, last = _money(rows, as_of), _lines(rows), _last(rows, as_of)
    fresh: list[AgreementVerdict] = []
    as_before: list[int] = []
    for row in rows:
        verdict = judge_plan(
            PlanFacts(
                lines=tuple(
                    Line(due_on=line.due_on, amount_minor=line.amount_minor) for line in lines[row.pk]
                ),
                starts_on=row.starts_on or as_of,
                money=money.get(row.pk, ()),
                grace_days=row.grace_days,
                missed_max=row.missed_max,
            ),
            as_of,
        )
        states[verdict.state.value] += 1
        before = last.get(row.pk, (AgreementState.ACTIVE.value, 0))
        if before != (verdict.state.value, verdict.received_minor):
            fresh.append(_verdict(row, verdict, as_of))
        if row.judged_on is not None and row.judged_on > as_of:
            continue  # a past date that is judged again changes nothing of how it stands
        if not _stand(row, lines[row.pk], verdict, as_of):
            as_before.append(row.pk)
    AgreementVerdict.objects.bulk_create(fresh)
    Agreement.objects.filter(pk__in=as_before).update(judged_on=as_of)
    return len(fresh)


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
    """Money by agreement: an account may have had several, each counts from its own first day."""
    with connection.cursor() as cursor:
        cursor.execute(_MONEY, {"day": as_of, "ids": [row.pk for row in rows]})
        return {
            agreement: tuple(MoneyIn(row[1], row[2]) for row in entries)
            for agreement, entries in groupby(cursor.fetchall(), key=itemgetter(0))
        }


def _last(rows: list[Agreement], as_of: date) -> dict[int, tuple[str, int]]:
    """The newest verdict on each agreement up to a date."""
    kept = AgreementVerdict.objects.filter(agreement__in=rows, as_of__lte=as_of)
    newest = kept.order_by("agreement_id", "-as_of", "-pk").distinct("agreement_id")
    return {row.agreement_id: (row.state, row.received_minor) for row in newest}


def _lines(rows: list[Agreement]) -> dict[int, list[AgreementLine]]:
    found: dict[int, list[AgreementLine]] = {row.pk: [] for row in rows}
    for line in AgreementLine.objects.filter(agreement__in=rows).order_by("agreement_id", "sequence"):
        found[line.agreement_id].append(line)
    return found


def _verdict(row: Agreement, verdict: PlanVerdict, as_of: date) -> AgreementVerdict:
    return AgreementVerdict(
        creditor_id=row.creditor_id,
        agreement_id=row.pk,
        as_of=as_of,
        state=verdict.state.value,
        received_minor=verdict.received_minor,
        recorded_at=clock.now(),
    )


def _stand(row: Agreement, lines: list[AgreementLine], verdict: PlanVerdict, as_of: date) -> bool:
    """Write how an agreement stands now and act on it; False when nothing but the date is new."""
    for line, judged in zip(lines, verdict.lines, strict=True):
        wanted = (judged.state.value, judged.received_minor, judged.paid_on)
        if (line.state, line.received_minor, line.paid_on) != wanted:
            line.state, line.received_minor, line.paid_on = wanted
            line.save(update_fields=["state", "received_minor", "paid_on"])
    was = AgreementState(row.state)
    to_waive = verdict.state is AgreementState.COMPLETED and row.waive_minor and row.waived_entry is None
    stands = (row.state, row.received_minor, row.ended_on)
    if stands == (verdict.state.value, verdict.received_minor, verdict.ended_on) and not to_waive:
        return False
    row.state, row.received_minor = verdict.state.value, verdict.received_minor
    row.judged_on, row.ended_on = as_of, verdict.ended_on
    if was is not verdict.state:
        follow(row, verdict.state, as_of)
    if to_waive:
        _waive_rest(row, as_of)
    row.save(update_fields=["state", "received_minor", "judged_on", "ended_on", "stop", "waived_entry"])
    return True


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
