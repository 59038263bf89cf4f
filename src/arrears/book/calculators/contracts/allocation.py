"""Which debt and which part of it a payment reduces: shapes for the ledger and for JSON alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import ConfigDict

from arrears.book.calculators.contracts.basis import Step
from arrears.book.calculators.contracts.fields import (
    LIST_MAX,
    STRICT,
    Cents,
    Day,
    Name,
    PositiveCents,
    RatePercent,
    Yes,
    said,
)


class Component(StrEnum):
    """What a part of a debt is made of."""

    COST = "cost"
    INTEREST = "interest"
    PENALTY = "penalty"
    FEE = "fee"
    PRINCIPAL = "principal"
    TAX = "tax"
    DOUBLED_INTEREST = "doubled_interest"
    """The doubled part of delayed-performance interest (CN-J1), which comes after the judgment debt."""


class DebtOrder(StrEnum):
    """By what one debt goes before another; ties left at the end are served pro rata."""

    DESIGNATED = "designated"
    DUE_FIRST = "due_first"
    LEAST_SECURITY = "least_security"
    HEAVIER_BURDEN = "heavier_burden"
    EARLIER_DUE = "earlier_due"


class Across(StrEnum):
    """Whether one debt is served whole before the next, or one component over all debts first."""

    DEBT_FIRST = "debt_first"
    COMPONENT_FIRST = "component_first"


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationItem:
    """One open amount: a component of one debt (an instalment, an invoice, a judgment item).

    `id` is unique in a call. Items of one `debt` share its facts: `due`, `secured_minor` (value of its
    security) and `burden_percent` (its yearly cost); where they differ inside a debt the earliest due day,
    the least security and the heaviest burden speak for it. None is unknown and comes after all known values.
    """

    id: str
    debt: str
    component: Component
    amount_minor: int
    due: date | None = None
    secured_minor: int | None = None
    burden_percent: Decimal | None = None


Stages = tuple[tuple[tuple[Component, ...], ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationPolicy:
    """The order of an agreement or of the law, as data.

    `stages` are served one after another over all debts. Inside a stage the debts are served by `debts` (ties
    pro rata), and inside a debt the groups of the stage in their order (a group pro rata, earlier due days
    first). Every component stands in exactly one group. `rules` are the ids that the order stands on.
    """

    name: str
    stages: Stages
    debts: tuple[DebtOrder, ...]
    rules: tuple[str, ...]

    def __post_init__(self) -> None:
        groups = [group for stage in self.stages for group in stage]
        named = [component for group in groups for component in group]
        if sorted(named) != sorted(Component) or not all(groups) or not all(self.stages):
            raise ValueError("a policy names every component exactly once")
        if len(set(self.debts)) != len(self.debts):
            raise ValueError("a policy names each order of debts at most once")


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationLine:
    """What one item received; never nothing, never more than it owed."""

    id: str
    debt: str
    component: Component
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocated:
    """Lines in the order in which they were served, and what was left: lines + unallocated = payment."""

    lines: tuple[AllocationLine, ...]
    unallocated_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemInput:
    """One open amount of a debt."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    id: Annotated[
        Name | None, said("编号；空则为 debt/component", "key of the item; default debt/component")
    ] = None
    debt: Annotated[Name, said("所属债务", "the debt it belongs to")]
    component: Annotated[Component, said("构成", "component")] = Component.PRINCIPAL
    amount: Annotated[PositiveCents, said("金额", "open amount")]
    due: Annotated[Day | None, said("到期日；未知为空", "due day; null when unknown")] = None
    secured: Annotated[
        Cents | None, said("担保价值；未知为空", "value of its security; null when unknown")
    ] = None
    burden_percent: Annotated[
        RatePercent | None,
        said("负担（年化成本 %）；未知为空", "its yearly cost in per cent; null when unknown"),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyInput:
    """An agreed order: components left out follow pro rata in one last group."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    components: Annotated[
        tuple[tuple[Component, ...], ...],
        said("构成的顺序；同组按比例", "order of components; one group is served pro rata", max_length=7),
    ]
    debts: Annotated[
        tuple[DebtOrder, ...],
        said("债务的顺序；其余按比例", "order of debts; what remains equal is served pro rata", max_length=5),
    ] = ()
    across: Annotated[Across, said("先债务还是先构成", "debts first or components first")] = Across.DEBT_FIRST


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationInput:
    """A payment and the open amounts it may reduce."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    payment: Annotated[Cents, said("付款金额", "amount paid", synonyms=("amount",), examples=["1000.00"])]
    paid_on: Annotated[
        Day | None, said("付款日；判断是否到期", "day of payment, to tell what is due", synonyms=("date",))
    ] = None
    items: Annotated[
        tuple[ItemInput, ...], said("未清款项", "open amounts", min_length=1, max_length=LIST_MAX)
    ]
    policy: Annotated[
        Literal["statutory", "judgment", "pro_rata", "card_to_90_days", "card_from_91_days"] | None,
        said(
            "顺序：statutory（民法典，默认）、judgment（执行）、pro_rata、card_to_90_days、card_from_91_days",
            "order: statutory (default), judgment, pro_rata, card_to_90_days, card_from_91_days",
        ),
    ] = None
    order: Annotated[
        PolicyInput | None, said("约定的顺序（替代 policy）", "an agreed order, instead of policy")
    ] = None
    designated: Annotated[
        tuple[Name, ...],
        said("债务人指定的债务，依次", "debts the debtor chose, in order", max_length=LIST_MAX),
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LineOutput:
    """What one item received and what it still owes."""

    id: Annotated[str, said("编号", "key of the item")]
    debt: Annotated[str, said("所属债务", "the debt")]
    component: Annotated[Component, said("构成", "component")]
    amount: Annotated[Cents, said("抵充金额", "amount applied")]
    remaining: Annotated[Cents, said("剩余", "still open")]


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalOutput:
    """Applied and open per component or debt."""

    key: Annotated[str, said("构成或债务", "component or debt")]
    amount: Annotated[Cents, said("抵充金额", "amount applied")]
    remaining: Annotated[Cents, said("剩余", "still open")]


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationOutput:
    """Every item in the order in which it is served; the lines and the rest make the payment."""

    lines: Annotated[tuple[LineOutput, ...], said("逐项抵充（按顺序）", "each item, in the order served")]
    by_component: Annotated[tuple[TotalOutput, ...], said("按构成", "per component")]
    by_debt: Annotated[tuple[TotalOutput, ...], said("按债务", "per debt")]
    allocated: Annotated[Cents, said("已抵充", "applied in all")]
    unallocated: Annotated[Cents, said("未抵充（多付）", "left over, an overpayment")]
    paid_in_full: Annotated[Yes, said("是否全部清偿", "whether nothing is left open")]
    steps: Annotated[tuple[Step, ...], said("步骤与依据", "steps and sources")]
