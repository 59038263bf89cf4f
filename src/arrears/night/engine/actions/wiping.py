"""A person who is wiped: the night holds numbers under ids that name nobody any more."""

from __future__ import annotations

from arrears.foundation.api import Actor, Wiped, WipeOrder, Wiper


def _wipe(order: WipeOrder, actor: Actor) -> Wiped:
    return Wiped()


WIPER = Wiper(
    room="night.engine",
    wipe=_wipe,
    wipes={},
    keeps={
        "night_decision": "scores, sums and days; written once, so that a night can be reproduced",
        "night_enrolment": "which arm of an experiment; written once",
    },
)
