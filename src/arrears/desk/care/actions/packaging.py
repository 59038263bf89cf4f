"""Access to one's data: everything the house holds on a person with this creditor, as JSON and as Word."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from django.db import transaction

from arrears.book.payments import api as payments
from arrears.book.portfolio import api as portfolio
from arrears.book.portfolio.contracts import AccountFacts, PersonData
from arrears.desk.care.actions.concerns import note
from arrears.desk.care.actions.erasing import request_row
from arrears.desk.care.contracts import KIND_WORDS, ConcernFacts, ConcernKind, DataRequest, Section
from arrears.desk.care.documents.package import Package, as_docx, as_json
from arrears.desk.care.models import Concern, RecordedReason
from arrears.desk.care.queries import concern_facts
from arrears.desk.care.rules.answers import reference_of
from arrears.desk.care.rules.data_law import articles
from arrears.desk.contact import api as contact
from arrears.desk.promises import api as promises
from arrears.foundation import vault
from arrears.foundation.api import Actor, CreditorFacts, audit, creditor_by_id, store_file
from arrears.gate import api as gate
from arrears.kernel import clock
from arrears.kernel.words import Words

ROWS_MAX = 2_000
JSON = "application/json"
BASIS = (
    Words(
        "提供依据：您本人的请求（登记编号见上）。处理依据：履行合同所必需（CN-D1，PIPL 5、6、13）。",
        "Handed out at your own request (reference above). Ground of keeping: the contract needs it "
        "(CN-D1; PIPL 5, 6, 13).",
    ),
    Words(
        "保存期限：催收记录至少保存两年（CN-R1）；期满后删除（CN-D7，PIPL 19、47）。",
        "Time of keeping: records of collection two years at least (CN-R1); deleted after that "
        "(CN-D7; PIPL 19, 47).",
    ),
    Words(
        "其他人的信息不在其中，仅列出其角色。",
        "Data of other people is not in it; only their role is listed.",
    ),
    Words(
        "金额以最小货币单位（如分）表示。", "Amounts are in the smallest unit of the currency (cents, fen)."
    ),
)
BASIS_ELSEWHERE = (
    Words("提供依据：您本人的请求（登记编号见上）。", "Handed out at your own request (reference above)."),
    *BASIS[2:],
)
Cell = str | int | None
W = Words


def write_package(
    concern_id: int, actor: Actor, *, decided: Sequence[Section] = (), language: str | None = None
) -> ConcernFacts:
    """Put everything together and keep it sealed with the request; every download leaves an audit line.

    `decided`: what other rooms decided of the person's accounts. At most 2,000 rows of a kind, the newest; the
    package says where it was cut. CareRefused for a concern that is no open request for access.
    """
    with transaction.atomic():
        row = request_row(concern_id, actor, DataRequest.ACCESS)
        package = _package(row, actor, decided, language)
        row.package_json = _kept(row, as_json(package), "json", JSON, actor)
        row.package_docx = _kept(row, as_docx(package), "docx", contact.DOCX, actor)
        row.save(update_fields=["package_json", "package_docx"])
        note(row, "package_written", actor, {})
        audit(actor, "package.written", f"concern:{row.pk}", {"debtor": row.debtor_id})
    return concern_facts(row)


def _kept(row: Concern, content: bytes, ending: str, media_type: str, actor: Actor) -> uuid.UUID:
    name = f"{reference_of(row.pk)}-data.{ending}"
    return store_file(content, name=name, media_type=media_type, creditor_id=row.creditor_id, actor=actor).id


def _package(row: Concern, actor: Actor, decided: Sequence[Section], language: str | None) -> Package:
    creditor = creditor_by_id(row.creditor_id)
    tag = language or str(creditor.settings.get("language", "zh-hans"))
    today = clock.today(creditor.zone)
    reference = reference_of(row.pk)
    person = portfolio.person_data(row.debtor_id, why=reference, actor=actor)
    return Package(
        language=tag,
        reference=reference,
        written_on=today.isoformat(),
        creditor=creditor.name,
        operator=_operator(creditor, tag),
        name=person.name,
        basis=(*(BASIS if "cn" in creditor.regimes else BASIS_ELSEWHERE), *_law(creditor.regimes)),
        sections=(
            *_person(person),
            *_book(row, actor, today),
            *_said(row, actor, reference),
            *_agreed(row, actor),
            *_cared(row),
            *_at_the_gate(row, actor),
            *decided,
        ),
    )


def _law(regimes: Iterable[str]) -> Iterator[Words]:
    """The articles under which it is asked for, with how sure the house is of them."""
    for one in articles(regimes, DataRequest.ACCESS):
        if one.certainty == "text":
            yield Words(f"法律依据：{one.source}（{one.says.zh}）。", f"Law: {one.source} ({one.says.en}).")
        else:
            yield Words(
                f"法律依据：{one.source}（{one.says.zh}；凭记忆引用，尚未核对原文）。",
                f"Law: {one.source} ({one.says.en}; cited from memory, not checked against the text).",
            )


def _operator(creditor: CreditorFacts, tag: str) -> str:
    short = "zh" if tag.startswith("zh") else "en"
    found = creditor.settings.get(f"operator_name_{short}", creditor.settings.get("operator_name", ""))
    return found if isinstance(found, str) and found else creditor.name


def section(
    code: str, title: Words, columns: Sequence[tuple[str, Words]], rows: Iterable[Sequence[object]]
) -> Section:
    """A table of plain cells, cut at its limit."""
    listed = [tuple(_plain(cell) for cell in one) for one in rows]
    return Section(
        code=code,
        title=title,
        columns=tuple(columns),
        rows=tuple(listed[:ROWS_MAX]),
        cut=len(listed) > ROWS_MAX,
    )


def _plain(cell: object) -> Cell:
    if cell is None or (isinstance(cell, int) and not isinstance(cell, bool)):
        return cell
    if isinstance(cell, date | datetime):
        return cell.isoformat()
    if isinstance(cell, dict | list | tuple):
        return json.dumps(cell, ensure_ascii=False, default=str)
    return str(cell)


def _person(person: PersonData) -> tuple[Section, ...]:
    fields = (
        ("ref", W("编号", "Reference"), person.ref),
        ("kind", W("类型", "Kind"), person.kind),
        ("name", W("姓名或名称", "Name"), person.name),
        ("id_kind", W("证件类型", "Kind of document"), person.id_kind),
        ("id_number", W("证件号码", "Identity number"), person.id_number),
        ("birth_year", W("出生年份", "Year of birth"), person.birth_year),
        ("sex", W("性别", "Sex"), person.sex),
        ("region", W("地区", "Region"), person.region),
        ("language", W("语言", "Language"), person.language),
    )
    return (
        section(
            "person",
            W("本人", "You"),
            [(key, words) for key, words, _value in fields],
            [[value for _key, _words, value in fields]],
        ),
        section(
            "contact_points",
            W("联系方式", "Ways to reach you"),
            [
                ("kind", W("种类", "Kind")), ("value", W("内容", "Value")), ("use", W("用途", "Use")),
                ("state", W("状态", "State")), ("source", W("来源", "Source")), ("added_on", W("添加日", "Added")),
                ("verified_on", W("核实日", "Verified")),
            ],
            [
                (one.kind, one.value, one.use, one.state, one.source, one.added_on, one.verified_on)
                for one in person.reached_by
            ],
        ),
    )  # fmt: skip


def _book(row: Concern, actor: Actor, today: date) -> tuple[Section, ...]:
    accounts = [one for one in portfolio.accounts_of(row.debtor_id) if one.creditor_id == row.creditor_id]
    ids = [one.account_id for one in accounts]
    numbers = {one.account_id: one.number for one in accounts}
    balances = payments.balances(ids, today)
    amount, number = W("金额", "Amount"), W("账户", "Account")
    return (
        section(
            "accounts",
            W("账户", "Accounts"),
            [
                ("number", number), ("kind", W("种类", "Kind")), ("product", W("产品", "Product")),
                ("currency", W("币种", "Currency")), ("opened_on", W("开立日", "Opened")),
                ("placed_on", W("委托日", "Placed")), ("status", W("状态", "State")),
                ("owed_minor", W("欠款合计", "Owed in all")), ("overdue_minor", W("逾期金额", "Overdue")),
                ("terms", W("条款", "Terms")),
            ],
            [
                (
                    one.number, one.kind, one.product, one.currency, one.opened_on, one.placed_on, one.status,
                    balances[one.account_id].total_minor, balances[one.account_id].overdue_minor, dict(one.terms),
                )
                for one in accounts
            ],
        ),
        section(
            "instalments",
            W("各期", "Instalments"),
            [
                ("account", number), ("sequence", W("期次", "No.")), ("due_on", W("到期日", "Due")),
                ("billed_minor", W("应还", "Billed")), ("paid_minor", W("已还", "Paid")),
                ("owed_minor", W("未还", "Owed")),
            ],
            [
                (numbers[key], item.sequence, item.due_on, item.billed_minor, item.paid_minor, item.owed_minor)
                for key in ids
                for item in balances[key].items
            ],
        ),
        section(
            "ledger",
            W("收支记录", "Entries of the ledger"),
            [
                ("account", number), ("kind", W("种类", "Kind")), ("effective_on", W("生效日", "Effective")),
                ("amount_minor", amount), ("currency", W("币种", "Currency")), ("way", W("方式", "Way")),
                ("memo", W("备注", "Memo")),
            ],
            [
                (numbers[one.account_id], one.kind, one.effective_on, one.amount_minor, one.currency, one.way, one.memo)
                for one in payments.entries_of_accounts(row.creditor_id, ids)
            ],
        ),
        *_around(accounts, actor),
    )  # fmt: skip


def _around(accounts: Sequence[AccountFacts], actor: Actor) -> tuple[Section, ...]:
    number = W("账户", "Account")
    return (
        section(
            "people",
            W("相关人员", "People of the accounts"),
            [("account", number), ("role", W("角色", "Role")), ("name", W("姓名（已遮盖）", "Name (masked)"))],
            [(one.number, role.role, role.name_masked) for one in accounts for role in one.roles],
        ),
        section(
            "documents",
            W("文件", "Documents"),
            [("account", number), ("kind", W("种类", "Kind")), ("title", W("名称", "Title")),
             ("filed_at", W("归档时间", "Filed"))],
            [
                (one.number, paper.kind, paper.title, paper.filed_at)
                for one in accounts
                for paper in portfolio.documents_of(actor, one.account_id)
            ],
        ),
    )  # fmt: skip


def _said(row: Concern, actor: Actor, reference: str) -> tuple[Section, ...]:
    lines = contact.timeline(actor, row.debtor_id, last=ROWS_MAX)
    texts = contact.words_kept(actor, row.debtor_id, why=reference, last=ROWS_MAX)
    at, channel = W("时间", "When"), W("渠道", "Channel")
    return (
        section(
            "contacts",
            W("联系记录", "Contacts"),
            [("at", at), ("kind", W("种类", "Kind")), ("channel", channel), ("zh", W("内容", "What (Chinese)")),
             ("en", W("内容（英文）", "What")), ("by", W("经办人", "By"))],
            [(one.at, one.kind, one.channel, one.words.zh, one.words.en, one.by) for one in lines],
        ),
        section(
            "words",
            W("往来内容与备注", "What was written, noted and told"),
            [("at", at), ("kind", W("种类", "Kind")), ("channel", channel), ("text", W("内容", "Text"))],
            [(one.at, one.kind, one.channel, one.text) for one in texts],
        ),
    )  # fmt: skip


def _agreed(row: Concern, actor: Actor) -> tuple[Section, ...]:
    currency = ("currency", W("币种", "Currency"))
    return (
        section(
            "promises",
            W("还款承诺", "Promises"),
            [("taken_on", W("承诺日", "Taken")), ("due_on", W("还款日", "Due")), ("amount_minor", W("金额", "Amount")),
             currency, ("state", W("状态", "State")), ("received_minor", W("已收", "Received"))],
            [
                (one.taken_on, one.due_on, one.amount_minor, one.currency, one.state, one.received_minor)
                for one in promises.of_debtor(actor, row.debtor_id)
            ],
        ),
        section(
            "agreements",
            W("协议", "Agreements"),
            [("kind", W("种类", "Kind")), ("state", W("状态", "State")), ("requested_at", W("申请时间", "Asked")),
             ("pay_minor", W("应还", "To pay")), ("waive_minor", W("减免", "Waived")), currency,
             ("why", W("原因", "Why"))],
            [
                (one.kind, one.state, one.requested_at, one.pay_minor, one.waive_minor, one.currency, one.why)
                for one in promises.agreements_of(actor, row.debtor_id)
            ],
        ),
    )  # fmt: skip


def _cared(row: Concern) -> tuple[Section, ...]:
    case = {"creditor_id": row.creditor_id, "debtor_id": row.debtor_id}
    concerns = Concern.objects.filter(**case).order_by("-opened_on", "-pk")[: ROWS_MAX + 1]
    reasons = RecordedReason.objects.filter(**case).order_by("-recorded_on", "-pk")[: ROWS_MAX + 1]
    return (
        section(
            "concerns",
            W("异议、困难与投诉等", "Disputes, hardship, complaints and the like"),
            [("reference", W("编号", "Reference")), ("kind", W("种类", "Kind")), ("zh", W("名称", "Kind (Chinese)")),
             ("opened_on", W("提出日", "Raised")), ("state", W("状态", "State")), ("result", W("结果", "Result")),
             ("text", W("内容", "Text")), ("answer", W("答复", "Answer"))],
            [
                (
                    reference_of(one.pk), one.kind, KIND_WORDS[ConcernKind(one.kind)].zh, one.opened_on, one.state,
                    one.result, vault.unseal(one.text_sealed), vault.unseal(one.answer_sealed),
                )
                for one in concerns
            ],
        ),
        section(
            "reasons",
            W("逾期原因", "Reasons of the arrears"),
            [("recorded_on", W("记录日", "Recorded")), ("reason", W("原因", "Reason")),
             ("evidence", W("依据", "Evidence"))],
            [(one.recorded_on, one.reason, vault.unseal(one.evidence_sealed)) for one in reasons],
        ),
    )  # fmt: skip


def _at_the_gate(row: Concern, actor: Actor) -> tuple[Section, ...]:
    return (
        section(
            "stops",
            W("停止联系", "Stops"),
            [("kind", W("种类", "Kind")), ("channel", W("渠道", "Channel")), ("since", W("自", "Since")),
             ("until", W("至", "Until")), ("lifted_at", W("解除时间", "Lifted"))],
            [
                (one.kind, one.channel, one.since, one.until, one.lifted_at)
                for one in gate.stops(actor, row.creditor_id, row.debtor_id)
            ],
        ),
        section(
            "consents",
            W("同意", "Consents"),
            [("kind", W("种类", "Kind")), ("scope", W("范围", "Scope")), ("given_at", W("给出时间", "Given")),
             ("until", W("至", "Until")), ("withdrawn_at", W("撤回时间", "Withdrawn"))],
            [
                (one.kind, dict(one.scope), one.given_at, one.until, one.withdrawn_at)
                for one in gate.consents(actor, row.creditor_id, row.debtor_id)
            ],
        ),
    )  # fmt: skip
