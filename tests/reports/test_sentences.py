"""What a summary says of problems, care and the coming period: only what the figures show, in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

import pytest

from arrears.kernel.words import Words
from arrears.reports.contracts import CaseAmount, Figure, Period, Plan, Row, Scope, ScopeKind, Summary, Table
from arrears.reports.definitions import DEFINITIONS
from arrears.reports.sentences import care_lines, plan_lines, problem_lines, worked_lines
from arrears.reports.wording import Piece

NOVEMBER = Period(first=date(2026, 11, 1), last=date(2026, 11, 30))
DECEMBER = Period(first=date(2026, 12, 1), last=date(2026, 12, 31))
WANG = CaseAmount(creditor_id=1, debtor_id=7, name="王**", currency="CNY", overdue=12_350_000)


def made(
    counts: Mapping[str, int] | None = None,
    largest: Mapping[str, tuple[CaseAmount, ...]] | None = None,
    scripts: Iterable[tuple[str, int, int]] = (),
    promised: int = 0,
    **plan: int,
) -> Summary:
    """A summary of November with these counts; every other count is none."""
    values = dict.fromkeys(DEFINITIONS, 0) | dict(counts or {})
    rows = tuple(
        Row(
            label=Words(code, code), what=code,
            values={"script_attempts": talks, "script_talks": talks, "script_promises": promises},
        )
        for code, talks, promises in scripts
    )  # fmt: skip
    return Summary(
        scope=Scope(kind=ScopeKind.COMPANY, title=Words("公司", "Company"), creditor_ids=(1,)), period=NOVEMBER,
        figures=(
            *(Figure(code=code, value=value) for code, value in values.items()),
            Figure(code="promised_ahead", value=promised, currency="CNY"),
        ),
        tables=(Table(code="scripts", title=Words("话术", "Scripts"), columns=(), rows=rows),),
        measures=(), made_at=datetime(2026, 12, 1, tzinfo=UTC), largest=largest or {},
        plan=Plan(period=DECEMBER, targets=(), **({"people": 0, "days": 23, "person_days": 0} | plan)),
    )  # fmt: skip


def text(lines: list[list[Piece]]) -> list[str]:
    return ["".join(piece.text for piece in line) for line in lines]


@pytest.mark.parametrize(
    ("counts", "zh", "en"),
    [
        ({}, [], []),
        ({"lost_contacts": 1}, ["1 位客户失联。"], ["1 debtor is lost."]),
        ({"lost_contacts": 1_200}, ["1,200 位客户失联。"], ["1,200 debtors are lost."]),
        (
            {"low_willingness": 2, "quality_findings": 1},
            ["2 位逾期客户还款意愿低。", "质检：1 次通话须复听。"],
            ["2 overdue debtors are little willing to pay.", "1 talk has to be listened to for its quality."],
        ),
        (
            {"slow_cooperation": 2},
            ["2 位客户配合度低：拒绝沟通，或多次联系到本人而没有回款。"],
            ["2 debtors are slow to cooperate: refused to talk, or were reached often and paid nothing."],
        ),
        (
            {"quality_findings": 3, "hardships": 4},  # hardship is care, not a problem
            ["质检：3 次通话须复听。"],
            ["3 talks have to be listened to for their quality."],
        ),
    ],
)
def test_problems(counts: Mapping[str, int], zh: list[str], en: list[str]) -> None:
    assert text(problem_lines(made(counts), "zh-hans")) == zh
    assert text(problem_lines(made(counts), "en")) == en


def test_the_largest_cases_stand_under_their_problem() -> None:
    told = made({"lost_contacts": 2, "disputes": 1}, {"lost_contacts": (WANG,)})
    assert text(problem_lines(told, "zh-hans")) == [
        "2 位客户失联。逾期金额最大：王** 12.35 万元。", "新增异议 1 件。",
    ]  # fmt: skip
    (line, _other) = problem_lines(told, "en")
    assert text([line]) == ["2 debtors are lost. Most overdue: 王** CNY 123,500.00."]
    refs = [piece.ref for piece in line if piece.ref]
    assert refs[1] == "/cases/7/"
    assert "/reports/figures/overdue/" in refs[2]
    assert "debtor=7" in refs[2]


@pytest.mark.parametrize(
    ("counts", "zh", "en"),
    [
        ({}, [], []),
        (
            {"hardships": 1, "complaints": 2, "concerns_late": 1},
            ["登记困难或疾病 1 件，已停止或改变处置。", "投诉 2 件。", "1 件已过办理期限仍未办结。"],
            [
                "1 case of hardship or illness: treatment stopped or changed.", "2 complaints.",
                "1 concern is past its day and still open.",
            ],
        ),
        ({"concerns_late": 2}, ["2 件已过办理期限仍未办结。"], ["2 concerns are past their day and still open."]),
    ],
)  # fmt: skip
def test_care(counts: Mapping[str, int], zh: list[str], en: list[str]) -> None:
    assert text(care_lines(made(counts), "zh-hans")) == zh
    assert text(care_lines(made(counts), "en")) == en


def test_which_script_worked() -> None:
    few = made(scripts=[("a", 9, 9), ("b", 200, 20)])
    assert worked_lines(few, "en") == [], (
        "nine talks say too little, and one script alone is not the best of any"
    )
    told = made(scripts=[("a", 40, 12), ("b", 200, 20), ("c", 3, 3)])
    assert text(worked_lines(told, "zh-hans")) == [
        "话术“a”最有效：联系到本人 40 次，得到承诺 12 个（30.0%）。"
    ]
    assert text(worked_lines(told, "en")) == ["Script “a” worked best: 12 promises in 40 talks (30.0%)."]
    assert worked_lines(made(scripts=[("a", 40, 0), ("b", 50, 0)]), "en") == []


def test_a_plan_says_capacity_cases_and_what_comes_first() -> None:
    bare = ["下期为 2026年12月1日至2026年12月31日，尚未设定目标。"]
    assert text(plan_lines(made(), "zh-hans")) == bare
    counts = {
        "person_days": 20, "handled_by_people": 150, "overdue_debtors": 40, "near_npl": 3, "promises_ahead": 2,
        "broken": 1,
    }  # fmt: skip
    told = made(counts, {"overdue_debtors": (WANG,)}, promised=500_000, people=2, days=23, person_days=44)
    assert text(plan_lines(told, "zh-hans"))[1:] == [
        "产能：本期 20 个人日处理 150 户次，每人日 7.5；下期 2 人、23 个工作日，扣除请假 2 日，"
        "共 44 个人日，约可处理 330 户次。",
        "案件：期末逾期客户 40 位，其中 3 个账户逾期 61 至 90 天。逾期金额最大：王** 12.35 万元。",
        "优先次序：1. 到期承诺 2 个、5,000.00 元，到期前提醒；2. 逾期 61 至 90 天的账户 3 个，避免转为不良；"
        "3. 未履行承诺 1 个，重新约定。",
    ]
    assert text(plan_lines(told, "en"))[1:] == [
        "Capacity: 150 cases in 20 days worked, 7.5 a day; 2 people and 23 working days, less 2 of absence make 44 days, "
        "enough for about 330 cases.",
        "Cases: 40 debtors are overdue, 3 accounts of them 61 to 90 days past due. Most overdue: 王** CNY 123,500.00.",
        "Priorities: 1. remind before the day of promises that fall due (2, CNY 5,000.00); 2. accounts 61 to 90 days "
        "past due (3), before they become non-performing; 3. new terms for broken promises (1).",
    ]


@pytest.mark.parametrize(
    ("first", "last", "next_first", "next_last"),
    [
        ("2026-11-01", "2026-11-30", "2026-12-01", "2026-12-31"),
        ("2026-01-01", "2026-12-31", "2027-01-01", "2027-12-31"),
        ("2027-01-01", "2027-01-31", "2027-02-01", "2027-02-28"),
        ("2026-11-16", "2026-11-22", "2026-11-23", "2026-11-29"),
        ("2026-11-30", "2026-11-30", "2026-12-01", "2026-12-01"),
    ],
)
def test_the_period_after(first: str, last: str, next_first: str, next_last: str) -> None:
    after = Period(first=date.fromisoformat(first), last=date.fromisoformat(last)).after
    assert (str(after.first), str(after.last)) == (next_first, next_last)
