"""People on an account by hand: somebody who owes nothing is added, proof of a relation is noted, a role ends.

Who owes (debtor, joint debtor, guarantor) comes from the creditor's files alone.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from arrears.book.portfolio.actions.contacts import add_contact_point
from arrears.book.portfolio.actions.records import debtors_person_refs
from arrears.book.portfolio.contracts import (
    OF_DEBTOR,
    ContactKind,
    LawfulSource,
    PartyKind,
    PortfolioError,
    RoleOnAccount,
)
from arrears.book.portfolio.models import Account, AccountRole, Party
from arrears.foundation import vault
from arrears.foundation.api import audit, creditor_by_id
from arrears.foundation.contracts import Actor, require_scope
from arrears.kernel.clock import today
from arrears.kernel.words import Words

NAME_LENGTH_MAX = 100
PROOF_LENGTH_MAX = 200
WHY_LENGTH_MAX = 400
NO_ACCOUNT = Words("没有这个账户", "There is no such account")
NO_ROLE = Words("该账户上没有这个角色", "There is no such role on the account")
OWES = Words(
    "债务人、共同债务人和担保人只能来自委托方文件",
    "Debtors, joint debtors and guarantors come from the creditor's files alone",
)


def add_person(
    account_id: int,
    role: RoleOnAccount,
    *,
    name: str,
    source: LawfulSource,
    why: str,
    actor: Actor,
    phone: str = "",
    proof: str = "",
) -> int:
    """Add somebody who does not owe (spouse, finance contact, who decides payment …); returns the party's id.

    `why`: where it is known from. The same name in the same role of the debtor is one person, as in files.
    PortfolioError for a role that owes, a missing name or reason, or a number that cannot be one.
    """
    if role not in OF_DEBTOR:
        raise PortfolioError(OWES)
    spelled = " ".join(name.split())[:NAME_LENGTH_MAX]
    if not spelled:
        raise PortfolioError(Words("请填写姓名", "A name is needed"))
    reason = _why(why)
    account = _account(account_id, actor)
    day = today(creditor_by_id(account.creditor_id).zone)
    with transaction.atomic():
        party = _person(account, role, spelled)
        row, made = AccountRole.objects.get_or_create(
            creditor_id=account.creditor_id,
            account_id=account_id,
            party_id=party.pk,
            role=role.value,
            defaults={"added_on": day, "proof": _proof(proof)},
        )
        if not made:
            row.ended_on, row.proof = None, _proof(proof) or row.proof
            row.save(update_fields=["ended_on", "proof"])
        if phone.strip():
            add_contact_point(
                party.pk, ContactKind.PHONE, phone, source=source.value, why=reason, actor=actor
            )
        said = {"role": role.value, "person": party.pk, "why": reason}
        audit(actor, "account_role.added", f"account:{account_id}", said)
    return party.pk


def prove_role(account_id: int, role_id: int, *, proof: str, actor: Actor) -> None:
    """Note where the proof of a person's relation to the debt lies (a marriage certificate, a contract)."""
    told = _proof(proof)
    if not told:
        raise PortfolioError(Words("请注明证明材料", "Say what the proof is"))
    with transaction.atomic():
        row = _role(account_id, role_id, actor)
        before, row.proof = row.proof, told
        row.save(update_fields=["proof"])
        said = {"role": row.role, "person": row.party_id, "before": before, "proof": told}
        audit(actor, "account_role.proven", f"account:{account_id}", said)


def end_role(account_id: int, role_id: int, *, on: date, why: str, actor: Actor) -> None:
    """A person who owes nothing no longer stands in a role; a later file that names them brings it back."""
    reason = _why(why)
    with transaction.atomic():
        row = _role(account_id, role_id, actor)
        if RoleOnAccount(row.role) not in OF_DEBTOR:
            raise PortfolioError(OWES)
        row.ended_on = on
        row.save(update_fields=["ended_on"])
        said = {"role": row.role, "person": row.party_id, "on": on.isoformat(), "why": reason}
        audit(actor, "account_role.ended", f"account:{account_id}", said)


def _why(text: str) -> str:
    if not text.strip():
        raise PortfolioError(Words("请说明原因", "A reason is needed"))
    return text.strip()[:WHY_LENGTH_MAX]


def _proof(text: str) -> str:
    return text.strip()[:PROOF_LENGTH_MAX]


def _account(account_id: int, actor: Actor) -> Account:
    row = Account.objects.select_related("debtor").filter(pk=account_id).first()
    if row is None:
        raise PortfolioError(NO_ACCOUNT)
    require_scope(actor, row.creditor_id)
    return row


def _role(account_id: int, role_id: int, actor: Actor) -> AccountRole:
    creditor_id = _account(account_id, actor).creditor_id
    rows = AccountRole.objects.select_for_update().filter(creditor_id=creditor_id, account_id=account_id)
    row = rows.filter(pk=role_id, ended_on__isnull=True).first()
    if row is None:
        raise PortfolioError(NO_ROLE)
    return row


def _person(account: Account, role: RoleOnAccount, name: str) -> Party:
    ref = debtors_person_refs([account.debtor.ref], role.value, [name])[0]
    row, _ = Party.objects.get_or_create(
        creditor_id=account.creditor_id,
        ref=ref,
        defaults={
            "kind": PartyKind.PERSON.value,
            "name_sealed": vault.seal(name),
            "name_index": vault.blind_index("name", name),
            "id_index": b"",
        },
    )
    return row
