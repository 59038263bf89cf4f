"""No rule without cases, no row of REGULATION without a rule, a deadline or a written reason."""

from __future__ import annotations

import ast
import re
from datetime import date
from itertools import pairwise

import pytest

from arrears.gate.packs.parts import triggers
from arrears.gate.packs.registry import BASE, PACKS
from arrears.gate.rules.browsing import FACTS_OF
from arrears.gate.rules.calc import CALCULATORS
from arrears.gate.rules.case_wire import CASE
from arrears.gate.rules.pure import check, facts, parse_case, regimes, rule_detail, rule_details, rules
from tests.gate.cases import ALL
from tests.gate.cases.rows import DATA, GATE, OURS, PAPER, ROWS, paper, reasons, rules_of

TODAY = date(2026, 11, 23)
FUNCTIONS = {entry.id for pack in (BASE, *PACKS.values()) for entry in (*pack.rules, *pack.always)}
REASONS = set(reasons())


@pytest.mark.parametrize("row", ROWS)
def test_a_row_of_the_regulation_is_a_rule_or_has_a_reason(row: str) -> None:
    in_registry = bool(rules_of(row))
    assert in_registry or row in REASONS
    assert not (in_registry and row in REASONS), "a rule needs no excuse"


def test_every_reason_is_about_a_row() -> None:
    assert set(ROWS) >= REASONS
    assert len(REASONS) > 5


def test_every_rule_keeps_a_row_or_is_one_of_ours() -> None:
    kept = {rule.id for row in ROWS for rule in rules_of(row)}
    assert {name for name in DATA if name not in kept and not name.startswith(OURS)} == set()


def test_the_paper_of_rows_is_what_the_packs_say() -> None:
    """A difference is looked at; when it is right, `python -m tests.gate.cases.rows` writes it."""
    assert PAPER.read_text("utf-8") == paper()


def test_every_rule_has_a_function_or_is_carried_by_another() -> None:
    for rule in DATA.values():
        if rule.within is None:
            assert rule.id in FUNCTIONS, rule.id
        else:
            assert rule.id not in FUNCTIONS, rule.id
            assert rule.within in FUNCTIONS | set(CALCULATORS), rule.id
    assert {rule.id for rule in DATA.values() if rule.within is None} == FUNCTIONS


@pytest.mark.parametrize("rule", sorted(FUNCTIONS))
def test_every_rule_has_a_case_that_passes_and_one_that_does_not(rule: str) -> None:
    results = {row.result for row in ALL if row.rule == rule}
    # A postcard is never lawful in the United States: what passes is not using one.
    assert "pass" in results or rule == "US-C7"
    if DATA[rule].never_fails:
        assert not results & {"fail", "needs_evidence"}
    else:
        assert results & {"fail", "needs_evidence"}


def _keys_named() -> set[str]:
    """The keys of words that the rules' outcomes name in the code."""
    found: set[str] = set()
    for path in (GATE / "packs").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            place = {"passed": 0, "failed": 0, "needs": 1}.get(node.func.id)
            if place is not None and len(node.args) > place and isinstance(node.args[place], ast.Constant):
                found.add(str(node.args[place].value))
    return found


def test_every_word_of_every_rule_is_said_in_some_row() -> None:
    """A text that no row brings out is not tested; a key without a text would raise."""
    said = {(rule.id, rule.key) for row in ALL for rule in check(parse_case(row.case)).rules}
    written = {(rule.id, key) for rule in DATA.values() for key in rule.words}
    elsewhere = {("CN-P2", "wait"), ("ALL-C1", "too_long")}  # test_house.py, test_evaluate.py
    assert written - said == elsewhere
    assert _keys_named() - {key for _, key in said} == {"too_long"}


