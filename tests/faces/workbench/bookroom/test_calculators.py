"""Every calculator at the screen answers its examples as the door does, and says in words what it cannot take."""

from __future__ import annotations

import pytest

from arrears.book.calculators import api as calculators
from arrears.faces.workbench.bookroom.calc_fields import Field, fields_of, inputs_of
from arrears.foundation.api import Role
from tests.faces.workbench.bookroom import room

EXAMPLES = [(name, place) for name in calculators.names() for place in range(len(calculators.examples(name)))]


def said(fields: tuple[Field, ...]) -> dict[str, str]:
    return {field.name: field.value for field in fields if field.kind != "fixed"}


@pytest.mark.parametrize(("name", "place"), EXAMPLES)
def test_a_form_filled_with_an_example_asks_what_the_example_asks(name: str, place: int) -> None:
    example = calculators.examples(name)[place][1]
    fields = fields_of(calculators.schema(name)["input"], example)
    asked = inputs_of(fields, said(fields))
    assert asked.keys() >= example.keys()
    assert calculators.calculate(name, asked) == calculators.calculate(name, example)


@pytest.mark.django_db
def test_the_pages_answer_and_refuse_in_words() -> None:
    room.bank()
    collector, chinese = room.person(Role.COLLECTOR), room.person(Role.COMPLIANCE, language="zh-hans")
    listed = collector.sees("/book/calc/")
    for name in calculators.names():
        assert f"/book/calc/{name}/" in listed
        assert calculators.title(name).zh in chinese.sees(f"/book/calc/{name}/", example="1")
    answer = collector.sends("/book/calc/court_fee/", claim="123456.78").content.decode()
    assert "2769.14" in answer
    assert "cumulative tiers" in answer
    refused = chinese.sends("/book/calc/court_fee/", claim="<b>")
    assert refused.status_code == 422
    assert "&lt;b&gt;" in refused.content.decode()
    broken = collector.sends("/book/calc/limitation/", events="[")
    assert (broken.status_code, "not valid JSON" in broken.content.decode()) == (422, True)
    assert collector.client.get("/book/calc/nothing/").status_code == 404
    assert collector.sees("/book/calc/apr/", example="99999999")
