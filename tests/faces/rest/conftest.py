from __future__ import annotations

import pytest

from arrears.foundation.api import CreditorFacts
from tests.cast import creditor
from tests.faces.rest.caller import Caller, caller


@pytest.fixture
def bank(db: None) -> CreditorFacts:
    """The creditor whose system calls."""
    return creditor("bank")


@pytest.fixture
def other_bank(db: None) -> CreditorFacts:
    """A creditor outside the caller's scope."""
    return creditor("other-bank")


@pytest.fixture
def system(bank: CreditorFacts) -> Caller:
    """The bank's own system."""
    return caller(creditors=("bank",))
