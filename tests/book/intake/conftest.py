"""The creditors of the intake's tests."""

from __future__ import annotations

import pytest

from arrears.foundation.api import CreditorFacts, ensure_creditor


@pytest.fixture
def leasing(db: None) -> CreditorFacts:
    return ensure_creditor("leasing", "某租赁公司")
