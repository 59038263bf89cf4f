"""United Kingdom: CONC 7 and the Breathing Space Regulations (REGULATION 3)."""

from __future__ import annotations

from arrears.gate.packs.parts.channels import CONTACT
from arrears.gate.packs.parts.outcome import Entry
from arrears.gate.packs.parts.triggers import DEMAND, NEED, PLAN, STOPS, TEXT
from arrears.gate.packs.uk import contact, forbearance

_NOTICE = frozenset({"public_notice"})

RULES = (
    Entry("UK-3", forbearance.pressure, CONTACT, TEXT | DEMAND | PLAN),
    Entry("UK-5", forbearance.adviser, CONTACT | frozenset({"suit"}), STOPS),
    Entry("UK-6", contact.reasonable, CONTACT | _NOTICE),
    Entry("UK-7", forbearance.vulnerable, CONTACT, STOPS | NEED),
    Entry("UK-9", forbearance.breathing_space, None, STOPS),
)