def test_the_words_of_every_result_can_be_said_in_both_languages() -> None:
    """Each row's answer in full: a blank without its figure would raise."""
    said = 0
    for row in ALL:
        for rule in check(parse_case(row.case)).rules:
            assert rule.zh.strip()
            assert rule.en.strip()
            assert "{" not in rule.zh + rule.en
            assert re.search(r"[\u4e00-\u9fff]", rule.zh)
            said += 1
    assert said > 10_000


def test_every_rule_names_its_source_and_how_sure_it_is() -> None:
    for rule in DATA.values():
        assert rule.versions
        for version in rule.versions:
            assert version.source.strip()
        for parameter in rule.parameters_on(TODAY):
            assert parameter.source.strip(), (rule.id, parameter.name)


def test_versions_of_a_rule_do_not_overlap() -> None:
    for rule in DATA.values():
        ordered = sorted(rule.versions, key=lambda one: one.effective_from or date.min)
        for earlier, later in pairwise(ordered):
            assert earlier.effective_to is not None, rule.id
            assert later.effective_from is not None
            assert (later.effective_from - earlier.effective_to).days == 1, rule.id


def test_the_browser_lists_the_rules_of_a_day() -> None:
    assert set(regimes()) == {"cn", "us_reg_f", "us_ma", "uk", "in", "ca_on", "ca_nb", "au", "eu"}
    then = {info.id: info for info in rules("cn", date(2024, 12, 1))}
    now = {info.id: info for info in rules("cn", TODAY)}
    assert "CN-F3" not in then
    assert "2024" in then["CN-T1"].source
    assert {one.name: one.value for one in now["CN-F3"].parameters}["most"] == 6
    assert now["CN-F1"].certainty == "secondary"
    assert {info.id for info in rules("every", TODAY)} == {entry.id for entry in BASE.rules}
    with pytest.raises(KeyError):
        rules("xx", TODAY)


def _leaves(fields: object, before: str = "") -> set[str]:
    found = set()
    for key, field in getattr(fields, "fields", {}).items():
        reader, many = field.reader, ""
        if hasattr(reader, "item"):
            reader, many = reader.item, "[]"
        inner = _leaves(reader, f"{before}{key}{many}.") if hasattr(reader, "fields") else set()
        found |= inner | ({f"{before}{key}"} if not inner or f"{before}{key}" in known() else set())
    return found


def known() -> set[str]:
    return {fact.path for fact in facts()}


def test_the_absence_of_every_fact_is_declared() -> None:
    slots = {path for path in _leaves(CASE) if "_slots[]" in path}
    assert _leaves(CASE) - slots - known() == set()
    assert known() - _leaves(CASE) == set()


def test_every_trigger_names_the_facts_that_call_for_a_rule() -> None:
    bits = {value for value in vars(triggers).values() if isinstance(value, int)}
    assert set(FACTS_OF) == bits
    assert {path for paths in FACTS_OF.values() for path in paths} <= known()
    detail = rule_detail("us_reg_f", "US-B1", TODAY)
    assert detail is not None
    assert [fact.path for fact in detail.facts] == ["act.text", "act.channel", "act.purpose"]


def test_the_browser_tells_each_rule_in_full() -> None:
    """Who carries what, the channels, the versions: of a rule in force, one that is not yet, and one that is not."""
    hours = rule_detail("us_reg_f", "US-T1", TODAY)
    sending = rule_detail("us_reg_f", "US-T6", TODAY)
    assert hours is not None
    assert sending is not None
    assert [one.id for one in hours.carries] == ["US-T6"]
    assert sending.channels == hours.channels
    assert hours.channels is not None
    assert hours.facts == ()
    every = rule_detail("every", "ALL-E1", TODAY)
    assert every is not None
    assert every.channels is None
    early = rule_detail("cn", "CN-F3", date(2024, 12, 1))
    assert early is not None
    assert early.info is None
    assert rule_detail("cn", "US-T1", TODAY) is None
    assert {one.id for one in rule_details("cn", TODAY)} == {one.id for one in rules("cn", TODAY)}
