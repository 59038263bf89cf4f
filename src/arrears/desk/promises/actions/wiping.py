"""A person who is wiped: reasons, means and papers of agreements go; sums, days and verdicts stay."""

from __future__ import annotations

from django.db.models import Q

from arrears.desk.promises.models import Agreement, OfferLink, Promise
from arrears.foundation.api import Actor, Wiped, WipeOrder, Wiper, files_named

COLUMNS = ("document", "document_docx", "consent_file")


def _wipe(order: WipeOrder, actor: Actor) -> Wiped:
    of_case = {"creditor_id": order.creditor_id, "debtor_id__in": order.party_ids}
    made = Agreement.objects.filter(**of_case)
    files, names = set(), []
    for row in made:
        files |= {getattr(row, column) for column in COLUMNS}
        names += [f"A-{row.pk}.pdf", f"A-{row.pk}.docx"]
    said = ~Q(why="") | ~Q(ability={}) | Q(*((f"{name}__isnull", False) for name in COLUMNS), _connector=Q.OR)
    rows = made.filter(said).update(why="", ability={}, **dict.fromkeys(COLUMNS))
    rows += Promise.objects.filter(**of_case).exclude(withdrawn_why="").update(withdrawn_why="")
    links = OfferLink.objects.filter(creditor_id=order.creditor_id, agreement__in=made)
    rows += links.exclude(pass_hash="").update(pass_hash="")
    kept = files_named(order.creditor_id, names)
    return Wiped(rows=rows, files=frozenset(files - {None}) | kept)


WIPER = Wiper(
    room="desk.promises",
    wipe=_wipe,
    wipes={
        "promises_agreement": "why, means to pay, papers and signed consent",
        "promises_promise": "why it was withdrawn",
        "promises_offerlink": "the pass of a proof of identity",
    },
    keeps={
        "promises_agreementline": "sums and days alone",
        "promises_agreementverdict": "append-only: sums and days alone",
        "promises_promiseverdict": "append-only: sums and days alone",
        "promises_approval": "append-only: who granted what, and why they did",
    },
)
