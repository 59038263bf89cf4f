"""Work figures: contacts, talks, promises, money and what is late; by channel, script, hour, person or team."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping

from arrears.foundation.api import SYSTEM, users
from arrears.kernel.reasons import REASON_WORDS
from arrears.kernel.words import Words
from arrears.people.team import api as team
from arrears.people.team.api import DEPARTMENT_WORDS, Department
from arrears.reports.contracts import Cell, Column, Grid, Question, Unit
from arrears.reports.queries.arranged import agreements, treatments
from arrears.reports.queries.effort import effort
from arrears.reports.queries.reading import whole
from arrears.reports.queries.rule_titles import rule_label
from arrears.reports.queries.sources import TASK_LATE
from arrears.reports.queries.summary_tables import CHANNEL_WORDS
from arrears.reports.queries.work_links import OVERALL, TASKS, contact_refs, promise_refs, ref, with_refs
from arrears.reports.queries.work_rows import asked
from arrears.reports.rules import share

BY: Mapping[str, tuple[str, Words]] = {
    "channel": ("channel", Words("渠道", "Channel")),
    "script": ("script", Words("话术", "Script")),
    "hour": ("to_char(at AT TIME ZONE 'Asia/Shanghai', 'HH24')", Words("时段", "Hour of day")),
    "person": ("coalesce(by_user_id, 0)::text", Words("人员", "Person")),
    "team": ("coalesce(by_user_id, 0)::text", Words("小组", "Team")),
}
_CONTACTS = """
SELECT {by}, count(*), count(*) FILTER (WHERE state = 'simulated'),
       count(*) FILTER (WHERE state <> 'simulated' AND channel = 'call'),
       count(*) FILTER (WHERE state <> 'simulated' AND channel = 'call' AND connected),
       count(*) FILTER (WHERE state <> 'simulated' AND reached),
       count(*) FILTER (WHERE state <> 'simulated' AND reached AND outcome = 'promised'),
       coalesce(sum(duration_s) FILTER (WHERE state <> 'simulated'), 0)::bigint
FROM contact_attempts(%(first)s, %(last)s) t WHERE {mine} GROUP BY 1 ORDER BY 2 DESC, 1
"""
_PROMISES = """
SELECT {by}, currency, count(*) FILTER (WHERE taken_on BETWEEN %(first)s AND %(last)s),
       coalesce(sum(amount_minor) FILTER (WHERE taken_on BETWEEN %(first)s AND %(last)s), 0)::bigint,
       count(*) FILTER (WHERE judged AND state = 'kept'),
       coalesce(sum(received_minor) FILTER (WHERE judged AND state = 'kept'), 0)::bigint,
       count(*) FILTER (WHERE judged AND state = 'partly_kept'), count(*) FILTER (WHERE judged AND state = 'late'),
       count(*) FILTER (WHERE judged AND state = 'broken')
