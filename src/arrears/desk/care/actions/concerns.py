"""Raising and ending a concern. One action stops or changes every channel at once, through the gate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.db import transaction

from arrears.book.intake.contracts import Notice, NoticeKind
from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import ContactState
from arrears.desk.care.contracts import (
    CareRefused,
    ConcernFacts,
    ConcernKind,
    ConcernOrder,
    ConcernState,
    Result,
    Wish,
    WishKind,
)
from arrears.desk.care.models import Concern, ConcernEvent
from arrears.desk.care.queries import concern_facts, concern_row
from arrears.desk.care.rules.effects import ALL_CHANNELS, ANSWERED, LEADERS, Effects, check_close, effects_of
from arrears.desk.contact import api as contact
from arrears.foundation import vault
from arrears.foundation.api import Actor, CreditorFacts, audit, creditor_by_id, require_scope
from arrears.gate import api as gate
from arrears.kernel import clock
from arrears.kernel.words import Words

TEXT_CHARS_MAX = 8_000
HOUSE_DAYS = 15  # where no regime sets a day: the shortest that any of ours does (CN-Q1, simple)
TALK_NEEDS = ("dispute", "hardship", "complaint")


def open_concern(order: ConcernOrder, actor: Actor) -> ConcernFacts:
    """Keep what was raised and do at once what it calls for, in one transaction.

    A stop that the talk's outcome has placed already is taken over. The same `source_key` changes nothing.
    CareRefused says what is missing; OutOfScope for somebody else's case.
    """
    require_scope(actor, order.creditor_id)
    creditor = creditor_by_id(order.creditor_id)
    effects = effects_of(order)
    _check(order)
    with transaction.atomic():
        if order.source_key:
            known = Concern.objects.filter(source_key=order.source_key).first()
            if known is not None:
                return concern_facts(known)
        today = order.opened_on or clock.today(creditor.zone)
        due_on, rule = _due(order, creditor, today)
        row = Concern.objects.create(
            **_columns(order, actor), opened_on=today, opened_at=clock.now(), due_on=due_on, due_rule=rule
        )
        row.stops = _stop(row, order, effects, actor)
        row.about_user_id = _about(order, actor)
        row.save(update_fields=["stops", "about_user"])
        _tell_gate(row, effects, actor)
        _close_point(row, effects, actor)
        note(row, "opened", actor, {"kind": row.kind, "stops": ",".join(map(str, row.stops))})
        audit(actor, "concern.opened", f"concern:{row.pk}", {"kind": row.kind, "debtor": row.debtor_id})
    return concern_facts(row)


def _check(order: ConcernOrder) -> None:
    if not order.text.strip():
        raise CareRefused("text", Words("请填写情况说明", "Say what was raised"))
    if len(order.text) > TEXT_CHARS_MAX:
        raise CareRefused("text", Words("说明过长", "The text is too long"))
    part = order.kind is ConcernKind.DISPUTE and order.account_id is not None
    if order.amount_minor is not None and (not part or order.amount_minor <= 0):
        raise CareRefused(
            "amount", Words("只有对某账户的异议可填金额", "Only a dispute of an account has one")
        )
    if order.kind is ConcernKind.DATA_REQUEST and order.data_request is None:
        raise CareRefused("data_request", Words("请选择请求的类型", "Say what is asked for"))
    if order.account_id is not None:
        account = portfolio.account_key(order.account_id)
        if (account.creditor_id, account.debtor_id) != (order.creditor_id, order.debtor_id):
            raise CareRefused("account", Words("账户不属于该债务人", "This account is not the debtor's"))


def _columns(order: ConcernOrder, actor: Actor) -> dict[str, object]:
    point = order.contact_point_id
    if point is None and order.wish is not None:
        point = order.wish.contact_point_id
    detail: dict[str, object] = {}
    if order.wish is not None:
        detail["wish"] = order.wish.kind.value
        detail["channel"] = order.wish.channel
    if order.deceased:
        detail["deceased"] = True
    return {
        "creditor_id": order.creditor_id,
        "debtor_id": order.debtor_id,
        "account_id": order.account_id,
        "contact_point_id": point,
        "attempt_id": order.attempt_id,
        "kind": order.kind.value,
        "text_sealed": vault.seal(order.text),
        "amount_minor": order.amount_minor,
        "written": order.written,
        "channel": order.channel,
        "detail": detail,
        "data_request": order.data_request.value if order.data_request else "",
        "evidence": [str(entry) for entry in order.evidence],
        "owner_id": order.owner_id,
        "opened_by_user_id": actor.user_id,
        "opened_by": actor.name,
        "source_key": order.source_key,
    }


def _due(order: ConcernOrder, creditor: CreditorFacts, today: date) -> tuple[date | None, str]:
    """The day by which an answer is due and the rule that says so. Care without an answer has none."""
    if order.kind not in ANSWERED:
        return None, ""
    if order.kind is ConcernKind.DATA_REQUEST or "cn" not in creditor.regimes:
        return today + timedelta(days=HOUSE_DAYS), "house"
    found = gate.complaint_due(
        {
            "received_on": today.isoformat(),
            "kind": "complaint",
            "complexity": "complex" if order.complex else "simple",
        }
    )
    return date.fromisoformat(found["due_on"]), str(found["rules"][0]["id"])


def _stop(row: Concern, order: ConcernOrder, effects: Effects, actor: Actor) -> list[int]:
    """Place the stops, taking over what the talk's outcome placed for the same matter."""
    taken = _taken_over(order, actor)
    placed = [taken] if taken is not None else []
    for wanted in effects.stops:
        if taken is not None and row.kind in TALK_NEEDS:
            continue
        placed.append(
            gate.place_stop(
                row.creditor_id,
                row.debtor_id,
                wanted.kind,
                reference=f"concern:{row.pk}",
                actor=actor,
                channel=wanted.channel,
                contact_point_id=row.contact_point_id if wanted.point else None,
                account_ids=[row.account_id] if wanted.account and row.account_id else [],
                detail={"amount_minor": row.amount_minor} if row.amount_minor else {},
            )
        )
    return placed


