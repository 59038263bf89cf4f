"""A person who is wiped: bank accounts and reasons go; money that moved stays, under accounts that name nobody."""

from __future__ import annotations

from django.db.models import F, Q, Value
from django.db.models.functions import Concat

from arrears.book.payments.models import Mandate, WaiverRequest
from arrears.foundation.api import Actor, Wiped, WipeOrder, Wiper

WIPED = "***"


def _wipe(order: WipeOrder, actor: Actor) -> Wiped:
    theirs = {"creditor_id": order.creditor_id, "account_id__in": order.account_ids}
    mandates = Mandate.objects.filter(**theirs).filter(~Q(number_sealed=b"") | ~Q(holder_sealed=b""))
    rows = mandates.update(
        reference=Concat(Value("wiped-"), F("pk")),
        holder_sealed=b"", number_sealed=b"", number_masked=WIPED, bank_code="",
    )  # fmt: skip
    rows += WaiverRequest.objects.filter(**theirs).exclude(why="").update(why="")
    return Wiped(rows=rows)


WIPER = Wiper(
    room="book.payments",
    wipe=_wipe,
    wipes={
        "payments_mandate": "the bank account and its holder",
        "payments_waiverrequest": "why it was asked for",
    },
    keeps={
        "payments_entry": "append-only ledger: sums, days, ways",
        "payments_allocation": "append-only ledger",
        "payments_head": "how far a ledger reaches",
        "payments_accrualgap": "sums and days alone",
        "payments_debitorder": "sums, days and what the bank answered",
    },
)
