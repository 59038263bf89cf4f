"""Rules that hold under every regime: criminal limits and standing stops (REGULATION 2.1 and section 5)."""

from __future__ import annotations

from arrears.gate.packs.every import care, conduct, persons
from arrears.gate.packs.parts.channels import CONTACT
from arrears.gate.packs.parts.outcome import Entry
from arrears.gate.packs.parts.triggers import AUDIENCE, ENTRY, NEED, PAYEE, PLACE, SLOTS, STOPS, TEXT, THIRD

RULES = (
    Entry("ALL-E1", conduct.channel_named),
    Entry("ALL-C1", conduct.forbidden_words, None, TEXT),
    Entry("ALL-C2", conduct.uninvited_entry, None, ENTRY),
    Entry("ALL-C3", conduct.publication, None, AUDIENCE | PLACE),
    Entry("ALL-C4", conduct.private_payee, None, PAYEE),
    Entry("ALL-P1", persons.recipient_known, CONTACT),
    Entry("ALL-P2", persons.refused_by_third, CONTACT, THIRD),
    Entry("ALL-P3", persons.dead_or_minor, CONTACT),
    Entry("ALL-S1", care.mandate_ended, None, STOPS),
    Entry("ALL-S2", care.at_rest, None, STOPS),
    Entry("ALL-S3", persons.opted_out, CONTACT, STOPS),
    Entry("ALL-L1", care.care_first, CONTACT, STOPS | NEED),
    Entry("ALL-T1", care.barred_time, CONTACT, SLOTS),
)
