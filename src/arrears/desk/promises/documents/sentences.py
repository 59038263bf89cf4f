"""What an agreement says. For a card plan that is what K 70 asks for (CN-K1): balance, make-up and currency;
cycle, way, days and amounts; interest and fees; no new card until it is settled; rights and default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from babel.numbers import format_decimal

from arrears.desk.contact.api import amount_words, day_words
from arrears.desk.promises.contracts import KIND_WORDS, AgreementKind, Line
from arrears.kernel.words import Words

COMPONENTS: dict[str, Words] = {
    "principal": Words("本金", "Principal"),
    "interest": Words("利息", "Interest"),
    "fee": Words("手续费", "Fees"),
    "penalty": Words("违约金", "Penalty"),
    "cost": Words("费用", "Costs"),
    "tax": Words("税费", "Tax"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """Everything the paper of one agreement is written from."""

    kind: AgreementKind
    language: str
    reference: str
    creditor: str
    operator: str
    debtor: str
    account: str
    currency: str
    card: bool
    made_on: date
    owed_minor: int
    by_component: Mapping[str, int]
    lines: tuple[Line, ...]
    waive_minor: int = 0
    cost_minor: int = 0
    annual_rate: Decimal | None = None
    grace_days: int = 0
    way: str = ""
    expires_on: date | None = None
    service_phone: str = ""
    complaint_phone: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A numbered clause: its heading and its sentences, and a table where one belongs to it."""

    head: str
    sentences: tuple[str, ...]
    table: tuple[tuple[str, ...], ...] = ()


def title(paper: Paper) -> str:
    words = KIND_WORDS[paper.kind]
    return Words(f"{words.zh}协议", f"Agreement: {words.en.lower()}").in_(paper.language)


def clauses(paper: Paper) -> tuple[Clause, ...]:
    """The clauses of a paper in its language, in order."""
    made = [_parties(paper), _debt(paper)]
    if paper.lines:
        made.append(_payments(paper))
    if paper.kind is AgreementKind.PLAN:
        made.append(_cost(paper))
    if paper.waive_minor:
        made.append(_waiver(paper))
    made.append(_while_it_runs(paper))
    if paper.kind is not AgreementKind.WAIVER:
        made.append(_default(paper))
    made.append(_rights(paper))
    return tuple(made)


def _say(paper: Paper, zh: str, en: str) -> str:
    return Words(zh, en).in_(paper.language)


def _money(paper: Paper, minor: int) -> str:
    return amount_words(minor, paper.currency, paper.language)


def _day(paper: Paper, day: date) -> str:
    return day_words(day, paper.language)


def _parties(paper: Paper) -> Clause:
    acting_zh = f"，由{paper.operator}代为办理" if paper.operator != paper.creditor else ""
    acting_en = f", represented by {paper.operator}" if paper.operator != paper.creditor else ""
    return Clause(
        head=_say(paper, "双方", "The parties"),
        sentences=(
            _say(paper, f"债权人：{paper.creditor}{acting_zh}。", f"Creditor: {paper.creditor}{acting_en}."),
            _say(paper, f"债务人：{paper.debtor}。", f"Debtor: {paper.debtor}."),
            _say(
                paper,
                f"涉及账户：{paper.account}。本协议编号：{paper.reference}。",
                f"Account: {paper.account}. Reference of this agreement: {paper.reference}.",
            ),
        ),
    )


def _debt(paper: Paper) -> Clause:
    rows = tuple(
        (COMPONENTS[name].in_(paper.language), _money(paper, minor))
        for name, minor in paper.by_component.items()
        if name in COMPONENTS and minor
    )
    return Clause(
        head=_say(paper, "欠款余额、结构与币种", "What is owed, its make-up and currency"),
        sentences=(
            _say(
                paper,
                f"截至{_day(paper, paper.made_on)}，欠款余额为{_money(paper, paper.owed_minor)}，币种{paper.currency}。",
                f"As of {_day(paper, paper.made_on)} the balance is {_money(paper, paper.owed_minor)}; "
                f"the currency is {paper.currency}.",
            ),
        ),
        table=rows,
    )


def _payments(paper: Paper) -> Clause:
    head = (
        _say(paper, "期次", "No."),
        _say(paper, "还款日", "Day"),
        _say(paper, "金额", "Amount"),
    )
    rows = tuple(
        (str(place), _day(paper, line.due_on), _money(paper, line.amount_minor))
        for place, line in enumerate(paper.lines, 1)
    )
    total = _money(paper, sum(line.amount_minor for line in paper.lines))
    way = paper.way or _say(paper, "合同约定的收款账户", "to the account named in the contract")
    return Clause(
        head=_say(paper, "还款周期、方式、日期与金额", "Cycle, way, days and amounts of payment"),
        sentences=(
            _say(
                paper,
                f"共{len(paper.lines)}期，合计{total}，各期还款日与金额见下表。还款方式：{way}。请勿付给任何个人。",
                f"{len(paper.lines)} payments, {total} in all, on the days and in the amounts below. "
                f"Way of paying: {way}. Never pay to a person.",
            ),
        ),
        table=(head, *rows),
    )


