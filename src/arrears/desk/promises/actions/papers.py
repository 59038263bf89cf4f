"""The paper of an agreement, kept in the file store; and the plan as the calculator proposes it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction

from arrears.book.calculators import api as calculators
from arrears.book.calculators.contracts import PlanInput
from arrears.book.calculators.contracts.plans import Product
from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import AccountKind
from arrears.desk.promises.contracts import AgreementFacts, AgreementKind, Line, PlanProposal, Refused
from arrears.desk.promises.documents.sentences import Paper
from arrears.desk.promises.documents.writing import DOCX, docx, pdf
from arrears.desk.promises.models import Agreement
from arrears.desk.promises.queries import agreement_facts, agreement_row, lines_by_agreement
from arrears.foundation.api import Actor, FileRef, creditor_by_id, store_file
from arrears.kernel.words import Words

_PRODUCTS = {
    AccountKind.CARD: Product.CARD,
    AccountKind.LOAN: Product.LOAN,
    AccountKind.LEASE: Product.LEASE,
    AccountKind.INVOICE: Product.INVOICE,
}


def propose_plan(
    account_id: int, *, principal_minor: int, months: int, starts_on: date, annual_rate: Decimal = Decimal(0)
) -> PlanProposal:
    """The payments of a plan and their cost, as the calculator works them out. Nothing is kept.

    `annual_rate` in per cent. Refused with the calculator's words (sixty months for cards: CN-K1).
    """
    account = portfolio.account_key(account_id)
    try:
        made = calculators.plan(
            PlanInput(
                principal=principal_minor,
                months=months,
                annual_rate_percent=annual_rate,
                start=starts_on,
                product=_PRODUCTS[account.kind],
            )
        )
    except calculators.CalculatorError as error:
        rule = "CN-K1" if error.path == "months" else f"calculator:{error.path}"
        raise Refused(rule, error.message) from error
    lines = tuple(
        Line(due_on=row.due_date, amount_minor=row.payment)
        for row in made.schedule
        if row.due_date is not None and row.payment > 0
    )
    return PlanProposal(
        account_id=account_id,
        currency=account.currency,
        lines=lines,
        cost_minor=made.total_cost,
        total_minor=sum(line.amount_minor for line in lines),
        annual_rate=annual_rate,
        effective_percent=made.yearly_cost.effective_percent,
    )


def paper_of(row: Agreement, language: str) -> Paper:
    """What the paper of an agreement is written from, with the debtor's name in the clear."""
    creditor = creditor_by_id(row.creditor_id)
    account = portfolio.account_key(row.account_id)
    tag = "zh" if language.startswith("zh") else "en"

    def setting(name: str) -> str:
        found = creditor.settings.get(f"{name}_{tag}", creditor.settings.get(name, ""))
        return found if isinstance(found, str) else ""

    return Paper(
        kind=AgreementKind(row.kind),
        language=language,
        reference=f"A-{row.pk}",
        creditor=creditor.name,
        operator=setting("operator_name") or creditor.name,
        debtor=portfolio.name_for_writing(row.debtor_id),
        account=account.number,
        currency=row.currency,
        card=account.kind is AccountKind.CARD,
        made_on=row.requested_on,
        owed_minor=row.owed_minor,
        by_component=row.owed_by_component,
        lines=tuple(
            Line(due_on=line.due_on, amount_minor=line.amount_minor)
            for line in lines_by_agreement([row.pk]).get(row.pk, ())
        ),
        waive_minor=row.waive_minor,
        cost_minor=row.cost_minor,
        annual_rate=row.annual_rate,
        grace_days=row.grace_days,
        way=row.way or setting("pay_way"),
        expires_on=row.expires_on,
        service_phone=setting("service_phone"),
        complaint_phone=setting("complaint_phone"),
    )


def write_paper(agreement_id: int, actor: Actor, language: str = "zh-hans") -> AgreementFacts:
    """Write the paper as PDF and Word and keep both with the agreement. Only what is approved has a paper."""
    with transaction.atomic():
        row = agreement_row(agreement_id, actor, lock=True)
        if row.state in ("requested", "refused", "expired", "withdrawn"):
            raise Refused("state", Words("未批准的方案没有协议文本", "Only what is approved has a paper"))
        paper = paper_of(row, language)
        row.document = _kept(row, pdf(paper), "pdf", "application/pdf", actor).id
        row.document_docx = _kept(row, docx(paper), "docx", DOCX, actor).id
        row.save(update_fields=["document", "document_docx"])
    return agreement_facts([row])[0]


def _kept(row: Agreement, content: bytes, ending: str, media_type: str, actor: Actor) -> FileRef:
    return store_file(
        content,
        name=f"A-{row.pk}.{ending}",
        media_type=media_type,
        creditor_id=row.creditor_id,
        actor=actor,
    )
