"""Taking and withdrawing a promise."""

from __future__ import annotations

from django.db import connection, transaction

from arrears.book.payments import api as payments
from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import AccountStatus
from arrears.desk.contact import api as contact
from arrears.desk.promises.actions.judging import judge_account
from arrears.desk.promises.contracts import (
    AgreementState,
    PromiseFacts,
    PromiseOrder,
    PromiseState,
    Refused,
)
from arrears.desk.promises.models import Agreement, Promise, PromiseVerdict
from arrears.desk.promises.queries import NoSuchPromise, promise_facts
from arrears.desk.promises.rules.limits import Offered, check_promise, grace_until_workday, remind_on
from arrears.desk.promises.rules.policy import Policy, policy_of
from arrears.foundation.api import Actor, audit, creditor_by_id, require_scope
from arrears.kernel import clock
from arrears.kernel.words import Words

LOCK_SPACE = 7_302  # our number among PostgreSQL's advisory locks


def hold_account(account_id: int) -> None:
    """One promise or agreement of an account at a time, so that limits hold under simultaneous requests."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_SPACE, account_id % 2**31])


def check_account(creditor_id: int, debtor_id: int, account_id: int, currency: str) -> None:
    """Raise Refused unless the account is this debtor's, open, and of this currency."""
    account = portfolio.account_key(account_id)
    if (account.creditor_id, account.debtor_id) != (creditor_id, debtor_id):
        raise Refused("account", Words("账户不属于该债务人", "This account is not the debtor's"))
    if account.status is not AccountStatus.OPEN:
        raise Refused("closed", Words("账户已关闭或已收回", "The account is closed or was recalled"))
    if account.currency != currency:
        raise Refused("currency", Words("币种与账户不符", "The account is in another currency"))


def take(order: PromiseOrder, actor: Actor) -> PromiseFacts:
    """Keep a promise as it was said. Refused names the limit that stands in the way.

    Money that came in on the day of the talk counts at once: the promise is judged as it is taken.
    """
    require_scope(actor, order.creditor_id)
    creditor = creditor_by_id(order.creditor_id)
    policy = policy_of(creditor.settings)
    today = order.taken_on or clock.today(creditor.zone)
    check_account(order.creditor_id, order.debtor_id, order.account_id, order.amount.currency)
    _check_attempt(order, actor)
    with transaction.atomic():
        hold_account(order.account_id)
        check_promise(
            Offered(
                amount_minor=order.amount.minor,
                taken_on=today,
                due_on=order.due_on,
                owed_minor=payments.balance(order.account_id, today).total_minor,
                open_promises=_open_promises(order),
                plan_active=_plan_active(order),
            ),
            policy.promise,
        )
        row = Promise.objects.create(**_columns(order, actor, policy), taken_on=today, taken_at=clock.now())
        if order.attempt_id is not None:
            contact.settle_need(order.attempt_id, actor, "promise")
        judge_account(order.account_id, today)
        audit(actor, "promise.taken", f"promise:{row.pk}", {"account": order.account_id})
    row.refresh_from_db()
    return promise_facts(row)


def _columns(order: PromiseOrder, actor: Actor, policy: Policy) -> dict[str, object]:
    limits = policy.promise
    taken_on = order.taken_on or clock.today()
    return {
        "creditor_id": order.creditor_id,
        "debtor_id": order.debtor_id,
        "account_id": order.account_id,
        "attempt_id": order.attempt_id,
        "amount_minor": order.amount.minor,
        "currency": order.amount.currency,
        "due_on": order.due_on,
        "grace_days": grace_until_workday(order.due_on, limits.grace_days),
        "late_days": limits.late_days,
        "remind_on": remind_on(taken_on, order.due_on, limits.reminder_days),
        "way": order.way[:40],
        "taken_by_user_id": actor.user_id,
        "taken_by": actor.name,
    }


def _check_attempt(order: PromiseOrder, actor: Actor) -> None:
    if order.attempt_id is None:
        return
    talk = contact.attempt(order.attempt_id, actor)
    if (talk.creditor_id, talk.debtor_id) != (order.creditor_id, order.debtor_id):
        raise Refused("attempt", Words("该通话属于另一个案件", "That talk belongs to another case"))


def _open_promises(order: PromiseOrder) -> int:
    return Promise.objects.filter(
        creditor_id=order.creditor_id, account_id=order.account_id, state=PromiseState.OPEN.value
    ).count()


def _plan_active(order: PromiseOrder) -> bool:
    return Agreement.objects.filter(
        creditor_id=order.creditor_id, account_id=order.account_id, state=AgreementState.ACTIVE.value
    ).exists()


def withdraw(promise_id: int, why: str, actor: Actor) -> PromiseFacts:
    """Take an open promise back (said by mistake, replaced by another). What is decided stays decided."""
    if not why.strip():
        raise Refused("why", Words("请写明撤回理由", "A withdrawal needs a reason"))
    with transaction.atomic():
        row = Promise.objects.select_for_update().filter(pk=promise_id).first()
        if row is None:
            raise NoSuchPromise(f"no promise {promise_id}")
        require_scope(actor, row.creditor_id)
        if row.state != PromiseState.OPEN.value:
            raise Refused("state", Words("只有未到期的承诺可以撤回", "Only an open promise can be withdrawn"))
        today = clock.today(creditor_by_id(row.creditor_id).zone)
        row.withdrawn_on, row.withdrawn_why = today, why.strip()[:200]
        row.state = PromiseState.WITHDRAWN.value
        row.save(update_fields=["withdrawn_on", "withdrawn_why", "state"])
        PromiseVerdict.objects.create(
            creditor_id=row.creditor_id,
            promise_id=row.pk,
            as_of=today,
            state=row.state,
            received_minor=0,
            recorded_at=clock.now(),
        )
        judge_account(row.account_id, today)
        audit(actor, "promise.withdrawn", f"promise:{row.pk}", {"why": row.withdrawn_why})
    return promise_facts(row)
