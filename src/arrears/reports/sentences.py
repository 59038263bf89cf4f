"""Sentences of a summary about what worked, problems, care and the coming period, in Chinese and English. Pure.

Each is said only when the figures show it; every number in one opens its rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from arrears.reports.contracts import CaseAmount, Row, Summary
from arrears.reports.wording import (
    Piece,
    capacity_ref,
    count_of,
    counted,
    figure_ref,
    marked,
    money,
    number_of,
    pieces,
    span,
    target_line,
)

Said = tuple[str, str, str, str, str]
PROBLEMS: Mapping[str, Said] = {
    "lost_contacts": ("", " 位客户失联。", "debtor is", "debtors are", " lost."),
    "low_willingness": (
        "", " 位逾期客户还款意愿低。", "overdue debtor is", "overdue debtors are", " little willing to pay.",
    ),
    "slow_cooperation": (
        "", " 位客户配合度低：拒绝沟通，或多次联系到本人而没有回款。", "debtor is", "debtors are",
        " slow to cooperate: refused to talk, or was reached often and paid nothing.",
    ),
    "broken": ("", " 个承诺未履行。", "promise was", "promises were", " broken."),
    "disputes": ("新增异议 ", " 件。", "dispute", "disputes", " came up."),
    "quality_findings": ("质检：", " 次通话须复听。", "talk has", "talks have", " to be listened to for its quality."),
    "refused_by_gate": ("合规闸口拒绝 ", " 次联系。", "contact was", "contacts were", " refused by the compliance gate."),
}  # fmt: skip
"""By figure: Chinese before and after the number; English for one, for many, and how it ends."""
CARE: Mapping[str, Said] = {
    "hardships": (
        "登记困难或疾病 ", " 件，已停止或改变处置。", "case", "cases",
        " of hardship or illness: treatment stopped or changed.",
    ),
    "complaints": ("投诉 ", " 件。", "complaint", "complaints", "."),
    "concerns_closed": ("办结 ", " 件。", "concern was", "concerns were", " closed."),
    "concerns_late": ("", " 件已过办理期限仍未办结。", "concern is", "concerns are", " past its day and still open."),
}  # fmt: skip
TALKS_TO_COMPARE = 10
"""A script with fewer talks says too little to be called the best. The house's own mark."""


def _sentence(summary: Summary, code: str, told: Said, *, zh: bool) -> str:
    before, after, one, many, end = told
    if zh:
        return f"{before}{number_of(summary, code)}{after}"
    if count_of(summary, code) != 1:
        end = end.replace(" its ", " their ").replace(" was reached", " were reached")
    return f"{counted(summary, code, one, many)}{end}"


def _cases(summary: Summary, cases: Iterable[CaseAmount], language: str) -> str:
    """Names with what is overdue of each: the name opens the case, the amount its accounts."""
    told = [
        marked(one.name, f"/cases/{one.debtor_id}/")
        + " "
        + marked(
            money(one.overdue, one.currency, language),
            figure_ref(summary, "overdue", one.currency, debtor=str(one.debtor_id)),
        )
        for one in cases
    ]
    return ("、" if language.startswith("zh") else ", ").join(told)


def _lines(summary: Summary, told: Mapping[str, Said], language: str) -> list[list[Piece]]:
    zh = language.startswith("zh")
    lines = []
    for code, words in told.items():
        if not count_of(summary, code):
            continue
        text = _sentence(summary, code, words, zh=zh)
        if cases := summary.largest.get(code):
            named = _cases(summary, cases, language)
            text += f"逾期金额最大：{named}。" if zh else f" Most overdue: {named}."
        lines.append(pieces(text))
    return lines


def problem_lines(summary: Summary, language: str) -> list[list[Piece]]:
    """One line for each problem that the figures show, with its largest cases; none where there is none."""
    return _lines(summary, PROBLEMS, language)


def care_lines(summary: Summary, language: str) -> list[list[Piece]]:
    """What was recorded of hardship and complaints, what was closed, and what is late."""
    return _lines(summary, CARE, language)


def _promise_share(row: Row) -> Fraction:
    return Fraction(int(row.values["script_promises"] or 0), int(row.values["script_talks"] or 1))


def worked_lines(summary: Summary, language: str) -> list[list[Piece]]:
    """The script after which the debtors promised most often, of those with enough talks to say so."""
    zh = language.startswith("zh")
    table = next((one for one in summary.tables if one.code == "scripts"), None)
    enough = (
        [one for one in table.rows if int(one.values["script_talks"] or 0) >= TALKS_TO_COMPARE]
        if table
        else []
    )
    if len(enough) < 2:
        return []
    best = max(enough, key=_promise_share)
    if not best.values["script_promises"]:
        return []
    talks, promises = (
        marked(f"{best.values[code]:,}", figure_ref(summary, code, what=best.what))
        for code in ("script_talks", "script_promises")
    )
    name = best.label.in_(language)
    ref = figure_ref(summary, "script_promises", what=best.what) + "#share"
    share = marked(f"{float(_promise_share(best)) * 100:.1f}%", ref)
    if zh:
        return [pieces(f"话术“{name}”最有效：联系到本人 {talks} 次，得到承诺 {promises} 个（{share}）。")]
    return [pieces(f"Script “{name}” worked best: {promises} promises in {talks} talks ({share}).")]


