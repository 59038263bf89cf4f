"""What came of a contact, and what the debtor sent us."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import ContactState
from arrears.desk.contact.actions.reaching import event
from arrears.desk.contact.contracts import (
    NOTE_CHARS_MAX,
    OUTCOME_WORDS,
    AttemptState,
    Effect,
    Follow,
    InboundOrder,
    Outcome,
    OutcomeOrder,
    OutcomeResult,
    ReachError,
)
from arrears.desk.contact.models import Attempt, Inbound
from arrears.desk.contact.queries import attempt_row
from arrears.desk.contact.rules.outcomes import (
    ONLY_FROM_WHO_OWES,
    OWING_ROLES,
    Consequence,
    follow_up_day,
    reached,
    what_follows,
)
from arrears.foundation import vault
from arrears.foundation.api import SYSTEM, Actor, Role, require_scope
from arrears.gate import api as gate
from arrears.kernel import clock
from arrears.kernel.words import Words

CALL_BACK_DAYS_MAX = 60
DURATION_SECONDS_MAX = 8 * 3600

_NEEDS: dict[str, tuple[Effect, Words]] = {
    "promise": (
        Effect.TAKE_PROMISE,
        Words("请登记承诺的金额和日期", "Record the amount and the day promised"),
    ),
    "dispute": (Effect.RECORD_CONCERN, Words("请登记异议内容", "Record what is disputed")),
    "hardship": (Effect.RECORD_CONCERN, Words("请登记困难情况", "Record the hardship")),
    "complaint": (Effect.RECORD_CONCERN, Words("请登记投诉内容", "Record the complaint")),
    "ledger": (Effect.CHECK_LEDGER, Words("请财务核对是否入账", "Have finance check whether it arrived")),
    "contact": (
        Effect.FIND_CONTACT,
        Words("请用合法来源更新联系方式", "Find a contact from a lawful source"),
    ),
    "reason": (Effect.RECORD_REASON, Words("请记录欠款原因", "Record the reason for the arrears")),
}
_STOPPED = Words("所有渠道的催收已停止", "Collection has stopped on every channel")


def record_outcome(order: OutcomeOrder, actor: Actor) -> OutcomeResult:
    """Keep what came of an attempt, and do what follows at once, in one transaction.

    The gate is told, a stop is placed, a dead number is closed, the next day in the diary is set. An earlier
    outcome can be corrected with a reason, by who made the attempt on its day and by a leader later: a number
    that it closed is open again as unverified; a stop that it placed stays until care lifts it.
    """
    with transaction.atomic():
        row = attempt_row(order.attempt_id, actor, lock=True)
        corrected = _check(row, order, actor)
        found = what_follows(order.code, role=row.role, written=order.written, channel=row.channel)
        today = clock.today()
        gate.report_outcome(
            row.permit_id, found.result, actor=actor, at=row.at, detail={"outcome": order.code.value}
        )
        stop = row.stop
        if found.stop and stop is None:
            stop = gate.place_stop(
                row.creditor_id,
                row.debtor_id,
                found.stop,
                reference=f"attempt:{row.pk}",
                channel=None,
                actor=actor,
            )
        if corrected:
            _reopen_point(row, found, actor)
        _people_and_points(row, found, actor)
        due_on = _due(order, found, today)
        _keep(row, order, found, stop, due_on)
        event(
            row,
            "corrected" if corrected else "outcome",
            actor,
            {"code": order.code.value, "why": order.why, "stop": str(stop or "")},
        )
    return OutcomeResult(
        attempt_id=row.pk,
        code=order.code,
        follows=_follows(order, found, due_on, row),
        follow_up_on=due_on,
        stop_id=stop,
        corrected=corrected,
    )


def may_correct(by_user_id: int | None, business_date: date, actor: Actor) -> bool:
    """Who may correct an outcome: whoever made the attempt, on its day; a leader at any time."""
    if actor.role is Role.LEADER or actor is SYSTEM:
        return True
    return by_user_id is not None and by_user_id == actor.user_id and business_date == clock.today()


def _check(row: Attempt, order: OutcomeOrder, actor: Actor) -> bool:
    """Whether this corrects an earlier outcome. ReachError for what cannot be."""
    if row.state in (AttemptState.QUEUED.value, AttemptState.FAILED.value):
        raise ReachError(
            Words("该联系没有发出，不能登记结果", "This attempt did not go out: it has no outcome")
        )
    if row.outcome and not order.why.strip():
        raise ReachError(Words("更正结果须写明理由", "Correcting an outcome needs a reason"))
    if row.outcome and not may_correct(row.by_user_id, row.business_date, actor):
        raise ReachError(
            Words(
                "过了当天或他人的联系，由组长更正", "After its day, or somebody else's: a leader corrects it"
            )
        )
    if order.code in ONLY_FROM_WHO_OWES and row.role not in OWING_ROLES:
        raise ReachError(
            Words(
                "对方不是债务人，请选择“第三人接听”",
                "This is not the debtor: choose “a third person answered”",
            )
        )
    if len(order.note) > NOTE_CHARS_MAX:
        raise ReachError(Words("备注过长", "The note is too long"))
    if order.duration_s is not None and not 0 <= order.duration_s <= DURATION_SECONDS_MAX:
        raise ReachError(Words("通话时长不合理", "The duration cannot be right"))
    if order.code is Outcome.CALL_BACK:
        _check_call_back(order)
    return bool(row.outcome)


def _check_call_back(order: OutcomeOrder) -> None:
    if order.call_back_at is None:
        raise ReachError(Words("请填写约定回电的时间", "Say when to call back"))
    ahead = order.call_back_at - clock.now()
    if not timedelta(0) < ahead <= timedelta(days=CALL_BACK_DAYS_MAX):
        raise ReachError(
            Words(f"回电时间须在今后{CALL_BACK_DAYS_MAX}天内", f"Call back within {CALL_BACK_DAYS_MAX} days")
        )


def _reopen_point(row: Attempt, found: Consequence, actor: Actor) -> None:
    """A number that the earlier outcome closed by mistake is open again; whether it is right is not known."""
    before = what_follows(Outcome(row.outcome), role=row.role, channel=row.channel)
    if before.point_state and not found.point_state and row.contact_point_id is not None:
        portfolio.set_contact_state(
            row.contact_point_id, ContactState.UNVERIFIED, why=f"attempt:{row.pk} corrected", actor=actor
        )


def _people_and_points(row: Attempt, found: Consequence, actor: Actor) -> None:
    why = f"attempt:{row.pk}"
    if found.suppress_person:
        gate.record_refusal(
            row.creditor_id,
            row.debtor_id,
            row.person_id,
            reference=why,
            actor=actor,
            contact_point_id=row.contact_point_id,
        )
    if found.point_state and row.contact_point_id is not None:
        portfolio.set_contact_state(
            row.contact_point_id, ContactState(found.point_state), why=why, actor=actor
        )


def _due(order: OutcomeOrder, found: Consequence, today: date) -> date | None:
    if order.call_back_at is not None and order.code is Outcome.CALL_BACK:
        return order.call_back_at.astimezone(clock.zone()).date()
    return None if found.days is None else follow_up_day(found.days, today)


def _keep(row: Attempt, order: OutcomeOrder, found: Consequence, stop: int | None, due: date | None) -> None:
    row.outcome, row.outcome_at = order.code.value, clock.now()
    row.reached = reached(order.code, row.role)
    row.duration_s = order.duration_s
    row.note_sealed = vault.seal(order.note)
    row.needs, row.stop, row.follow_up_on = found.needs, stop, due
    row.follow_up_at = order.call_back_at if order.code is Outcome.CALL_BACK else None
    if found.minutes is not None:
        row.follow_up_at = clock.now() + timedelta(minutes=found.minutes)
    row.save(
        update_fields=[
            "outcome", "outcome_at", "reached", "duration_s", "note_sealed", "needs", "stop",
            "follow_up_on", "follow_up_at",
        ]
    )  # fmt: skip


def _follows(order: OutcomeOrder, found: Consequence, due: date | None, row: Attempt) -> tuple[Follow, ...]:
    """Everything that happened and everything that is asked for, in words."""
    said = OUTCOME_WORDS[order.code]
    follows = [
        Follow(
            effect=Effect.REPORT_TO_GATE,
            done=True,
            words=Words(f"已登记：{said.zh}", f"Recorded: {said.en.lower()}"),
            detail={"result": found.result},
        )
    ]
    if found.stop:
        follows.append(
            Follow(effect=Effect.STOP_AT_GATE, done=True, words=_STOPPED, detail={"kind": found.stop})
        )
    if found.suppress_person:
        words = Words("此人今后不再联系", "This person will not be contacted again")
        follows.append(Follow(effect=Effect.SUPPRESS_PERSON, done=True, words=words))
    if found.point_state and row.contact_point_id is not None:
        words = Words("该联系方式已停用", "This number or address is out of use")
        follows.append(
            Follow(
                effect=Effect.CLOSE_CONTACT_POINT, done=True, words=words, detail={"state": found.point_state}
            )
        )
    if due is not None:
        words = Words(f"下次跟进：{due}", f"Next follow-up: {due}")
        follows.append(Follow(effect=Effect.FOLLOW_UP, done=True, words=words, detail={"due_on": str(due)}))
    if found.tell_nothing:
        words = Words("不得透露任何债务信息", "Nothing of a debt may be told")
        follows.append(Follow(effect=Effect.TELL_NOTHING, done=False, words=words))
    if found.needs:
        effect, words = _NEEDS[found.needs]
        follows.append(Follow(effect=effect, done=False, words=words, detail={"needs": found.needs}))
    return tuple(follows)


def save_note(attempt_id: int, note: str, actor: Actor) -> None:
    """Autosave of a note while the talk goes on; the outcome's note is the one that stays."""
    if len(note) > NOTE_CHARS_MAX:
        raise ReachError(Words("备注过长", "The note is too long"))
    with transaction.atomic():
        row = attempt_row(attempt_id, actor, lock=True)
        if row.outcome:
            raise ReachError(Words("结果已登记，备注不能再改", "The outcome is recorded: its note stays"))
        row.note_sealed = vault.seal(note)
        row.save(update_fields=["note_sealed"])