FROM (SELECT *, coalesce(judged_on BETWEEN %(first)s AND %(last)s, false) AS judged FROM promises_states(%(last)s)) t
WHERE {mine} AND (judged OR taken_on BETWEEN %(first)s AND %(last)s)
GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2
"""
_REFUSED = """
SELECT rule, max(zh), max(en), count(*) FROM gate_refusals(%(first)s, %(last)s) t
WHERE {mine} GROUP BY 1 ORDER BY 4 DESC, 1
"""
_REASONS = """
SELECT t.reason, count(*) FROM care_debtors(%(last)s) t LEFT JOIN team_owners(%(last)s) w USING (creditor_id, debtor_id)
WHERE t.reason IS NOT NULL AND {mine} GROUP BY 1 ORDER BY 2 DESC, 1
"""
_COMPLAINTS = "SELECT count(*) FROM care_concerns(%(first)s, %(last)s) t WHERE kind = 'complaint' AND {mine}"
_PLANS = """
SELECT count(*) FROM promises_accounts(%(last)s) t JOIN book_accounts(%(last)s) a USING (creditor_id, account_id)
LEFT JOIN team_owners(%(last)s) w USING (creditor_id, debtor_id) WHERE t.plan_active AND {mine}
"""
_FOLLOW_UPS = """
SELECT t.user_id, count(*) FROM team_follow_ups(%(last)s) t WHERE t.due_on < %(last)s AND {mine}
GROUP BY 1 ORDER BY 2 DESC, 1
"""
_TASKS = f"""
SELECT t.department, count(*), count(t.answered_at), count(*) FILTER (WHERE {TASK_LATE})
FROM team_tasks(%(first)s, %(last)s) t WHERE {{mine}} GROUP BY 1 ORDER BY 1
"""  # noqa: S608 - constants of this module and its sources
CONTACT_COLUMNS = (
    Column(code="attempts", label=Words("联系次数", "Attempts")),
    Column(code="simulated", label=Words("其中模拟", "Of these simulated")),
    Column(code="calls", label=Words("拨出电话", "Calls made")),
    Column(code="connected_rate", label=Words("接通率", "Connected rate"), unit=Unit.SHARE),
    Column(code="reached", label=Words("有效联系", "Right-party contacts")),
    Column(code="reached_rate", label=Words("有效联系率", "Right-party rate"), unit=Unit.SHARE),
    Column(code="promised", label=Words("通话中承诺", "Promises in talks")),
    Column(code="promise_rate", label=Words("承诺率", "Promise rate"), unit=Unit.SHARE),
    Column(code="minutes", label=Words("通话分钟", "Minutes of talk")),
)
PROMISE_COLUMNS = (
    Column(code="currency", label=Words("币种", "Currency"), unit=Unit.TEXT),
    Column(code="taken", label=Words("新增承诺", "Promises taken")),
    Column(code="promised", label=Words("承诺金额", "Promised"), unit=Unit.MONEY),
    Column(code="kept", label=Words("兑现", "Kept")),
    Column(code="kept_amount", label=Words("兑现金额", "Amount kept"), unit=Unit.MONEY),
    Column(code="partly", label=Words("部分兑现", "Kept in part")),
    Column(code="late", label=Words("迟到兑现", "Kept late")),
    Column(code="broken", label=Words("未履行", "Broken")),
    Column(code="kept_rate", label=Words("兑现率", "Kept rate"), unit=Unit.SHARE),
)
Rows = dict[str, list[int]]


def _called(by: str) -> Callable[[str], tuple[str, Words]]:
    """From a code of the database to the group's key and its name."""
    people = {str(one.id): one.name for one in users(SYSTEM)}
    teams = {str(user): one for one in team.teams(SYSTEM) for user in one.member_ids}
    automatic, none = Words("系统自动", "by itself"), Words("未分组", "no team")

    def named(code: str) -> tuple[str, Words]:
        if by == "channel":
            return code, CHANNEL_WORDS.get(code, Words(code, code))
        if by == "person":
            return code, Words(people[code], people[code]) if code in people else automatic
        if by == "team":
            found = teams.get(code)
            if found is not None:
                return f"t{found.id}", Words(found.name, found.name)
            return ("0", automatic) if code == "0" else ("-", none)
        return code, Words(f"{code}:00", f"{code}:00") if by == "hour" else Words(code or "–", code or "–")

    return named


def _added(
    rows: list[tuple[object, ...]], named: Callable[[str], tuple[str, Words]]
) -> list[tuple[str, Words, list[int]]]:
    """Rows of one key added up under its name, in the order in which keys first appear."""
    found: dict[str, tuple[Words, list[int]]] = {}
    for code, *values in rows:
        key, words = named(str(code))
        sums = found.setdefault(key, (words, [0] * len(values)))[1]
        for at, value in enumerate(values):
            sums[at] += whole(value)
    return [(key, *one) for key, one in found.items()]


def contacts(question: Question, by: str) -> Grid:
    """Contacts by one of BY. ValueError for another."""
    if by not in BY:
        raise ValueError(f"no work by {by}")
    groups = _added(asked(question, _CONTACTS, "t.by_user_id", by=BY[by][0]), _called(by))
    if by == "hour":
        groups.sort(key=lambda one: one[1].en)
    rows = [_contact_line(words, sums) for _key, words, sums in groups]
    if len(groups) > 1:
        rows.append(
            _contact_line(Words("合计", "All"), [sum(one[2][at] for one in groups) for at in range(7)])
        )
    columns = (Column(code=by, label=BY[by][1], unit=Unit.TEXT), *CONTACT_COLUMNS)
    grid = Grid(code="contacts", title=Words("联系", "Contacts"), columns=columns, rows=tuple(rows))
    whole_at = len(groups) if len(groups) > 1 else None
    return with_refs(grid, contact_refs([one[0] for one in groups], question, by, whole_at=whole_at))


def _contact_line(words: Words, sums: list[int]) -> tuple[Cell, ...]:
    attempts, simulated, calls, connected, reached, promised, seconds = sums
    return (
        words, attempts, simulated, calls, share(connected, calls), reached, share(reached, attempts - simulated),
        promised, share(promised, reached), seconds // 60,
    )  # fmt: skip


def promised(question: Question, by: str) -> tuple[Grid, ...]:
    """Promises taken and judged, one table for each currency; by person or team, else all together."""
    by_people = by in ("person", "team")
    key = "coalesce(taken_by_id, 0)::text" if by_people else "''"
    rows = asked(question, _PROMISES, "t.taken_by_id", "account", by=key)
    every = Words("全部", "All")
    named = _called(by) if by_people else lambda code: (code, every)
    lead = Column(code=by if by_people else "all", label=BY[by][1] if by_people else every, unit=Unit.TEXT)
    found = []
    currencies = sorted({str(row[1]) for row in rows})
    for currency in currencies:
        of_one = [(row[0], *row[2:]) for row in rows if row[1] == currency]
        groups = _added(of_one, named)
        grid = Grid(
            code="promises", title=Words("承诺", "Promises"), columns=(lead, *PROMISE_COLUMNS), currency=currency,
            rows=tuple(_promise_line(words, currency, sums) for _key, words, sums in groups),
        )  # fmt: skip
        keys = [one[0] for one in groups]
        refs = promise_refs(keys, question, by, currency, alone=len(currencies) == 1)
        found.append(with_refs(grid, refs))
    return tuple(found)