def plan_lines(summary: Summary, language: str) -> list[list[Piece]]:
    """The coming period: target, capacity, cases, and what comes first, each with the figure that says so."""
    if summary.plan is None:
        return []
    zh = language.startswith("zh")
    return [
        _target(summary, zh=zh),
        *_targets(summary, language),
        *_capacity(summary, zh=zh),
        *_load(summary, language),
        *_first(summary, language),
    ]


def _target(summary: Summary, *, zh: bool) -> list[Piece]:
    plan = summary.plan
    assert plan is not None
    when = span(plan.period, "zh" if zh else "en")
    if plan.targets:
        return pieces(f"下期为 {when}，目标如下。" if zh else f"The next period is {when}; its targets:")
    return pieces(
        f"下期为 {when}，尚未设定目标。" if zh else f"The next period is {when}; no target is set for it yet."
    )


def _targets(summary: Summary, language: str) -> list[list[Piece]]:
    assert summary.plan is not None
    join, end = ("：", "。") if language.startswith("zh") else (": ", ".")
    lines = [target_line(one, language) for one in summary.plan.targets]
    return [pieces(f"{one.label}{join}{marked(one.value, one.ref)}{end}") for one in lines]


def _capacity(summary: Summary, *, zh: bool) -> list[list[Piece]]:
    plan = summary.plan
    assert plan is not None
    worked, handled = count_of(summary, "person_days"), count_of(summary, "handled_by_people")
    if not worked or plan.person_days <= 0:
        return []
    pace = Fraction(handled, worked)
    ref = figure_ref(summary, "handled_by_people")
    able = marked(f"{int(pace * plan.person_days):,}", f"{ref}#capacity")
    a_day = marked(f"{float(pace):.1f}", f"{ref}#pace")
    days, cases = number_of(summary, "person_days"), number_of(summary, "handled_by_people")
    away = plan.people * plan.days - plan.person_days
    people, workdays, absent, whole = (
        marked(str(number), capacity_ref(summary, part))
        for number, part in (
            (plan.people, "people"), (plan.days, "days"), (away, "away"), (plan.person_days, "person-days"),
        )
    )  # fmt: skip
    if zh:
        less = f"，扣除请假 {absent} 日" if away else ""
        return [
            pieces(
                f"产能：本期 {days} 个人日处理 {cases} 户次，每人日 {a_day}；下期 {people} 人、"
                f"{workdays} 个工作日{less}，共 {whole} 个人日，约可处理 {able} 户次。"
            )
        ]
    who = f"{people} {'person' if plan.people == 1 else 'people'}"
    less = f", less {absent} of absence" if away else ""
    return [
        pieces(
            f"Capacity: {cases} cases in {days} days worked, {a_day} a day; {who} and {workdays} working "
            f"days{less} make {whole} days, enough for about {able} cases."
        )
    ]


def _load(summary: Summary, language: str) -> list[list[Piece]]:
    """How many cases wait, and the largest of them."""
    if not count_of(summary, "overdue_debtors"):
        return []
    zh = language.startswith("zh")
    text = (
        f"案件：期末逾期客户 {number_of(summary, 'overdue_debtors')} 位"
        if zh
        else f"Cases: {counted(summary, 'overdue_debtors', 'debtor is', 'debtors are')} overdue"
    )
    if count_of(summary, "near_npl"):
        text += (
            f"，其中 {number_of(summary, 'near_npl')} 个账户逾期 61 至 90 天"
            if zh
            else f", {counted(summary, 'near_npl', 'account', 'accounts')} of them 61 to 90 days past due"
        )
    text += "。" if zh else "."
    if cases := summary.largest.get("overdue_debtors"):
        named = _cases(summary, cases, language)
        text += f"逾期金额最大：{named}。" if zh else f" Most overdue: {named}."
    return [pieces(text)]


def _first(summary: Summary, language: str) -> list[list[Piece]]:
    """What comes first, in this order: what is late with people in need, promises that fall due, accounts that
    would become non-performing, broken promises."""
    zh = language.startswith("zh")
    amounts = [
        marked(money(int(one.value), one.currency, language), figure_ref(summary, one.code, one.currency))
        for one in summary.figures
        if one.code == "promised_ahead" and one.value
    ]
    number = {
        code: number_of(summary, code) for code in ("concerns_late", "promises_ahead", "near_npl", "broken")
    }
    sums = ("、" if zh else " and ").join(amounts)
    told = {
        "concerns_late": (
            f"先办结超期事项 {number['concerns_late']} 件", f"close what is late ({number['concerns_late']})",
        ),
        "promises_ahead": (
            f"到期承诺 {number['promises_ahead']} 个、{sums}，到期前提醒",
            f"remind before the day of promises that fall due ({number['promises_ahead']}, {sums})",
        ),
        "near_npl": (
            f"逾期 61 至 90 天的账户 {number['near_npl']} 个，避免转为不良",
            f"accounts 61 to 90 days past due ({number['near_npl']}), before they become non-performing",
        ),
        "broken": (
            f"未履行承诺 {number['broken']} 个，重新约定", f"new terms for broken promises ({number['broken']})",
        ),
    }  # fmt: skip
    chosen = [words[0 if zh else 1] for code, words in told.items() if count_of(summary, code)]
    if not chosen:
        return []
    ordered = ("；" if zh else "; ").join(f"{place}. {one}" for place, one in enumerate(chosen, 1))
    return [pieces(f"优先次序：{ordered}。" if zh else f"Priorities: {ordered}.")]
