"""Deadlines of the packs as calculators: JSON objects in and out (`arrears calc NAME`), figures from the packs.

Days are dates (2026-11-23), read and written as texts; a day that is given is included unless said otherwise.
Every calculator raises WireError naming the key when its input does not fit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from arrears.gate.packs.parts.zones import DAY
from arrears.gate.packs.registry import PACKS, bound
from arrears.gate.packs.us_reg_f.validation import period
from arrears.gate.rules.reading import Choice, Day, Field, Fields, Many, Schema, Whole, WireError
from arrears.kernel.days import add_months, add_years
from arrears.kernel.words import Words

RECORD_KINDS = (
    "collection_record",
    "call_recording",
    "plan_recording",
    "impact_assessment",
    "negative_credit_record",
)
YEARS_HOUSE_MAX = 30


@dataclass(frozen=True, slots=True)
class Row:
    """A rule that a calculator stands on, on a day."""

    id: str
    source: str
    certainty: str
    figures: Mapping[str, int]

    def json(self, **more: object) -> dict[str, object]:
        return {"id": self.id, "source": self.source, "certainty": self.certainty, **more}


def row(regime: str, rule_id: str, on: date) -> Row | None:
    """A rule of a pack as it stands on a day; None when it is not in force."""
    data = next(rule for rule in PACKS[regime].data.rules if rule.id == rule_id)
    info = data.info(regime, on)
    if info is None:
        return None
    figures = {one.name: one.value for one in info.parameters if type(one.value) is int}
    return Row(rule_id, info.source, info.certainty, figures)


def _in_force(regime: str, rule_id: str, on: date, key: str) -> Row:
    found = row(regime, rule_id, on)
    if found is None:
        raise WireError((key,), f"{rule_id} 在 {on} 尚未生效", f"{rule_id} is not in force on {on}")
    return found


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _said(words: Words) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}


def _validation_period(
    provided_on: date, resent_on: date | None = None, initial_communication_on: date | None = None
) -> dict[str, object]:
    start = provided_on if resent_on is None else max(provided_on, resent_on)
    rows = [_in_force("us_reg_f", name, start, "provided_on") for name in ("US-V1", "US-V2", "US-V3")]
    receipt, days = rows[1].figures["receipt_days"], rows[1].figures["period_days"]
    found = period(start, receipt_days=receipt, period_days=days)
    sooner = period(start, receipt_days=receipt, period_days=days, observed=False)
    notice = (
        None if initial_communication_on is None else initial_communication_on + rows[0].figures["days"] * DAY
    )
    doubt = None
    if sooner != found:
        doubt = _said(
            Words(
                "有假日在其他工作日补休：5 USC 6103(a) 只列假日本身，取较晚的截止日。",
                "A holiday is observed on another weekday; 6103(a) names the day itself, so the later end is taken.",
            )
        )
    return {
        "provided_on": start.isoformat(),
        "assumed_receipt_on": found.received_on.isoformat(),
        "ends_on": found.ends_on.isoformat(),
        "ends_on_without_observed_days": sooner.ends_on.isoformat(),
        "notice_due_on": _text(notice),
        "doubt": doubt,
        "rules": [one.json() for one in rows],
    }


def _later(days: Iterable[date | None]) -> date | None:
    return max((day for day in days if day is not None), default=None)


def _need(day: date | None, key: str) -> date:
    if day is None:
        raise WireError((key,), "此类记录须给出", "is needed for this kind of record")
    return day


def _retention(
    regimes: tuple[str, ...],
    kind: str,
    last_activity_on: date | None = None,
    made_on: date | None = None,
    settled_on: date | None = None,
    event_ended_on: date | None = None,
    years_house: int | None = None,
) -> dict[str, object]:
    found: list[dict[str, object]] = []
    untils: list[date | None] = []
    unsettled = False
    for regime in (pack.code for pack in bound(regimes)):
        rule_id = _RETAINED.get((regime, kind))
        if rule_id is None:
            continue
        key, start = _start(kind, last_activity_on, made_on, event_ended_on)
        one = _in_force(regime, rule_id, start, key)
        until: date | None = add_years(start, one.figures["years"])
        if kind == "plan_recording":
            unsettled = settled_on is None
            until = None if settled_on is None else _later((until, settled_on))
        untils.append(until)
        found.append(one.json(until=_text(until)))
    if years_house is not None and not unsettled:
        untils.append(add_years(_start(kind, last_activity_on, made_on, event_ended_on)[1], years_house))
    until = None if unsettled else _later(untils)
    return {"until": _text(until), "then": _THEN[kind], "open_until_settled": unsettled, "rules": found}


_RETAINED = {
    ("cn", "collection_record"): "CN-R1",
    ("cn", "call_recording"): "CN-R1",
    ("cn", "plan_recording"): "CN-K3",
    ("cn", "impact_assessment"): "CN-D5",
    ("cn", "negative_credit_record"): "CN-Q3",
    ("us_reg_f", "collection_record"): "US-R1",
    ("us_reg_f", "call_recording"): "US-R2",
}
_THEN = dict.fromkeys(RECORD_KINDS, "may_delete") | {"negative_credit_record": "must_delete"}


def _start(
    kind: str, last_activity_on: date | None, made_on: date | None, event_ended_on: date | None
) -> tuple[str, date]:
    """The day from which a record's years run, and the key that gives it."""
    if kind == "negative_credit_record":
        return "event_ended_on", _need(event_ended_on, "event_ended_on")
    if kind == "collection_record":
        return "last_activity_on", _need(last_activity_on, "last_activity_on")
    return "made_on", _need(made_on, "made_on")


