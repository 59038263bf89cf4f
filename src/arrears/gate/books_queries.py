"""The gate's books of one debtor at a moment: contacts, stops, consents, refusals and facts, in two statements."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection

from arrears.gate import contracts as facts
from arrears.gate.asking import Asked, Keys

HISTORY_DAYS = 35  # the longest window of any pack (30 days) with a margin for zones
# Stops that follow the person to every creditor we work for; all others belong to one case.
PERSONAL_STOPS = ("bankruptcy", "breathing_space", "attorney", "illness", "cease_written")


_HISTORY = """
SELECT p.at, p.channel, 'out', p.person_subject, p.accounts, p.address, p.operator, p.lender_group,
       nullif(p.call_kind, ''),
       (SELECT o.result FROM gate_permitoutcome o WHERE o.permit_id = p.id ORDER BY o.id DESC LIMIT 1),
       p.subject, p.creditor_id, p.debtor_id
FROM gate_permit p LEFT JOIN gate_permitend e ON e.permit_id = p.id
WHERE (p.subject = %(subject)s OR p.person_subject = ANY(%(persons)s) OR p.address = ANY(%(addresses)s))
  AND p.at >= %(since)s AND p.id IS DISTINCT FROM %(except)s
  AND (e.kind = 'used' OR (e.permit_id IS NULL AND p.expires_at >= %(at)s))
UNION ALL
SELECT i.at, i.channel, 'in', i.person_subject, i.accounts, i.address, i.operator, i.lender_group, NULL,
       i.result, i.subject, i.creditor_id, i.debtor_id
FROM gate_inbound i WHERE i.subject = %(subject)s AND i.at >= %(since)s
ORDER BY 1
"""
# One row a thing; what a kind of row does not have is null. The uses of the latest few permits are enough for the
# latest moment: an older permit ran out long before the latest one was issued.
_REST = """
SELECT 'last', '', '', NULL::bytea, NULL::bytea, max(greatest(p.at, e.at)), NULL::timestamptz,
       to_jsonb(EXISTS (
           SELECT 1 FROM gate_permit u JOIN gate_permitend d ON d.permit_id = u.id AND d.kind = 'used'
           WHERE u.creditor_id = %(creditor)s AND u.debtor_id = %(debtor)s)), NULL::jsonb
FROM (SELECT id, at FROM gate_permit WHERE subject = %(subject)s ORDER BY at DESC LIMIT 20) p
LEFT JOIN gate_permitend e ON e.permit_id = p.id
UNION ALL
SELECT 'refused', '', '', r.person_subject, r.address, NULL, NULL, NULL, NULL
FROM gate_personrefused r WHERE r.person_subject = ANY(%(persons)s) OR r.address = ANY(%(addresses)s)
UNION ALL
SELECT 'stop', s.kind, s.channel, s.address, NULL, s.since, s.until, s.accounts, s.detail
FROM gate_stop s
WHERE (s.creditor_id = %(creditor)s AND s.debtor_id = %(debtor)s
       OR s.subject = %(subject)s AND s.kind = ANY(%(personal)s))
  AND (s.until IS NULL OR s.until > %(at)s)
  AND NOT EXISTS (SELECT 1 FROM gate_stoplift l WHERE l.stop_id = s.id AND l.at <= %(at)s)
UNION ALL
SELECT 'consent', c.kind, '', c.person_subject, NULL, c.given_at, c.until, NULL, c.scope
FROM gate_consent c
WHERE c.creditor_id = %(creditor)s AND c.person_subject = ANY(%(persons)s) AND c.given_at <= %(at)s
  AND NOT EXISTS (SELECT 1 FROM gate_consentend n WHERE n.consent_id = c.id AND n.at <= %(at)s)
UNION ALL
(SELECT DISTINCT ON (f.kind) 'fact', f.kind, '', NULL, NULL, NULL, NULL, NULL, f.value
 FROM gate_personfact f WHERE f.person_subject = %(subject)s ORDER BY f.kind, f.at DESC, f.id DESC)
