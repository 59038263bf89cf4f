"""The gate's JSON (docs/gate.md): cases in, answers out, one or many, in the same order."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

from arrears.gate import contracts
from arrears.gate.contracts import (
    Act,
    Answer,
    Answering,
    Case,
    Consent,
    Debt,
    Debtor,
    HouseRule,
    Operator,
    PastContact,
    Recipient,
    Result,
    RuleResult,
    RuleText,
    SafeHarbours,
    Slot,
    Stop,
)
from arrears.gate.packs.parts.content import TEXT_CHARS_MAX
from arrears.gate.packs.parts.zones import day_start, next_day_start
from arrears.gate.packs.registry import PACKS
from arrears.gate.rules.compile import packs_of
from arrears.gate.rules.evaluate import check
from arrears.gate.rules.reading import (
    Choice,
    Clock,
    DayOfMoment,
    Field,
    Fields,
    Flag,
    Free,
    Identity,
    Many,
    Moment,
    MomentOrDay,
    Schema,
    Text,
    Whole,
    WireError,
    Zone,
)

NAME_CHARS_MAX = 200
HISTORY_MAX = 20_000
STOPS_MAX = 1_000
CONSENTS_MAX = 1_000
DEBTS_MAX = 1_000
SLOTS_MAX = 200
ZONES_MAX = 100
SCOPE_KEYS_MAX = 20
PLAN_MONTHS_MAX = 1_200
CASES_MAX = 100_000
DOCUMENT_CHARS_MAX = 256 * 1024 * 1024

_NAME = Text(NAME_CHARS_MAX)
_FLAG = Field(Flag())


def _choice(of: Any) -> Field:
    return Field(Choice(get_args(of)))


def _slot(**given: Any) -> Slot:
    return Slot(**given)


_SLOT = Fields(
    _slot,
    {
        "days": Field(Many(Whole(1, 7), 7)),
        "from": Field(Clock(), required=True, name="start"),
        "to": Field(Clock(), required=True, name="end"),
        "zone": Field(Zone()),
    },
)
_SLOTS = Field(Many(_SLOT, SLOTS_MAX))
_NAMES = Field(Many(_NAME, DEBTS_MAX))
_OPERATOR = Fields(
    Operator,
    {"kind": _choice(contracts.OperatorKind), "id": Field(_NAME), "lender_group": Field(_NAME)},
)
_ANSWERING = Fields(Answering, {"channel": _choice(contracts.Channel), "at": Field(Moment())})
_ACT = Fields(
    Act,
    {
        "channel": _choice(contracts.Channel),
        "purpose": _choice(contracts.Purpose),
        "debts": _NAMES,
        "address": Field(_NAME),
        "address_kind": _choice(contracts.AddressKind),
        "first_contact": _FLAG,
        "call_kind": _choice(contracts.CallKind),
        "text": Field(Text(TEXT_CHARS_MAX)),
        "opt_out_method": _choice(contracts.OptOutMethod),
        "disclosures": Field(Many(Choice(get_args(contracts.Disclosure)), 20)),
        "employer_named": _FLAG,
        "audience": _choice(contracts.Audience),
        "voicemail_elements": Field(Many(Choice(get_args(contracts.VoicemailElement)), 40)),
        "answering": Field(_ANSWERING),
        "payee": _choice(contracts.Payee),
        "place": _choice(contracts.Place),
        "uninvited_entry": _FLAG,
        "plan_months": Field(Whole(0, PLAN_MONTHS_MAX)),
        "single_payment_demand": _FLAG,
        "recipient_organisation": _choice(contracts.Organisation),
        "automated_decision": _FLAG,
    },
)
_RECIPIENT = Fields(
    Recipient,
    {
        "person": Field(_NAME),
        "role": _choice(contracts.Role),
        "consent": _FLAG,
        "refused": _FLAG,
        "offers_to_pay": _FLAG,
        "asked_before": _FLAG,
    },
)
_DEBTOR = Fields(
    Debtor,
    {
        "reachable": _FLAG,
        "zones": Field(Many(Zone(), ZONES_MAX)),
        "barred_slots": _SLOTS,
        "agreed_slots": _SLOTS,
        "employer_forbids_work_contact": _FLAG,
        "minor": _FLAG,
        "deceased": _FLAG,
        "vulnerable": Field(Many(_NAME, 50)),
    },
)
_PAST = Fields(
    PastContact,
    {
        "at": Field(Moment(), required=True),
        "channel": _choice(contracts.Channel),
        "direction": _choice(contracts.Direction),
        "person": Field(_NAME),
        "debts": _NAMES,
        "address": Field(_NAME),
        "operator": Field(_NAME),
        "lender_group": Field(_NAME),
        "result": _choice(contracts.ContactResult),
        "call_kind": _choice(contracts.CallKind),
    },
)
_STOP = Fields(
    Stop,
    {
        "kind": Field(Choice(get_args(contracts.StopKind)), required=True),
        "channel": _choice(contracts.Channel),
        "address": Field(_NAME),
        "since": Field(MomentOrDay()),
        "until": Field(MomentOrDay()),
        "attorney_silent_since": Field(MomentOrDay()),
        "attorney_consents": _FLAG,
    },
)
_CONSENT = Fields(
    Consent,
    {
        "kind": Field(Choice(get_args(contracts.ConsentKind)), required=True),
        "at": Field(MomentOrDay()),
        "until": Field(MomentOrDay()),
        "scope": Field(Free(SCOPE_KEYS_MAX)),
    },
)
_HARBOURS = Fields(
    SafeHarbours,
    {
        "consumer_texted_at": Field(MomentOrDay()),
        "number_checked_at": Field(MomentOrDay()),
        "creditor_notice_sent_at": Field(MomentOrDay()),
        "creditor_notice_opt_out_until": Field(DayOfMoment()),
    },
)
_DEBT = Fields(
    Debt,
    {
        "id": Field(_NAME, required=True),
        "group": Field(_NAME),
        "kind": _choice(contracts.DebtKind),
        "time_barred": _FLAG,
        "sold_or_settled": _FLAG,
        "first_communication": Field(DayOfMoment()),
    },
)


def _case(**given: Any) -> Case:
    """Days alone are read strictly: a stop from its first moment anywhere to its last, a consent the other way."""
    case = Case(**given)
    names = case.debtor.zones or tuple(
        name for pack, _, _ in packs_of(case.regimes) for name in pack.data.zones
    )
    zones = tuple(ZoneInfo(name) for name in names)
    return replace(
        case,
        stops=tuple(
            replace(
                stop,
                since=_begin(stop.since, zones, min),
                until=_end(stop.until, zones, max),
                attorney_silent_since=_begin(stop.attorney_silent_since, zones, max),
            )
            for stop in case.stops
        ),
        consents=tuple(
            replace(one, at=_begin(one.at, zones, max), until=_end(one.until, zones, min))
            for one in case.consents
        ),
        safe_harbours=replace(
            case.safe_harbours,
            consumer_texted_at=_begin(case.safe_harbours.consumer_texted_at, zones, min),
            number_checked_at=_begin(case.safe_harbours.number_checked_at, zones, min),
            creditor_notice_sent_at=_begin(case.safe_harbours.creditor_notice_sent_at, zones, max),
        ),
    )


def _begin(value: date | None, zones: Sequence[ZoneInfo], pick: Any) -> datetime | None:
    if value is None or isinstance(value, datetime):
        return value
    found: datetime = pick(day_start(value, zone) for zone in zones)
    return found


def _end(value: date | None, zones: Sequence[ZoneInfo], pick: Any) -> datetime | None:
    if value is None or isinstance(value, datetime):
        return value
    found: datetime = pick(next_day_start(value, zone) for zone in zones)
    return found


CASE = Fields(
    _case,
    {
        "id": Field(Identity(NAME_CHARS_MAX)),
        "regimes": Field(Many(Choice(tuple(PACKS)), len(PACKS), least=1), required=True),
        "at": Field(Moment(), required=True),
        "operator": Field(_OPERATOR),
        "act": Field(_ACT, required=True),
        "recipient": Field(_RECIPIENT, required=True),
        "debtor": Field(_DEBTOR),
        "history": Field(Many(_PAST, HISTORY_MAX)),
        "stops": Field(Many(_STOP, STOPS_MAX)),
        "consents": Field(Many(_CONSENT, CONSENTS_MAX)),
        "safe_harbours": Field(_HARBOURS),
        "debts": Field(Many(_DEBT, DEBTS_MAX)),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseError:
    """A case that could not be read, in its place among the answers."""

    id: str | int | None
    path: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """What a document holds; `form` is also the form of the answers."""

    form: Literal["one", "list", "lines"]
    items: tuple[Case | CaseError, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The answers as JSON text, and how many cases could not be read."""

    text: str
    cases: int
    errors: int


