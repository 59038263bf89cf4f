"""The dates of a rule's data: which source and which figures stand on a day, and on which days something changes."""

# ruff: noqa: E501  (a row of a table is one line)

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from arrears.gate.contracts import ParameterInfo
from arrears.gate.packs.parts.data import RuleData, Version
from arrears.gate.rules import wire
from arrears.gate.rules.compile import _unbound, bound, changes_of
from arrears.gate.rules.evaluate import check
from arrears.gate.rules.pure import check_json, parse_case
from arrears.gate.rules.reading import WireError
from arrears.kernel.words import Words
from tests.gate.cases.base import Json, cn, stop, us

DAY = timedelta(days=1)
FIRST, LAST = date(2024, 5, 15), date(2026, 1, 31)
TITLE = Words("规则", "rule")


def version(source: str, since: date | None, until: date | None) -> Version:
    return Version(source=source, certainty="text", effective_from=since, effective_to=until)


def figure(name: str, source: str, since: date | None = None, until: date | None = None) -> ParameterInfo:
    return ParameterInfo(
        name=name, value=1, source=source, certainty="text", effective_from=since, effective_to=until, tighter=None
    )  # fmt: skip


def rule(versions: tuple[Version, ...], parameters: tuple[ParameterInfo, ...] = ()) -> RuleData:
    return RuleData(
        id="R", title=TITLE, versions=versions, parameters=parameters, words={}, never_fails=False, within=None,
        uses_zones=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("day", "stands"), [(FIRST - DAY, False), (FIRST, True), (LAST, True), (LAST + DAY, False)]
)
def test_a_source_holds_on_its_first_and_on_its_last_day(day: date, stands: bool) -> None:
    assert version("s", FIRST, LAST).holds(day) is stands
    assert [one.name for one in rule((), (figure("f", "own", FIRST, LAST),)).parameters_on(day)] == (
        ["f"] if stands else []
    )


def test_of_several_sources_the_one_that_came_last_stands() -> None:
    old, new = version("guideline", FIRST, None), version("standard", date(2025, 6, 1), None)
    undated = version("custom", None, None)
    for order in ((undated, old, new), (new, old, undated)):
        assert rule(order).version(date(2026, 1, 1)) is new
        assert rule(order).version(date(2024, 6, 1)) is old
        assert rule(order).version(date(2024, 5, 14)) is undated


@pytest.mark.parametrize(
    ("own", "told"),
    [((None, None), (FIRST, LAST)), ((date(2025, 1, 1), None), (date(2025, 1, 1), LAST)), ((None, date(2025, 12, 31)), (FIRST, date(2025, 12, 31)))],
)  # fmt: skip
def test_a_figure_without_a_source_stands_on_the_rules(
    own: tuple[date | None, date | None], told: tuple[date, date]
) -> None:
    (found,) = rule((version("law", FIRST, LAST),), (figure("f", "", *own),)).parameters_on(date(2025, 3, 1))
    assert (found.source, found.effective_from, found.effective_to) == ("law", *told)
    (kept,) = rule((version("law", FIRST, LAST),), (figure("f", "other", *own),)).parameters_on(
        date(2025, 3, 1)
    )
    assert kept == replace(found, source="other", effective_from=own[0], effective_to=own[1])


@pytest.mark.parametrize("code", ["cn", "us_reg_f", "uk", "in", "ca_on", "eu"])
def test_a_day_of_change_is_the_first_day_and_the_day_after_the_last(code: str) -> None:
    days = set(changes_of(code))
    for one in bound((code,))[-1].data.rules:
        for dated in (*one.versions, *one.parameters):
            assert dated.effective_from is None or dated.effective_from in days
            assert dated.effective_to is None or dated.effective_to + DAY in days
            assert dated.effective_to is None or dated.effective_to - DAY not in days


def test_rules_that_go_by_zones_are_told_which() -> None:
    """A pack's own zones are figures of the rules that use them; a pack without any leaves them to the debtor's."""
    for code in ("cn", "us_reg_f", "uk", "in"):
        data = bound((code,))[-1].data
        for one in data.rules:
            named = "zones" in {parameter.name for parameter in one.parameters}
            assert named == (one.uses_zones and bool(data.zones)), one.id


@pytest.mark.parametrize(
    ("binds", "spare"),
    [([True], False), ([False], True), ([False, True], False), ([True, False], False), ([False, False], True), ([False, False, True], False), ([False] * 3, True)],
)  # fmt: skip
def test_a_rule_is_spare_where_no_pack_of_its_kind_binds(binds: list[bool], spare: bool) -> None:
    facts: object = object()
    assert _unbound([lambda _facts, is_bound=one: is_bound for one in binds])(facts) is spare  # type: ignore[misc, arg-type]  # no fact is read


def results(case: Json, rule_id: str) -> set[str]:
    return {one.result for one in check(parse_case(case)).rules if one.rule.id == rule_id}


@pytest.mark.parametrize("rule_id", ["US-C4", "US-C5"])
def test_a_harbour_for_messages_says_nothing_of_a_call(rule_id: str) -> None:
    assert results(us(), rule_id) <= {"not_applicable"}


@pytest.mark.parametrize(
    ("kind", "address", "refused"),
    [
        ("contact_refused", None, True), ("contact_refused", "13800000001", True), ("contact_refused", "13800000002", False),
        ("cease_written", None, False), ("cease_written", "13800000001", True), ("cease_oral", "13800000001", True),
    ],
)  # fmt: skip
def test_what_a_third_person_refused_is_refused_for_its_address(
    kind: str, address: str | None, refused: bool
) -> None:
    """A cease without an address is the debtor's own and is judged by the rule of stops."""
    case = cn(
        act={"address": "13800000001"},
        recipient={"person": "Q", "role": "emergency_contact"},
        stops=[stop(kind, address=address)],
    )
    assert ("fail" in results(case, "CN-P3")) is refused
    assert ("fail" in results({**case, "regimes": ["uk"]}, "ALL-P2")) is refused


def test_the_key_that_stands_twice_is_named() -> None:
    with pytest.raises(WireError) as told:
        check_json('{"id": "a", "regimes": ["cn"], "at": "x", "regimes": ["uk"]}')
    assert told.value.path == "regimes"


def test_limits_are_reached_and_not_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    text = '[{"id": "1"}, {"id": "2"}]'
    monkeypatch.setattr(wire, "CASES_MAX", 2)
    monkeypatch.setattr(wire, "DOCUMENT_CHARS_MAX", len(text))
    assert len(wire.read_cases(text).items) == 2
    with pytest.raises(WireError, match="too large"):
        wire.read_cases(text + " ")
    monkeypatch.setattr(wire, "CASES_MAX", 1)
    with pytest.raises(WireError, match="more than 1"):
        wire.read_cases(text)


def test_answers_are_written_in_their_letters() -> None:
    assert "\\u" not in check_json('{"id": "案例"}').text
