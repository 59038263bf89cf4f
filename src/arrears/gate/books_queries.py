"""The gate's books of one debtor at a moment: contacts, stops, consents, refusals and facts, in one call."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from arrears.book.portfolio import api as portfolio
from arrears.foundation import statements
from arrears.foundation.api import creditor_by_id, require_scope
from arrears.gate import contracts as facts
from arrears.gate.asking import Asked, Keys, asked, subject_of
from arrears.gate.intents import Intent

HISTORY_DAYS = 35  # the longest window of any pack (30 days) with a margin for zones
# Stops that follow the person to every creditor we work for; all others belong to one case.
PERSONAL_STOPS = ("bankruptcy", "breathing_space", "attorney", "illness", "cease_written")

_READ = "SELECT * FROM gate_books('{}'::bigint[], NULL, %s, %s, %s, %s::bytea[], %s::bytea[], %s::text[], %s, %s, NULL)"
_OPENED = "SELECT * FROM gate_opened(%s, %s, %s, %s, %s::text[], %s, %s, %s, %s::text[], %s, %s, %s)"


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


class Line(NamedTuple):
    """A row of the books; what a kind of row (`book`) does not have is None. `until` of a contact: until when its
    permit, not used yet, keeps its place. `ended`: when a stop was lifted, a consent withdrawn."""

    book: str
    kind: Any
    channel: Any
    person: bytes | None
    address: bytes | None
    since: Any
    until: datetime | None
    ended: datetime | None
    accounts: Any
    detail: Any
    result: Any
    call_kind: Any
    operator: Any
    lender_group: Any
    subject: bytes | None


def open_books(all_asked: Sequence[Asked], at: datetime) -> Books:
    """Read what bears on these contacts of one case."""
    keys = [one.keys for one in all_asked]
    values = [
        all_asked[0].intent.creditor_id,
        all_asked[0].intent.debtor_id,
        keys[0].subject,
        _array({f'"\\\\x{one.person.hex()}"' for one in keys}),
        _array({f'"\\\\x{one.address.hex()}"' for one in keys if one.address}),
        _PERSONAL,
        at - timedelta(days=HISTORY_DAYS),
        at,
    ]
    return books_of(map(Line._make, statements.rows(_READ, values)), at)


def open_held(
    intent: Intent, at: datetime, without: uuid.UUID | None, stamp_key: bytes | None
) -> tuple[Asked, list[Line]]:
    """Who would be reached, and the rows behind `books_of` for any moment from `at` on, in one round trip: the
    debtor, the person and the address are held from then until the transaction ends. The permit `without` is left
    out; `stamp_key` is brought to a database that has none. GateError when the parties do not belong together."""
    require_scope(intent.actor, intent.creditor_id)
    creditor = creditor_by_id(intent.creditor_id)
    person = intent.person_id or intent.debtor_id
    subject = subject_of(b"", intent.creditor_id, intent.debtor_id)
    values = [
        intent.creditor_id,
        intent.debtor_id,
        person,
        intent.contact_point_id,
        portfolio.USABLE,
        subject,
        subject if person == intent.debtor_id else subject_of(b"", intent.creditor_id, person),
        stamp_key,
        _PERSONAL,
        at - timedelta(days=HISTORY_DAYS),
        at,
        without,
    ]
    lines = [Line._make(row) for row in statements.rows(_OPENED, values)]
    who = _json(lines.pop(0).detail) if lines else None
    found = portfolio.recipient_of(who, person, intent.contact_point_id) if who else None
    return asked(intent, creditor, person, found), lines


def _array(elements: Iterable[str]) -> str:
    """An array as the database spells it; the driver takes several times as long over a list."""
    return "{" + ",".join(elements) + "}"


_PERSONAL = _array(PERSONAL_STOPS)


def books_of(lines: Iterable[Line], at: datetime) -> Books:
    """The books at a moment, from rows that were read for it or for a moment before."""
    known: dict[str, object] = {}
    refused, past, stops, consents = set(), [], [], []
    last, ever = None, False
    for line in lines:
        if line.book in ("out", "in"):
            if line.since >= at - timedelta(days=HISTORY_DAYS) and (line.until is None or line.until >= at):
                past.append(_past(line))
        elif line.book == "last":
            last, ever = line.since, bool(line.kind)
        elif line.book == "refused":
            refused.add((_bytes(line.person), _bytes(line.address)))
        elif line.book == "fact":
            known[line.kind] = _json(line.detail)
        elif _stands(line, at):
            if line.book == "stop":
                address, detail = _bytes(line.address), _json(line.detail)
                stop = stop_of(line.kind, line.channel, address, line.since, line.until, detail)
                stops.append(Standing(_json(line.accounts), stop))
            elif line.since <= at:
                given = facts.Consent(
                    kind=line.kind, at=line.since, until=line.until, scope=_json(line.detail)
                )
                consents.append((_bytes(line.person), given))
    return Books(
        past=tuple(sorted(past, key=lambda one: one.contact.at)),
        ever_contacted=ever,
        last=last,
        known=known,
        refused=frozenset(refused),
        stops=tuple(stops),
        consents=tuple(consents),
    )


def _stands(line: Line, at: datetime) -> bool:
    """A stop is over at its own end; a consent's is left to the rules. Both end when they are taken back."""
    over = line.book == "stop" and line.until is not None and line.until <= at
    return not over and (line.ended is None or line.ended > at)


def _bytes(value: bytes | None) -> bytes:
    return bytes(value or b"")


def _past(line: Line) -> Past:
    person, address = _bytes(line.person), _bytes(line.address)
    contact = facts.PastContact(
        at=line.since,
        channel=line.channel,
        direction=line.book,  # type: ignore[arg-type]  # the caller has looked: out or in
        person=person.hex(),
        debts=tuple(debt_key(account) for account in _json(line.accounts)),
        address=address_key("address", address),
        operator=line.operator,
        lender_group=line.lender_group,
        call_kind=line.call_kind,
        result=line.result,
    )
    return Past(contact, subject=_bytes(line.subject), person=person, address=address)


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


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
