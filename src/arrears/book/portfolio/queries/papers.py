"""Reads of an account's documents and their use, and of what became of a collateral."""

from __future__ import annotations

from datetime import date

from arrears.book.portfolio.contracts import CollateralStep, DocumentFacts, DocumentUse
from arrears.book.portfolio.models import CollateralPast, Document
from arrears.book.portfolio.models import DocumentUse as UseRow
from arrears.book.portfolio.queries.accounts import account_key
from arrears.foundation.contracts import Actor, require_scope


def document_facts(row: Document) -> DocumentFacts:
    return DocumentFacts(
        document_id=row.pk,
        account_id=row.account_id,
        kind=row.kind,
        title=row.title,
        version=row.version,
        file_id=row.file_id,
        sha256=row.sha256,
        filed_by=row.filed_by,
        filed_at=row.filed_at,
        borrowed_by=row.borrowed_by,
        due_back_on=row.due_back_on,
    )


def documents_of(actor: Actor, account_id: int) -> tuple[DocumentFacts, ...]:
    """All versions of an account's documents, by kind and title, newest version first."""
    account = account_key(account_id)
    require_scope(actor, account.creditor_id)
    rows = Document.objects.filter(creditor_id=account.creditor_id, account_id=account_id)
    return tuple(document_facts(row) for row in rows.order_by("kind", "title", "-version"))


def uses_of_document(actor: Actor, document_id: int) -> tuple[DocumentUse, ...]:
    """Who filed, viewed, borrowed, returned or copied a document, in order."""
    row = Document.objects.filter(pk=document_id).first()
    if row is None:
        raise LookupError(f"no document with the id {document_id}")
    require_scope(actor, row.creditor_id)
    uses = UseRow.objects.filter(document=row).order_by("pk")
    return tuple(DocumentUse(at=use.at, by=use.by, act=use.act, why=use.why) for use in uses)


def overdue_loans(actor: Actor, on: date) -> tuple[DocumentFacts, ...]:
    """Originals that are out longer than agreed on a date, longest first."""
    rows = Document.objects.filter(due_back_on__lt=on).exclude(borrowed_by="")
    if not actor.sees_all:
        rows = rows.filter(creditor_id__in=actor.creditor_ids)
    return tuple(document_facts(row) for row in rows.order_by("due_back_on", "pk"))


def collateral_history(actor: Actor, creditor_id: int, collateral_id: int) -> tuple[CollateralStep, ...]:
    """What became of a collateral of a creditor, newest first."""
    require_scope(actor, creditor_id)
    rows = CollateralPast.objects.filter(creditor_id=creditor_id, collateral_id=collateral_id)
    return tuple(
        CollateralStep(
            at=row.at,
            by=row.by,
            before=row.state_before,
            after=row.state_after,
            location_note=row.location_note,
            why=row.why,
        )
        for row in rows.order_by("-pk")
    )
