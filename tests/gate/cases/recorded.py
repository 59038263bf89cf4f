"""What the gate says of every row of the table in full, kept beside it: `python -m tests.gate.cases.recorded` writes.

A row names what one rule says; its line in `answers.txt` holds the whole answer: verdict, next moment,
presumption, flags, dates, and each rule that had something to say (`!` fails, `?` wants evidence, else it passes),
with the figures of its words.
A change of the law's reading shows as a change of these lines, to be looked at before it is kept.
"""

from __future__ import annotations

from pathlib import Path

from arrears.gate.contracts import Case, RuleResult
from arrears.gate.packs.parts.facts import Facts
from arrears.gate.rules.compile import plan_for
from arrears.gate.rules.pure import check, parse_case
from tests.gate.cases import ALL
from tests.gate.cases.base import Row

ANSWERS = Path(__file__).with_name("answers.txt")
_SIGNS = {"pass": "", "fail": "!", "needs_evidence": "?"}


def name_of(row: Row) -> str:
    return f"{row.rule}: {row.what}"


def line_of(row: Row) -> str:
    """The whole answer of a row on one line."""
    case = parse_case(row.case)
    answer = check(case)
    opens = answer.next_permitted_at.isoformat() if answer.next_permitted_at else "-"
    dates = " ".join(f"{key}={day}" for key, day in answer.deadlines.items())
    told = " ".join(_told(rule) for rule in answer.rules if rule.result != "not_applicable")
    return " | ".join((answer.verdict, opens, answer.presumption or "-", " ".join(answer.flags), dates, told))


def _told(rule: RuleResult) -> str:
    """What one rule said, with the figures of its words."""
    key = "" if rule.key in ("pass", "fail") else f":{rule.key}"
    figures = ";".join(f"{name}={value}" for name, value in sorted(rule.values.items()))
    return f"{_SIGNS[rule.result]}{rule.id}{key}" + (f"({figures})" if figures else "")


def asked_of_all(case: Case) -> list[tuple[str, str, str]]:
    """What every rule says when each is asked, also where nothing in the case calls for it."""
    facts = Facts(case)
    plan = plan_for(case.regimes, case.act.channel, case.at, (), ())
    found: list[tuple[str, str, str]] = []
    for segment in plan.for_facts(-1):
        if segment.scope is None or segment.scope(facts):
            for _place, bound in segment.rules:
                outcome = bound.function(facts, bound.params)
                if outcome.result != "not_applicable":
                    found.append((bound.id, outcome.result, outcome.key))
    return found


def recorded() -> dict[str, str]:
    lines = ANSWERS.read_text("utf-8").splitlines()
    return dict(each.split("\t", 1) for each in lines)


def main() -> None:
    ANSWERS.write_text("".join(f"{name_of(row)}\t{line_of(row)}\n" for row in ALL), "utf-8")


if __name__ == "__main__":
    main()