def settle_need(attempt_id: int, actor: Actor, *needs: str) -> None:
    """What an outcome asked for was recorded (a promise, a concern): the case no longer waits for it."""
    with transaction.atomic():
        row = attempt_row(attempt_id, actor, lock=True)
        if row.needs and row.needs in needs:
            event(row, "settled", actor, {"need": row.needs})
            row.needs = ""
            row.save(update_fields=["needs"])


def take_inbound(order: InboundOrder, actor: Actor) -> int:
    """Keep what somebody said or sent to us, and tell the gate: an answer may now be given. Returns its id."""
    require_scope(actor, order.creditor_id)
    if not order.text.strip():
        raise ReachError(Words("没有内容", "There is nothing in it"))
    at = order.at or clock.now()
    with transaction.atomic():
        row = Inbound.objects.create(
            creditor_id=order.creditor_id,
            debtor_id=order.debtor_id,
            person_id=order.person_id or order.debtor_id,
            contact_point_id=order.contact_point_id,
            accounts=list(order.account_ids),
            channel=order.channel,
            text_sealed=vault.seal(order.text),
            by_user_id=actor.user_id,
            by=actor.name,
            at=at,
        )
        gate.report_inbound(
            order.creditor_id,
            order.debtor_id,
            channel=order.channel,
            result="conversation" if order.channel in ("call", "visit") else "delivered",
            actor=actor,
            person_id=order.person_id,
            contact_point_id=order.contact_point_id,
            account_ids=order.account_ids,
            at=at,
        )
    return row.pk