def parse_case(value: object) -> Case:
    """One case from parsed JSON. Raises WireError naming the key."""
    case: Case = CASE.read(value, ())
    return case


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for place, (key, _) in enumerate(pairs) if key in dict(pairs[:place]))
        raise WireError((twice,), "同一个键出现两次", "the same key stands twice")
    return found


def _loads(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_unique)
    except json.JSONDecodeError as error:
        raise WireError((), f"不是 JSON（{error}）", f"not JSON ({error})") from error


def _item(value: object) -> Case | CaseError:
    try:
        return parse_case(value)
    except WireError as error:
        given = value.get("id") if isinstance(value, dict) else None
        named = isinstance(given, str | int) and not isinstance(given, bool)
        return _failed(error, given if named else None)


def _failed(error: WireError, given: str | int | None = None) -> CaseError:
    return CaseError(id=given, path=error.path, zh=error.words.zh, en=error.words.en)


def read_cases(document: str | bytes) -> Cases:
    """One case, a list of cases, or JSON lines. A case that is wrong stands as CaseError in its place.

    Raises WireError when the document as a whole cannot be read or is too large.
    """
    text = document.decode("utf-8-sig") if isinstance(document, bytes) else document.removeprefix("\ufeff")
    if len(text) > DOCUMENT_CHARS_MAX:
        raise WireError((), "文件过大", "the document is too large")
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise WireError((), "没有内容", "the document is empty")
    try:
        whole = _loads(text)
    except WireError:
        if len(lines) == 1 or not _is_json(lines[0]):
            raise
        _limited(len(lines))
        return Cases(form="lines", items=tuple(_line(line) for line in lines))
    if isinstance(whole, list):
        _limited(len(whole))
        return Cases(form="list", items=tuple(_item(one) for one in whole))
    return Cases(form="one", items=(_item(whole),))


