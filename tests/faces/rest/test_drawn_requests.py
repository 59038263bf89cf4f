"""The OpenAPI document against the API itself: drawn requests, fitting and unfitting, in this process.

No request may fail on our side, and every answer has a status, a type and a form that the document names. What fits
the document may still be refused by the book or the gate; what does not fit is never accepted.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from arrears.config.wsgi import application
from arrears.foundation.api import Role
from tests.cast import creditor
from tests.faces.rest.caller import caller

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
CODE = r"[-a-zA-Z0-9_]{1,40}"
schema = schemathesis.openapi.from_wsgi(
    "/api/v1/openapi.json", application, config=SchemathesisConfig.from_dict({"seed": 20261123})
).exclude(path="/api/v1/gate/check")  # a minute of drawing; tests/gate/test_wire.py has its own


@pytest.fixture
def headers(db: None) -> dict[str, str]:
    """The headers of an administrator of a creditor that stands."""
    creditor("bank")
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    return {"Authorization": f"Bearer {caller(Role.ADMINISTRATOR).token}"}


@schema.parametrize()
@settings(
    max_examples=3,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # a request that fails is small enough; shrinking takes minutes
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
    ],
)
def test_the_api_keeps_to_its_document(case: schemathesis.Case[Any], headers: dict[str, str]) -> None:
    if re.fullmatch(CODE, str(case.path_parameters.get("code", ""))):
        case.path_parameters["code"] = "bank"  # a creditor that stands
    checks = CHECKS if _refusable(case) else CHECKS[:-1]
    case.call_and_validate(headers=headers, checks=checks)


def _refusable(case: schemathesis.Case[Any]) -> bool:
    """Whether a request that does not fit has to be refused: what is wrong lies in its body or its question."""
    wrong = (
        {place.value for place, part in case.meta.components.items() if part.mode.is_negative}
        if case.meta
        else set()
    )
    return not wrong & {"header", "path", "path_parameters"}
