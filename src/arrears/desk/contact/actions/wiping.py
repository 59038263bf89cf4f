"""Words that no rule keeps any more."""

from __future__ import annotations

from django.db import transaction

from arrears.desk.contact.models import Attempt, Inbound
from arrears.foundation.api import Actor, audit, require_scope


def wipe_words(creditor_id: int, debtor_id: int, actor: Actor) -> int:
    """Remove every text, note and message of a case; that there was a contact, and its hash, stay.

    Returns how many rows lost their words. Whoever calls has made sure that nothing keeps them.
    """
    require_scope(actor, creditor_id)
    case = {"creditor_id": creditor_id, "debtor_id": debtor_id}
    with transaction.atomic():
        wiped = Attempt.objects.filter(**case).update(content_sealed=b"", note_sealed=b"")
        wiped += Inbound.objects.filter(**case).update(text_sealed=b"")
        audit(actor, "words.wiped", f"case:{debtor_id}", {"rows": wiped})
    return wiped
