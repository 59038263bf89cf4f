"""What the gate's door gives without a database: check, catalogue, calculators, their JSON and schemas."""

from __future__ import annotations

from arrears.gate.rules.browsing import RuleDetail, regime_of_rule, rule_detail, rule_details
from arrears.gate.rules.calc import (
    CALCULATORS,
    breathing_space,
    calculator_schemas,
    complaint_due,
    retention,
    validation_period,
)
from arrears.gate.rules.case_wire import case_schema, parse_case
from arrears.gate.rules.catalogue import facts, regimes, rules
from arrears.gate.rules.evaluate import check
from arrears.gate.rules.house import HouseRuleLoosens
from arrears.gate.rules.house_wire import house_rules_from_json, house_rules_schema
from arrears.gate.rules.openings import Opening
from arrears.gate.rules.reading import Schema, WireError
from arrears.gate.rules.what_if import Compared, compare, read_value, value_text
from arrears.gate.rules.wire import (
    CaseError,
    Cases,
    Checked,
    answer_json,
    answer_schema,
    check_json,
    error_json,
    read_cases,
)

__all__ = [
    "CALCULATORS",
    "CaseError",
    "Cases",
    "Checked",
    "Compared",
    "HouseRuleLoosens",
    "Opening",
    "RuleDetail",
    "WireError",
    "answer_json",
    "answer_schema",
    "breathing_space",
    "calculator_schemas",
    "case_schema",
    "check",
    "check_json",
    "compare",
    "complaint_due",
    "error_json",
    "facts",
    "house_rules_from_json",
    "house_rules_schema",
    "parse_case",
    "read_cases",
    "read_value",
    "regime_of_rule",
    "regimes",
    "retention",
    "rule_detail",
    "rule_details",
    "rules",
    "schemas",
    "validation_period",
    "value_text",
]


def schemas() -> Schema:
    """All JSON Schemas of the pure door, as kept in docs/gate.schema.json."""
    return {
        "case": case_schema(),
        "answer": answer_schema(),
        "house_rules": house_rules_schema(),
        "calculators": calculator_schemas(),
    }
