"""What pages say of keys and rates that files bring."""

from __future__ import annotations

import pytest
from django.utils import translation

from arrears.faces.workbench.bookroom.account_views import _rate_text
from arrears.faces.workbench.bookroom.templatetags.bookroom import party_ref


@pytest.mark.parametrize(
    ("ref", "language", "shown"),
    [
        ("K-1029", "en", "K-1029"),
        ("at:ZL-1:2:guarantor", "zh-hans", "担保人 · ZL-1:2"),
        ("at:XK-7:emergency_contact", "en", "emergency contact · XK-7"),
        ("at:XK-7:nobody", "en", "at:XK-7:nobody"),
        ("id:0f3a", "en", "–"),
    ],
)
def test_a_party_is_named_by_the_creditors_key_or_by_its_part(ref: str, language: str, shown: str) -> None:
    with translation.override(language):
        assert party_ref(ref) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [("0.092", "9.2%"), ("0.10", "10%"), ("1", "100%"), ("0", "0%"), ("floating", "floating"), (None, None)],
)
def test_a_rate_is_shown_in_per_cent(value: object, shown: object) -> None:
    assert _rate_text(value) == shown
