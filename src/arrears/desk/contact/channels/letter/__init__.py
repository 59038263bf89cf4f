"""Letters: a PDF that lies ready for the post. Posting it is a person's work, so it is never `sent` here."""

from __future__ import annotations

from arrears.desk.contact.channels.letter.page import letter_pdf
from arrears.desk.contact.channels.sending import Sending, Sent
from arrears.desk.contact.contracts import AttemptState
from arrears.foundation.api import store_file


class _Letter:
    name = "letter"
    point_kind = "address"
    addressed = True

    def leaves(self) -> bool:
        return False

    def send(self, sending: Sending) -> Sent:
        if sending.letter is None:
            return Sent(state=AttemptState.FAILED, provider="typst", problem="no page to print")
        stored = store_file(
            letter_pdf(sending.letter),
            name=f"{sending.reference}.pdf",
            media_type="application/pdf",
            creditor_id=sending.creditor.id,
            actor=sending.actor,
        )
        return Sent(state=AttemptState.PRINTED, provider="typst", ref=sending.reference, file_id=stored.id)


LETTER = _Letter()
