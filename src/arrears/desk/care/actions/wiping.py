"""A person who is wiped: what they told us, what showed it, answers and packages go; that it was, and when, stays."""

from __future__ import annotations

import uuid

from django.db.models import Q, QuerySet

from arrears.desk.care.models import Concern, RecordedReason
from arrears.desk.care.rules.answers import papers_of
from arrears.foundation.api import Actor, Wiped, WipeOrder, Wiper, files_named

COLUMNS = ("answer_pdf", "answer_docx", "package_json", "package_docx")


def _wipe(order: WipeOrder, actor: Actor) -> Wiped:
    of_case = {"creditor_id": order.creditor_id, "debtor_id__in": order.party_ids}
    raised = Concern.objects.filter(**of_case)
    files = _files(order.creditor_id, raised)
    said = ~Q(text_sealed=b"") | ~Q(answer_sealed=b"") | ~Q(evidence=[])
    kept = Q(*((f"{column}__isnull", False) for column in COLUMNS), _connector=Q.OR)
    rows = raised.filter(said | kept).update(
        text_sealed=b"", answer_sealed=b"", evidence=[], **dict.fromkeys(COLUMNS)
    )
    reasons = RecordedReason.objects.filter(**of_case).exclude(evidence_sealed=b"")
    return Wiped(rows=rows + reasons.update(evidence_sealed=b""), files=files)


def _files(creditor_id: int, raised: QuerySet[Concern]) -> frozenset[uuid.UUID]:
    """Answers and packages in all their versions, and evidence that no concern of another person names."""
    found: set[uuid.UUID] = set()
    names: list[str] = []
    for row in raised:
        names += papers_of(row.pk)
        found |= {getattr(row, column) for column in COLUMNS}
        others = Concern.objects.filter(creditor_id=creditor_id).exclude(debtor_id=row.debtor_id)
        found |= {
            uuid.UUID(entry)
            for entry in row.evidence
            if not others.filter(evidence__contains=[entry]).exists()
        }
    return frozenset(found - {None}) | files_named(creditor_id, names)


WIPER = Wiper(
    room="desk.care",
    wipe=_wipe,
    wipes={
        "care_concern": "what was said and answered, its evidence, letters and packages",
        "care_recordedreason": "what shows the reason",
    },
    keeps={
        "care_concernevent": "append-only: who did what and when, what the house found; no words of the person"
    },
)
