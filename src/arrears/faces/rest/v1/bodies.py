"""Bodies: what types an address takes, how large, and JSON read without surprises."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja.decorators import decorate_view
from ninja.errors import HttpError
from ninja.parser import Parser
from ninja.types import DictStrAny

from arrears.faces.rest.v1.problems import Fault, problem
from arrears.foundation.access import knows_bearer
from arrears.kernel.words import Words

JSON = "application/json"
LINES = "application/x-ndjson"
FORM = "multipart/form-data"
FILE_BYTES_MAX = 512 * 1024 * 1024
View = Callable[..., HttpResponseBase]


NO_BODY = Words("缺少请求体", "the body is missing")
NO_LENGTH = Words("须说明请求体的长度（Content-Length）", "the body's length must be stated (Content-Length)")


def takes(*types: str, bytes_max: int | None = None) -> Callable[[Any], Any]:
    """Refuse before anything of a body is read: another media type (415), a length that is not stated (411), a larger
    body (413), none at all (422). Who has no valid token is told that alone.

    `bytes_max` None: what Django holds in memory at most (DATA_UPLOAD_MAX_MEMORY_SIZE).
    """

    def wrap(run: View) -> View:
        @wraps(run)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            most = bytes_max or settings.DATA_UPLOAD_MAX_MEMORY_SIZE
            unfit = _unfit(request, types, most)
            if unfit is None or not knows_bearer(request):
                return run(request, *args, **kwargs)
            return problem(*unfit)

        return guarded

    decorated: Callable[[Any], Any] = decorate_view(wrap)
    return decorated


def _unfit(request: HttpRequest, types: Sequence[str], most: int) -> tuple[int, list[Fault]] | None:
    stated = bool(request.META.get("CONTENT_LENGTH"))
    length, flows = _length(request), "HTTP_TRANSFER_ENCODING" in request.META
    if not length and not flows:
        return 422, [("body", NO_BODY)]
    if request.content_type not in types:
        said = Words(f"请求体应为 {'、'.join(types)}", f"the body must be {', '.join(types)}")
        return 415, [("Content-Type", said)]
    if flows and not stated:
        return 411, [("Content-Length", NO_LENGTH)]
    if length > most:
        said = Words(f"请求体最大 {most // 1024**2} MiB", f"a body has at most {most // 1024**2} MiB")
        return 413, [("body", said)]
    return None


def _length(request: HttpRequest) -> int:
    stated = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 19 else 0


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_number(said: str) -> Any:
    raise ValueError(f"{said} is no number")


def loads(body: bytes) -> Any:
    """JSON by the letter: no key twice, no NaN. HttpError 400 when it is not that."""
    try:
        return json.loads(body, object_pairs_hook=_unique, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise HttpError(400, "not JSON") from error


class StrictParser(Parser):
    """The parser of bodies that ninja reads into schemas."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        found: DictStrAny = loads(request.body)
        return found
