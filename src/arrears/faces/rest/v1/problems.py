"""How a problem is told: a status and, for each thing that is wrong, its place and words in both languages."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from arrears.book.calculators.api import CalculatorError
from arrears.book.intake.api import IntakeError
from arrears.book.payments.api import PostingRefused
from arrears.book.portfolio.api import PortfolioError
from arrears.faces.rest.v1.wording import faults_of
from arrears.foundation.api import NoSuchCreditor, NoSuchFile, OutOfScope
from arrears.gate.rules.pure import WireError
from arrears.kernel.words import Words

log = logging.getLogger(__name__)

NOT_FOUND = Words("没有这个对象，或不在您的范围内", "There is no such thing, or it is outside your scope")
NO_ADDRESS = Words("没有这个地址；见 /api/v1/docs", "There is no such address; see /api/v1/docs")
NO_TOKEN = Words(
    "需要有效的令牌：Authorization: Bearer …（可能已过期或被撤销）",
    "A valid token is needed: Authorization: Bearer … (it may have expired or been revoked)",
)
NOT_THIS_ROLE = Words("您的角色不能这样做", "Your role may not do this")
NOT_ALLOWED = Words("此地址不支持该方法", "This address does not take that method")
NOT_JSON = Words("请求体不是 JSON", "The body is not JSON")
TOO_LARGE = Words("请求体过大", "The body is too large")
UNREADABLE = Words("请求无法读取", "The request cannot be read")
OUR_FAULT = Words("我方出错，已记入日志", "An error on our side; it is in the log")

Fault = tuple[str, Words]
"""Where it is wrong ("accounts[3].debtor.name", "file", "token"), and what is wrong."""


class FaultOut(Schema):
    place: str
    zh: str
    en: str


class ProblemOut(Schema):
    problems: list[FaultOut]


def answers(model: Any, *statuses: int) -> dict[int, Any]:
    """The answers of an operation: what it gives, and the problems it may tell beside 401 and 403. Who takes a body
    of a size (413) wants its length stated (411)."""
    given = {} if model is None else {200: model}
    lengths = (411,) if 413 in statuses else ()
    return given | dict.fromkeys((401, 403, *lengths, *statuses), ProblemOut)


def json_answer(value: object, status: int = 200) -> HttpResponse:
    """JSON as text; a lone surrogate is written as its escape, so that every text has an encoding."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return HttpResponse(
        text.encode("utf-8", "backslashreplace"), status=status, content_type="application/json"
    )


def problem(status: int, faults: Iterable[Fault]) -> HttpResponse:
    told = [{"place": place, **words.as_dict()} for place, words in faults]
    answer = json_answer({"problems": told}, status)
    if status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


_Teller = Callable[[Any], tuple[int, list[Fault]]]
_KNOWN: Mapping[type[Exception], _Teller] = {
    IntakeError: lambda error: (422, [(error.place, error.words)]),
    WireError: lambda error: (422, [(error.path, error.words)]),
    CalculatorError: lambda error: (422, [(error.path, error.message)]),
    ValidationError: lambda error: (422, faults_of(error.errors)),
    PostingRefused: lambda error: (409, [("body", error.words)]),
    PortfolioError: lambda error: (409, [("body", error.words)]),
    NoSuchCreditor: lambda error: (404, [("address", NOT_FOUND)]),
    OutOfScope: lambda error: (404, [("address", NOT_FOUND)]),
    NoSuchFile: lambda error: (404, [("address", NOT_FOUND)]),
    Http404: lambda error: (404, [("address", NOT_FOUND)]),
    PermissionDenied: lambda error: (403, [("token", NOT_THIS_ROLE)]),
    AuthenticationError: lambda error: (401, [("token", NO_TOKEN)]),
    HttpError: lambda error: (error.status_code, [("body", NOT_JSON)]),  # ninja raises it for a body alone
    RequestDataTooBig: lambda error: (413, [("body", TOO_LARGE)]),
    MultiPartParserError: lambda error: (400, [("body", UNREADABLE)]),
    SuspiciousOperation: lambda error: (400, [("request", UNREADABLE)]),
    BadRequest: lambda error: (400, [("request", UNREADABLE)]),
}


def _handler(tell: _Teller) -> Callable[[HttpRequest, Any], HttpResponse]:
    def handle(request: HttpRequest, error: Any) -> HttpResponse:
        return problem(*tell(error))

    return handle


def _ours(request: HttpRequest, error: Any) -> HttpResponse:
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    return problem(500, [("request", OUR_FAULT)])


def tell_problems(api: NinjaAPI) -> None:
    """Give the API its handlers."""
    for kind, tell in _KNOWN.items():
        api.add_exception_handler(kind, _handler(tell))
    api.add_exception_handler(Exception, _ours)
