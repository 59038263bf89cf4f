"""A person who is wiped: who they are, how they are reached, their papers and things; accounts stay and name nobody."""

from __future__ import annotations

import uuid

from django.db.models import Exists, OuterRef, Q

from arrears.book.portfolio.actions.contacts import reason_given
from arrears.book.portfolio.actions.person_data import wipe_row
from arrears.book.portfolio.contracts import PortfolioError, RoleOnAccount
from arrears.book.portfolio.models import (
    Account,
    AccountRole,
    Collateral,
    CollateralPast,
    ContactPast,
    Document,
    DocumentUse,
    LostContactAttempt,
    Merge,
    Party,
    PartyPair,
)
from arrears.book.portfolio.queries.accounts import owes_until
from arrears.book.portfolio.queries.pages import party_row
from arrears.foundation.api import Actor, Wiped, WipeOrder, Wiper, require_scope
from arrears.kernel.words import Words

OWES = (RoleOnAccount.JOINT_DEBTOR.value, RoleOnAccount.GUARANTOR.value)
WIPED_REF = "wiped-"


def wipe_order(party_id: int, *, why: str, actor: Actor) -> WipeOrder:
    """A person with the rows merged into theirs, the cases they stand in, and the accounts that are theirs alone.

    PortfolioError while an account of theirs is open. The person's row is locked until the transaction's end.
    """
    reason = reason_given(why)
    row = Party.objects.select_for_update().get(pk=party_row(party_id).pk)
    require_scope(actor, row.creditor_id)
    if owes_until(row.creditor_id, row.pk)[0]:
        raise PortfolioError(Words("仍有未结清的账户", "An account is still open"))
    merged = Party.objects.select_for_update().filter(creditor_id=row.creditor_id, merged_into=row)
    people = (row.pk, *merged.values_list("pk", flat=True))
    roles = AccountRole.objects.filter(creditor_id=row.creditor_id, party_id__in=people)
    named = Account.objects.filter(creditor_id=row.creditor_id)
    cases = named.filter(pk__in=roles.values("account_id")).values_list("debtor_id", flat=True)
    return WipeOrder(
        creditor_id=row.creditor_id,
        party_ids=people,
        case_ids=tuple({*people, *cases}),
        account_ids=_alone(row.creditor_id, people),
        why=reason,
    )


def _alone(creditor_id: int, people: tuple[int, ...]) -> tuple[int, ...]:
    """Accounts on which these rows owe, and nobody whose name is still known."""
    known = Party.objects.filter(creditor_id=creditor_id).exclude(pk__in=people)
    known = known.exclude(ref__startswith=WIPED_REF)
    roles = AccountRole.objects.filter(creditor_id=creditor_id, account_id=OuterRef("pk"), role__in=OWES)
    others = roles.filter(Exists(known.filter(pk=OuterRef("party_id"))))
    theirs = Account.objects.filter(creditor_id=creditor_id).filter(
        Q(debtor_id__in=people) | Exists(roles.filter(party_id__in=people))
    )
    with_others = Q(Exists(others)) | Q(Exists(known.filter(pk=OuterRef("debtor_id"))))
    return tuple(theirs.exclude(with_others).values_list("pk", flat=True))


def _wipe(order: WipeOrder, actor: Actor) -> Wiped:
    of_creditor = {"creditor_id": order.creditor_id}
    rows = 0
    for party in Party.objects.select_for_update().filter(pk__in=order.party_ids, **of_creditor):
        rows += wipe_row(party, order.why, actor)
    told = ContactPast.objects.filter(contact_point__party_id__in=order.party_ids, **of_creditor)
    rows += told.exclude(why__in=("", order.why)).update(why="")
    roles = AccountRole.objects.filter(party_id__in=order.party_ids, **of_creditor)
    rows += roles.exclude(proof="").update(proof="")
    looked = LostContactAttempt.objects.filter(case__debtor_id__in=order.party_ids, **of_creditor)
    rows += looked.filter(~Q(reference="") | ~Q(result="")).update(reference="", result="")
    merged = Q(kept_id__in=order.party_ids) | Q(absorbed_id__in=order.party_ids)
    rows += Merge.objects.filter(merged, **of_creditor).exclude(why="").update(why="")
    pairs = Q(first_id__in=order.party_ids) | Q(second_id__in=order.party_ids)
    rows += PartyPair.objects.filter(pairs, **of_creditor).delete()[0]
    more, files = _wipe_accounts(order)
    return Wiped(rows=rows + more, files=files)


def _wipe_accounts(order: WipeOrder) -> tuple[int, frozenset[uuid.UUID]]:
    theirs = {"creditor_id": order.creditor_id, "account_id__in": order.account_ids}
    accounts = Account.objects.filter(creditor_id=order.creditor_id, pk__in=order.account_ids)
    rows = accounts.exclude(status_reason="").update(status_reason="")
    things = Collateral.objects.filter(**theirs)
    told = CollateralPast.objects.filter(collateral__in=things, creditor_id=order.creditor_id)
    rows += told.filter(~Q(location_note="") | ~Q(why="")).update(location_note="", why="")
    blank = {"description": "", "plate": "", "frame_number": "", "location_note": ""}
    rows += things.exclude(**blank).update(**blank)
    papers = Document.objects.filter(**theirs)
    files = frozenset(papers.values_list("file_id", flat=True))
    rows += DocumentUse.objects.filter(creditor_id=order.creditor_id, document__in=papers).delete()[0]
    return rows + papers.delete()[0], files


WIPER = Wiper(
    room="book.portfolio",
    wipe=_wipe,
    wipes={
        "portfolio_party": "name, number, year of birth, region, the creditor's key",
        "portfolio_partypast": "the rows",
        "portfolio_partyaudit": "the rows",
        "portfolio_partypair": "the rows",
        "portfolio_contactpoint": "the value, its mask and its index",
        "portfolio_contactpast": "why it changed",
        "portfolio_accountrole": "what proves the role",
        "portfolio_lostcontactattempt": "where was looked and what was found",
        "portfolio_merge": "why two rows were one person",
        "portfolio_account": "why it ended",
        "portfolio_collateral": "description, plate, frame number, place",
        "portfolio_collateralpast": "place and reason",
        "portfolio_document": "the rows and their files",
        "portfolio_documentuse": "the rows",
    },
    keeps={
        "portfolio_accountpast": "state, product and terms before a change",
        "portfolio_item": "sums and days alone",
        "portfolio_itempast": "sums and days alone",
        "portfolio_placementpast": "which batch and when",
        "portfolio_lostcontact": "since when nobody was reached",
        "portfolio_wipedcontact": "hashes alone, so that a later file does not bring a wiped number back",
    },
)