"""


def debt_key(account_id: int) -> str:
    return f"A{account_id}"


def address_key(kind: str | None, index: bytes) -> str | None:
    return f"{kind or 'address'}:{index.hex()}" if index else None


class Past(NamedTuple):
    """A contact of the last weeks with the keys by which a case finds it."""

    contact: facts.PastContact
    subject: bytes
    person: bytes
    address: bytes


class Standing(NamedTuple):
    """A stop that stands, and the accounts that it is about (none: all)."""

    accounts: list[int]
    stop: facts.Stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """What the gate's books hold of one debtor at a moment, read once for whatever is asked about the case.

    `last`: the latest moment that they hold: a permit, or the use of one. `consents` by who gave them.
    """

    past: tuple[Past, ...]
    ever_contacted: bool
    last: datetime | None
    known: Mapping[str, object]
    refused: frozenset[tuple[bytes, bytes]]
    stops: tuple[Standing, ...]
    consents: tuple[tuple[bytes, facts.Consent], ...]

    def history(self, keys: Keys) -> list[facts.PastContact]:
        """Contacts with the debtor, with the person or at the address. A used permit without a reported result
        has result None, which counts strictly; what came in counts for the debtor alone."""
        return [
            one.contact
            for one in self.past
            if one.subject == keys.subject
            or (
                one.contact.direction == "out"
                and (one.person == keys.person or (keys.address and one.address == keys.address))
            )
        ]

    def has_refused(self, keys: Keys) -> bool:
        """Whether the person, or whoever is at the address, asked not to be contacted again."""
        return any(
            person == keys.person or (keys.address and address == keys.address)
            for person, address in self.refused
        )


def open_books(asked: Sequence[Asked], at: datetime, without: uuid.UUID | None = None) -> Books:
    """Read what bears on these contacts of one case; the permit `without` is left out of the contacts."""
    keys = [one.keys for one in asked]
    subject, persons = keys[0].subject, list({one.person for one in keys})
    addresses = [address for address in {one.address for one in keys} if address]
    past = _past(subject, persons, addresses, at, without)
    known: dict[str, object] = {}
    refused, stops, consents = set(), [], []
    last, ever = None, False
    for book, kind, channel, one, other, since, until, accounts, detail in _rest(
        asked[0], persons, addresses, at
    ):
        if book == "last":
            last, ever = since, bool(_json(accounts))
        elif book == "refused":
            refused.add((bytes(one), bytes(other)))
        elif book == "stop":
            stop = stop_of(kind, channel, bytes(one), since, until, _json(detail))
            stops.append(Standing(_json(accounts), stop))
        elif book == "consent":
            given = facts.Consent(kind=kind, at=since, until=until, scope=_json(detail))
            consents.append((bytes(one), given))
        else:
            known[kind] = _json(detail)
    return Books(
        past=past,
        ever_contacted=ever,
        last=last,
        known=known,
        refused=frozenset(refused),
        stops=tuple(stops),
        consents=tuple(consents),
    )


def _rest(asked: Asked, persons: list[bytes], addresses: list[bytes], at: datetime) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            _REST,
            {
                "creditor": asked.intent.creditor_id,
                "debtor": asked.intent.debtor_id,
                "subject": asked.keys.subject,
                "persons": persons,
                "addresses": addresses,
                "personal": list(PERSONAL_STOPS),
                "at": at,
            },
        )
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def stop_of(
    kind: Any,
    channel: Any,
    address: bytes,
    since: datetime,
    until: datetime | None,
    detail: Mapping[str, object],
) -> facts.Stop:
    """A stop of the books as the rules read it; kind and channel were checked when it was placed."""
    consents = detail.get("attorney_consents")
    return facts.Stop(
        kind=kind,
        channel=channel or None,
        address=address_key("address", address),
        since=since,
        until=until,
        attorney_silent_since=_moment(detail.get("attorney_silent_since")),
        attorney_consents=consents if isinstance(consents, bool) else None,
    )


def _moment(text: object) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) else None


def tried(past: Iterable[facts.PastContact]) -> bool:
    return any(one.direction == "out" for one in past)


def _past(
    subject: bytes, persons: list[bytes], addresses: list[bytes], at: datetime, without: uuid.UUID | None
) -> tuple[Past, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            _HISTORY,
            {
                "subject": subject,
                "persons": persons,
                "addresses": addresses,
                "since": at - timedelta(days=HISTORY_DAYS),
                "at": at,
                "except": without,
            },
        )
        rows = cursor.fetchall()
    return tuple(
        Past(
            facts.PastContact(
                at=row[0],
                channel=row[1],
                direction=row[2],
                person=bytes(row[3]).hex(),
                debts=tuple(debt_key(account) for account in _json(row[4])),
                address=address_key("address", bytes(row[5])),
                operator=row[6],
                lender_group=row[7],
                call_kind=row[8],
                result=row[9],
            ),
            subject=bytes(row[10]),
            person=bytes(row[3]),
            address=bytes(row[5]),
        )
        for row in rows
    )


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
