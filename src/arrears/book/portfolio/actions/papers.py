"""Documents and collateral of an account: filed by content, versioned, lent, moved; every step on record."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Max

from arrears.book.portfolio.contracts import DocumentFacts, PortfolioError
from arrears.book.portfolio.models import Collateral, CollateralPast, Document, DocumentUse
from arrears.book.portfolio.queries.accounts import account_key
from arrears.book.portfolio.queries.papers import document_facts
from arrears.foundation.api import audit, read_file, store_file
from arrears.foundation.contracts import Actor, require_scope
from arrears.kernel.ids import content_hash
from arrears.kernel.words import Words

DOCUMENT_KINDS = ("contract", "agreement", "evidence", "letter", "statement", "identity", "other")
COLLATERAL_STATES = (
    "with_debtor",
    "located",
    "missing",
    "repossessed",
    "stored",
    "sold",
    "released",
    "destroyed",
)
TITLE_LENGTH_MAX = 200


def _why(text: str) -> str:
    if not text.strip():
        raise PortfolioError(Words("请说明用途", "A purpose is needed"))
    return text.strip()[:400]


def file_document(
    account_id: int,
    content: bytes,
    *,
    kind: str,
    title: str,
    media_type: str,
    actor: Actor,
    why: str = "filed",
) -> DocumentFacts:
    """File a document of an account. The same title and content again is the version that stands; the same
    title with another content is the next version; earlier versions stay."""
    if kind not in DOCUMENT_KINDS:
        raise PortfolioError(Words("未知的文件类型", "Unknown kind of document"))
    if not title.strip() or not content:
        raise PortfolioError(Words("文件名称或内容为空", "The title or the content is empty"))
    account = account_key(account_id)
    require_scope(actor, account.creditor_id)
    name = title.strip()[:TITLE_LENGTH_MAX]
    with transaction.atomic():
        same = Document.objects.select_for_update().filter(
            creditor_id=account.creditor_id, account_id=account_id, kind=kind, title=name
        )
        newest = same.order_by("-version").first()
        if newest is not None and newest.sha256 == content_hash(content):
            return document_facts(newest)
        ref = store_file(
            content, name=name, media_type=media_type, creditor_id=account.creditor_id, actor=actor
        )
        last = same.aggregate(last=Max("version"))["last"] or 0
        row = Document.objects.create(
            creditor_id=account.creditor_id,
            account_id=account_id,
            kind=kind,
            title=name,
            version=last + 1,
            file_id=ref.id,
            sha256=ref.sha256,
            filed_by=actor.name[:80],
        )
        _note(row, "filed", why, actor)
    return document_facts(row)


def view_document(document_id: int, *, why: str, actor: Actor) -> bytes:
    """The content in clear, for a purpose that is kept."""
    return _open(document_id, "viewed", why, actor)


def copy_document(document_id: int, *, why: str, actor: Actor) -> bytes:
    """The content for a copy that leaves the house, for a purpose that is kept."""
    return _open(document_id, "copied", why, actor)


def _open(document_id: int, act: str, why: str, actor: Actor) -> bytes:
    with transaction.atomic():
        row = _locked(document_id, actor)
        _note(row, act, _why(why), actor)
        return read_file(row.file_id, actor)


def borrow_document(document_id: int, *, by: str, due_back_on: date, why: str, actor: Actor) -> None:
    """Lend the original. PortfolioError when it is out already."""
    with transaction.atomic():
        row = _locked(document_id, actor)
        if row.borrowed_by:
            raise PortfolioError(Words(f"已借出给 {row.borrowed_by}", f"It is lent to {row.borrowed_by}"))
        row.borrowed_by, row.due_back_on = by.strip()[:80], due_back_on
        row.save(update_fields=["borrowed_by", "due_back_on"])
        _note(row, "borrowed", f"{by}: {_why(why)}", actor)


def return_document(document_id: int, *, why: str, actor: Actor) -> None:
    """The original is back."""
    with transaction.atomic():
        row = _locked(document_id, actor)
        if not row.borrowed_by:
            raise PortfolioError(Words("该文件未借出", "It is not lent"))
        row.borrowed_by, row.due_back_on = "", None
        row.save(update_fields=["borrowed_by", "due_back_on"])
        _note(row, "returned", why or "returned", actor)


def _locked(document_id: int, actor: Actor) -> Document:
    row = Document.objects.select_for_update().filter(pk=document_id).first()
    if row is None:
        raise PortfolioError(Words("没有这份文件", "There is no such document"))
    require_scope(actor, row.creditor_id)
    return row


def _note(row: Document, act: str, why: str, actor: Actor) -> None:
    DocumentUse.objects.create(
        creditor_id=row.creditor_id, document=row, by=actor.name[:80], act=act, why=why[:400]
    )


def set_collateral_state(
    collateral_id: int, state: str, *, why: str, actor: Actor, location_note: str | None = None
) -> None:
    """Note what became of a collateral and, when it is known, where it is."""
    if state not in COLLATERAL_STATES:
        raise PortfolioError(Words("未知的抵押物状态", "Unknown state of collateral"))
    reason = _why(why)
    with transaction.atomic():
        row = Collateral.objects.select_for_update().filter(pk=collateral_id).first()
        if row is None:
            raise PortfolioError(Words("没有这件抵押物", "There is no such collateral"))
        require_scope(actor, row.creditor_id)
        before, row.state = row.state, state
        if location_note is not None:
            row.location_note = location_note.strip()[:400]
        row.save(update_fields=["state", "location_note"])
        CollateralPast.objects.create(
            creditor_id=row.creditor_id,
            collateral=row,
            state_before=before,
            state_after=state,
            location_note=row.location_note,
            by=actor.name[:80],
            why=reason,
        )
        audit(actor, "collateral.changed", f"collateral:{row.pk}", {"from": before, "to": state})