def _cost(paper: Paper) -> Clause:
    rate = paper.annual_rate
    if rate is None:
        rate_text = _say(paper, "不另计利息", "no interest is added")
    else:
        number = format_decimal(rate, format="0.####", locale="en")
        rate_text = _say(paper, f"年利率{number}%", f"a yearly rate of {number} per cent")
    return Clause(
        head=_say(paper, "利息与费用", "Interest and fees"),
        sentences=(
            _say(
                paper,
                f"分期期间利息与费用合计{_money(paper, paper.cost_minor)}（{rate_text}），已包含在各期金额中，"
                "除此之外不收取其他费用。",
                f"Interest and fees of the plan come to {_money(paper, paper.cost_minor)} ({rate_text}). They are "
                "contained in the payments above; nothing else is charged.",
            ),
        ),
    )


def _waiver(paper: Paper) -> Clause:
    amount = _money(paper, paper.waive_minor)
    if paper.kind is AgreementKind.SETTLEMENT:
        sentence = _say(
            paper,
            f"债务人按上表足额还款后，债权人减免{amount}，账户就此结清；未足额还款的，不予减免。",
            f"Once the payments above are made in full, the creditor gives up {amount} and the account is settled; "
            "otherwise nothing is given up.",
        )
    else:
        sentence = _say(
            paper,
            f"债权人减免{amount}，自批准之日起生效。",
            f"The creditor gives up {amount}, from the approval on.",
        )
    return Clause(head=_say(paper, "减免", "What is given up"), sentences=(sentence,))


def _while_it_runs(paper: Paper) -> Clause:
    sentences = []
    if paper.kind is AgreementKind.WAIVER:
        sentences.append(
            _say(paper, "其余欠款仍按原合同履行。", "What remains is owed as the contract says.")
        )
    else:
        sentences.append(
            _say(
                paper,
                "债务人按约履行期间，债权人及其委托的机构停止催收。",
                "While the debtor keeps this agreement, the creditor and whoever acts for it stop collecting.",
            )
        )
    if paper.card and paper.kind is AgreementKind.PLAN:
        sentences.append(
            _say(
                paper,
                "在欠款结清之前，持卡人不再向发卡银行申领新的信用卡。",
                "Until the debt is settled, the cardholder does not apply to the issuer for a new card.",
            )
        )
    return Clause(head=_say(paper, "履行期间", "While it runs"), sentences=tuple(sentences))


def _default(paper: Paper) -> Clause:
    return Clause(
        head=_say(paper, "未按约履行", "If it is not kept"),
        sentences=(
            _say(
                paper,
                f"任一期在还款日后{paper.grace_days}天内仍未足额支付的，本协议终止，已还款项照常计入，"
                "剩余款项恢复原合同约定。",
                f"If a payment is not made in full within {paper.grace_days} days after its day, this agreement ends; "
                "what was paid counts, and the contract's terms apply to the rest again.",
            ),
            _say(
                paper,
                "如有特殊情况，债务人可在还款日前提出调整，双方另行商定。",
                "If circumstances change, the debtor may ask for an adjustment before the day of payment.",
            ),
        ),
    )


def _rights(paper: Paper) -> Clause:
    sentences = [
        _say(
            paper,
            "债务人可以随时查询还款记录，可以提前还款，对金额有异议的可以提出并得到书面答复。",
            "The debtor may see the record of payments at any time, may pay early, and may dispute an amount and be "
            "answered in writing.",
        )
    ]
    if paper.service_phone:
        sentences.append(
            _say(paper, f"服务电话：{paper.service_phone}。", f"Service: {paper.service_phone}.")
        )
    if paper.complaint_phone:
        sentences.append(
            _say(paper, f"投诉电话：{paper.complaint_phone}。", f"Complaints: {paper.complaint_phone}.")
        )
    if paper.expires_on is not None:
        until = _day(paper, paper.expires_on)
        sentences.append(
            _say(paper, f"本方案有效期至{until}，逾期未确认即失效。", f"This offer stands until {until}.")
        )
    return Clause(head=_say(paper, "双方权利", "Rights"), sentences=tuple(sentences))


def signatures(paper: Paper) -> tuple[str, str, str]:
    """Labels of the two signatures and of the date."""
    return (
        _say(paper, "债权人（盖章）", "Creditor (seal)"),
        _say(paper, "债务人（签字）", "Debtor (signature)"),
        _say(paper, "日期", "Date"),
    )
