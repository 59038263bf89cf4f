"""Agreements: asked for, granted by the ladder, agreed by the debtor, running."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from arrears.book.payments import api as payments
from arrears.book.payments.contracts import Balance, Component
from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import AccountKind
from arrears.desk.contact import api as contact
from arrears.desk.promises.actions.ending import follow, judge_agreements, lapse_on, post_waiver
from arrears.desk.promises.actions.taking import check_account, hold_account
from arrears.desk.promises.contracts import (
    AgreementFacts,
    AgreementKind,
    AgreementOrder,
    AgreementState,
    Consent,
    ConsentKind,
    PromiseState,
    Refused,
)
from arrears.desk.promises.models import Agreement, AgreementLine, Approval, Promise
from arrears.desk.promises.queries import agreement_facts, agreement_row, outstanding
from arrears.desk.promises.rules.offers import check_offer, months_of
from arrears.desk.promises.rules.policy import Asked, grants_needed, policy_of
from arrears.foundation.api import Actor, audit, creditor_by_id, require_scope
from arrears.kernel import clock
from arrears.kernel.words import Words


def request(order: AgreementOrder, actor: Actor) -> AgreementFacts:
    """Ask for an agreement. Within the asker's own reach it is approved at once, else it waits.

    Refused names the limit, the statute or the ladder that stands in the way.
    """
    require_scope(actor, order.creditor_id)
    creditor = creditor_by_id(order.creditor_id)
    policy, today = policy_of(creditor.settings), clock.today(creditor.zone)
    check_account(order.creditor_id, order.debtor_id, order.account_id, order.currency)
    balance = payments.balance(order.account_id, today)
    card = portfolio.account_key(order.account_id).kind is AccountKind.CARD
    check_offer(order, balance.total_minor, today, card=card, limits=policy.agreement)
    grants = grants_needed(
        policy.ladder,
        Asked(
            kind=order.kind,
            owed_minor=balance.total_minor,
            waive_minor=order.waive_minor,
            waives_principal=_waives_principal(order, balance),
            months=months_of(order, today),
            days=(order.lines[-1].due_on - today).days if order.lines else 0,
        ),
    )
    with transaction.atomic():
        hold_account(order.account_id)
        _check_alone(order)
        row = Agreement.objects.create(
            **_columns(order, balance, actor),
            needs_roles=list(grants),
            grace_days=policy.agreement.grace_days,
            missed_max=policy.agreement.missed_max,
            requested_on=today,
            requested_at=clock.now(),
            expires_on=lapse_on(order.creditor_id, today, offer=False),
        )
        AgreementLine.objects.bulk_create(
            AgreementLine(
                creditor_id=order.creditor_id,
                agreement=row,
                sequence=place,
                due_on=line.due_on,
                amount_minor=line.amount_minor,
            )
            for place, line in enumerate(order.lines, 1)
        )
        audit(actor, "agreement.requested", f"agreement:{row.pk}", {"kind": row.kind, "needs": list(grants)})
        if not grants:
            _approve(row, today, actor)
    return agreement_facts([row])[0]


def _columns(order: AgreementOrder, balance: Balance, actor: Actor) -> dict[str, object]:
    ability = {
        "income_minor": order.ability.income_minor,
        "outgoings_minor": order.ability.outgoings_minor,
    }
    return {
        "creditor_id": order.creditor_id,
        "debtor_id": order.debtor_id,
        "account_id": order.account_id,
        "attempt_id": order.attempt_id,
        "kind": order.kind.value,
        "currency": order.currency,
        "owed_minor": balance.total_minor,
        "owed_by_component": {part.value: minor for part, minor in balance.by_component.items() if minor},
        "pay_minor": sum(line.amount_minor for line in order.lines),
        "waive_minor": order.waive_minor,
        "waive_component": order.waive_component or "",
        "cost_minor": order.cost_minor,
        "annual_rate": order.annual_rate,
        "method": order.method[:30],
        "way": order.way[:40],
        "why": order.why[:300],
        "ability": ability,
        "requested_by_user_id": actor.user_id,
        "requested_by": actor.name,
    }


def _waives_principal(order: AgreementOrder, balance: Balance) -> bool:
    """Whether principal is given up: named, or because nothing else is left to give up."""
    if not order.waive_minor:
        return False
    if order.waive_component is not None:
        return order.waive_component == Component.PRINCIPAL.value
    other = sum(
        minor for part, minor in balance.by_component.items() if part is not Component.PRINCIPAL and minor > 0
    )
    return order.waive_minor > other


def _check_alone(order: AgreementOrder) -> None:
    open_states = [
        AgreementState.REQUESTED.value,
        AgreementState.APPROVED.value,
        AgreementState.ACTIVE.value,
    ]
    if Agreement.objects.filter(
        creditor_id=order.creditor_id, account_id=order.account_id, state__in=open_states
    ).exists():
        raise Refused(
            "one_at_a_time", Words("该账户已有进行中的方案", "This account has an agreement already")
        )


def decide(agreement_id: int, granted: bool, why: str, actor: Actor) -> AgreementFacts:
    """Grant or refuse a request. Only a role on the ladder, never the asker, each person once."""
    with transaction.atomic():
        row = agreement_row(agreement_id, actor, lock=True)
        if row.state != AgreementState.REQUESTED.value:
            raise Refused("state", Words("该申请不在审批中", "This request does not wait for approval"))
        if actor.user_id is None or actor.role is None or actor.role.value not in outstanding(row):
            raise Refused("role", Words("您无权审批此申请", "This is not yours to decide"))
        if actor.user_id == row.requested_by_user_id:
            raise Refused(
                "second_person", Words("申请人不能审批自己的申请", "Nobody decides on their own request")
            )
        if Approval.objects.filter(agreement_id=row.pk, user_id=actor.user_id).exists():
            raise Refused("second_person", Words("您已审批过此申请", "You have decided on it already"))
        if not granted and not why.strip():
            raise Refused("why", Words("不批准须写明理由", "A refusal needs a reason"))
        Approval.objects.create(
            agreement_id=row.pk,
            user_id=actor.user_id,
            by=actor.name,
            role=actor.role.value,
            granted=granted,
            why=why[:300],
            at=clock.now(),
        )
        audit(actor, "agreement.decided", f"agreement:{row.pk}", {"granted": granted, "why": why[:300]})
        today = clock.today(creditor_by_id(row.creditor_id).zone)
        if not granted:
            row.state, row.ended_on = AgreementState.REFUSED.value, today
            row.save(update_fields=["state", "ended_on"])
        elif not outstanding(row):
            _approve(row, today, actor)
    return agreement_facts([row])[0]


def _approve(row: Agreement, today: date, actor: Actor) -> None:
    """All grants are there: an offer to the debtor. A waiver needs no payment and is posted at once."""
    row.state = AgreementState.APPROVED.value
    row.expires_on = lapse_on(row.creditor_id, today, offer=True)
    if row.kind == AgreementKind.WAIVER.value:
        component = Component(row.waive_component)
        try:
            row.waived_entry = post_waiver(row, {component: row.waive_minor}, today)
        except payments.PostingRefused as refused:
            raise Refused("ledger", refused.words) from refused
        row.state, row.starts_on, row.ended_on = AgreementState.COMPLETED.value, today, today
    row.save()
    audit(actor, f"agreement.{row.state}", f"agreement:{row.pk}", {})


def agree(agreement_id: int, consent: Consent, actor: Actor) -> AgreementFacts:
    """The debtor agrees: it starts, and collection stops at the gate while it is kept (K 70).

    A spoken agreement needs the talk's recording (K 70: kept until it is settled), a signed one its paper.
    """
    with transaction.atomic():
        row = agreement_row(agreement_id, actor, lock=True)
        if row.state != AgreementState.APPROVED.value:
            raise Refused("state", Words("该方案尚未批准或已结束", "It is not approved, or it has ended"))
        today = clock.today(creditor_by_id(row.creditor_id).zone)
        if row.expires_on is not None and row.expires_on < today:
            raise Refused("expired", Words("方案已过有效期", "The offer has lapsed"))
        _check_consent(row, consent, actor)
        row.consent_kind, row.consent_at = consent.kind.value, consent.at
        row.consent_attempt_id, row.consent_file = consent.attempt_id, consent.file_id
        row.state, row.starts_on = AgreementState.ACTIVE.value, today
        follow(row, AgreementState.ACTIVE, today)
        row.save()
        Promise.objects.filter(
            creditor_id=row.creditor_id, account_id=row.account_id, state=PromiseState.OPEN.value
        ).update(state=PromiseState.WITHDRAWN.value, withdrawn_on=today, withdrawn_why=f"agreement {row.pk}")
        audit(actor, "agreement.agreed", f"agreement:{row.pk}", {"consent": consent.kind.value})
        judge_agreements(today, row.creditor_id)
        row.refresh_from_db()
    return agreement_facts([row])[0]


def _check_consent(row: Agreement, consent: Consent, actor: Actor) -> None:
    if consent.kind is ConsentKind.TALK:
        if consent.attempt_id is None:
            raise Refused("consent", Words("请选择约定时的通话", "Name the talk in which it was agreed"))
        talk = contact.attempt(consent.attempt_id, actor)
        if (talk.creditor_id, talk.debtor_id) != (row.creditor_id, row.debtor_id):
            raise Refused("consent", Words("该通话属于另一个案件", "That talk belongs to another case"))
        if talk.recording_id is None:
            raise Refused(
                "CN-K3", Words("口头约定须保存录音", "A spoken agreement needs its recording on file")
            )
    elif consent.file_id is None and consent.kind is ConsentKind.SIGNED:
        raise Refused("consent", Words("请上传签署的协议", "The signed paper is missing"))


def withdraw_agreement(agreement_id: int, why: str, actor: Actor) -> AgreementFacts:
    """End an agreement that has not been completed; the stop is lifted."""
    if not why.strip():
        raise Refused("why", Words("请写明理由", "A reason is needed"))
    with transaction.atomic():
        row = agreement_row(agreement_id, actor, lock=True)
        if AgreementState(row.state) not in (
            AgreementState.REQUESTED,
            AgreementState.APPROVED,
            AgreementState.ACTIVE,
        ):
            raise Refused("state", Words("该方案已结束", "It has ended already"))
        today = clock.today(creditor_by_id(row.creditor_id).zone)
        follow(row, AgreementState.WITHDRAWN, today)
        row.state, row.ended_on = AgreementState.WITHDRAWN.value, today
        row.save()
        audit(actor, "agreement.withdrawn", f"agreement:{row.pk}", {"why": why[:300]})
    return agreement_facts([row])[0]
