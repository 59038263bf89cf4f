"""A link of the debtor's own: an approved agreement is read and agreed to by the debtor, by nobody else.

The link opens nothing by itself: it takes the whole id number (screens show a part of it at most), five tries in
all. Its token leaves this room once, for the message that carries it; the books keep a hash.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from arrears.book.portfolio import api as portfolio
from arrears.desk.contact import api as contact
from arrears.desk.contact.contracts import InboundOrder
from arrears.desk.promises.actions.agreeing import agree
from arrears.desk.promises.actions.papers import paper_of, write_paper
from arrears.desk.promises.contracts import (
    AgreementFacts,
    AgreementState,
    Consent,
    ConsentKind,
    OfferLink,
    OfferState,
    OfferText,
    Refused,
)
from arrears.desk.promises.documents.sentences import clauses, title
from arrears.desk.promises.models import Agreement
from arrears.desk.promises.models import OfferLink as Link
from arrears.desk.promises.queries import NoSuchPromise, agreement_row, link_facts, offer_state
from arrears.foundation.api import Actor, audit, creditor_by_id, file_ref, read_file
from arrears.foundation.vault import same
from arrears.kernel import clock
from arrears.kernel.ids import content_hash, stable_hash
from arrears.kernel.words import Words

TRIES_MAX = 5
PASS_MINUTES = 30
WORDS_MAX = 2_000
_DEBTOR = Actor(name="debtor", sees_all=True)
"""Who stands in the books behind a link; reads no more than the one agreement that the link names."""


def make_offer_link(agreement_id: int, actor: Actor) -> OfferLink:
    """A new link to an approved agreement, good until the offer lapses. Say with `settle_offer_link` what became
    of the message that carries it.

    Refused when it is not approved, has lapsed, or no id number is on file to know the debtor by.
    """
    with transaction.atomic():
        row = agreement_row(agreement_id, actor, lock=True)
        today = clock.today(creditor_by_id(row.creditor_id).zone)
        if row.state != AgreementState.APPROVED.value or row.expires_on is None:
            raise Refused("state", Words("该方案尚未批准或已结束", "It is not approved, or it has ended"))
        if row.expires_on < today:
            raise Refused("expired", Words("方案已过有效期", "The offer has lapsed"))
        if not portfolio.has_id_number(row.debtor_id):
            raise Refused(
                "identity",
                Words(
                    "没有证件号码，无法核实链接的打开人，请改用通话或签署方式",
                    "No id number is on file, so nobody who opens a link could be known; use a talk or paper",
                ),
            )
        token = secrets.token_urlsafe(24)
        link = Link.objects.create(
            creditor_id=row.creditor_id,
            agreement=row,
            token_hash=content_hash(token),
            made_by_user_id=actor.user_id,
            made_by=actor.name,
            made_at=clock.now(),
            expires_on=row.expires_on,
        )
        audit(actor, "agreement.link_made", f"agreement:{row.pk}", {"link": link.pk})
    return link_facts(link, row, today, token=token)


def settle_offer_link(link_id: int, went_out: bool, actor: Actor) -> None:
    """The message with the link went out: older links end. It did not: nobody knows this one, and it opens nothing,
    while one that the debtor has still does. Repeating changes nothing."""
    with transaction.atomic():
        link = Link.objects.filter(pk=link_id).first()
        if link is None:
            raise NoSuchPromise("no such link")
        agreement_row(link.agreement_id, actor, lock=True)
        waiting = Link.objects.select_for_update().filter(agreement_id=link.agreement_id, ended_how="")
        how = OfferState.REPLACED if went_out else OfferState.UNSENT
        ending = waiting.filter(pk__lt=link.pk) if went_out else waiting.filter(pk=link.pk)
        for one in ending:
            _end(one, how, clock.now(), "")


def offer_of(token: str) -> OfferLink:
    """What a link is and whether it can still be used. NoSuchPromise for a token that nobody made."""
    link = _found(token)
    row = agreement_row(link.agreement_id, _DEBTOR)
    return link_facts(link, row, clock.today(creditor_by_id(row.creditor_id).zone))


def prove_debtor(token: str, id_number: str) -> str | None:
    """A pass for half an hour when this is the debtor's whole id number, else None; the fifth miss shuts the link.

    Refused when the link cannot be used any more.
    """
    with transaction.atomic():
        link, row = _open(token, lock=True)
        if not portfolio.is_id_number(row.debtor_id, id_number):
            link.failed += 1
            if link.failed >= TRIES_MAX:
                link.ended_how, link.ended_at = OfferState.SHUT.value, clock.now()
                audit(_DEBTOR, "agreement.link_shut", f"agreement:{row.pk}", {"link": link.pk})
            link.save()
            return None
        key = secrets.token_urlsafe(24)
        link.pass_hash = content_hash(key)
        link.pass_until = clock.now() + timedelta(minutes=PASS_MINUTES)
        link.opened_at = link.opened_at or clock.now()
        link.save()
        audit(_DEBTOR, "agreement.link_opened", f"agreement:{row.pk}", {"link": link.pk})
    return key


def read_offer(token: str, key: str, language: str) -> OfferText:
    """The agreement as its paper says it. Refused without a pass that still holds."""
    link, row = _open(token)
    _check_pass(link, key)
    return _text(row, language)


def _text(row: Agreement, language: str) -> OfferText:
    paper = paper_of(row, language)
    parts = tuple((one.head, one.sentences, one.table) for one in clauses(paper))
    return OfferText(
        title=title(paper),
        clauses=parts,
        seen=stable_hash([title(paper), parts]),
        service_phone=paper.service_phone,
        complaint_phone=paper.complaint_phone,
    )


def agree_by_link(token: str, key: str, seen: str, language: str) -> AgreementFacts:
    """The debtor agrees to exactly the text that was shown; its paper is written in that language and kept.

    Refused when the text has changed since it was shown, the pass is over, or the offer has ended.
    """
    with transaction.atomic():
        link, row = _open(token, lock=True)
        _check_pass(link, key)
        if not same(_text(row, language).seen.encode(), seen.encode()):
            raise Refused(
                "seen", Words("方案内容已变化，请重新阅读", "The offer has changed; please read it again")
            )
        now = clock.now()
        paper = write_paper(row.pk, _DEBTOR, language)
        consent = Consent(kind=ConsentKind.LINK, at=now, file_id=paper.document_id)
        agreed = agree(row.pk, consent, _DEBTOR)
        _end(link, OfferState.AGREED, now, seen)
        _tell(row, Words(f"通过链接同意方案 A-{row.pk}", f"Agreed to A-{row.pk} by link"), "", now)
    return agreed


def decline_by_link(token: str, key: str, text: str = "") -> None:
    """The debtor does not agree; what they write beside it is kept as having come from them."""
    with transaction.atomic():
        link, row = _open(token, lock=True)
        _check_pass(link, key)
        now = clock.now()
        _end(link, OfferState.DECLINED, now, "")
        said = text.strip()[:WORDS_MAX]
        _tell(row, Words(f"通过链接不同意方案 A-{row.pk}", f"Declined A-{row.pk} by link"), said, now)
        audit(_DEBTOR, "agreement.link_declined", f"agreement:{row.pk}", {"link": link.pk})


def offer_paper(token: str, key: str) -> tuple[str, bytes]:
    """File name and PDF of what was agreed to by this link. Refused without the pass it was agreed with."""
    link = _found(token)
    _check_pass(link, key)
    row = agreement_row(link.agreement_id, _DEBTOR)
    if link.ended_how != OfferState.AGREED.value or row.consent_file is None:
        raise Refused("link", Words("尚未达成协议", "Nothing has been agreed yet"))
    return file_ref(row.consent_file, _DEBTOR).name, read_file(row.consent_file, _DEBTOR)


def _found(token: str) -> Link:
    link = Link.objects.filter(token_hash=content_hash(token)).first()
    if link is None:
        raise NoSuchPromise("no such link")
    return link


def _open(token: str, *, lock: bool = False) -> tuple[Link, Agreement]:
    """The link and its agreement. Refused when it cannot be used. The agreement is locked first, as elsewhere."""
    link = _found(token)
    row = agreement_row(link.agreement_id, _DEBTOR, lock=lock)
    if lock:
        link = Link.objects.select_for_update().get(pk=link.pk)
    today = clock.today(creditor_by_id(row.creditor_id).zone)
    if offer_state(link, row, today) is not OfferState.OPEN:
        raise Refused("link", Words("该链接已失效", "This link can no longer be used"))
    return link, row


def _check_pass(link: Link, key: str) -> None:
    until: datetime | None = link.pass_until
    if not link.pass_hash or until is None or until < clock.now():
        raise Refused("pass", Words("请重新核实身份", "Please show again who you are"))
    if not same(link.pass_hash.encode(), content_hash(key).encode()):
        raise Refused("pass", Words("请重新核实身份", "Please show again who you are"))


def _end(link: Link, how: OfferState, at: datetime, seen: str) -> None:
    link.ended_how, link.ended_at, link.seen_hash = how.value, at, seen
    link.save()


def _tell(row: Agreement, what: Words, said: str, at: datetime) -> None:
    """Into the timeline, and to the gate: it came from the debtor, so an answer may be given."""
    language = str(creditor_by_id(row.creditor_id).settings.get("language", "zh-hans"))
    head = what.in_(language)
    contact.take_inbound(
        InboundOrder(
            creditor_id=row.creditor_id,
            debtor_id=row.debtor_id,
            channel="in_app",
            text=f"{head}\n\n{said}" if said else head,
            account_ids=(row.account_id,),
            at=at,
        ),
        _DEBTOR,
    )