def _complaint_due(
    received_on: date, kind: str = "complaint", complexity: str = "simple"
) -> dict[str, object]:
    if kind == "credit_objection":
        one = _in_force("cn", "CN-Q2", received_on, "received_on")
        days = one.figures["days"]
    else:
        one = _in_force("cn", "CN-Q1", received_on, "received_on")
        days = one.figures["days_simple" if complexity == "simple" else "days_complex"]
        if complexity == "special":
            days += one.figures["days_extension"]
    return {
        "due_on": (received_on + days * DAY).isoformat(),
        "days": days,
        "doubt": _said(
            Words(
                "按日历日计算，收到之日不计入；末日为休息日时不顺延（从严）。",
                "Calendar days, the day of receipt not counted; a last day of rest is not put off (strict reading).",
            )
        ),
        "rules": [one.json()],
    }


def _breathing_space(
    registered_on: date,
    kind: str = "standard",
    treatment_ended_on: date | None = None,
    previous_ended_on: date | None = None,
) -> dict[str, object]:
    start_row = _in_force("uk", "UK-10", registered_on, "registered_on")
    standard = _in_force("uk", "UK-9", registered_on, "registered_on")
    crisis = _in_force("uk", "UK-11", registered_on, "registered_on")
    starts = registered_on + start_row.figures["days_after_entry"] * DAY
    if kind == "mental_health_crisis":
        ends = None
        if treatment_ended_on is not None:
            if treatment_ended_on < registered_on:
                raise WireError(("treatment_ended_on",), "早于登记日", "lies before the register entry")
            ends = treatment_ended_on + crisis.figures["days_after_treatment"] * DAY
        return _space(starts, ends, None, None, rows=[crisis, start_row])
    again = None
    if previous_ended_on is not None:
        again = add_months(previous_ended_on, standard.figures["months_between"]) + DAY
    ends = starts + (standard.figures["days"] - 1) * DAY
    first = starts + (standard.figures["review_day_first"] - 1) * DAY
    last = starts + (standard.figures["review_day_last"] - 1) * DAY
    space = _space(starts, ends, first, last, rows=[standard, start_row])
    return space | {
        "available": again is None or starts >= again,
        "available_from": _text(again),
    }


def _space(
    starts: date, ends: date | None, first: date | None, last: date | None, *, rows: list[Row]
) -> dict[str, object]:
    return {
        "starts_on": starts.isoformat(),
        "ends_on": _text(ends),
        "review_from": _text(first),
        "review_until": _text(last),
        "available": True,
        "available_from": None,
        "rules": [one.json() for one in rows],
    }


