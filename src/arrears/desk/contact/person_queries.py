"""What was said to a debtor and by them, in the clear: for the person who asks for it."""

from __future__ import annotations

from arrears.desk.contact.contracts import WordsKept
from arrears.desk.contact.models import Attempt, Inbound
from arrears.desk.contact.queries import case_filter
from arrears.foundation import vault
from arrears.foundation.api import Actor, audit


def words_kept(actor: Actor, debtor_id: int, *, why: str, last: int) -> tuple[WordsKept, ...]:
    """Texts sent, notes of talks and what the debtor told us, newest first; one audit line for all of them."""
    case = case_filter(actor, debtor_id)
    found: list[WordsKept] = []
    for row in Attempt.objects.filter(**case).order_by("-at")[:last]:
        for kind, sealed in (("sent", row.content_sealed), ("noted", row.note_sealed)):
            text = vault.unseal(sealed)
            if text:
                found.append(WordsKept(at=row.at, kind=kind, channel=row.channel, text=text))
    for came in Inbound.objects.filter(**case).order_by("-at")[:last]:
        text = vault.unseal(came.text_sealed)
        found.append(WordsKept(at=came.at, kind="told", channel=came.channel, text=text))
    audit(actor, "words.copied", f"case:{debtor_id}", {"why": why, "count": len(found)})
    return tuple(sorted(found, key=lambda one: one.at, reverse=True)[:last])
