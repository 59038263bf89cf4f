"""Beside peers, in one run: the ladder alone, accounts a second; and a rule engine over the same accounts.

python -m bench.peers 1000000 --json

Ours: age, ladder and due day of every account, Parquet to Parquet, without scores that no step asks for. The rule
engine is zen-engine (PyPI), where it is installed: the levels of the card ladder as a decision table and as one
expression, asked account by account, as it is made to be asked. A known dunning module does about 1,550 accounts
a second in one level pass (issue 5).
"""

from __future__ import annotations

import argparse
import importlib
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from arrears.faces.cli import session
from bench.machine import machine

TABLE_ASKED, EXPRESSION_ASKED = 10_000, 100_000
LEVELS = ((1, "sms"), (6, "call"), (19, "call"), (30, "letter"), (60, "lawyer_letter"), (90, "suit"))


def ladder(accounts: int) -> float:
    """Seconds of our ladder over a book that is made for it."""
    from arrears.night.engine.bench import ladder_seconds  # noqa: PLC0415  Django has to stand before it

    with tempfile.TemporaryDirectory(prefix="arrears-peers-") as place:
        return ladder_seconds(Path(place), accounts)


def table() -> dict[str, Any]:
    """The levels of the card ladder as a decision table in zen-engine's own form."""
    starts = [*LEVELS, (10_000_000, "")]
    rows = [
        {"_id": str(place), "days": f"[{first}..{starts[place + 1][0] - 1}]", "step": json.dumps(action)}
        for place, (first, action) in enumerate(LEVELS)
    ]
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": "days", "name": "days", "field": "days_past_due"}],
        "outputs": [{"id": "step", "name": "step", "field": "step"}],
        "rules": rows,
    }
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode", "position": {"x": 0, "y": 0}},
        {
            "id": "table",
            "name": "table",
            "type": "decisionTableNode",
            "position": {"x": 0, "y": 0},
            "content": content,
        },
        {"id": "out", "name": "out", "type": "outputNode", "position": {"x": 0, "y": 0}},
    ]
    edges = [
        {"id": "a", "type": "edge", "sourceId": "in", "targetId": "table"},
        {"id": "b", "type": "edge", "sourceId": "table", "targetId": "out"},
    ]
    return {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}


def rule_engine() -> dict[str, int] | None:
    """Accounts a second by zen-engine, with a decision table and with one compiled expression (its fastest way);
    None where it is not installed."""
    try:
        zen: Any = importlib.import_module("zen")
    except ImportError:
        return None
    decision = zen.ZenEngine().create_decision(zen.ZenDecisionContent(json.dumps(table())))
    chain = "'none'"
    for first, action in LEVELS:
        chain = f"days_past_due >= {first} ? '{action}' : ({chain})"
    expression = zen.compile_expression(chain)
    return {
        "table": _each_second(lambda given: decision.evaluate(given)["result"]["step"], TABLE_ASKED),
        "expression": _each_second(expression.evaluate, EXPRESSION_ASKED),
    }


def _each_second(ask: Callable[[dict[str, int]], str], asked: int) -> int:
    steps = [action for _first, action in LEVELS]
    began = time.perf_counter()
    for number in range(asked):
        assert ask({"days_past_due": number % 120 + 1}) in steps
    return round(asked / (time.perf_counter() - began))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int, default=[100_000], metavar="ACCOUNTS")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    session.open_without_data()
    found = []
    for size in asked.sizes:
        ours = ladder(size)
        found.append(
            {
                "accounts": size,
                "ladder_per_second": round(size / ours),
            }
        )
    theirs = rule_engine()
    if asked.json:
        print(json.dumps({"machine": machine(), "ladder": found, "zen_engine_per_second": theirs}))
        return
    print(machine())
    for each in found:
        print(f"{each['accounts']:>10,}: ladder {each['ladder_per_second']:,} accounts a second")
    print(f"zen-engine, accounts a second: {theirs or 'not installed'}")


if __name__ == "__main__":
    main()
