"""How answers, particulars and house rules stand in the gate's books and settings (JSON)."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from datetime import datetime, time
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, get_args

from arrears.gate import packs
from arrears.gate.contracts import Act, Answer, Answering, HouseRule, Result, RuleResult, RuleText, Slot
from arrears.gate.intents import GateError
from arrears.gate.rules.house_wire import house_rules_from_json
from arrears.gate.rules.plain import AS_WE_SPEAK as AS_WE_SPEAK
from arrears.gate.rules.reading import WireError
from arrears.kernel.words import Words


def _packs_version() -> str:
    digest = sha256()
    folder = Path(str(packs.__file__)).parent
    for path in sorted(folder.rglob("*.toml")) + sorted(folder.rglob("*.py")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


PACKS_VERSION = _packs_version()
"""The rules and figures that this process judges by, as one hash; kept with every permit and refusal."""


def require(kinds: Any, value: str, what: Words) -> None:
    """GateError unless the value is one of a Literal's."""
    known = get_args(kinds)
    if value not in known:
        raise GateError(
            Words(
                f"未知的{what.zh}：{value}（可用：{'、'.join(known)}）",
                f"unknown {what.en}: {value} (known: {', '.join(known)})",
            )
        )


_AS_IT_IS = frozenset({str, int, float, bool, type(None)})


def _plain(value: object) -> object:
    if type(value) in _AS_IT_IS:
        return value
    if isinstance(value, datetime | time):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    return value


def answer_text(answer: Answer) -> str:
    """An answer as the books keep it, in JSON: the rules that were consulted and applied, with figures and words."""
    head = _JSON(
        {
            "verdict": answer.verdict,
            "presumption": answer.presumption,
            "flags": list(answer.flags),
            "next_permitted_at": answer.next_permitted_at.isoformat() if answer.next_permitted_at else None,
            "deadlines": dict(answer.deadlines),
            "failed": [rule.id for rule in answer.failing()],
        }
    )
    lines = [_line(rule) for rule in answer.rules if rule.result != "not_applicable"]
    return f'{head[:-1]}, "rules": [{", ".join(lines)}]}}'


_JSON = json.JSONEncoder(ensure_ascii=False).encode


def _line(rule: RuleResult) -> str:
    """One rule of an answer; what a rule says without a figure of the case is the same each time."""
    return _said(rule) if rule.values or rule.fact else _said_plainly(rule.rule, rule.result, rule.key)


@lru_cache(maxsize=4096)
def _said_plainly(text: RuleText, result: Result, key: str) -> str:
    return _said(RuleResult(text, result, key, {}))


def _said(rule: RuleResult) -> str:
    words = rule.words
    fact = f', "fact": {_JSON(rule.fact)}' if rule.fact else ""
    return f'{_head(rule.rule, rule.result)}, "zh": {_JSON(words.zh)}, "en": {_JSON(words.en)}{fact}}}'


@lru_cache(maxsize=4096)
def _head(text: RuleText, result: Result) -> str:
    """What a rule says of itself, whatever the case: its figures, source and certainty. Not closed yet."""
    rule = RuleResult(text, result, "", {})
    told = _JSON(
        {
            "id": rule.id,
            "result": result,
            "parameters": _plain(rule.parameters),
            "source": rule.source,
            "certainty": rule.certainty,
        }
    )
    return told[:-1]


_ACT = tuple(field.name for field in dataclasses.fields(Act) if field.name not in ("text", "answering"))


def act_entry(act: Act | None) -> dict[str, object]:
    """The particulars of an act without its text, which is sealed apart."""
    if act is None:
        return {}
    found: dict[str, object] = {}
    for name in _ACT:
        value = getattr(act, name)
        if value is not None and value != ():
            found[name] = _plain(value)
    if act.answering is not None:
        moment = act.answering.at.isoformat() if act.answering.at else None
        found["answering"] = {"channel": act.answering.channel, "at": moment}
    return found


def act_of_entry(entry: Mapping[str, Any]) -> Act:
    """The act that `act_entry` wrote down."""
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()
    }
    answering = values.pop("answering", None)
    if isinstance(answering, Mapping):
        at = answering.get("at")
        values["answering"] = Answering(
            channel=answering.get("channel"), at=datetime.fromisoformat(at) if isinstance(at, str) else None
        )
    return Act(**values)


def slots_of(value: object) -> tuple[Slot, ...]:
    """Barred or agreed slots as a person's fact holds them: days, from, to, zone."""
    if not isinstance(value, list):
        return ()
    return tuple(
        Slot(
            days=tuple(one.get("days") or ()),
            start=time.fromisoformat(one["from"]),
            end=time.fromisoformat("00:00" if one["to"] == "24:00" else one["to"]),
            zone=one.get("zone"),
        )
        for one in value
    )


def house_rules_of(value: object) -> tuple[HouseRule, ...]:
    """A creditor's house rules from its settings, in the JSON of docs/gate.md; none when nothing is set.

    Raises GateError for what cannot be read (the gate then answers nobody); a rule that loosens is refused
    by the check itself.
    """
    if value is None:
        return ()
    try:
        return house_rules_from_json(value)
    except WireError as error:
        raise GateError(
            Words(f"内部规则 {error.path}：{error.words.zh}", f"house rules {error.path}: {error.words.en}")
        ) from error
