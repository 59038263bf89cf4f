"""Lists that the book's desk works from: accounts of a batch, lost contacts and their attempts, contact points
to verify anew, merges that can be undone, documents that are out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from arrears.book.portfolio.contracts import (
    AccountStatus,
    BatchFacts,
    ContactChangeFacts,
    ContactKind,
    ContactState,
    DocumentFacts,
    LawfulSource,
    LostContactFacts,
)
from arrears.book.portfolio.models import (
    Account,
    ContactPast,
    ContactPoint,
    Document,
    LostContact,
    LostContactAttempt,
    Merge,
)
from arrears.book.portfolio.queries.batches import batches
from arrears.book.portfolio.queries.pages import masked_name
from arrears.book.portfolio.queries.papers import document_facts
from arrears.foundation.contracts import Actor, require_scope

LISTED_MAX = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchAccount:
    """An account as a batch lists it."""

    account_id: int
    debtor_id: int
    number: str
    product: str
    name_masked: str
    status: AccountStatus
    placed_on: date
    ended_on: date | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LostAttempt:
    """One attempt to find a lost debtor; `found`: the masked contact point that came of it, else empty."""

    on: date
    by: str
    source: LawfulSource
    reference: str
    result: str
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PointToVerify:
    """A contact point whose verification is old, or that nobody verified since it came."""

    contact_point_id: int
    creditor_id: int
    party_id: int
    name_masked: str
    kind: ContactKind
    masked: str
    state: ContactState
    source: str
    verified_on: date | None
    added_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeFacts:
    """A merge that was decided, and whether it was undone."""

    merge_id: int
    creditor_id: int
    kept_id: int
    kept_masked: str
    absorbed_masked: str
    why: str
    by: str
    at: datetime
    undone_by: str
    undone_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LentDocument:
    """A document whose original is out, with the account it belongs to."""

    facts: DocumentFacts
    creditor_id: int
    account_number: str


def batch_by_code(actor: Actor, creditor_id: int, code: str) -> BatchFacts:
    """One placement batch. LookupError when there is none, OutOfScope."""
    require_scope(actor, creditor_id)
    for one in batches(actor):
        if (one.creditor_id, one.code) == (creditor_id, code):
            return one
    raise LookupError(f"no batch {code}")


def batch_accounts(
    actor: Actor, batch_id: int, creditor_id: int, *, first: int = 0, count: int = LISTED_MAX
) -> tuple[BatchAccount, ...]:
    """Accounts of a batch by number, `count` of them after the `first`."""
    require_scope(actor, creditor_id)
    rows = (
        Account.objects.filter(creditor_id=creditor_id, batch_id=batch_id)
        .select_related("debtor")
        .order_by("number")
    )
    return tuple(
        BatchAccount(
            account_id=row.pk,
            debtor_id=row.debtor_id,
            number=row.number,
            product=row.product,
            name_masked=masked_name(row.debtor),
            status=AccountStatus(row.status),
            placed_on=row.placed_on,
            ended_on=row.ended_on,
            reason=row.status_reason,
        )
        for row in rows[first : first + count]
    )


def lost_contact(actor: Actor, case_id: int) -> tuple[LostContactFacts, tuple[LostAttempt, ...]]:
    """A lost-contact case with its attempts, newest first. LookupError, OutOfScope."""
    case = LostContact.objects.select_related("debtor").filter(pk=case_id).first()
    if case is None:
        raise LookupError(f"no lost-contact case {case_id}")
    require_scope(actor, case.creditor_id)
    rows = list(
        LostContactAttempt.objects.filter(case=case).select_related("contact_point").order_by("-on", "-pk")
    )
    facts = LostContactFacts(
        case_id=case.pk,
        creditor_id=case.creditor_id,
        debtor_id=case.debtor_id,
        name_masked=masked_name(case.debtor),
        since=case.since,
        attempts=len(rows),
        last_attempt_on=rows[0].on if rows else None,
        state=case.state,
    )
    attempts = tuple(
        LostAttempt(
            on=row.on,
            by=row.by,
            source=LawfulSource(row.source),
            reference=row.reference,
            result=row.result,
            found=row.contact_point.masked if row.contact_point else "",
        )
        for row in rows
    )
    return facts, attempts


def points_to_verify(actor: Actor, contact_point_ids: Sequence[int]) -> tuple[PointToVerify, ...]:
    """These contact points as the re-verification list shows them, in the order given, out of scope left out."""
    rows = ContactPoint.objects.filter(pk__in=list(contact_point_ids)).select_related("party")
    known = {row.pk: row for row in rows if actor.sees(row.creditor_id)}
    return tuple(
        PointToVerify(
            contact_point_id=row.pk,
            creditor_id=row.creditor_id,
            party_id=row.party_id,
            name_masked=masked_name(row.party),
            kind=ContactKind(row.kind),
            masked=row.masked,
            state=ContactState(row.state),
            source=row.source,
            verified_on=row.verified_on,
            added_on=row.added_on,
        )
        for row in (known[one] for one in contact_point_ids if one in known)
    )


def contact_changes(
    actor: Actor, contact_point_ids: Sequence[int]
) -> dict[int, tuple[ContactChangeFacts, ...]]:
    """What became of contact points in the actor's scope, newest first, at most 500 changes of all together."""
    rows = ContactPast.objects.filter(contact_point__in=list(contact_point_ids))
    if not actor.sees_all:
        rows = rows.filter(creditor_id__in=actor.creditor_ids)
    found: dict[int, list[ContactChangeFacts]] = {}
    for row in rows.order_by("-at", "-pk")[:LISTED_MAX]:
        found.setdefault(row.contact_point_id, []).append(
            ContactChangeFacts(
                at=row.at,
                state_before=ContactState(row.state_before) if row.state_before else None,
                state_after=ContactState(row.state_after),
                by=row.by,
                why=row.why,
            )
        )
    return {point: tuple(changes) for point, changes in found.items()}


def merges(actor: Actor) -> tuple[MergeFacts, ...]:
    """Merges in the actor's scope, newest first, at most 500."""
    rows = Merge.objects.select_related("kept", "absorbed").order_by("-pk")
    if not actor.sees_all:
        rows = rows.filter(creditor_id__in=actor.creditor_ids)
    return tuple(
        MergeFacts(
            merge_id=row.pk,
            creditor_id=row.creditor_id,
            kept_id=row.kept_id,
            kept_masked=masked_name(row.kept),
            absorbed_masked=masked_name(row.absorbed),
            why=row.why,
            by=row.by,
            at=row.at,
            undone_by=row.undone_by,
            undone_at=row.undone_at,
        )
        for row in rows[:LISTED_MAX]
    )


def lent_documents(actor: Actor) -> tuple[LentDocument, ...]:
    """Documents whose original is out, due first, at most 500."""
    rows = Document.objects.exclude(borrowed_by="").select_related("account").order_by("due_back_on", "pk")
    if not actor.sees_all:
        rows = rows.filter(creditor_id__in=actor.creditor_ids)
    return tuple(
        LentDocument(
            facts=document_facts(row), creditor_id=row.creditor_id, account_number=row.account.number
        )
        for row in rows[:LISTED_MAX]
    )


def document_by_id(actor: Actor, document_id: int) -> DocumentFacts:
    """One document. LookupError, OutOfScope."""
    row = Document.objects.filter(pk=document_id).first()
    if row is None:
        raise LookupError(f"no document {document_id}")
    require_scope(actor, row.creditor_id)
    return document_facts(row)
