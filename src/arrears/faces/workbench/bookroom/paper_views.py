"""Documents of an account: filed with type and version, opened for a purpose, lent and given back, who saw them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import PortfolioError
from arrears.faces.workbench.access import in_scope
from arrears.faces.workbench.bookroom.account_views import key_in_scope
from arrears.faces.workbench.bookroom.file_forms import offer
from arrears.faces.workbench.bookroom.lists import as_file, paged, wants_file
from arrears.faces.workbench.bookroom.names import DOCUMENT_WORDS, NAMES
from arrears.faces.workbench.bookroom.rights import FILE_PAPERS, SEE_ACCOUNTS
from arrears.faces.workbench.fields import DayInput
from arrears.faces.workbench.templatetags.workbench import in_language
from arrears.foundation.access import actor_of, may
from arrears.foundation.api import creditors, file_ref
from arrears.kernel.clock import today

PAPER_BYTES_MAX = 50 * 1024 * 1024
KINDS = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "txt": "text/plain",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "mp4": "video/mp4",
}
"""What may be filed, by the ending of its name; the browser's own word for it is not trusted."""


class PaperForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Type"))
    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=200,
        help_text=gettext_lazy("The same title with other content becomes the next version."),
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("File"), max_length=200,
        widget=forms.FileInput(attrs={"accept": ",".join(f".{ending}" for ending in KINDS)}),
        help_text=gettext_lazy("PDF, picture, Word, Excel, text, sound or film, up to 50 MiB."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "kind", [(code, in_language(DOCUMENT_WORDS[code])) for code in portfolio.DOCUMENT_KINDS])

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        if sent.size > PAPER_BYTES_MAX:
            raise forms.ValidationError(_("The file is larger than 50 MiB."))
        if _ending(sent.name) not in KINDS:
            raise forms.ValidationError(_("This kind of file is not filed here."))
        return sent


class LendForm(forms.Form):
    by = forms.CharField(label=gettext_lazy("Lent to"), max_length=80)
    due_back_on = forms.DateField(label=gettext_lazy("Due back on"), widget=DayInput())
    why = forms.CharField(label=gettext_lazy("Purpose"), min_length=2, max_length=300)


class PurposeForm(forms.Form):
    why = forms.CharField(label=gettext_lazy("Purpose"), min_length=2, max_length=400)


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower()


@may(*SEE_ACCOUNTS)
@require_http_methods(["GET", "POST"])
@in_scope
def book_documents(request: HttpRequest, account_id: int) -> HttpResponse:
    """The documents of an account, and filing one."""
    actor = actor_of(request)
    key_in_scope(account_id, actor)
    may_file = actor.role in FILE_PAPERS
    form = PaperForm(request.POST or None, request.FILES or None)
    if may_file and form.is_valid():
        said = form.cleaned_data
        try:
            filed = portfolio.file_document(
                account_id,
                said["file"].read(),
                kind=said["kind"],
                title=said["title"],
                media_type=KINDS[_ending(said["file"].name)],
                actor=actor,
            )
        except PortfolioError as refused:
            form.add_error(None, in_language(refused.words))
        else:
            messages.success(
                request,
                _("{title} is filed as version {number}.").format(title=filed.title, number=filed.version),
            )
            return redirect("book_documents", account_id)
    context = {
        **NAMES,
        "facts": portfolio.account_facts(account_id),
        "papers": portfolio.documents_of(actor, account_id),
        "form": form if may_file else None,
    }
    status = 422 if form.is_bound and may_file else 200
    return render(request, "workbench/bookroom/documents.html", context, status=status)


@may(*SEE_ACCOUNTS)
@require_GET
@in_scope
def book_document(request: HttpRequest, document_id: int) -> HttpResponse:
    """One document: its versions' register of who saw, copied, borrowed and returned it."""
    actor = actor_of(request)
    facts = portfolio.document_by_id(actor, document_id)
    context = {
        **NAMES,
        "paper": facts,
        "account": portfolio.account_facts(facts.account_id),
        "uses": portfolio.uses_of_document(actor, document_id),
        "purpose": PurposeForm(),
        "lend": LendForm(initial={"due_back_on": today(actor.zone)}),
        "may_file": actor.role in FILE_PAPERS,
        "late": facts.due_back_on is not None and facts.due_back_on < today(actor.zone),
    }
    return render(request, "workbench/bookroom/document.html", context)


@may(*SEE_ACCOUNTS)
@require_POST
@in_scope
def book_document_open(request: HttpRequest, document_id: int) -> HttpResponse:
    """The content, to look at or to copy; the purpose is kept, and who asked."""
    actor = actor_of(request)
    facts = portfolio.document_by_id(actor, document_id)
    form = PurposeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say what it is for."))
        return redirect("book_document", document_id)
    copied = request.POST.get("act") == "copy"
    take = portfolio.copy_document if copied else portfolio.view_document
    content = take(document_id, why=form.cleaned_data["why"], actor=actor)
    media_type = file_ref(facts.file_id, actor).media_type
    ending = next((one for one, kind in KINDS.items() if kind == media_type), "bin")
    name = facts.title if _ending(facts.title) == ending else f"{facts.title}.{ending}"
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@may(*FILE_PAPERS)
@require_POST
@in_scope
def book_document_lend(request: HttpRequest, document_id: int) -> HttpResponse:
    """Lend the original, or take it back."""
    actor = actor_of(request)
    portfolio.document_by_id(actor, document_id)
    try:
        if request.POST.get("act") == "return":
            portfolio.return_document(document_id, why=request.POST.get("why", ""), actor=actor)
            messages.success(request, _("The original is back."))
            return redirect("book_document", document_id)
        form = LendForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Say to whom, until when and what for."))
            return redirect("book_document", document_id)
        portfolio.borrow_document(document_id, actor=actor, **form.cleaned_data)
        messages.success(request, _("The loan is on record."))
    except PortfolioError as refused:
        messages.error(request, in_language(refused.words))
    return redirect("book_document", document_id)


@may(*SEE_ACCOUNTS)
@require_GET
def book_papers(request: HttpRequest) -> HttpResponse:
    """Originals that are out, due first."""
    actor = actor_of(request)
    found = portfolio.lent_documents(actor)
    houses = {one.id: one.name for one in creditors(actor)}
    if wants_file(request):
        headings = [_("Document"), _("Type"), _("Account"), _("Creditor"), _("Lent to"), _("Due back on")]
        rows = [
            [
                one.facts.title,
                in_language(DOCUMENT_WORDS[one.facts.kind]),
                one.account_number,
                houses.get(one.creditor_id, ""),
                one.facts.borrowed_by,
                one.facts.due_back_on,
            ]
            for one in found
        ]
        return as_file(request, "documents-lent", headings, rows)
    context = {**NAMES, "page": paged(request, found), "houses": houses, "today": today(actor.zone)}
    return render(request, "workbench/bookroom/papers.html", context)
