"""What the short road must not change: the answer that the books keep."""

from __future__ import annotations

import json

from arrears.gate.contracts import Answer
from arrears.gate.entries import answer_text
from arrears.gate.rules.pure import check, parse_case
from tests.gate.cases import ALL


def spelled(answer: Answer) -> dict[str, object]:
    """An answer as the books keep it, written out."""
    told = [rule for rule in answer.rules if rule.result != "not_applicable"]
    return {
        "verdict": answer.verdict,
        "presumption": answer.presumption,
        "flags": list(answer.flags),
        "next_permitted_at": answer.next_permitted_at and answer.next_permitted_at.isoformat(),
        "deadlines": dict(answer.deadlines),
        "failed": [rule.id for rule in answer.failing()],
        "rules": [
            {
                "id": rule.id, "result": rule.result, "parameters": json.loads(json.dumps(rule.parameters)),
                "source": rule.source, "certainty": rule.certainty, "zh": rule.zh, "en": rule.en,
            }
            | ({"fact": rule.fact} if rule.fact else {})
            for rule in told
        ],
    }  # fmt: skip


def test_the_kept_answer_is_the_answer() -> None:
    for row in ALL[::3]:
        answer = check(parse_case(row.case))
        assert json.loads(answer_text(answer)) == spelled(answer), row.what
