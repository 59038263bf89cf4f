"""The worklist, the next case, the search."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from arrears.book.portfolio import api as portfolio
from arrears.faces.workbench.collector import day as days
from arrears.faces.workbench.collector.case_views import MAY_ACT, MAY_SEE
from arrears.faces.workbench.collector.forms import choices
from arrears.faces.workbench.leader.forms import AssignForm, collectors
from arrears.faces.workbench.names import NAMES
from arrears.faces.workbench.places import page_opens
from arrears.faces.workbench.templatetags.workbench import in_language
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import Actor, Role, creditors
from arrears.kernel.words import Words
from arrears.night.strategy.contracts import ACTION_WORDS
from arrears.people.team import api as team
from arrears.people.team.contracts import WHY_WORDS, Filters, WorkItemFacts

PAGE_SIZE = 50
FIND_CHARS_MAX = 120
BUCKETS: tuple[tuple[str, int, int | None], ...] = (
    ("C", 0, 0), ("M1", 1, 30), ("M2", 31, 60), ("M3", 61, 90), ("M4", 91, 120), ("M5", 121, 150),
    ("M6", 151, 180), ("M6+", 181, None),
)  # fmt: skip
MATCHED: dict[str, Words] = {
    "contract": Words("合同号", "contract number"),
    "phone": Words("电话", "phone"),
    "id_number": Words("证件号码", "ID number"),
    "name": Words("姓名", "name"),
    "email": Words("邮箱", "e-mail"),
}


@dataclass(frozen=True, slots=True)
class Row:
    item: WorkItemFacts
    name_masked: str
    creditor_name: str
    bucket: str


class FilterForm(forms.Form):
    """What a worklist is narrowed to."""

    creditor = forms.TypedChoiceField(
        label=gettext_lazy("Creditor"), required=False, coerce=int, empty_value=None
    )
    bucket = forms.ChoiceField(label=gettext_lazy("Bucket"), required=False)
    action = forms.ChoiceField(label=gettext_lazy("Next step"), required=False)
    why = forms.ChoiceField(label=gettext_lazy("Why it is here"), required=False)
    order = forms.ChoiceField(label=gettext_lazy("Order"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = {str(one.id): Words(one.name, one.name) for one in creditors(actor)}
        self._offer("creditor", choices(named, first=_("All creditors")))
        self._offer("bucket", [("", _("All buckets")), *((name, name) for name, _low, _high in BUCKETS)])
        self._offer("action", choices(ACTION_WORDS, first=_("All steps")))
        self._offer("why", choices(WHY_WORDS, first=_("All reasons")))
        orders = (("", _("Best first")), ("due", _("Due first")), ("overdue", _("Largest amount first")))
        self._offer("order", list(orders))
        for field in self.fields.values():
            field.widget.attrs["data-autosubmit"] = ""

    def _offer(self, name: str, options: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = options

    def filters(self) -> Filters:
        """The filters as the team room reads them; what is not understood narrows nothing."""
        asked = self.cleaned_data if self.is_valid() else {}
        low, high = next(
            ((low, high) for name, low, high in BUCKETS if name == asked.get("bucket")), (None, None)
        )
        return Filters(
            creditor_id=asked.get("creditor"),
            action=asked.get("action") or None,
            why=asked.get("why") or None,
            order=asked.get("order") or "rank",
            days_past_due_min=low,
            days_past_due_max=high,
        )


def bucket_of(days_past_due: int) -> str:
    """The usual name of an age; the night's own buckets decide where money is concerned."""
    return next(
        name
        for name, low, high in BUCKETS
        if low <= days_past_due and (high is None or days_past_due <= high)
    )


CHIPS: tuple[tuple[str, Any, dict[str, Any]], ...] = (
    ("mine", gettext_lazy("Mine"), {"mine": True}),
    ("free", gettext_lazy("Unassigned"), {"unassigned": True}),
    ("all", gettext_lazy("All"), {}),
    ("late", gettext_lazy("Escalated"), {"escalated": True}),
    ("done", gettext_lazy("Done"), {"states": ("done", "later")}),
)


def _narrowed(query: QueryDict, actor: Actor, filters: Filters) -> tuple[Filters, str]:
    """The filters with the chip that is pressed: a collector starts with the own cases, others with all."""
    first = "mine" if actor.role is Role.COLLECTOR else "all"
    pressed = query.get("show", first)
    extra = next((extra for code, _label, extra in CHIPS if code == pressed), {})
    user = query.get("user", "")
    if user.isdigit():
        return replace(filters, user_id=int(user)), "user"
    return replace(filters, **extra), pressed


