"""Requests of people for their data: access, correction, deletion as the law allows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import ContactKind, PortfolioError
from arrears.desk.care import api as care
from arrears.desk.care.contracts import (
    CareRefused,
    ConcernFacts,
    ConcernKind,
    ConcernState,
    DataRequest,
    Outlook,
    Section,
)
from arrears.faces.workbench.access import in_scope
from arrears.faces.workbench.compliance import files
from arrears.faces.workbench.compliance.concern_views import kept_file
from arrears.faces.workbench.compliance.data_forms import CorrectForm, DeletionForm
from arrears.faces.workbench.compliance.names import COMPLIANCE_NAMES
from arrears.faces.workbench.compliance.queue_views import waiting_of
from arrears.faces.workbench.templatetags.workbench import in_language
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Role, creditor_by_id
from arrears.kernel.clock import today
from arrears.kernel.words import Words
from arrears.night.engine import api as night

MAY_ACT = (Role.COMPLIANCE, Role.ADMINISTRATOR)
Said = dict[str, Any]
DECIDED = (
    ("account", Words("账户", "Account")),
    ("business_date", Words("日期", "Day")),
    ("bucket", Words("账龄段", "Bucket")),
    ("action", Words("处理方式", "Treatment")),
    ("scores", Words("评分", "Scores")),
    ("reasons", Words("理由", "Reasons")),
)


@may(*MAY_ACT)
@require_GET
def data_requests(request: HttpRequest) -> HttpResponse:
    """Requests that wait, the next answer due first; what waits for a second person is marked."""
    actor = actor_of(request)
    here = today(actor.zone)
    waiting = [
        waiting_of(one, here) for one in care.open_concerns(actor, kind=ConcernKind.DATA_REQUEST.value)
    ]
    page = files.paged(request, waiting)
    context = {
        **COMPLIANCE_NAMES,
        "section": "data_requests",
        "page": page,
        "names": portfolio.masked_names(actor, [one.concern.debtor_id for one in page.items]),
    }
    return render(request, "workbench/compliance/data_requests.html", context)


class Answering:
    """One request about one person's data: what may be done, by forms, and what was done."""

    def __init__(self, request: HttpRequest, concern_id: int) -> None:
        self.request = request
        self.actor = actor_of(request)
        self.concern: ConcernFacts = care.concern(concern_id, self.actor)
        self.act = request.POST.get("act", "") if request.method == "POST" else ""
        self.open = self.concern.state is ConcernState.OPEN
        self.wish = self.concern.data_request
        deletion = self.wish is DataRequest.DELETION and self.open
        self.outlook: Outlook | None = care.outlook(concern_id, self.actor) if deletion else None

    def data(self, act: str) -> Any:
        return self.request.POST if self.act == act else None

    def forms(self) -> dict[str, forms.Form]:
        if not self.open:
            return {}
        if self.wish is DataRequest.ACCESS:
            return {"package": forms.Form(self.data("package"))}
        if self.wish is DataRequest.CORRECTION:
            return {"correct": CorrectForm(self.data("correct"), prefix="correct")}
        if self.outlook is None:
            return {}
        if self.concern.deletion is not None:
            return {"decide": forms.Form(self.data("decide"))}
        whole = self.outlook.kept_because is None
        return {
            "delete": DeletionForm(
                self.data("delete"), points=self.outlook.points, whole=whole, prefix="delete"
            )
        }

    def package(self, _said: Said) -> str:
        language = "en" if "english" in self.request.POST else "zh-hans"
        care.write_package(self.concern.id, self.actor, decided=(self._decided(),), language=language)
        return _("The package is written. Every download is recorded.")

    def _decided(self) -> Section:
        """The nights in which an account moved, the newest with its scores and reasons (CN-D6)."""
        rows: list[tuple[object, ...]] = []
        for account in portfolio.accounts_of(self.concern.debtor_id):
            moves = night.history(account.account_id)
            newest = night.proposal_of(account.account_id, moves[0].business_date) if moves else None
            scores = "; ".join(f"{one.score} {one.value}" for one in newest.scores) if newest else ""
            reasons = newest.reasons if newest else ()
            said = "; ".join(f"{words.zh} / {words.en}" for _code, words in reasons)
            for place, move in enumerate(moves):
                first = (scores, said) if place == 0 else ("", "")
                rows.append((account.number, move.business_date, move.bucket, move.action, *first))
        return care.section("decided", Words("自动化决定", "Decided by the system"), DECIDED, rows)

    def correct(self, said: Said) -> str:
        kind = said["contact_kind"]
        care.correct(
            self.concern.id,
            self.actor,
            name=said["name"] or None,
            region=said["region"] or None,
            birth_year=said["birth_year"],
            contact_kind=ContactKind(kind) if kind else None,
            contact_value=said["contact_value"],
        )
        return _("Put right. Tell the creditor: its next file may say otherwise.")

    def delete(self, said: Said) -> str:
        care.ask_deletion(
            self.concern.id,
            self.actor,
            contact_point_ids=said.get("points") or (),
            party=said.get("party", False),
        )
        return _("Another person has to agree before anything is removed.")

    def decide(self, _said: Said) -> str:
        agreed = "agree" in self.request.POST
        care.decide_deletion(self.concern.id, agreed, self.actor)
        return _("It is removed for good.") if agreed else _("Nothing is removed.")

    def does(self) -> dict[str, Callable[[Said], str]]:
        return {
            "package": self.package,
            "correct": self.correct,
            "delete": self.delete,
            "decide": self.decide,
        }


@may(*MAY_ACT)
@require_http_methods(["GET", "POST"])
@in_scope
def data_request(request: HttpRequest, concern_id: int) -> HttpResponse:
    """One request: the package, the correction, or what may be deleted and what is kept until when."""
    answering = Answering(request, concern_id)
    if answering.wish is None:
        raise LookupError(f"concern {concern_id} is no data request")
    offered = answering.forms()
    sent = offered.get(answering.act)
    if sent is not None and sent.is_valid():
        try:
            messages.success(request, answering.does()[answering.act](sent.cleaned_data))
            return redirect("data_request", concern_id)
        except (CareRefused, PortfolioError) as refused:
            sent.add_error(None, in_language(refused.words))
    concern, actor = answering.concern, answering.actor
    points = {
        one.contact_point_id: one.masked
        for one in portfolio.contact_points(concern.debtor_id)
        if concern.deletion and one.contact_point_id in concern.deletion.contact_point_ids
    }
    context = {
        **COMPLIANCE_NAMES,
        "section": "data_requests",
        "one": waiting_of(concern, today(actor.zone)),
        "concern": concern,
        "wish": answering.wish.value,
        "debtor": portfolio.masked_names(actor, [concern.debtor_id]).get(concern.debtor_id, ""),
        "open": answering.open,
        "outlook": answering.outlook,
        "articles": care.articles(creditor_by_id(concern.creditor_id).regimes, answering.wish),
        "asked_points": tuple(points.values()),
        "mine": concern.deletion is not None and concern.deletion.by_user_id == actor.user_id,
        "offered": offered,
        "ends": actor.role is Role.COMPLIANCE,
    }
    return render(
        request, "workbench/compliance/data_request.html", context, status=422 if answering.act else 200
    )


@may(*MAY_ACT)
@require_GET
@in_scope
def data_package(request: HttpRequest, concern_id: int, ending: str) -> HttpResponse:
    """The package as it was written; reading it leaves an audit line."""
    actor = actor_of(request)
    concern = care.concern(concern_id, actor)
    return kept_file({"json": concern.package_json, "docx": concern.package_docx}.get(ending), actor)
