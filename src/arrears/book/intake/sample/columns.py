"""A sample portfolio as the columns of a creditor's file, by field code."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from arrears.book.intake.sample import people
from arrears.book.intake.sample.behaviour import REASONS
from arrears.book.intake.sample.people import digits, pick, texts
from arrears.book.intake.sample.portfolio import Portfolio
from arrears.kernel.reasons import Reason

Columns = dict[str, pa.Array]
PRODUCTS = {
    "card": ("标准信用卡", "金卡", "分期卡"),
    "lease": ("直接租赁", "售后回租"),
    "invoice": ("货款", "工程款", "服务费"),
}
PREFIX = {"card": "XK", "lease": "ZL", "invoice": "FP"}
MALFORMED = "空号"
_KIND_WORDS = {"zh": ("个人", "企业"), "en": ("person", "company")}
_GUARANTEE_WORDS = {"zh": ("连带责任保证", "一般保证"), "en": ("joint", "general")}
_SEX_WORDS = {"zh": ("女", "男"), "en": ("female", "male")}
_NOTICE_WORDS = {
    "zh": ("争议", "已故", "拒绝联系", "已委托律师"),
    "en": ("dispute", "deceased", "opt_out", "represented"),
}


def account_numbers(portfolio: Portfolio) -> pa.Array:
    count = len(portfolio.debtor)
    return texts(PREFIX[portfolio.kind], str(portfolio.as_of.year), digits(np.arange(1, count + 1), 8))


def _maybe(rng: np.random.Generator, values: pa.Array, share: float) -> pa.Array:
    return only(values, rng.random(len(values)) < share)


def only(values: pa.Array, keep: np.ndarray) -> pa.Array:
    return pc.if_else(pa.array(keep), values, pa.scalar(None, pa.string()))


def amounts(cents: np.ndarray) -> pa.Array:
    """Whole cents as texts in yuan: 123450 becomes 1234.50. No floating point on the way."""
    limbs = np.zeros((len(cents), 2), np.int64)
    limbs[:, 0] = cents
    exact = pa.Array.from_buffers(
        pa.decimal128(18, 2), len(cents), [None, pa.py_buffer(np.ascontiguousarray(limbs))]
    )
    return exact.cast(pa.string())


def account_columns(portfolio: Portfolio, seed: int, language: str, rng: np.random.Generator) -> Columns:
    """What a file says of each account; one entry per account."""
    debtors = int(portfolio.debtor.max()) + 1
    places = np.arange(debtors)
    persons, firms = people.people(rng, places, seed), people.companies(rng, places, seed)
    who = people.either(portfolio.company, firms, persons)
    lost = rng.random(debtors)
    phone = only(who.phone, lost > 0.04)
    phone = pc.if_else(pa.array((lost > 0.04) & (lost < 0.05)), MALFORMED, phone)
    of_account = pa.array(portfolio.debtor)
    count = len(portfolio.debtor)
    columns: Columns = {
        "account.number": account_numbers(portfolio),
        "account.product": pick(
            PRODUCTS[portfolio.kind], rng.integers(0, len(PRODUCTS[portfolio.kind]), count)
        ),
        "account.opened_on": pa.array(portfolio.opened.astype("datetime64[D]")),
        "debtor.ref": texts("K", digits(portfolio.debtor + 1, 8)),
        "debtor.name": who.name.take(of_account),
        "debtor.id_number": who.id_number.take(of_account),
        "debtor.phone": phone.take(of_account),
        "debtor.email": _maybe(rng, who.email, 0.6).take(of_account),
        "debtor.address": who.address.take(of_account),
        "debtor.region": who.region.take(of_account),
        "terms.amount": amounts(portfolio.amount),
        "notice.kind": _notices(portfolio, language, rng),
    }
    if portfolio.kind != "invoice":
        columns |= _stated(portfolio, who, language)
    if portfolio.kind == "lease":
        company = pa.array(portfolio.company[portfolio.debtor])
        columns["debtor.kind"] = pc.if_else(company, _KIND_WORDS[language][1], _KIND_WORDS[language][0])
    if portfolio.kind != "invoice":
        percent = pc.divide(pa.array(portfolio.rate), 100).cast(pa.string())
        rest = pc.utf8_lpad(pa.array(portfolio.rate % 100).cast(pa.string()), 2, "0")
        columns["terms.annual_rate"] = texts(percent, ".", rest, "%")
    _add_others(columns, portfolio, seed, language, rng)
    return columns


def _stated(portfolio: Portfolio, who: people.Parties, language: str) -> Columns:
    """What creditors hold of persons for audits; of every twentieth debtor they do not know it."""
    known = pa.array(np.arange(len(who.sex)) % 20 != 0)
    female, male = _SEX_WORDS[language]
    sex = pc.if_else(pc.equal(who.sex, "0"), female, male)
    none = pa.scalar(None, pa.string())
    return {
        "debtor.birth_year": pc.if_else(known, who.birth_year, none).take(pa.array(portfolio.debtor)),
        "debtor.sex": pc.if_else(known, sex, none).take(pa.array(portfolio.debtor)),
    }


def _notices(portfolio: Portfolio, language: str, rng: np.random.Generator) -> pa.Array:
    """Few accounts carry a mark; disputes mostly those whose debtor disputes."""
    count = len(portfolio.debtor)
    chance = rng.random(count)
    dispute = (portfolio.reason == REASONS.index(Reason.DISPUTE)) & (chance < 0.05)
    place = np.select([dispute, chance > 0.9995, chance > 0.9975, chance > 0.996], [0, 1, 2, 3], -1)
    return only(pick(_NOTICE_WORDS[language], place.clip(0)), place >= 0)


def _add_others(
    columns: Columns, portfolio: Portfolio, seed: int, language: str, rng: np.random.Generator
) -> None:
    """Guarantors, company contacts, emergency contacts and what is leased."""
    debtors = int(portfolio.debtor.max()) + 1
    company = portfolio.company
    of_account = pa.array(portfolio.debtor)

    def add(group: str, offset: int, keep: np.ndarray, parts: tuple[str, ...]) -> None:
        others = people.people(rng, np.arange(debtors) + offset, seed)
        for part in parts:
            columns[f"{group}.{part}"] = only(getattr(others, part), keep).take(of_account)

    base = 10_000_000
    if portfolio.kind == "lease":
        first = rng.random(debtors) < 0.6
        add("guarantor", base, first, ("name", "id_number", "phone"))
        add("guarantor2", 2 * base, first & (rng.random(debtors) < 0.2), ("name", "id_number", "phone"))
        words = pick(_GUARANTEE_WORDS[language], (rng.random(debtors) < 0.15).astype(np.int64))
        columns["guarantor.guarantee"] = only(words, first & (rng.random(debtors) < 0.95)).take(of_account)
        goods, frame, road = people.equipment(rng, len(portfolio.debtor))
        columns["collateral.description"] = goods
        columns["collateral.frame_number"] = frame
        columns["collateral.plate"] = only(people.plates(rng, len(road)), road)
    if portfolio.kind in ("lease", "invoice"):
        add("legal_representative", 3 * base, company, ("name", "phone"))
        add("finance_contact", 4 * base, company & (rng.random(debtors) < 0.8), ("name", "phone"))
    if portfolio.kind == "invoice":
        add("decides_payment", 5 * base, rng.random(debtors) < 0.3, ("name", "phone"))
        desk = people.landlines(np.arange(debtors) + 6 * base, seed)
        columns["front_desk.phone"] = only(desk, rng.random(debtors) < 0.5).take(of_account)
    if portfolio.kind == "card":
        add("emergency_contact", 7 * base, rng.random(debtors) < 0.5, ("name", "phone"))


def item_columns(portfolio: Portfolio) -> Columns:
    """What a file says of each instalment; one entry per instalment."""
    items = portfolio.items
    columns: Columns = {
        "item.due_on": pa.array(items.due.astype("datetime64[D]")),
        "item.principal": amounts(items.principal),
    }
    if portfolio.kind == "invoice":
        return columns | {"item.tax": amounts(items.fee)}
    return columns | {
        "item.sequence": pa.array(items.number).cast(pa.string()),
        "item.interest": amounts(items.interest),
        "item.fee": amounts(items.fee),
        "item.penalty": amounts(items.penalty),
    }


def outstanding_columns(portfolio: Portfolio, left: np.ndarray) -> tuple[Columns, np.ndarray]:
    """One row an account, of those in arrears: what is overdue, since when; and which accounts those are."""
    items = portfolio.items
    count = len(portfolio.debtor)
    due = np.where(items.unpaid, left, 0)
    interest = np.minimum(due, np.where(items.unpaid, items.interest, 0))
    sums = {
        "item.principal": np.bincount(items.account, due - interest, count),
        "item.interest": np.bincount(items.account, interest, count),
        "item.penalty": np.bincount(items.account, np.where(items.unpaid, items.penalty, 0), count),
    }
    whole = {code: np.round(total).astype(np.int64) for code, total in sums.items()}
    open_items = items.unpaid & (left > 0)
    oldest = np.full(count, np.datetime64("2200-01-01"), "datetime64[D]")
    np.minimum.at(oldest, items.account[open_items], items.due[open_items].astype("datetime64[D]"))
    periods = np.bincount(items.account, open_items, count).astype(np.int64)
    chosen = np.flatnonzero(periods > 0)
    columns: Columns = {code: amounts(total[chosen]) for code, total in whole.items()}
    columns["item.due_on"] = pa.array(oldest[chosen])
    columns["terms.periods_overdue"] = pa.array(periods[chosen]).cast(pa.string())
    days = (np.datetime64(portfolio.as_of) - oldest[chosen]).astype(np.int64)
    columns["terms.days_overdue"] = pa.array(days).cast(pa.string())
    return columns, chosen


def rows_of(columns: Columns, places: np.ndarray) -> Columns:
    """Account columns repeated for the rows of a file."""
    chosen = pa.array(places)
    return {code: values.take(chosen) for code, values in columns.items()}
