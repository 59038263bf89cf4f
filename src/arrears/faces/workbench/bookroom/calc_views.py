"""Every calculator of the book at the screen: the same question and answer as `arrears calc` and REST.

Nothing is read from the book and nothing is kept.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arrears.book.calculators import api as calculators
from arrears.book.calculators.api import CalculatorError
from arrears.faces.workbench.bookroom.calc_fields import Field, fields_of, inputs_of, lines_of
from arrears.faces.workbench.bookroom.rights import CALCULATE
from arrears.foundation.access import may


@may(*CALCULATE)
@require_safe
def book_calculators(request: HttpRequest) -> HttpResponse:
    """All calculators with what each can be asked."""
    found = [
        (name, calculators.title(name), [words for words, _row in calculators.examples(name)])
        for name in calculators.names()
    ]
    return render(request, "workbench/bookroom/calculators.html", {"found": found})


@may(*CALCULATE)
@require_http_methods(["GET", "HEAD", "POST"])
def book_calculator(request: HttpRequest, name: str) -> HttpResponse:
    """One question: an example fills the form, the answer stands under it."""
    if name not in calculators.names():
        raise Http404(name)
    examples = calculators.examples(name)
    asked = request.GET.get("example", "0")
    place = int(asked) if asked.isdecimal() and len(asked) < 4 and int(asked) < len(examples) else 0
    schema = calculators.schema(name)
    fields = fields_of(schema["input"], examples[place][1])
    found: dict[str, Any] = {}
    if request.method == "POST":
        said = {field.name: request.POST.get(field.name, "") for field in fields if field.kind != "fixed"}
        found = _answered(name, schema, fields, said)
        fields = tuple(replace(field, value=said.get(field.name, field.value)) for field in fields)
    return render(
        request,
        "workbench/bookroom/calculator.html",
        {
            "name": name,
            "title": calculators.title(name),
            "examples": [words for words, _row in examples],
            "place": place,
            "fields": fields,
            **found,
        },
        status=422 if "problems" in found else 200,
    )


def _answered(
    name: str, schema: dict[str, Any], fields: tuple[Field, ...], said: dict[str, str]
) -> dict[str, Any]:
    try:
        answer = calculators.calculate(name, inputs_of(fields, said))
    except CalculatorError as error:
        return {"problems": error.problems}
    return {"lines": lines_of(schema["output"], answer, _("yes"), _("no"))}
