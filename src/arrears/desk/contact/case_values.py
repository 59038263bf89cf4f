"""What a text about a case needs to know: who, how much, since when, how to answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from arrears.book.payments import api as payments
from arrears.book.payments.contracts import Balance, Component
from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import AccountKey, AccountStatus
from arrears.desk.contact.channels.sending import LetterPage
from arrears.desk.contact.contracts import ReachError
from arrears.desk.contact.rules.words_for import CaseFigures, CaseNames, amount_words, blanks_of, day_words
from arrears.desk.scripts import api as scripts
from arrears.foundation.api import Actor, CreditorFacts
from arrears.kernel.words import Words

NEEDS_LEDGER = frozenset({"principal", "interest", "fees", "next_amount", "next_on"})
"""Blanks that the night's figures do not hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What was known of a case when a text was written."""

    blanks: Mapping[str, str]
    figures: CaseFigures
    names: CaseNames
    language: str


def figures_of(
    accounts: Iterable[AccountKey], as_of: date, *, given: CaseFigures | None = None, parts: bool = True
) -> CaseFigures:
    """What is owed on accounts of one currency. Accounts of several give no amounts: sums do not mix.

    `given` are figures that the night has computed for the day; with `parts` False they are enough.
    """
    listed = list(accounts)
    number = ",".join(facts.number for facts in listed)
    if given is not None and not parts:
        return replace(given, account_number=number)
    if not listed or len({facts.currency for facts in listed}) > 1:
        return CaseFigures(currency=listed[0].currency if listed else "CNY", account_number=number)
    found = payments.balances([facts.account_id for facts in listed], as_of)
    return _sum([found[facts.account_id] for facts in listed], number, as_of)


def _sum(balances: list[Balance], number: str, as_of: date) -> CaseFigures:
    overdue: dict[str, int] = {}
    for balance in balances:
        for item in balance.items:
            if item.due_on < as_of:
                for component, minor in item.owed.items():
                    overdue[component.value] = overdue.get(component.value, 0) + minor
    ahead = sorted(
        (item.due_on, item.owed_minor)
        for balance in balances
        for item in balance.items
        if item.due_on >= as_of and item.owed_minor > 0
    )
    next_on = ahead[0][0] if ahead else None
    oldest = [balance.oldest_unpaid_due for balance in balances if balance.oldest_unpaid_due]
    return CaseFigures(
        currency=balances[0].currency,
        overdue_minor=sum(balance.overdue_minor for balance in balances),
        total_minor=sum(balance.total_minor for balance in balances),
        by_component=overdue,
        oldest_due_on=min(oldest) if oldest else None,
        next_due_on=next_on,
        next_minor=sum(minor for due_on, minor in ahead if due_on == next_on) if next_on else None,
        account_number=number,
    )


def lacking(blanks: Iterable[str]) -> ReachError:
    """A text cannot be written because nothing is known for these blanks."""
    names = [scripts.BLANKS[name] for name in blanks]
    return ReachError(
        Words(
            f"缺少内容：{'、'.join(words.zh for words in names)}",
            f"Nothing is known for: {', '.join(words.en for words in names)}",
        )
    )


def no_script(code: str) -> ReachError:
    return ReachError(Words(f"没有已批准的话术 {code}", f"There is no approved script {code}"))


def open_accounts(creditor_id: int, debtor_id: int, wanted: Iterable[int]) -> tuple[AccountKey, ...]:
    """The accounts of a case that are meant: those named, else all open ones."""
    ids = set(wanted)
    return tuple(
        facts
        for facts in portfolio.accounts_of_debtor(creditor_id, debtor_id)
        if (facts.account_id in ids if ids else facts.status is AccountStatus.OPEN)
    )


def known(
    *,
    creditor: CreditorFacts,
    debtor_id: int,
    person_id: int,
    figures: CaseFigures,
    language: str,
    today: date,
    actor: Actor,
    extra: Mapping[str, str],
) -> Known:
    """Put the values of a case together. Names come in the clear: the text goes to their owner."""
    name = portfolio.name_for_writing(person_id)
    names = CaseNames(
        name=name,
        debtor=name if person_id == debtor_id else portfolio.name_for_writing(debtor_id),
        creditor=creditor.name,
        collector=actor.name,
        settings=creditor.settings,
    )
    blanks = blanks_of(figures, names, language=language, today=today, extra=extra)
    return Known(blanks=blanks, figures=figures, names=names, language=language)


def letter_page(
    known_: Known, *, subject: str, text: str, address: str, reference: str, today: date, with_balance: bool
) -> LetterPage:
    """The page around a letter's text; the balance by component as K 69 asks."""
    figures, language = known_.figures, known_.language
    parts = figures.by_component or {}
    amounts = tuple(
        (component.value, amount_words(parts[component.value], figures.currency, language))
        for component in Component
        if parts.get(component.value)
    )
    overdue = figures.overdue_minor
    return LetterPage(
        language=language,
        operator=known_.blanks["operator"],
        creditor=known_.names.creditor,
        name=known_.names.name,
        address=address,
        subject=subject,
        text=text,
        date=day_words(today, language),
        reference=reference,
        amounts=amounts if with_balance else (),
        total=amount_words(overdue, figures.currency, language)
        if with_balance and overdue is not None
        else "",
        settings=known_.blanks,
    )
