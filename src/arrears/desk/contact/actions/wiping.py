"""A person who is wiped: every text, note, letter and recording goes; that there was a contact, and its hash, stay."""

from __future__ import annotations

from django.db.models import Q

from arrears.desk.contact.models import Attempt, Inbound
from arrears.foundation.api import Actor, Wiped, WipeOrder, Wiper

FILES = ("file_id", "recording_id")


def _wipe(order: WipeOrder, actor: Actor) -> Wiped:
    """The person's own case whole; of other people's cases what was said to this person."""
    cases = {"creditor_id": order.creditor_id, "debtor_id__in": {*order.case_ids, *order.party_ids}}
    theirs = Q(debtor_id__in=order.party_ids) | Q(person_id__in=order.party_ids)
    talks = Attempt.objects.filter(theirs, **cases)
    files = {file_id for pair in talks.values_list(*FILES) for file_id in pair}
    said = ~Q(content_sealed=b"") | ~Q(note_sealed=b"") | ~Q(problem="") | ~Q(provider_ref="")
    kept = Q(file__isnull=False) | Q(recording__isnull=False)
    rows = talks.filter(said | kept).update(
        content_sealed=b"", note_sealed=b"", problem="", provider_ref="", file=None, recording=None
    )
    rows += Inbound.objects.filter(theirs, **cases).exclude(text_sealed=b"").update(text_sealed=b"")
    return Wiped(rows=rows, files=frozenset(files - {None}))


WIPER = Wiper(
    room="desk.contact",
    wipe=_wipe,
    wipes={
        "contact_attempt": "texts, notes, letters, recordings and what a provider answered",
        "contact_inbound": "the message",
    },
    keeps={
        "contact_attemptevent": "append-only evidence: states, times, lengths; no words of the person",
        "contact_refused": "which rule refused and when it permits; no words of the person",
        "contact_dispatchline": "what the day's dispatch did and why, in words of the house",
    },
)
