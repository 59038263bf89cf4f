"""A person who is wiped: what a creditor's file said of them beside the money goes."""

from __future__ import annotations

from arrears.book.intake.models import IntakeNotice
from arrears.foundation.api import Actor, Wiped, WipeOrder, Wiper


def _wipe(order: WipeOrder, actor: Actor) -> Wiped:
    told = IntakeNotice.objects.filter(creditor_id=order.creditor_id, debtor_id__in=order.party_ids)
    return Wiped(rows=told.exclude(detail="").update(detail=""))


WIPER = Wiper(
    room="book.intake",
    wipe=_wipe,
    wipes={"intake_intakenotice": "what the file said"},
    keeps={},
)
