"""Lost contact (失联): a queue, worked through lawful sources only, each attempt on record."""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction

from arrears.book.portfolio.actions.contacts import add_contact_point
from arrears.book.portfolio.contracts import ContactKind, LawfulSource, PortfolioError
from arrears.book.portfolio.models import LostContact, LostContactAttempt
from arrears.foundation.contracts import Actor, require_scope
from arrears.kernel.words import Words

REST_DAYS = 90  # a search that was given up rests this long

_OPEN = """
INSERT INTO portfolio_lostcontact (creditor_id, debtor_id, since, state)
SELECT DISTINCT a.creditor_id, a.debtor_id, %(day)s::date, 'open'
FROM portfolio_account a
WHERE a.status = 'open' AND (%(creditor)s::bigint IS NULL OR a.creditor_id = %(creditor)s)
  AND NOT EXISTS (
      SELECT FROM portfolio_contactpoint c
      WHERE c.creditor_id = a.creditor_id AND c.party_id = a.debtor_id
        AND c.kind IN ('phone', 'email', 'wechat') AND c.state IN ('valid', 'unverified')
  )
  AND NOT EXISTS (
      SELECT FROM portfolio_lostcontact g
      WHERE g.creditor_id = a.creditor_id AND g.debtor_id = a.debtor_id AND g.state = 'given_up'
        AND g.ended_on > %(day)s::date - %(rest)s::int
  )
ON CONFLICT (creditor_id, debtor_id) WHERE state = 'open' DO NOTHING
"""
_FOUND = """
UPDATE portfolio_lostcontact l SET state = 'found', ended_on = %(day)s
WHERE l.state = 'open' AND (%(creditor)s::bigint IS NULL OR l.creditor_id = %(creditor)s)
  AND EXISTS (
      SELECT FROM portfolio_contactpoint c
      WHERE c.creditor_id = l.creditor_id AND c.party_id = l.debtor_id
        AND c.kind IN ('phone', 'email', 'wechat') AND c.state IN ('valid', 'unverified')
  )
"""


def refresh_lost_contacts(day: date, creditor_id: int | None = None) -> tuple[int, int]:
    """Bring the queue up to date: (debtors newly lost, debtors found again). Twice a day changes nothing.

    Lost is a debtor of an open account without a phone, e-mail or WeChat id that may still be used.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_FOUND, {"day": day, "creditor": creditor_id})
        found = int(cursor.rowcount)
        cursor.execute(_OPEN, {"day": day, "creditor": creditor_id, "rest": REST_DAYS})
        return int(cursor.rowcount), found


def record_attempt(
    case_id: int,
    *,
    source: LawfulSource,
    reference: str,
    result: str,
    on: date,
    actor: Actor,
    found: tuple[ContactKind, str] | None = None,
) -> int:
    """Record an attempt to find a debtor; `found` adds the new contact point. Returns the attempt's id.

    A public register needs its reference (which register, which entry, seen when).
    """
    if source is LawfulSource.PUBLIC_REGISTER and not reference.strip():
        raise PortfolioError(Words("公开登记信息须注明出处", "A public register needs its reference"))
    if not result.strip():
        raise PortfolioError(Words("请填写结果", "A result is needed"))
    with transaction.atomic():
        case = LostContact.objects.select_for_update().filter(pk=case_id).first()
        if case is None:
            raise PortfolioError(Words("没有这个失联案件", "There is no such lost-contact case"))
        require_scope(actor, case.creditor_id)
        point = None
        if found is not None:
            point = add_contact_point(
                case.debtor_id,
                found[0],
                found[1],
                source=source.value,
                why=reference.strip() or result.strip(),
                actor=actor,
            )
            case.state, case.ended_on = "found", on
            case.save(update_fields=["state", "ended_on"])
        row = LostContactAttempt.objects.create(
            creditor_id=case.creditor_id,
            case=case,
            source=source.value,
            reference=reference.strip()[:200],
            result=result.strip()[:400],
            contact_point_id=point,
            by=actor.name[:80],
            on=on,
        )
    return row.pk


def give_up(case_id: int, *, on: date, why: str, actor: Actor) -> None:
    """Close a lost-contact case without success; the debtor comes back to the queue after REST_DAYS."""
    with transaction.atomic():
        case = LostContact.objects.select_for_update().filter(pk=case_id, state="open").first()
        if case is None:
            raise PortfolioError(Words("没有这个失联案件", "There is no such lost-contact case"))
        require_scope(actor, case.creditor_id)
        LostContactAttempt.objects.create(
            creditor_id=case.creditor_id,
            case=case,
            source=LawfulSource.CREDITOR.value,
            reference="",
            result=why.strip()[:400],
            by=actor.name[:80],
            on=on,
        )
        case.state, case.ended_on = "given_up", on
        case.save(update_fields=["state", "ended_on"])
