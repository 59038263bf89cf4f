"""Broken files: each gives a clear error or rejects with reasons, and nothing is half loaded."""

from __future__ import annotations

import pytest

from arrears.book.intake.api import IntakeError, files
from arrears.book.intake.contracts import FileState
from arrears.book.intake.models import IntakeFile, PortfolioTotal
from arrears.book.payments.models import Entry
from arrears.book.portfolio.models import Account, AccountRole, ContactPoint, Item, Party
from arrears.foundation.api import SYSTEM, CreditorFacts, read_file
from tests.book.intake.corpus import Broken, corpus
from tests.book.intake.sheets import csv_of, take, three_instalments

CORPUS = corpus()
BOOK = (Party, ContactPoint, Account, AccountRole, Item, Entry, PortfolioTotal)


def counts() -> tuple[int, ...]:
    return tuple(model._default_manager.count() for model in BOOK)


def test_the_corpus_is_large_and_no_file_stands_in_it_twice() -> None:
    assert len(CORPUS) >= 150
    assert len({(broken.content, broken.mapping) for broken in CORPUS.values()}) == len(CORPUS)
    assert sum(broken.outcome == "error" for broken in CORPUS.values()) >= 50


@pytest.mark.parametrize("broken", CORPUS.values(), ids=CORPUS)
def test_a_broken_file_harms_nothing(broken: Broken, leasing: CreditorFacts) -> None:
    if broken.mapping == "payments":
        take(csv_of(three_instalments()))
    before = counts()
    if broken.outcome == "error":
        with pytest.raises(IntakeError) as caught:
            take(broken.content, mapping=broken.mapping)
        assert caught.value.place
        assert len(caught.value.words.zh) > 3
        assert len(caught.value.words.en) > 3
        assert counts() == before
        assert files(SYSTEM, leasing.id)[0].state is FileState.REFUSED
        return
    report = take(broken.content, mapping=broken.mapping)
    held = [one for one in report.rejects if one.held]
    assert held
    assert report.accepted + report.rejected == report.rows
    assert len({one.row for one in held}) == report.rejected
    assert all(one.reason.zh and one.reason.en and one.row >= 1 for one in report.rejects)
    assert report.rejects_file is not None
    assert read_file(report.rejects_file.id, SYSTEM)
    if broken.mapping == "lease":
        assert Item.objects.count() == report.accepted
        assert Account.objects.count() == report.accounts
        assert {
            len(set(Item.objects.filter(account=one).values_list("sequence")))
            for one in Account.objects.all()
        } <= {1, 3}
    elif broken.mapping == "payments":
        assert Entry.objects.count() == report.accepted
    else:
        assert PortfolioTotal.objects.count() == report.accepted


def test_a_refused_file_is_listed_with_its_reason(leasing: CreditorFacts) -> None:
    with pytest.raises(IntakeError):
        take(b"", name="空.csv")
    row = IntakeFile.objects.get()
    assert (row.state, row.name, row.refused_because["place"]) == ("refused", "空.csv", "file")
