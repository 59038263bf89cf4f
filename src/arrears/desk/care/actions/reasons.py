"""Recording why an account is in arrears."""

from __future__ import annotations

from django.db import transaction

from arrears.book.portfolio import api as portfolio
from arrears.desk.care.contracts import CareRefused, ReasonFacts, ReasonOrder
from arrears.desk.care.models import RecordedReason
from arrears.desk.care.rules.effects import check_reason
from arrears.desk.contact import api as contact
from arrears.foundation import vault
from arrears.foundation.api import Actor, audit, creditor_by_id, require_scope
from arrears.kernel import clock
from arrears.kernel.reasons import Reason
from arrears.kernel.words import Words


def record_reason(order: ReasonOrder, actor: Actor) -> ReasonFacts:
    """Keep a reason that a person confirms, with what shows it. CareRefused when the evidence is not enough."""
    require_scope(actor, order.creditor_id)
    account = portfolio.account_key(order.account_id)
    if (account.creditor_id, account.debtor_id) != (order.creditor_id, order.debtor_id):
        raise CareRefused("account", Words("账户不属于该债务人", "This account is not the debtor's"))
    talks = contact.talks_of(order.creditor_id, order.debtor_id, order.evidence_attempts)
    check_reason(order.reason, talks, actor.role.value if actor.role else None)
    with transaction.atomic():
        row = RecordedReason.objects.create(
            creditor_id=order.creditor_id,
            debtor_id=order.debtor_id,
            account_id=order.account_id,
            reason=order.reason.value,
            evidence_sealed=vault.seal(order.evidence),
            evidence_attempts=list(talks),
            suggested=order.suggested,
            recorded_on=clock.today(creditor_by_id(order.creditor_id).zone),
            recorded_at=clock.now(),
            by_user_id=actor.user_id,
            by=actor.name,
        )
        for attempt_id in talks:
            contact.settle_need(attempt_id, actor, "reason")
        audit(actor, "reason.recorded", f"account:{order.account_id}", {"reason": order.reason.value})
    return ReasonFacts(
        account_id=row.account_id,
        reason=Reason(row.reason),
        evidence_attempts=tuple(row.evidence_attempts),
        recorded_on=row.recorded_on,
        recorded_by=row.by,
        suggested=row.suggested,
    )
