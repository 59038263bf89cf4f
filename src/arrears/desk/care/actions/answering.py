"""The answer to a concern as a letter: written and kept with it, handed out through the gate."""

from __future__ import annotations

import uuid

from django.db import transaction

from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import ContactKind
from arrears.desk.care.actions.concerns import note
from arrears.desk.care.contracts import CareRefused, ConcernFacts, ConcernKind, ConcernState
from arrears.desk.care.models import Concern, ConcernEvent
from arrears.desk.care.queries import concern_facts, concern_row
from arrears.desk.care.rules.answers import ANSWER_LETTERS, reference_of
from arrears.desk.care.rules.effects import LEADERS
from arrears.desk.contact import api as contact
from arrears.desk.contact.contracts import Channel, LetterPaper, ReachOrder, ReachResult, ReachState
from arrears.foundation import vault
from arrears.foundation.api import Actor, audit, store_file
from arrears.kernel.words import Words

CHANNELS = {ContactKind.ADDRESS: Channel.LETTER, ContactKind.EMAIL: Channel.EMAIL}
PDF = "application/pdf"


def write_answer(concern_id: int, actor: Actor, *, language: str | None = None) -> ConcernFacts:
    """Write the answer of an ended concern as PDF and Word and keep both with it.

    In the creditor's language unless one is given. CareRefused when there is no answer to write;
    ReachError when the letter's text lacks something (the creditor's phone for complaints, for instance).
    """
    with transaction.atomic():
        row = _answered(concern_id, actor)
        paper = _paper(row, actor, language)
        row.answer_pdf = _kept(row, paper.pdf, "pdf", PDF, actor)
        row.answer_docx = _kept(row, paper.docx, "docx", contact.DOCX, actor)
        row.answer_language = paper.language
        row.save(update_fields=["answer_pdf", "answer_docx", "answer_language"])
        note(row, "answer_written", actor, {"language": paper.language})
        audit(actor, "concern.answer_written", f"concern:{row.pk}", {"language": paper.language})
    return concern_facts(row)


def hand_out_answer(concern_id: int, contact_point_id: int, actor: Actor) -> ReachResult:
    """Send the answer by post or e-mail, if the gate permits it. The same address gets it once.

    A failed attempt may be tried again. CareRefused, ReachError as for `write_answer`.
    """
    with transaction.atomic():  # the lock is let go before anything leaves the house
        row = _answered(concern_id, actor)
        if row.answer_pdf is None:
            raise CareRefused("letter", Words("请先生成答复函", "Write the letter first"))
        paper = _paper(row, actor, row.answer_language)
        failed = ConcernEvent.objects.filter(concern_id=row.pk, kind="answer_failed").count()
    point = next(
        (one for one in portfolio.contact_points(row.debtor_id) if one.contact_point_id == contact_point_id),
        None,
    )
    if point is None or point.person_id != row.debtor_id or point.kind not in CHANNELS:
        raise CareRefused(
            "point", Words("请选择本人的地址或邮箱", "Choose an address or e-mail of the debtor's")
        )
    channel = CHANNELS[point.kind]
    result = contact.reach(
        ReachOrder(
            creditor_id=row.creditor_id,
            debtor_id=row.debtor_id,
            channel=channel,
            contact_point_id=contact_point_id,
            purpose="answer",
            account_ids=(row.account_id,) if row.account_id else (),
            language=row.answer_language,
            subject=paper.subject,
            text=paper.text,
            disclosures=("identity",),
            key=f"concern/{row.pk}/answer/{contact_point_id}/{failed}",
        ),
        actor,
    )
    _noted(row, result, channel, actor)
    return result


def _answered(concern_id: int, actor: Actor) -> Concern:
    row = concern_row(concern_id, actor, lock=True)
    if actor.role is None or actor.role.value not in LEADERS:
        raise CareRefused("role", Words("须由组长或合规员处理", "A leader or compliance has to handle it"))
    if row.state != ConcernState.CLOSED.value or ConcernKind(row.kind) not in ANSWER_LETTERS:
        raise CareRefused("answer", Words("该事项没有答复", "It has no answer"))
    return row


def _paper(row: Concern, actor: Actor, language: str | None) -> LetterPaper:
    reference = reference_of(row.pk)
    return contact.write_letter(
        row.creditor_id,
        row.debtor_id,
        ANSWER_LETTERS[ConcernKind(row.kind)],
        actor,
        reference=reference,
        blanks={"reference": reference, "answer": vault.unseal(row.answer_sealed)},
        account_ids=(row.account_id,) if row.account_id else (),
        language=language,
    )


def _kept(row: Concern, content: bytes, ending: str, media_type: str, actor: Actor) -> uuid.UUID:
    name = f"{reference_of(row.pk)}.{ending}"
    kept = store_file(content, name=name, media_type=media_type, creditor_id=row.creditor_id, actor=actor)
    return kept.id


def _noted(row: Concern, result: ReachResult, channel: Channel, actor: Actor) -> None:
    if result.state is ReachState.REFUSED:
        return  # the refusal stands in the case's history
    kind = f"answer_{result.state.value}"  # what was simulated is never said to be sent
    detail = {"channel": channel.value, "attempt": str(result.attempt_id or "")}
    if ConcernEvent.objects.filter(concern_id=row.pk, kind=kind, detail=detail).exists():
        return
    note(row, kind, actor, detail)
    audit(actor, f"concern.{kind}", f"concern:{row.pk}", detail)