def _taken_over(order: ConcernOrder, actor: Actor) -> int | None:
    if order.attempt_id is None:
        return None
    talk = contact.attempt(order.attempt_id, actor)
    if (talk.creditor_id, talk.debtor_id) != (order.creditor_id, order.debtor_id):
        raise CareRefused("attempt", Words("该通话属于另一个案件", "That talk belongs to another case"))
    contact.settle_need(order.attempt_id, actor, *TALK_NEEDS)
    if Concern.objects.filter(attempt_id=order.attempt_id, stops__contains=[talk.stop_id]).exists():
        return None
    return talk.stop_id


def _about(order: ConcernOrder, actor: Actor) -> int | None:
    """Whose contact a complaint is about."""
    if order.kind is not ConcernKind.COMPLAINT or order.attempt_id is None:
        return None
    return contact.attempt(order.attempt_id, actor).by_user_id


def _tell_gate(row: Concern, effects: Effects, actor: Actor) -> None:
    for name, noted in effects.facts:
        kind, value = gate.FactKind(name), noted
        if kind is gate.FactKind.BARRED_SLOTS and isinstance(noted, list):
            row.detail["slots"] = noted
            row.save(update_fields=["detail"])
            value = [*_barred_elsewhere(row), *noted]
        gate.record_fact(
            row.creditor_id, row.debtor_id, kind, value, reference=f"concern:{row.pk}", actor=actor
        )


def _barred_elsewhere(row: Concern) -> list[object]:
    """Hours that the debtor's other open wishes keep free."""
    others = Concern.objects.filter(
        creditor_id=row.creditor_id,
        debtor_id=row.debtor_id,
        kind=ConcernKind.WISH.value,
        state=ConcernState.OPEN.value,
        detail__has_key="slots",
    ).exclude(pk=row.pk)
    return [slot for other in others.order_by("pk") for slot in other.detail["slots"]]


def _close_point(row: Concern, effects: Effects, actor: Actor) -> None:
    if effects.closes_point and row.contact_point_id is not None:
        portfolio.set_contact_state(
            row.contact_point_id, ContactState.WRONG_NUMBER, why=f"concern:{row.pk}", actor=actor
        )


def note(row: Concern, kind: str, actor: Actor, detail: dict[str, str]) -> None:
    """One line of what was done about a concern."""
    kept = {name: value for name, value in detail.items() if value}
    ConcernEvent.objects.create(concern_id=row.pk, at=clock.now(), kind=kind, detail=kept, by=actor.name)


