"""What the gate would say right now: the answers behind the buttons of a case. Nothing is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from arrears.foundation.api import Actor
from arrears.gate import asking, queries
from arrears.gate.books_queries import open_books
from arrears.gate.entries import AS_WE_SPEAK
from arrears.gate.intents import Intent, Preview
from arrears.gate.rules.evaluate import check
from arrears.kernel import clock


def preview(
    creditor_id: int,
    debtor_id: int,
    options: Sequence[tuple[str, int | None]],
    *,
    actor: Actor,
    account_ids: Sequence[int] = (),
    persons: Mapping[int, int] | None = None,
    purpose: str = "collect",
    at: datetime | None = None,
) -> tuple[Preview, ...]:
    """What the gate would say now of each (channel, contact point). Nothing is written.

    `persons` gives the person behind a contact point that is not the debtor's. The books are opened once for
    all options, so that a page with many buttons asks as little as one with few.
    """
    if not options:
        return ()
    moment = at or clock.now()
    asked = asking.ask_all(
        [
            Intent(
                creditor_id=creditor_id,
                debtor_id=debtor_id,
                person_id=(persons or {}).get(point or 0),
                contact_point_id=point,
                channel=channel,
                purpose=purpose,
                account_ids=tuple(account_ids),
                call_kind="interactive" if channel == "call" else None,
                act=AS_WE_SPEAK,
                actor=actor,
            )
            for channel, point in options
        ]
    )
    books = open_books(asked, moment)
    house, later = queries.house_ahead(asked[0].creditor, debtor_id, moment)
    return tuple(
        Preview(
            channel=one.intent.channel,
            contact_point_id=one.intent.contact_point_id,
            answer=check(queries.case_in(books, one, moment), house, later=later),
        )
        for one in asked
    )
