"""Random facts of a contact, for properties of the gate.

What decides most is drawn one by one (regimes, how many contacts, stops and consents), so that a failure
shrinks to few of them; the facts themselves come from one seed, since a draw for each of a hundred facts
takes far longer than judging them.
"""

from __future__ import annotations

from datetime import datetime
from random import Random

from hypothesis import strategies as st

from arrears.gate.contracts import Case, PastContact, Stop
from tests.gate.draws import a_case, a_past_contact, a_plain_case, a_stop

REGIMES = ("cn", "us_reg_f", "us_ma", "uk", "in", "ca_on", "ca_nb", "au", "eu")
CONTACTS_MAX, STOPS_MAX, CONSENTS_MAX = 10, 2, 3
# Below 2**24 whole numbers are drawn evenly; above it small ones come far more often and would repeat.
SEEDS = st.integers(0, 2**24 - 1)


def past_contacts(at: datetime) -> st.SearchStrategy[PastContact]:
    return SEEDS.map(lambda seed: a_past_contact(Random(seed), at))


def stop_facts(at: datetime) -> st.SearchStrategy[Stop]:
    return SEEDS.map(lambda seed: a_stop(Random(seed), at))


def _sets(regimes: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    """One regime, or two in any order."""
    pairs = [(one, other) for one in regimes for other in regimes if one != other]
    return st.sampled_from([(one,) for one in regimes]) | st.sampled_from(pairs)


def cases(regimes: tuple[str, ...] = REGIMES) -> st.SearchStrategy[Case]:
    """Any facts at all; many are refused for several reasons."""
    return st.builds(
        a_case,
        SEEDS,
        _sets(regimes),
        st.integers(0, CONTACTS_MAX),
        st.sampled_from((0, 0, *range(STOPS_MAX + 1))),
        st.integers(0, CONSENTS_MAX),
    )


def plain_cases(regimes: tuple[str, ...] = REGIMES) -> st.SearchStrategy[Case]:
    """Contacts that would be lawful but for their time."""
    return st.builds(a_plain_case, cases(regimes), SEEDS)
