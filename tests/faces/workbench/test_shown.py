"""How money, days and words are shown, in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone, translation

from arrears.faces.workbench.templatetags import workbench as shown
from arrears.kernel.clock import standing_at
from arrears.kernel.words import Words

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai


@pytest.mark.parametrize(
    ("minor", "currency", "language", "text"),
    [
        (123_456, "CNY", "zh-hans", "1,234.56元"),
        (123_456, "CNY", "en", "1,234.56CNY"),
        (5, "CNY", "en", "0.05CNY"),
        (-5, "CNY", "en", "\u22120.05CNY"),
        (0, "USD", "zh-hans", "0.00USD"),
        (1_234, "JPY", "en", "1,234JPY"),
        (None, "CNY", "en", "–"),
    ],
)
def test_money_comes_from_whole_minor_units(
    minor: int | None, currency: str, language: str, text: str
) -> None:
    with translation.override(language):
        plain = str(shown.money(minor, currency))
    assert (
        plain.replace('<span class="money">', "").replace('<span class="unit">', "").replace("</span>", "")
        == text
    )


@pytest.mark.parametrize(("language", "text"), [("zh-hans", "2026-11-23"), ("en", "23 Nov 2026")])
def test_a_day_cannot_be_read_two_ways(language: str, text: str) -> None:
    with translation.override(language):
        assert shown.day_text(date(2026, 11, 23)) == text


@pytest.mark.parametrize(
    ("zone", "text"), [("Asia/Shanghai", "2026-11-23 12:00"), ("America/New_York", "2026-11-22 23:00")]
)
def test_a_moment_is_told_in_the_readers_zone(zone: str, text: str) -> None:
    with translation.override("zh-hans"), timezone.override(zone):
        assert shown.moment_text(NOON) == text


@pytest.mark.parametrize(
    ("moment", "language", "text"),
    [
        (NOON.replace(hour=10), "en", "18:00"),
        (NOON.replace(day=24), "en", "24 Nov 12:00"),
        (NOON.replace(day=24), "zh-hans", "11-24 12:00"),
    ],
)
def test_today_needs_no_date(moment: datetime, language: str, text: str) -> None:
    with standing_at(NOON), translation.override(language), timezone.override("Asia/Shanghai"):
        assert shown.short_moment(moment) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(Words("还款", "Pay"), "Pay"), ({"zh": "还款", "en": "Pay"}, "Pay"), ("plain", "plain"), (None, "")],
)
def test_words_are_said_in_the_readers_language(value: object, text: str) -> None:
    with translation.override("en"):
        assert shown.words(value) == text  # type: ignore[arg-type]  # the table holds each accepted kind


def test_a_gap_in_a_script_is_seen_and_the_rest_escaped() -> None:
    with translation.override("en"):
        assert (
            shown.gaps("I am {collector}, <b>hello</b> {nobody_knows}")
            == "I am <mark>Who speaks</mark>, &lt;b&gt;hello&lt;/b&gt; <mark>nobody_knows</mark>"
        )


@pytest.mark.parametrize(
    ("bucket", "name"), [("M1", "bucket-m1"), ("M6+", "bucket-m6p"), ("C", "bucket-c"), (None, "bucket-none")]
)
def test_a_bucket_has_its_class(bucket: str | None, name: str) -> None:
    assert shown.bucket_class(bucket) == name