def _promise_line(words: Words, currency: str, sums: list[int]) -> tuple[Cell, ...]:
    taken, amount, kept, kept_amount, partly, late, broken = sums
    rate = share(kept, kept + partly + late + broken)
    return (words, currency, taken, amount, kept, kept_amount, partly, late, broken, rate)


def _counted(
    code: str,
    title: Words,
    head: Words,
    rows: list[tuple[Cell, ...]],
    *more: Column,
    refs: Mapping[tuple[int, str], str] | None = None,
) -> tuple[Grid, ...]:
    columns = (Column(code=code, label=head, unit=Unit.TEXT), *more)
    grid = Grid(code=code, title=title, columns=columns, rows=tuple(rows))
    return (with_refs(grid, refs or {}),) if rows else ()


def care(question: Question, contacted: int) -> tuple[Grid, ...]:
    """What went badly: refusals by rule, reasons, complaints per thousand contacts, plans, what is late."""
    count = Column(code="count", label=Words("次数", "Count"))
    refused = asked(question, _REFUSED, "t.user_id")
    complaints = whole(asked(question, _COMPLAINTS, "t.by_user_id", "either")[0][0])
    plans = whole(asked(question, _PLANS, "w.user_id", "account")[0][0])
    late = asked(question, _FOLLOW_UPS, "t.user_id")
    reasons = asked(question, _REASONS, "w.user_id")
    tasks = asked(question, _TASKS, "t.asked_by_id", "either")
    names = {one.id: one.name for one in users(SYSTEM)}
    overall: list[tuple[Cell, ...]] = [
        (Words("投诉", "Complaints"), complaints),
        (Words("每千次联系投诉", "Complaints per thousand contacts"), share(complaints * 1000, contacted)),
        (Words("执行中的方案", "Plans that run"), plans),
        (Words("逾期跟进", "Follow-ups overdue"), sum(row[1] for row in late)),
    ]
    told = {(place, "value"): ref(question, code) for place, code in OVERALL.items()}
    rules = {
        (at, "count"): ref(question, "refused_by_gate", what=str(row[0])) for at, row in enumerate(refused)
    }
    why = {(at, "count"): ref(question, "reasons", what=str(row[0])) for at, row in enumerate(reasons)}
    whose = {
        (at, "count"): ref(
            question, "follow_ups_late", whose=dataclasses.replace(question.scope, user_ids=(row[0],))
        )
        for at, row in enumerate(late)
        if row[0] in names
    }
    departments = {
        (at, column): ref(question, code, what=str(row[0]))
        for at, row in enumerate(tasks)
        for column, code in TASKS.items()
    }
    ratio = Column(code="value", label=Words("数值", "Value"), unit=Unit.RATIO)
    return (
        *_counted("overall", Words("总体", "Overall"), Words("项目", "Item"), overall, ratio, refs=told),
        *_counted(
            "refused", Words("闸口拒绝的规则", "Refusals of the gate by rule"), Words("规则", "Rule"),
            [
                (rule_label(rule, question.period.last, Words(zh, en)), number)
                for rule, zh, en, number in refused
            ], count, refs=rules,
        ),
        *_counted(
            "reasons", Words("未还原因", "Reasons for not paying"), Words("原因", "Reason"),
            [(REASON_WORDS.get(code, str(code)), number) for code, number in reasons], count, refs=why,
        ),
        *_counted(
            "follow_ups", Words("逾期跟进", "Follow-ups overdue"), Words("人员", "Person"),
            [(names.get(user or 0, "–"), number) for user, number in late], count, refs=whose,
        ),
        *_counted(
            "tasks", Words("各部门任务", "Questions to departments"), Words("部门", "Department"),
            [(DEPARTMENT_WORDS[Department(row[0])], *row[1:]) for row in tasks],
            Column(code="asked", label=Words("提出", "Asked")),
            Column(code="answered", label=Words("已答复", "Answered")),
            Column(code="late", label=Words("超时", "Late")), refs=departments,
        ),
    )  # fmt: skip


def work(question: Question) -> tuple[Grid, ...]:
    """All work figures of a scope and a period. A contact is of all accounts of its case: under a filter by account
    the contacts of every case with such an account count."""
    by = question.by or "channel"
    talked = contacts(question, by)
    contacted = whole(talked.rows[-1][1]) if talked.rows else 0
    return (
        *((talked,) if talked.rows else ()),
        *promised(question, by),
        *agreements(question),
        *effort(question),
        *care(question, contacted),
        *treatments(question),
    )
