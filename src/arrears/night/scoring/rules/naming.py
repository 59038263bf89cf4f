"""Words for bins that were found and not written: a range of a documented column, said in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from arrears.kernel.words import Words
from arrears.night.contracts import Feature

_UNITS: Mapping[str, tuple[str, str]] = MappingProxyType({"days": ("天", " days")})
_PER_MILLE = "per_mille"


def missing_words(feature: Feature) -> Words:
    """The bin of null: what null means."""
    unknown = feature.unknown or Words("未知", "unknown")
    return Words(f"{feature.title.zh}：{unknown.zh}", f"{feature.title.en}: {unknown.en}")


def flag_words(feature: Feature, flag: bool) -> Words:
    """The bin of a flag."""
    said = Words("是", "yes") if flag else Words("否", "no")
    return Words(f"{feature.title.zh}：{said.zh}", f"{feature.title.en}: {said.en}")


def range_words(feature: Feature, low: int | None, high: int | None) -> Words:
    """A range from `low` (inclusive) to `high` (exclusive); None is open."""
    zh, en = _UNITS.get(feature.unit, ("", ""))
    start, end = _value(feature, low), _value(feature, high)
    if low is None and high is None:
        said = Words("任意", "any")
    elif low is None:
        said = Words(f"低于{end}{zh}", f"under {end}{en}")
    elif high is None:
        said = Words(f"{start}{zh}及以上", f"{start}{en} or more")
    elif high == low + 1:
        said = Words(f"{start}{zh}", f"{start}{en}")
    elif feature.unit == _PER_MILLE:
        said = Words(f"{start}至不足{end}", f"{start} to under {end}")
    else:
        upto = _value(feature, high - 1)
        said = Words(f"{start}至{upto}{zh}", f"{start} to {upto}{en}")
    return Words(f"{feature.title.zh}：{said.zh}", f"{feature.title.en}: {said.en}")


def _value(feature: Feature, value: int | None) -> str:
    if value is None:
        return ""
    return f"{value / 10:g}%" if feature.unit == _PER_MILLE else f"{value:,}"
