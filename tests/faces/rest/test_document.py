"""The OpenAPI document and the page that shows it: open to anybody, complete, and from this house alone."""

from __future__ import annotations

import json

from django.test import Client

from arrears.faces.rest.v1.api import api


def test_the_document_lies_beside_the_program_and_needs_no_token() -> None:
    told = json.loads(Client().get("/api/v1/openapi.json").content)
    assert told["openapi"].startswith("3.")
    assert told["info"]["version"]
    assert set(told["paths"]) == set(api.get_openapi_schema()["paths"])
    for path, item in told["paths"].items():
        for method, operation in item.items():
            assert operation["summary"].count("·") >= 1, f"{method} {path} is told in both languages"
            assert {"401", "403"} <= {str(status) for status in operation["responses"]}


def test_the_page_of_the_document_comes_from_this_house_alone() -> None:
    page = Client().get("/api/v1/docs")
    text = page.content.decode()
    assert page.status_code == 200
    assert "http://" not in text.replace("http://www.w3.org", "")
    assert "https://" not in text
    assert "/static/ninja/" in text