def close_concern(
    concern_id: int, result: Result, actor: Actor, *, answer: str = "", root_cause: str = ""
) -> ConcernFacts:
    """End a concern: its stops are lifted, what it noted of the person is taken back.

    Complaints are ended by somebody who was not involved, with an answer and the root cause.
    """
    with transaction.atomic():
        row = concern_row(concern_id, actor, lock=True)
        if row.state != ConcernState.OPEN.value:
            raise CareRefused("state", Words("该事项已结束", "It has ended already"))
        check_close(
            ConcernKind(row.kind),
            role=actor.role.value if actor.role else None,
            answer=answer,
            root_cause=root_cause,
            involved=row.about_user_id is not None and row.about_user_id == actor.user_id,
        )
        for stop_id in row.stops:
            gate.lift_stop(stop_id, why=f"concern {row.pk}: {result.value}", actor=actor)
        _take_back(row, actor)
        row.state, row.result, row.root_cause = ConcernState.CLOSED.value, result.value, root_cause[:120]
        row.answer_sealed = b"" if row.detail.get("wiped") else vault.seal(answer)
        row.closed_on = clock.today(creditor_by_id(row.creditor_id).zone)
        row.closed_at, row.closed_by = clock.now(), actor.name
        row.save()
        note(row, "closed", actor, {"result": result.value, "root_cause": root_cause})
        audit(actor, "concern.closed", f"concern:{row.pk}", {"result": result.value})
    return concern_facts(row)


def _take_back(row: Concern, actor: Actor) -> None:
    """What the gate notes of the person ends with the concern, except a death."""
    notes: list[tuple[gate.FactKind, object]] = []
    if row.kind == ConcernKind.VULNERABILITY.value:
        notes.append((gate.FactKind.VULNERABLE, None))
    if "slots" in row.detail:
        notes.append((gate.FactKind.BARRED_SLOTS, _barred_elsewhere(row) or None))
    for kind, value in notes:
        gate.record_fact(
            row.creditor_id, row.debtor_id, kind, value, reference=f"concern:{row.pk}", actor=actor
        )


def release_after_review(concern_id: int, why: str, actor: Actor) -> ConcernFacts:
    """A leader or compliance looked at a person in need: soft contact is permitted again, the note stays.

    The stop is lifted; the gate keeps that a person looked (`human_review`), and flags the contact.
    """
    if actor.role is None or actor.role.value not in LEADERS:
        raise CareRefused("role", Words("须由组长或合规员审查", "A leader or compliance has to look at it"))
    if not why.strip():
        raise CareRefused("why", Words("请写明审查意见", "Say what the review found"))
    with transaction.atomic():
        row = concern_row(concern_id, actor, lock=True)
        if row.state != ConcernState.OPEN.value or row.kind != ConcernKind.VULNERABILITY.value:
            raise CareRefused("state", Words("该事项不需要审查", "There is nothing to review"))
        for stop_id in row.stops:
            gate.lift_stop(stop_id, why=f"concern {row.pk}: reviewed", actor=actor)
        gate.record_consent(
            row.creditor_id,
            row.debtor_id,
            "other",
            evidence=f"concern:{row.pk}",
            actor=actor,
            scope={"ground": "human_review"},
        )
        row.stops = []
        row.save(update_fields=["stops"])
        note(row, "reviewed", actor, {"why": why[:200]})
    return concern_facts(row)


def from_notice(notice: Notice, actor: Actor) -> ConcernFacts | None:
    """What a creditor's file said beside the money becomes a concern, once per notice.

    None when the file names no debtor of the book. What it says of an opt-out is taken in the widest sense
    that it allows: a named channel, else every message.
    """
    if notice.debtor_id is None:
        return None
    make: dict[NoticeKind, Callable[[Notice], ConcernOrder]] = {
        NoticeKind.DISPUTE: lambda given: _noticed(given, ConcernKind.DISPUTE, written=True),
        NoticeKind.DEATH: lambda given: _noticed(given, ConcernKind.BEREAVEMENT, deceased=True),
        NoticeKind.OPT_OUT: _opt_out,
        NoticeKind.REPRESENTED: lambda given: _noticed(given, ConcernKind.REPRESENTED),
    }
    return open_concern(make[notice.kind](notice), actor)


def _opt_out(notice: Notice) -> ConcernOrder:
    named = notice.detail.strip().lower()
    if named in ALL_CHANNELS:
        return _noticed(notice, ConcernKind.WISH, wish=Wish(kind=WishKind.NO_CHANNEL, channel=named))
    return _noticed(notice, ConcernKind.WISH, wish=Wish(kind=WishKind.NO_CONTACT))


def _noticed(
    notice: Notice,
    kind: ConcernKind,
    *,
    written: bool = False,
    deceased: bool = False,
    wish: Wish | None = None,
) -> ConcernOrder:
    assert notice.debtor_id is not None
    return ConcernOrder(
        creditor_id=notice.creditor_id,
        debtor_id=notice.debtor_id,
        account_id=notice.account_id,
        kind=kind,
        text=notice.detail or f"{notice.kind.value} ({notice.account_number})",
        written=written,
        deceased=deceased,
        wish=wish,
        opened_on=notice.business_date,
        source_key=f"notice/{notice.id}" if notice.id is not None else None,
    )
