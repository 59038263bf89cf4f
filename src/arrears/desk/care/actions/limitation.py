"""The last day of limitation of a debt by the Civil Code, from what the ledger holds; kept with the gate.

Only what the ledger proves restarts the period: a part payment. Demands and promises that a recording or a
signature may prove are not counted, so that the day is never later than the true one; whoever can prove more
works it out with the calculator and reports it to the gate.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from arrears.book.calculators import api as calculators
from arrears.book.payments import api as payments
from arrears.book.payments.contracts import Balance, EntryKind, Receipt
from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import AccountKey, AccountKind
from arrears.desk.care.contracts import CareRefused, LimitationFound
from arrears.foundation.api import Actor, creditor_by_id, require_scope
from arrears.gate import api as gate
from arrears.kernel import clock
from arrears.kernel.words import Words

LAW = "cn"
REFERENCE = "calc limitation"
RESTARTS_MAX = 500
_ONE_DEBT = frozenset({AccountKind.LOAN, AccountKind.LEASE})
_FIRST = date(1990, 1, 1)


def limitations_of(actor: Actor, creditor_id: int, debtor_id: int) -> Mapping[int, LimitationFound]:
    """The last safe day to sue, by account of a case; nothing where another law than China's binds the creditor,
    or nothing is owed."""
    require_scope(actor, creditor_id)
    creditor = creditor_by_id(creditor_id)
    if LAW not in creditor.regimes:
        return {}
    today = clock.today(creditor.zone)
    accounts = {one.account_id: one for one in portfolio.accounts_of_debtor(creditor_id, debtor_id)}
    balances = payments.balances(accounts, today)
    receipts: dict[int, list[Receipt]] = {}
    for receipt in payments.received(list(accounts), _FIRST, today):
        receipts.setdefault(receipt.account_id, []).append(receipt)
    found = {}
    for account_id, account in accounts.items():
        balance = balances.get(account_id)
        given = _input(account, balance, receipts.get(account_id, [])) if balance else None
        if given is not None:
            found[account_id] = _found(account_id, {**given, "as_of": today.isoformat()})
    return found


def keep_limitation(creditor_id: int, debtor_id: int, account_id: int, actor: Actor) -> LimitationFound:
    """Work the day out and report it to the gate; what else was reported of the debt stays. CareRefused when
    it cannot be worked out."""
    found = limitations_of(actor, creditor_id, debtor_id).get(account_id)
    if found is None:
        raise CareRefused(
            "account",
            Words("该账户的诉讼时效不能由台账算出", "Its limitation cannot be worked out from the ledger"),
        )
    known = gate.debts_known(actor, creditor_id, debtor_id, [account_id]).get(account_id)
    gate.record_debt(
        creditor_id,
        debtor_id,
        account_id,
        limitation_ends=found.last_day,
        settled=known.settled if known else None,
        first_communication=known.first_communication if known else None,
        reference=REFERENCE,
        actor=actor,
    )
    return found


def _input(account: AccountKey, balance: Balance, receipts: list[Receipt]) -> dict[str, object] | None:
    """What the calculator is asked: one debt by instalments runs from its last, others from the oldest unpaid."""
    unpaid = [item.due_on for item in balance.items if item.owed_minor > 0]
    if not unpaid:
        return None
    dues: dict[str, object] = (
        {"instalments": sorted({item.due_on.isoformat() for item in balance.items})}
        if account.kind in _ONE_DEBT
        else {"due_date": min(unpaid).isoformat()}
    )
    days = sorted({one.effective_on for one in receipts if _is_payment(one)})[-RESTARTS_MAX:]
    return dues | {"events": [{"kind": "part_payment", "date": day.isoformat()} for day in days]}


def _is_payment(receipt: Receipt) -> bool:
    return receipt.kind is EntryKind.PAYMENT and receipt.amount_minor > 0


def _found(account_id: int, given: Mapping[str, object]) -> LimitationFound:
    told = calculators.calculate("limitation", given)
    return LimitationFound(
        account_id=account_id,
        last_day=date.fromisoformat(told["safe_day"]),
        has_run=told["expired"],
        steps=tuple((one["source"], Words(one["zh"], one["en"])) for one in told["steps"]),
        doubts=tuple(Words(one["zh"], one["en"]) for one in told["doubts"]),
    )
