"""A person who is wiped: the gate's books stay whole, because each row is sealed in the chain.

They prove what was permitted and refused; PIPL 47 II: what cannot be deleted is only stored and kept safe. People
and addresses stand in them as keyed hashes, texts sealed; a text is opened one by one, with an audit line.
"""

from __future__ import annotations

from arrears.foundation.api import Actor, Wiped, WipeOrder, Wiper

CHAINED = "append-only and sealed in the chain; "


def _wipe(order: WipeOrder, actor: Actor) -> Wiped:
    return Wiped()


WIPER = Wiper(
    room="gate",
    wipe=_wipe,
    wipes={},
    keeps={
        "gate_permit": CHAINED + "proof of what was permitted; its text stays sealed and only stored",
        "gate_permitend": CHAINED + "no personal data",
        "gate_permitoutcome": CHAINED + "what became of a contact",
        "gate_refusal": CHAINED + "proof of what was refused; its text stays sealed and only stored",
        "gate_inbound": CHAINED + "keyed hashes alone",
        "gate_stop": CHAINED + "what stops collection, also of a person who comes back",
        "gate_stoplift": CHAINED + "when a stop ended",
        "gate_consent": CHAINED + "what was agreed to",
        "gate_consentend": CHAINED + "when it was withdrawn",
        "gate_personrefused": CHAINED + "a refusal for good must outlive the wipe",
        "gate_personfact": CHAINED + "a person in need must not be forgotten when they come back",
        "gate_houselift": CHAINED + "which rule of the house was lifted",
    },
)
