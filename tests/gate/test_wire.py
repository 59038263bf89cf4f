"""The gate's JSON: what is read, what is refused and where, and that the answers come back in order."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from arrears.gate.rules import pure
from arrears.gate.rules.case_wire import HISTORY_MAX
from arrears.gate.rules.pure import WireError, check_json, parse_case, read_cases, schemas
from arrears.gate.rules.wire import CaseError
from tests.gate.cases import ALL
from tests.gate.cases.base import cn, consent, past, stop, us

DOCS = Path(__file__).resolve().parents[2] / "docs"
EMPTY: dict[str, Any] = {
    "regimes": ["cn"],
    "at": "2026-11-23T10:00:00+08:00",
    "act": {},
    "recipient": {},
}


def wrong(**more: Any) -> WireError:
    with pytest.raises(WireError) as caught:
        parse_case({**EMPTY, **more})
    return caught.value


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"colour": 1}, "colour"),
        ({"act": {"chanel": "call"}}, "act.chanel"),
        ({"act": {"channel": "carrier_pigeon"}}, "act.channel"),
        ({"act": {"channel": 3}}, "act.channel"),
        ({"act": {"debts": "D1"}}, "act.debts"),
        ({"act": {"debts": [1]}}, "act.debts[0]"),
        ({"act": {"first_contact": "yes"}}, "act.first_contact"),
        ({"act": {"first_contact": 1}}, "act.first_contact"),
        ({"act": {"plan_months": True}}, "act.plan_months"),
        ({"act": {"plan_months": 12.0}}, "act.plan_months"),
        ({"act": {"plan_months": -1}}, "act.plan_months"),
        ({"act": {"disclosures": ["identity", "age"]}}, "act.disclosures[1]"),
        ({"act": {"answering": {"at": "2026-11-23T10:00:00"}}}, "act.answering.at"),
        ({"act": {"text": "x" * 20_001}}, "act.text"),
        ({"act": []}, "act"),
        ({"act": None}, "act"),
        ({"recipient": {"role": "friend"}}, "recipient.role"),
        ({"regimes": []}, "regimes"),
        ({"regimes": ["mars"]}, "regimes[0]"),
        ({"regimes": "cn"}, "regimes"),
        ({"at": "2026-11-23T10:00:00"}, "at"),
        ({"at": "2026-11-23"}, "at"),
        ({"at": 1_700_000_000}, "at"),
        ({"at": "2026-02-30T10:00:00+08:00"}, "at"),
        ({"at": "0001-01-01T00:00:00+08:00"}, "at"),
        ({"debtor": {"zones": ["Asia/Nowhere"]}}, "debtor.zones[0]"),
        ({"debtor": {"zones": ["../../etc/passwd"]}}, "debtor.zones[0]"),
        ({"debtor": {"barred_slots": [{"from": "8:00", "to": "15:00"}]}}, "debtor.barred_slots[0].from"),
        ({"debtor": {"barred_slots": [{"from": "25:00", "to": "15:00"}]}}, "debtor.barred_slots[0].from"),
        ({"debtor": {"barred_slots": [{"to": "15:00"}]}}, "debtor.barred_slots[0].from"),
        (
            {"debtor": {"barred_slots": [{"days": [0], "from": "08:00", "to": "09:00"}]}},
            "debtor.barred_slots[0].days[0]",
        ),
        ({"history": [{"channel": "call"}]}, "history[0].at"),
        ({"history": [{"at": "2026-11-23T10:00:00Z"}, {"at": "2026-11-23"}]}, "history[1].at"),
        ({"history": [{"at": "2026-11-23T10:00:00Z", "result": "ok"}]}, "history[0].result"),
        ({"history": [{"at": "2026-11-23T10:00:00Z"}] * (HISTORY_MAX + 1)}, "history"),
        ({"stops": [{"since": "2026-11-23"}]}, "stops[0].kind"),
        ({"stops": [{"kind": "nap"}]}, "stops[0].kind"),
        ({"consents": [{"kind": "time", "scope": []}]}, "consents[0].scope"),
        ({"debts": [{"kind": "card"}]}, "debts[0].id"),
        ({"id": 1.5}, "id"),
    ],
)
def test_what_does_not_fit_is_named(more: dict[str, Any], path: str) -> None:
    error = wrong(**more)
    assert error.path == path
    assert error.words.zh
    assert path in str(error)


@pytest.mark.parametrize("key", ["regimes", "at", "act", "recipient"])
def test_four_keys_are_required(key: str) -> None:
    with pytest.raises(WireError) as caught:
        parse_case({name: value for name, value in EMPTY.items() if name != key})
    assert caught.value.path == key


def test_every_other_key_may_be_left_out_or_null() -> None:
    bare = parse_case(EMPTY)
    nulls = dict.fromkeys(("id", "operator", "debtor", "history", "stops", "consents", "debts"))
    assert parse_case({**EMPTY, **nulls, "safe_harbours": None}) == bare
    assert pure.check(bare).verdict == "refuse"  # no channel, no role: what is unknown is refused


def test_the_example_of_the_interface_is_read() -> None:
    """The shape of docs/gate.md with every key present."""
    example = json.loads((DOCS / "gate.example.json").read_text("utf-8"))
    for case in example:
        jsonschema.validate(case, pure.case_schema(), format_checker=jsonschema.FormatChecker())
        assert isinstance(parse_case(case).at, datetime)


def test_the_same_key_twice_is_an_error() -> None:
    with pytest.raises(WireError, match="twice"):
        check_json('{"regimes": ["cn"], "regimes": ["uk"]}')


def test_days_alone_are_read_strictly() -> None:
    case = parse_case(
        cn(
            stops=[stop("attorney", "2026-11-20", "2026-11-21")],
            consents=[consent("time", "2026-11-20", until="2026-11-21")],
        )
        | {"debtor": {"zones": ["Asia/Shanghai", "America/New_York"]}}
    )
    assert case.stops[0].since == datetime(2026, 11, 19, 16, tzinfo=UTC)
    assert case.stops[0].until == datetime(2026, 11, 22, 5, tzinfo=UTC)
    assert case.consents[0].at == datetime(2026, 11, 20, 5, tzinfo=UTC)
    assert case.consents[0].until == datetime(2026, 11, 21, 16, tzinfo=UTC)


def test_a_day_of_first_communication_may_come_with_its_hour() -> None:
    debts = [{"id": "D1", "first_communication": "2026-11-20T23:30:00-05:00"}]
    assert parse_case(us(debts=debts)).debts[0].first_communication == date(2026, 11, 20)


def test_one_case_is_answered_by_one_answer() -> None:
    checked = check_json(json.dumps({**cn(), "id": 7}))
    answer = json.loads(checked.text)
    assert (checked.cases, checked.errors) == (1, 0)
    assert answer["id"] == 7
    assert answer["verdict"] == "permit"


def test_a_name_that_is_no_name_is_not_given_back() -> None:
    (answer,) = json.loads(check_json(json.dumps([{**cn(), "id": False}])).text)
    assert answer["id"] is None
    assert answer["error"]["path"] == "id"


def test_many_cases_are_answered_in_their_order_and_form() -> None:
    cases = [{**cn(), "id": "a"}, {"id": "b"}, {**cn("2026-11-23T22:00:00+08:00"), "id": "c"}]
    listed = check_json(json.dumps(cases))
    lines = check_json("\n".join(json.dumps(case) for case in cases) + "\n")
    assert listed.errors == lines.errors == 1
    answers = json.loads(listed.text)
    assert answers == [json.loads(line) for line in lines.text.splitlines()]
    assert [answer["id"] for answer in answers] == ["a", "b", "c"]
    assert answers[0]["verdict"] == "permit"
    assert answers[1]["error"]["path"] == "regimes"
    assert answers[2]["verdict"] == "refuse"
    assert answers[2]["next_permitted_at"] == "2026-11-24T08:00:00+08:00"


def test_a_broken_line_spoils_no_other() -> None:
    broken = ("{broken", '{"id": NaN}', "[" * 100_000, '{"id": ' + "1" * 5_000 + "}", '{"id": 1, "id": 2}')
    text = "\n".join(json.dumps(cn()) + "\n" + line for line in broken)
    cases = read_cases(text)
    assert [isinstance(item, CaseError) for item in cases.items] == [False, True] * len(broken)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  \n",
        "{",
        "nonsense",
        '{\n "regimes": [,]\n}',
        "[" * 100_000,
        "1" * 5_000,
        "[Infinity]",
        b"\xff{}",
    ],
    ids=lambda text: repr(text)[:12],
)
def test_what_is_no_json_is_an_error(text: str | bytes) -> None:
    with pytest.raises(WireError):
        check_json(text)


def test_a_byte_order_mark_is_no_obstacle() -> None:
    assert check_json(b"\xef\xbb\xbf" + json.dumps(cn()).encode()).errors == 0


def test_every_answer_of_the_table_fits_its_schema() -> None:
    validator = jsonschema.Draft202012Validator(
        pure.answer_schema(), format_checker=jsonschema.FormatChecker()
    )
    cases = jsonschema.Draft202012Validator(pure.case_schema())
    for row in ALL[::7]:
        cases.validate(row.case)
        validator.validate(json.loads(check_json(json.dumps(row.case)).text))


def test_the_schema_kept_for_others_is_the_one_in_force() -> None:
    """After a change: `python -m tests.gate.write_schema`."""
    assert json.loads((DOCS / "gate.schema.json").read_text("utf-8")) == schemas()


def test_a_missing_fact_is_named_in_the_answer() -> None:
    case = us(act={"channel": "social", "audience": None, "opt_out_method": "reply"})
    told = json.loads(check_json(json.dumps(case)).text)
    lacking = {rule["id"]: rule["fact"] for rule in told["rules"] if rule["result"] == "needs_evidence"}
    assert lacking["US-C6"] == "act.audience"


def test_a_past_call_of_any_offset_is_the_same_moment() -> None:
    here = parse_case(cn(history=[past("2026-11-23T09:00:00+08:00")]))
    there = parse_case(cn(history=[past("2026-11-23T01:00:00Z")]))
    assert here == there
