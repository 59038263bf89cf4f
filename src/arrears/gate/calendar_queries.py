"""When a debtor may be reached, by channel and contact point, over the days ahead. Nothing is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from arrears.foundation.api import Actor
from arrears.gate import asking, queries
from arrears.gate.books_queries import open_books
from arrears.gate.entries import AS_WE_SPEAK
from arrears.gate.intents import Intent
from arrears.gate.ledger_contracts import Days
from arrears.gate.rules.openings import clock_of, openings_through
from arrears.kernel import clock


def calendar(
    creditor_id: int,
    debtor_id: int,
    options: Sequence[tuple[str, int | None]],
    *,
    actor: Actor,
    days: int = 14,
    account_ids: Sequence[int] = (),
    persons: Mapping[int, int] | None = None,
    purpose: str = "collect",
) -> tuple[Days, ...]:
    """For each (channel, contact point) the stretches of the next days with their verdict, from this moment on.

    As with `preview`, a contact is meant as our scripts make it. `persons` gives the person behind a
    contact point that is not the debtor's.
    """
    if not options:
        return ()
    moment = clock.now().replace(microsecond=0)
    all_asked = asking.ask_all(
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
    until = moment + timedelta(days=days)
    books = open_books(all_asked, moment)
    stretches = tuple(queries.house_stretches(all_asked[0].creditor, debtor_id, moment, until))
    found = []
    for asked in all_asked:
        case = queries.case_in(books, asked, moment)
        found.append(
            Days(
                channel=asked.intent.channel,
                contact_point_id=asked.intent.contact_point_id,
                zone=clock_of(case, stretches[0][1]),
                openings=openings_through(case, stretches),
            )
        )
    return tuple(found)
