"""Columns and names that the tables of several pages share."""

from __future__ import annotations

from collections.abc import Mapping

from arrears.book.portfolio import api as portfolio
from arrears.foundation.api import Actor, creditors, users
from arrears.kernel.words import Words
from arrears.reports.contracts import Column, Unit

GROUP_WORDS: Mapping[str, Words] = {
    "bucket": Words("逾期阶段", "Bucket"),
    "product": Words("产品", "Product"),
    "kind": Words("种类", "Kind"),
    "creditor_id": Words("委托方", "Creditor"),
    "region": Words("地区", "Region"),
    "user_id": Words("人员", "Person"),
    "batch_id": Words("批次", "Batch"),
}

BEGIN_WORDS: Mapping[str, Words] = {
    "day": Words("较上一日", "since the day before"),
    "month": Words("较月初", "since the month began"),
    "year": Words("较年初", "since the year began"),
}


def as_text(code: str, zh: str, en: str) -> Column:
    return Column(code=code, label=Words(zh, en), unit=Unit.TEXT)


def as_money(code: str, zh: str, en: str) -> Column:
    return Column(code=code, label=Words(zh, en), unit=Unit.MONEY)


def as_count(code: str, zh: str, en: str) -> Column:
    return Column(code=code, label=Words(zh, en))


def as_share(code: str, zh: str, en: str) -> Column:
    return Column(code=code, label=Words(zh, en), unit=Unit.SHARE)


CLOSED_ON = Column(code="closed_on", label=Words("日终", "Closing"), unit=Unit.DAY)
ACCOUNTS = as_count("accounts", "账户", "Accounts")


def group_names(group: str, actor: Actor) -> dict[str, str]:
    """What the codes of a group are called; people, creditors and batches by name."""
    if group == "creditor_id":
        return {str(one.id): one.name for one in creditors(actor)}
    if group == "user_id":
        return {str(one.id): one.name for one in users(actor)}
    if group in ("batch_id", "batch"):
        return {str(one.batch_id): one.code for one in portfolio.batches(actor)}
    return {}