def _is_json(line: str) -> bool:
    try:
        json.loads(line)
    except json.JSONDecodeError:
        return False
    return True


def _limited(count: int) -> None:
    if count > CASES_MAX:
        raise WireError((), f"超过 {CASES_MAX} 个案例", f"more than {CASES_MAX} cases")


def _line(line: str) -> Case | CaseError:
    try:
        return _item(_loads(line))
    except WireError as error:
        return _failed(error)


def rule_json(rule: RuleResult) -> dict[str, Any]:
    if not rule.values and rule.fact is None:
        return dict(_constant(rule.rule, rule.result, rule.key))
    return _told(rule)


@lru_cache(maxsize=8192)
def _constant(text: RuleText, result: Result, key: str) -> dict[str, Any]:
    """A result without figures of its own: the same for every case."""
    return _told(RuleResult(text, result, key, {}))


def _told(rule: RuleResult) -> dict[str, Any]:
    words = rule.words
    found = {
        "id": rule.id,
        "result": rule.result,
        "parameters": dict(rule.parameters),
        "source": rule.source,
        "certainty": rule.certainty,
        "zh": words.zh,
        "en": words.en,
    }
    return found | ({"fact": rule.fact} if rule.fact is not None else {})


def answer_json(answer: Answer) -> dict[str, Any]:
    """An answer as JSON values, key by key as in docs/gate.md."""
    opens = answer.next_permitted_at
    return {
        "id": answer.id,
        "verdict": answer.verdict,
        "presumption": answer.presumption,
        "flags": list(answer.flags),
        "rules": [rule_json(rule) for rule in answer.rules],
        "next_permitted_at": opens.isoformat() if opens is not None else None,
        "deadlines": dict(answer.deadlines),
    }


def error_json(error: CaseError) -> dict[str, Any]:
    return {"id": error.id, "error": {"path": error.path, "zh": error.zh, "en": error.en}}


def check_json(document: str | bytes, house_rules: Sequence[HouseRule] = ()) -> Checked:
    """Judge a document of cases; the answers come in the same form and order.

    A case that cannot be read is answered by `{"id", "error": {"path", "zh", "en"}}` in its place.
    Raises WireError when the document as a whole cannot be read.
    """
    cases = read_cases(document)
    errors = sum(isinstance(item, CaseError) for item in cases.items)
    return Checked(text=_written(cases, house_rules), cases=len(cases.items), errors=errors)


def _written(cases: Cases, house_rules: Sequence[HouseRule]) -> str:
    def each() -> Iterator[str]:
        for item in cases.items:
            answer = (
                error_json(item) if isinstance(item, CaseError) else answer_json(check(item, house_rules))
            )
            yield json.dumps(answer, ensure_ascii=False)

    if cases.form == "one":
        return next(each())
    if cases.form == "lines":
        return "\n".join(each())
    return "[" + ",\n".join(each()) + "]"


def case_schema() -> Schema:
    """JSON Schema of a case."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Arrears gate: case",
        **CASE.schema(),
    }


def answer_schema() -> Schema:
    """JSON Schema of an answer."""
    text: Schema = {"type": "string"}
    rule = {
        "id": text,
        "result": Choice(get_args(contracts.Result)).schema(),
        "parameters": {"type": "object"},
        "source": text,
        "certainty": Choice(get_args(contracts.Certainty)).schema(),
        "zh": text,
        "en": text,
        "fact": {**text, "description": "the missing fact, when that is why"},
    }
    rule_schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": rule,
        "required": [key for key in rule if key != "fact"],
    }
    fields = {
        "id": {"type": ["string", "integer", "null"]},
        "verdict": Choice(get_args(contracts.Verdict)).schema(),
        "presumption": {"enum": [*get_args(contracts.Presumption), None]},
        "flags": {"type": "array", "items": text},
        "rules": {"type": "array", "items": rule_schema},
        "next_permitted_at": {"anyOf": [Moment().schema(), {"type": "null"}]},
        "deadlines": {"type": "object", "additionalProperties": {"type": "string", "format": "date"}},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Arrears gate: answer",
        "type": "object",
        "additionalProperties": False,
        "properties": fields,
        "required": list(fields),
    }
