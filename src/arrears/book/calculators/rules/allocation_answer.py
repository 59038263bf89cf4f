"""The calculator `allocation`: one payment, every item, and why in this order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from arrears.book.calculators.contracts.allocation import (
    AllocationInput,
    AllocationItem,
    AllocationOutput,
    AllocationPolicy,
    Component,
    LineOutput,
    TotalOutput,
)
from arrears.book.calculators.contracts.basis import CalculatorError, Step
from arrears.book.calculators.contracts.fields import money_text
from arrears.book.calculators.rules import law
from arrears.book.calculators.rules.allocation import POLICIES, agreed_policy, allocate
from arrears.kernel.words import Words

_WORDS: Mapping[str, tuple[str, str]] = {
    "CN-A1": (
        "不足清偿时依次抵充实现债权的费用、利息、主债务。",
        "When it is not enough: costs of enforcement, then interest, then principal.",
    ),
    "CN-A2": (
        "多项债务：债务人指定的先；否则已到期的、担保最少的、负担较重的、先到期的，相同的按比例。",
        "Several debts: the debtor's choice; due, least security, heavier burden, earlier due, pro rata.",
    ),
    "CN-J4": (
        "先清偿生效法律文书确定的金钱债务，再清偿加倍部分债务利息。",
        "The judgment's money debt first, the doubled part of the interest after it.",
    ),
    "CN-card-order": (
        "信用卡：逾期90天以内先利息费用后本金，91天以上先本金。",
        "Cards: up to 90 days overdue interest and fees first; from 91 days principal first.",
    ),
    "AGREED": ("按当事人约定的顺序。", "In the order agreed by the parties."),
}


def calculate(given: AllocationInput) -> AllocationOutput:
    """Allocate one payment and show every item, in the order in which it is served."""
    policy = _chosen_policy(given)
    items = _items(given)
    if unknown := sorted(set(given.designated) - {item.debt for item in items}):
        raise CalculatorError(
            "designated", Words(f"没有这项债务：{unknown[0]}", f"no item belongs to this debt: {unknown[0]}")
        )
    if len(set(given.designated)) != len(given.designated):
        raise CalculatorError("designated", Words("同一债务指定了两次", "a debt is named twice"))
    result = allocate(given.payment, items, policy, paid_on=given.paid_on, designated=given.designated)
    paid = {line.id: line.amount_minor for line in result.lines}
    served = {line.id: place for place, line in enumerate(result.lines)}
    ordered = sorted(items, key=lambda item: (served.get(item.id, len(served)), item.id))
    lines = tuple(
        LineOutput(
            id=item.id,
            debt=item.debt,
            component=item.component,
            amount=paid.get(item.id, 0),
            remaining=item.amount_minor - paid.get(item.id, 0),
        )
        for item in ordered
    )
    return AllocationOutput(
        lines=lines,
        by_component=_totals(
            lines, [component.value for component in Component], lambda line: line.component.value
        ),
        by_debt=_totals(lines, list(dict.fromkeys(line.debt for line in lines)), lambda line: line.debt),
        allocated=given.payment - result.unallocated_minor,
        unallocated=result.unallocated_minor,
        paid_in_full=all(line.remaining == 0 for line in lines),
        steps=_steps(policy, result.unallocated_minor),
    )


def _chosen_policy(given: AllocationInput) -> AllocationPolicy:
    if given.order is None:
        return POLICIES[given.policy or "statutory"]
    if given.policy is not None:
        raise CalculatorError("order", Words("policy 与 order 二者择一", "give either policy or order"))
    try:
        return agreed_policy(given.order)
    except ValueError as error:
        raise CalculatorError(
            "order",
            Words("每种构成和每种债务顺序只能出现一次", "each component and each order may be named once"),
        ) from error


def _items(given: AllocationInput) -> tuple[AllocationItem, ...]:
    items: dict[str, AllocationItem] = {}
    for place, row in enumerate(given.items):
        key = row.id or f"{row.debt}/{row.component}"
        if key in items:
            raise CalculatorError(
                f"items[{place}].id",
                Words(f"编号重复：{key}；请给出 id", f"id comes twice: {key}; give each item an id"),
            )
        items[key] = AllocationItem(
            id=key,
            debt=row.debt,
            component=row.component,
            amount_minor=row.amount,
            due=row.due,
            secured_minor=row.secured,
            burden_percent=row.burden_percent,
        )
    return tuple(items.values())


def _totals(
    lines: Sequence[LineOutput], keys: Sequence[str], of: Callable[[LineOutput], str]
) -> tuple[TotalOutput, ...]:
    found = []
    for key in keys:
        own = [line for line in lines if of(line) == key]
        if own:
            found.append(
                TotalOutput(
                    key=key,
                    amount=sum(line.amount for line in own),
                    remaining=sum(line.remaining for line in own),
                )
            )
    return tuple(found)


def _steps(policy: AllocationPolicy, unallocated_minor: int) -> tuple[Step, ...]:
    steps = [law.step(rule, *_WORDS[rule]) for rule in policy.rules]
    if unallocated_minor:
        left = money_text(unallocated_minor)
        steps.append(
            law.step(
                policy.rules[0],
                f"多付 {left}，未抵充。",
                f"{left} was paid beyond the debt and is not applied.",
            )
        )
    return tuple(steps)
