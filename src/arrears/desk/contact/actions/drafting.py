"""A letter as a paper of the house: nothing is asked of the gate, because nothing leaves.

The paper bears no address. What goes to somebody is printed or sent by a channel, under its permit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from arrears.desk.contact.case_values import (
    Known,
    figures_of,
    known,
    lacking,
    letter_page,
    no_script,
    open_accounts,
)
from arrears.desk.contact.channels.letter.page import letter_pdf
from arrears.desk.contact.channels.letter.word import letter_docx
from arrears.desk.contact.contracts import LetterPaper
from arrears.desk.scripts import api as scripts
from arrears.foundation.api import Actor, creditor_by_id, require_scope
from arrears.kernel import clock


def write_letter(
    creditor_id: int,
    debtor_id: int,
    script: str,
    actor: Actor,
    *,
    reference: str,
    blanks: Mapping[str, str],
    account_ids: Sequence[int] = (),
    language: str | None = None,
) -> LetterPaper:
    """An approved letter to the debtor, as text, PDF and Word, in the creditor's language unless one is given.

    ReachError when there is no such script or a blank has no value; OutOfScope for somebody else's case.
    """
    require_scope(actor, creditor_id)
    creditor = creditor_by_id(creditor_id)
    tag = language or str(creditor.settings.get("language", "zh-hans"))
    today = clock.today(creditor.zone)
    accounts = open_accounts(creditor_id, debtor_id, account_ids)
    values = known(
        creditor=creditor,
        debtor_id=debtor_id,
        person_id=debtor_id,
        figures=figures_of(accounts, today),
        language=tag,
        today=today,
        actor=actor,
        extra=blanks,
    )
    subject, text = _filled(script, tag, values)
    page = letter_page(
        values, subject=subject, text=text, address="", reference=reference, today=today, with_balance=False
    )
    return LetterPaper(
        script=script, language=tag, subject=subject, text=text, pdf=letter_pdf(page), docx=letter_docx(page)
    )


def _filled(code: str, language: str, values: Known) -> tuple[str, str]:
    try:
        rendered = scripts.fill_in(scripts.script(code, language), values.blanks)
    except scripts.NoSuchScript as error:
        raise no_script(code) from error
    if rendered.missing:
        raise lacking(rendered.missing)
    return rendered.subject, rendered.text
