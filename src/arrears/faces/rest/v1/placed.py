"""An account as JSON places it, the rows it makes, and the mapping by which the intake reads these."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field

from arrears.faces.rest.v1.values import Amount, Currency, Day, Given, Number, Whole, text

ITEMS_MAX = 600
_Name = Annotated[str, text(100)]
_IdKind = Literal[
    "resident_id", "credit_code", "passport", "travel_permit", "permanent_residence", "military",
    "organisation_code", "other",
]  # fmt: skip


class PartyIn(Given):
    """A person or a company. Phones as people write them; identity numbers are checked by their digits."""

    ref: Annotated[str, text(80)] | None = None
    kind: Literal["person", "company"] | None = None
    name: _Name | None = None
    id_kind: _IdKind | None = None
    id_number: Annotated[str, text(40)] | None = None
    phone: Annotated[str, text(40)] | None = None
    phone2: Annotated[str, text(40)] | None = None
    email: Annotated[str, text(254)] | None = None
    wechat: Annotated[str, text(100)] | None = None
    address: Annotated[str, text(300)] | None = None
    region: Annotated[str, text(60)] | None = None


class DebtorIn(PartyIn):
    name: Annotated[str, text(100, 1)]


class GuarantorIn(PartyIn):
    guarantee: Literal["general", "joint", "unclear"] | None = None
    since: Day | None = None
    until: Day | None = None


class SpouseIn(PartyIn):
    """`proof`: which document shows the marriage and where it lies; without one the spouse is any relative."""

    proof: Annotated[str, text(200)] | None = None


class TermsIn(Given):
    """`annual_rate` in per cent."""

    amount: Amount | None = None
    annual_rate: Annotated[str, Field(pattern=r"^[0-9]{1,3}(\.[0-9]{1,6})?$")] | None = None
    periods: Annotated[Whole, Field(ge=0, le=1_200)] | None = None
    periods_overdue: Annotated[Whole, Field(ge=0, le=1_200)] | None = None
    days_overdue: Annotated[Whole, Field(ge=0, le=20_000)] | None = None
    last_paid_on: Day | None = None


class ItemIn(Given):
    """An instalment, a statement or an invoice line."""

    sequence: Annotated[Whole, Field(ge=1, le=9_999)]
    due_on: Day
    principal: Amount
    interest: Amount = "0"
    fee: Amount = "0"
    penalty: Amount = "0"
    cost: Amount = "0"
    tax: Amount = "0"


class CollateralIn(Given):
    description: Annotated[str, text(200)] | None = None
    plate: Annotated[str, text(20)] | None = None
    frame_number: Annotated[str, text(40)] | None = None
    location: Annotated[str, text(200)] | None = None
    value: Amount | None = None


class NoticeIn(Given):
    """What stops contact: the debtor disputes, died, opted out, or is represented."""

    kind: Literal["dispute", "death", "opt_out", "represented"]
    detail: Annotated[str, text(500)] | None = None


class AccountIn(Given):
    """One account with all its instalments and people. Only debtor, joint debtor and guarantors owe."""

    number: Number
    product: Annotated[str, text(60)] | None = None
    currency: Currency | None = None
    opened_on: Day | None = None
    placed_on: Day | None = None
    debtor: DebtorIn
    joint_debtor: PartyIn | None = None
    guarantor: GuarantorIn | None = None
    guarantor2: GuarantorIn | None = None
    spouse: SpouseIn | None = None
    legal_representative: PartyIn | None = None
    finance_contact: PartyIn | None = None
    front_desk: PartyIn | None = None
    decides_payment: PartyIn | None = None
    emergency_contact: PartyIn | None = None
    terms: TermsIn | None = None
    collateral: CollateralIn | None = None
    notice: NoticeIn | None = None
    items: list[ItemIn] = Field(min_length=1, max_length=ITEMS_MAX)


_GROUPS: dict[str, type[Given]] = {
    "debtor": DebtorIn,
    **dict.fromkeys(
        ("joint_debtor", "legal_representative", "finance_contact", "front_desk", "decides_payment",
         "emergency_contact"), PartyIn,
    ),
    **dict.fromkeys(("guarantor", "guarantor2"), GuarantorIn),
    "spouse": SpouseIn,
    "terms": TermsIn,
    "collateral": CollateralIn,
    "notice": NoticeIn,
    "item": ItemIn,
}  # fmt: skip
_OWN = ("number", "product", "currency", "opened_on", "placed_on")
OUTSTANDING = "item.outstanding"  # the principal that is still owed, where figures are outstanding ones


def rows_of(account: AccountIn, figures: str) -> Iterator[dict[str, Any]]:
    """A row an instalment; the headings are the intake's names of fields. What is not known is left out."""
    given = account.model_dump(mode="json", exclude_none=True)
    common = {f"account.{name}": given[name] for name in _OWN if name in given}
    for group in _GROUPS:
        common |= {f"{group}.{key}": value for key, value in given.get(group, {}).items()}
    for item in given["items"]:
        row = common | {f"item.{key}": value for key, value in item.items()}
        if figures == "outstanding":
            row[OUTSTANDING] = row.pop("item.principal")
        yield row


def json_mapping(kind: str, currency: str) -> str:
    """The mapping of JSON placements of a kind, as the intake keeps mappings: TOML."""
    columns = [_column(f"account.{name}") for name in _OWN]
    for group, model in _GROUPS.items():
        columns += [_column(f"{group}.{key}") for key in model.model_fields]
    columns.append(_column("item.principal", OUTSTANDING, "outstanding"))
    return "\n".join(
        [
            'kind = "portfolio"',
            'title = { zh = "接口委案", en = "Placement by API" }',
            f'account_kind = "{kind}"',
            f'party_kind = "{"company" if kind == "invoice" else "person"}"',
            'language = "en"',
            f'currency = "{currency}"',
            "columns = [",
            *columns,
            "]",
            "",
        ]
    )


def _column(field: str, heading: str | None = None, figures: str | None = None) -> str:
    said = figures or ("billed" if field == "item.principal" else None)
    more = f', figures = "{said}"' if said else ""
    return f'  {{ field = "{field}", heading = "{heading or field}"{more} }},'
