"""A card learned from the house's own nights: kept as a draft, judged on the newest, put in force by a person."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from django.db import connection

from arrears.foundation.api import SYSTEM
from arrears.kernel import clock
from arrears.night.engine import api as night
from arrears.night.engine import shipped
from arrears.night.engine.card_queries import card_in_force
from arrears.night.engine.shipped import shipped_texts
from arrears.night.learning import api as learning
from arrears.night.scoring.rules import parse_card, parse_features, write_card
from tests import cast
from tests.night.experiments.test_life import person
from tests.night.rooms import SCHEMA, Rooms

FIRST = date(2026, 9, 1)
DAYS = 10
ACCOUNTS = 700


@pytest.mark.parametrize("name", sorted(night.SCORE_WORDS))
def test_a_card_is_written_as_it_is_read(name: str) -> None:
    texts = shipped_texts()
    features = parse_features(texts["features"])
    card = parse_card(texts[f"card/{name}"], features)
    assert parse_card(write_card(card), features) == card


def book(rooms: Rooms, creditor_id: int) -> None:
    """Half have paid before; those pay again, the others seldom."""
    dice = random.Random(7)
    for number in range(1, ACCOUNTS + 1):
        due = FIRST - timedelta(days=dice.randint(5, 60))
        region = "440000" if number % 2 else "110000"
        rooms.account(
            number,
            creditor_id=creditor_id,
            kind="card",
            region=region,
            items=[{"due": due, "amount": 1_000_00}],
        )
        before = number % 2 == 0
        if before:
            rooms.pay(number, number * 100 + 1, FIRST - timedelta(days=3), 10_00)
        for night_on in (FIRST, FIRST + timedelta(days=DAYS)):
            if dice.random() < (0.7 if before else 0.15):
                amount = 600_00 if night_on == FIRST else 250_00
                rooms.pay(number, number * 100 + 1, night_on + timedelta(days=dice.randint(1, DAYS)), amount)


def shares_are_learned_as_hazards(last: date) -> None:
    found = learning.fit("recoverability", SYSTEM, horizon_days=DAYS)
    table = found.learned.hazards
    assert table is not None
    assert found.learned.method is night.Method.HAZARDS
    assert [each.days for each in table.found] == [DAYS]  # later periods of the newest night are not over
    (ten,) = table.found
    assert ten.rows == ACCOUNTS
    assert 0 < ten.foretold < 1
    assert 0 < ten.happened < 1
    assert (
        sum(each.periods for each in table.months) == ACCOUNTS
    )  # one period ended before the night that judges
    assert night.expected_shares(50, last) == ()  # a draft foretells nothing
    night.approve_card(found.id, person("wang"), in_force_from=last)
    shares = night.expected_shares(50, last)
    assert [days for days, _share in shares] == [DAYS, 2 * DAYS, 3 * DAYS]
    assert 0 < shares[0][1] < shares[1][1] < shares[2][1] < 1
    night.withdraw_card(found.id, person("wang"))


def test_a_card_is_learned_judged_put_in_force_and_taken_back(
    rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shipped, "SHIPPED_IN_FORCE", ("card",))  # one ladder is enough to learn by
    creditor = cast.creditor()
    book(rooms, creditor.id)
    rooms.publish()
    with connection.cursor() as cursor:
        cursor.execute(f"SET search_path TO {SCHEMA}, public")
    last = FIRST + timedelta(days=2 * DAYS)
    with clock.standing_at(clock.at_local(last)):
        night.run(FIRST)
        with pytest.raises(learning.CannotLearn, match="it takes 2") as short:
            learning.fit("willingness", SYSTEM, horizon_days=DAYS)
        assert "至少需要2个" in short.value.words.zh
        night.run(FIRST + timedelta(days=DAYS))
        with pytest.raises(learning.CannotLearn, match="expert card stays"):
            learning.fit("ability", SYSTEM, horizon_days=DAYS)
        with pytest.raises(learning.CannotLearn, match="0 rows with 0 outcomes"):
            learning.fit("reach", SYSTEM, horizon_days=DAYS)
        shares_are_learned_as_hazards(last)
        made = learning.fit("willingness", person("lin"), horizon_days=DAYS)
        ways = [each.method for each in made.learned.rivals]
        assert ways == [night.Method.IN_FORCE, night.Method.BINS, night.Method.BOOSTED, night.Method.TREES]
        assert made.learned.method is night.Method.BOOSTED
        assert made.learned.not_held == ("age", "sex")  # the book of this test holds neither
        trees = learning.fit("willingness", SYSTEM, horizon_days=DAYS, method=night.Method.TREES)
        assert trees.card.trees
        own = trees.learned.rivals[-1]
        assert own.low is not None
        if own.low <= 0:  # one column tells all there is: trees have nothing to win by
            with pytest.raises(night.NotNow, match="worth more than the best card"):
                night.approve_card(trees.id, person("wang"), in_force_from=last)
        model = made.learned.model
        assert (model.rows, model.rows_judged, made.version) == (ACCOUNTS, ACCOUNTS, 2)
        assert model.auc > 0.65  # amounts change from night to night: worse than what was learned from
        assert sum(group.rows for group in made.learned.groups if group.kind == "region") == ACCOUNTS
        assert not made.in_force
        with pytest.raises(night.NotNow, match="second person"):
            night.approve_card(made.id, person("lin"), in_force_from=last)
        night.approve_card(made.id, person("wang"), in_force_from=last)
        assert card_in_force("willingness", last) == made.card
        assert card_in_force("willingness", last - timedelta(days=1)).version == "1"
        done = night.run(last)
        assert night.reproduce(done.run_id).equal
        shifts = {each.score: each for each in night.drift()}
        assert shifts["willingness"].since == last  # its card is new tonight
        assert shifts["risk"].since == FIRST
        assert sum(shifts["risk"].bands) == ACCOUNTS
        night.withdraw_card(made.id, person("wang"))
        assert card_in_force("willingness", last).version == "1"