@may(*MAY_SEE)
@require_GET
def worklist(request: HttpRequest) -> HttpResponse:
    actor, day = actor_of(request), days.worked_day()
    form = FilterForm(request.GET or None, actor=actor)
    filters, pressed = _narrowed(request.GET, actor, form.filters() if form.is_bound else Filters())
    kept = team.saved_filters(actor)
    chosen = request.GET.get("kept", "")
    if chosen in kept:
        filters, pressed = kept[chosen], ""
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isdigit() and int(asked) else 1
    page = team.worklist(actor, day, filters, number, PAGE_SIZE)
    if not page.total and pressed == "mine" and "show" not in request.GET:
        pressed = "free"  # nothing is assigned: what anybody may take comes first
        page = team.worklist(actor, day, replace(filters, mine=False, unassigned=True), number, PAGE_SIZE)
    context = {
        **NAMES,
        "day": day,
        "page": page,
        "rows": _rows(actor, page.items),
        "assign": AssignForm(people=collectors(actor)) if page_opens("team_assign", actor.role) else None,
        "filters": form,
        "chips": _chips(request, pressed),
        "hidden": [(name, request.GET[name]) for name in ("show", "user") if name in request.GET],
        "saved": [{"name": name, "on": name == chosen} for name in kept],
        "query": request.GET.urlencode(),
        "may_act": actor.role in MAY_ACT,
    }
    return render(request, "workbench/collector/worklist.html", context)


def _rows(actor: Actor, items: tuple[WorkItemFacts, ...]) -> list[Row]:
    names = portfolio.masked_names(actor, [item.debtor_id for item in items])
    houses = {one.id: one.name for one in creditors(actor)}
    return [
        Row(
            item=item,
            name_masked=names.get(item.debtor_id, "–"),
            creditor_name=houses.get(item.creditor_id, ""),
            bucket=bucket_of(item.days_past_due),
        )
        for item in items
    ]


def _chips(request: HttpRequest, pressed: str) -> list[dict[str, Any]]:
    kept = {name: value for name, value in request.GET.items() if name not in ("page", "show", "user")}
    return [
        {"label": label, "on": code == pressed, "url": f"?{urlencode({**kept, 'show': code})}"}
        for code, label, _extra in CHIPS
    ]


@may(*MAY_ACT)
@require_POST
def worklist_next(request: HttpRequest) -> HttpResponse:
    """Take the next best case; nobody else gets it. `done` names the case that is finished for the day."""
    actor, day = actor_of(request), days.worked_day()
    finished = request.POST.get("done", "")
    try:
        if finished.isdigit():
            team.done(int(finished), actor)
        item = team.next_for(actor, day)
    except team.NotYours as refused:
        messages.error(request, in_language(refused.args[0]))
        return redirect("worklist")
    except team.NoSuchItem:
        raise Http404 from None
    if item is None:
        messages.info(request, _("There is no further case for you right now."))
        return redirect("worklist")
    return redirect("case", item.debtor_id)


@may(*MAY_SEE)
@require_POST
def worklist_filters(request: HttpRequest) -> HttpResponse:
    """Keep the filters in view under a name, or drop a kept one."""
    actor = actor_of(request)
    dropped, name = request.POST.get("drop", ""), request.POST.get("name", "").strip()
    if dropped:
        team.drop_filter(dropped, actor)
        return redirect("worklist")
    query = QueryDict(request.POST.get("query", ""))
    filters, _pressed = _narrowed(query, actor, FilterForm(query, actor=actor).filters())
    try:
        team.save_filter(name, filters, actor)
    except team.NotYours as refused:
        messages.error(request, in_language(refused.args[0]))
        return redirect(f"{reverse('worklist')}?{query.urlencode()}")
    messages.success(request, _("The filter is kept."))
    return redirect(f"{reverse('worklist')}?{urlencode({'kept': name})}")


@may(*MAY_SEE)
@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """Search by contract number, phone, ID number, e-mail or name; one hit opens at once."""
    text = request.GET.get("text", "").strip()[:FIND_CHARS_MAX]
    hits = portfolio.find(actor_of(request), text) if text else ()
    if len({hit.debtor_id for hit in hits}) == 1:
        return redirect("case", hits[0].debtor_id)
    context = {"searched": text, "hits": hits, "MATCHED": MATCHED}
    return render(request, "workbench/collector/find.html", context)
