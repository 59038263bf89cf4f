"""The creditors in the caller's scope, and how their files are read."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Schema

from arrears.book.intake import api as intake
from arrears.faces.rest.v1.problems import answers
from arrears.faces.rest.v1.scope import OF_CREDITORS, creditor_in_scope
from arrears.faces.rest.v1.values import Code
from arrears.foundation.access import actor_of, api_auth
from arrears.foundation.api import creditors

router = Router()


class CreditorOut(Schema):
    code: str
    name: str
    currency: str
    zone: str
    regimes: list[str]


class MappingOut(Schema):
    """`version` 0 comes with the product; others were saved for this creditor."""

    code: str
    version: int
    kind: str
    zh: str
    en: str


@router.get(
    "",
    auth=api_auth(*OF_CREDITORS),
    response=answers(list[CreditorOut]),
    summary="我的债权人 · The creditors in scope",
)
def list_creditors(request: HttpRequest) -> list[CreditorOut]:
    return [
        CreditorOut(
            code=one.code, name=one.name, currency=one.currency, zone=one.zone, regimes=list(one.regimes)
        )
        for one in creditors(actor_of(request))
    ]


@router.get(
    "/{code}/mappings",
    auth=api_auth(*OF_CREDITORS),
    response=answers(list[MappingOut], 404, 422),
    summary="可用的文件映射 · Mappings a file may be read with",
)
def list_mappings(request: HttpRequest, code: Code) -> list[MappingOut]:
    actor, facts = creditor_in_scope(request, code)
    return [
        MappingOut(code=one.code, version=one.version, kind=one.kind.value, zh=one.title.zh, en=one.title.en)
        for one in intake.mappings(facts.id, actor)
    ]
