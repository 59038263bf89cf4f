"""The pure check of the gate on one core: how many contacts are judged in a second.

python -m bench.gate_check --seconds 3 --json

Several kinds of contact, each judged over and over with facts that differ (moment and history), so that
nothing but the compiled plan is kept between checks. The target (issue 4) is the typical case of China: a
notification call to a debtor with six earlier contacts. Time is wall time; processor time stands beside
it, for machines that have other work. `json` reads and writes the JSON as well.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import cycle

from arrears.gate.contracts import (
    Act,
    Case,
    Consent,
    Debt,
    Debtor,
    Operator,
    PastContact,
    Recipient,
    Stop,
)
from arrears.gate.rules.pure import check, check_json
from bench.machine import machine

TARGET = 20_000
VARIANTS = 500
START = datetime(2026, 11, 23, 2, tzinfo=UTC)  # 10:00 in Beijing, on a Monday
PHONE = "phone:+8613800138000"


def _past(at: datetime, result: str, channel: str = "call") -> PastContact:
    return PastContact(
        at=at,
        channel=channel,  # type: ignore[arg-type]  # a channel of the contracts
        direction="out",
        person="P",
        debts=("D1",),
        address=PHONE,
        operator="A",
        lender_group="L1",
        result=result,  # type: ignore[arg-type]  # a result of the contracts
        call_kind="notification",
    )


def call_in_china(number: int) -> Case:
    """Permitted: two connected calls and a missed one today, three contacts before."""
    at = START + timedelta(seconds=61 * (number % 400))
    history = tuple(
        _past(at - timedelta(hours=hours, seconds=number % 50), result)
        for hours, result in ((1, "answered"), (2, "no_answer"), (26, "answered"), (49, "conversation"))
    )
    history += (
        _past(at - timedelta(days=2), "delivered", "sms"),
        _past(at - timedelta(days=9), "delivered", "letter"),
    )
    return Case(
        regimes=("cn",),
        at=at,
        operator=Operator(kind="agency", id="A", lender_group="L1"),
        act=Act(
            channel="call",
            purpose="collect",
            debts=("D1",),
            address=PHONE,
            address_kind="personal",
            call_kind="notification",
        ),
        recipient=Recipient(person="P", role="debtor"),
        debtor=Debtor(reachable=True),
        history=history,
        debts=(Debt(id="D1", kind="card"),),
    )


def refused_in_china(number: int) -> Case:
    """Refused at night after three connected calls: the next permitted moment is searched for."""
    case = call_in_china(number)
    at = START + timedelta(hours=12, seconds=number)
    connected = tuple(_past(at - timedelta(hours=hours), "answered") for hours in (3, 5, 7))
    return replace(case, at=at, history=(*case.history, *connected))


def text_in_china(number: int) -> Case:
    """A text of fifty words that is screened; a hundred different ones."""
    case = call_in_china(number)
    words = f"尊敬的客户，您尾号{number % 100:04}的信用卡账单已到还款日，请您核对后及时还款，如有困难请与我们联系。"
    return replace(
        case, act=replace(case.act, channel="sms", call_kind=None, text=words, disclosures=("identity",))
    )


def call_with_stops(number: int) -> Case:
    """A call with three stops and two consents on record."""
    case = call_in_china(number)
    return replace(
        case,
        stops=(
            Stop(kind="opt_out", channel="sms", address=PHONE, since=START - timedelta(days=40)),
            Stop(kind="complaint", since=START - timedelta(days=90), until=START - timedelta(days=60)),
            Stop(kind="plan_kept", since=START - timedelta(days=200), until=START - timedelta(days=30)),
        ),
        consents=(
            Consent(kind="time", at=START - timedelta(days=10), scope={"channel": "call"}),
            Consent(kind="call_frequency", at=START - timedelta(days=10)),
        ),
    )


def call_in_america(number: int) -> Case:
    """A collector's call with four earlier ones in the last days, none of them a talk."""
    case = call_in_china(number)
    past = tuple(replace(one, at=one.at + timedelta(hours=14), result="no_answer") for one in case.history)
    return replace(
        case,
        regimes=("us_reg_f",),
        at=case.at + timedelta(hours=14),
        history=past,
        operator=Operator(kind="debt_collector", id="A"),
        act=replace(case.act, disclosures=("identity", "debt_collector")),
        debtor=Debtor(zones=("America/New_York",)),
        debts=(Debt(id="D1", kind="consumer"),),
    )


KINDS: dict[str, Callable[[int], Case]] = {
    "cn_call": call_in_china,
    "cn_call_stops": call_with_stops,
    "cn_text": text_in_china,
    "cn_refused": refused_in_china,
    "us_call": call_in_america,
}


def rate(work: Callable[[int], object], seconds: float) -> dict[str, float]:
    """Calls a second of wall time and of processor time, after a warm-up."""
    for number in range(200):
        work(number)
    done, numbers = 0, cycle(range(VARIANTS))
    wall, processor = time.perf_counter(), time.process_time()
    while time.perf_counter() - wall < seconds:
        for _ in range(200):
            work(next(numbers))
        done += 200
    return {
        "per_second": round(done / (time.perf_counter() - wall)),
        "per_processor_second": round(done / (time.process_time() - processor)),
    }


def _checker(make: Callable[[int], Case]) -> Callable[[int], object]:
    cases: Sequence[Case] = [make(number) for number in range(VARIANTS)]
    return lambda number: check(cases[number])


def _json_checker() -> Callable[[int], object]:
    """One case as JSON text, read, judged and answered as JSON text."""
    document = {
        "regimes": ["cn"],
        "operator": {"kind": "agency", "id": "A", "lender_group": "L1"},
        "act": {"channel": "call", "purpose": "collect", "debts": ["D1"], "address": PHONE},
        "recipient": {"person": "P", "role": "debtor"},
        "history": [
            {"at": "2026-11-23T09:00:00+08:00", "channel": "call", "result": "answered", "lender_group": "L1"}
        ],
    }
    texts = [
        json.dumps({**document, "at": (START + timedelta(seconds=number)).isoformat()})
        for number in range(VARIANTS)
    ]
    return lambda number: check_json(texts[number])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    figures = {name: rate(_checker(make), given.seconds) for name, make in KINDS.items()}
    figures["json"] = rate(_json_checker(), given.seconds)
    typical = figures["cn_call"]
    report = {
        "bench": "gate_check",
        "machine": machine(),
        "target_per_second": TARGET,
        "met": typical["per_second"] >= TARGET,
        "met_in_processor_time": typical["per_processor_second"] >= TARGET,
        "figures": figures,
    }
    if given.json:
        print(json.dumps(report))
        return
    print(f"{report['machine']}\npure checks on one core, target {TARGET:,} a second for cn_call")
    for name, each in figures.items():
        print(
            f"{name:14} {each['per_second']:>9,} a second {each['per_processor_second']:>9,} a processor second"
        )


if __name__ == "__main__":
    main()