_DAY = Field(Day())
_INPUTS: dict[str, Fields] = {
    "validation_period": Fields(
        _validation_period,
        {"provided_on": Field(Day(), required=True), "resent_on": _DAY, "initial_communication_on": _DAY},
    ),
    "retention": Fields(
        _retention,
        {
            "regimes": Field(Many(Choice(tuple(PACKS)), len(PACKS), least=1), required=True),
            "kind": Field(Choice(RECORD_KINDS), required=True),
            "last_activity_on": _DAY,
            "made_on": _DAY,
            "settled_on": _DAY,
            "event_ended_on": _DAY,
            "years_house": Field(Whole(1, YEARS_HOUSE_MAX)),
        },
    ),
    "complaint_due": Fields(
        _complaint_due,
        {
            "received_on": Field(Day(), required=True),
            "kind": Field(Choice(("complaint", "credit_objection"))),
            "complexity": Field(Choice(("simple", "complex", "special"))),
        },
    ),
    "breathing_space": Fields(
        _breathing_space,
        {
            "registered_on": Field(Day(), required=True),
            "kind": Field(Choice(("standard", "mental_health_crisis"))),
            "treatment_ended_on": _DAY,
            "previous_ended_on": _DAY,
        },
    ),
}


def _reader(name: str) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    def calculate(given: Mapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = _INPUTS[name].read(dict(given), ())
        return found

    return calculate


def validation_period(given: Mapping[str, Any]) -> dict[str, Any]:
    """US-V1 to V3: `provided_on` (and `resent_on`: it runs from the second) to the last day of the period."""
    return _reader("validation_period")(given)


def retention(given: Mapping[str, Any]) -> dict[str, Any]:
    """CN-R1, K3, D5, Q3 and US-R1, R2: the last day on which a record must be kept (negative credit records:
    may be shown); of several regimes the longest, or the house's own years from the same day if longer.
    """
    return _reader("retention")(given)


def complaint_due(given: Mapping[str, Any]) -> dict[str, Any]:
    """CN-Q1 and Q2: the last day to decide a complaint (simple 15, complex 30, special 60 days) or an objection."""
    return _reader("complaint_due")(given)


def breathing_space(given: Mapping[str, Any]) -> dict[str, Any]:
    """UK-9 to 11: first and last day, review days 25 to 35, and whether one is available again.

    A crisis without the end of treatment has no last day yet.
    """
    return _reader("breathing_space")(given)


CALCULATORS: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "validation_period": validation_period,
    "retention": retention,
    "complaint_due": complaint_due,
    "breathing_space": breathing_space,
}

_DAY_OUT: Schema = {"type": "string", "format": "date"}
_DAY_OR_NONE: Schema = {"anyOf": [_DAY_OUT, {"type": "null"}]}
_WORDS: Schema = {
    "anyOf": [
        {"type": "object", "properties": {"zh": {"type": "string"}, "en": {"type": "string"}}},
        {"type": "null"},
    ]
}
_RULES: Schema = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "id": {"type": "string"},
            "source": {"type": "string"},
            "certainty": {"type": "string"},
            "until": _DAY_OR_NONE,
        },
        "required": ["id", "source", "certainty"],
    },
}
_OUTPUTS: dict[str, dict[str, Schema]] = {
    "validation_period": {
        "provided_on": _DAY_OUT,
        "assumed_receipt_on": _DAY_OUT,
        "ends_on": _DAY_OUT,
        "ends_on_without_observed_days": _DAY_OUT,
        "notice_due_on": _DAY_OR_NONE,
        "doubt": _WORDS,
    },
    "retention": {
        "until": _DAY_OR_NONE,
        "then": {"enum": ["may_delete", "must_delete"]},
        "open_until_settled": {"type": "boolean"},
    },
    "complaint_due": {"due_on": _DAY_OUT, "days": {"type": "integer"}, "doubt": _WORDS},
    "breathing_space": {
        "starts_on": _DAY_OUT,
        "ends_on": _DAY_OR_NONE,
        "review_from": _DAY_OR_NONE,
        "review_until": _DAY_OR_NONE,
        "available": {"type": "boolean"},
        "available_from": _DAY_OR_NONE,
    },
}


def calculator_schemas() -> dict[str, dict[str, Schema]]:
    """For each calculator the JSON Schema of its input and of its output."""
    return {
        name: {
            "input": _INPUTS[name].schema(),
            "output": {
                "type": "object",
                "additionalProperties": False,
                "properties": {**fields, "rules": _RULES},
                "required": [*fields, "rules"],
            },
        }
        for name, fields in _OUTPUTS.items()
    }
