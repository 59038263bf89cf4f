"""The page of a letter: typst with Noto Sans SC, nothing from the network."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import pylopdf_fonts_zh_cn
import typst

from arrears.desk.contact.channels.sending import LetterPage
from arrears.kernel.words import Words

_TEMPLATE = Path(__file__).parent / "letter.typ"
# Read once: finding the fonts anew takes six times as long as setting a letter.
FONTS = typst.Fonts(font_paths=[Path(pylopdf_fonts_zh_cn.sans_path()).parent], include_system_fonts=False)

WORDS: dict[str, Words] = {
    "date": Words("日期：", "Date: "),
    "reference": Words("编号：", "Reference: "),
    "balance": Words("欠款余额及构成", "What is owed and how it is made up"),
    "rights": Words("您的权利与查询、异议方式", "Your rights, how to check and how to object"),
    "seal": Words("（盖章）", "(seal)"),
}
COMPONENTS: dict[str, Words] = {
    "principal": Words("本金", "Principal"),
    "interest": Words("利息", "Interest"),
    "fee": Words("手续费", "Fees"),
    "penalty": Words("违约金", "Penalty"),
    "cost": Words("费用", "Costs"),
    "tax": Words("税费", "Tax"),
}
TOTAL = Words("合计", "Total")
ON_BEHALF = Words("受{creditor}委托", "on behalf of {creditor}")
RIGHTS: tuple[tuple[Words, tuple[str, ...]], ...] = (
    (
        Words(
            "您可以要求查看合同、账单和逐笔明细，查询电话：{service_phone}。",
            "You may ask to see the contract, the statement and every entry; phone: {service_phone}.",
        ),
        ("service_phone",),
    ),
    (
        Words(
            "如对欠款的存在或金额有异议，请来函或来电提出；有异议的部分在答复之前不催收，我们会书面答复。",
            "If you dispute the debt or its amount, write or call; the disputed part is not pursued "
            "until we have answered, and we answer in writing.",
        ),
        (),
    ),
    (
        Words(
            "如一次还清有困难，可以协商延期或分期。",
            "If paying at once is difficult, more time or instalments can be agreed.",
        ),
        (),
    ),
    (
        Words(
            "对我们的服务有意见，可以投诉：{complaint_phone}。",
            "Complaints about our service: {complaint_phone}.",
        ),
        ("complaint_phone",),
    ),
    (
        Words("书面材料请寄：{postal_address}。", "Please send papers to: {postal_address}."),
        ("postal_address",),
    ),
)


def letter_data(page: LetterPage) -> dict[str, object]:
    """What the template reads; the texts of the frame in the letter's language."""
    known = dict(page.settings or {})
    tag = page.language
    rights = [
        words.in_(tag).format(**known) for words, needs in RIGHTS if all(known.get(name) for name in needs)
    ]
    return {
        "lang": "zh" if tag.startswith("zh") else "en",
        "operator": page.operator,
        "on_behalf": ON_BEHALF.in_(tag).format(creditor=page.creditor)
        if page.operator != page.creditor
        else "",
        "contact": [known.get(name, "") for name in ("postal_address", "service_phone")],
        "name": page.name,
        "address": page.address,
        "subject": page.subject,
        "paragraphs": [part.strip() for part in page.text.split("\n\n") if part.strip()],
        "rows": [[COMPONENTS[name].in_(tag), amount] for name, amount in page.amounts],
        "total": [TOTAL.in_(tag), page.total],
        "rights": rights,
        "date": page.date,
        "reference": page.reference,
        "words": {name: words.in_(tag) for name, words in WORDS.items()},
    }


def letter_pdf(page: LetterPage) -> bytes:
    """The letter as PDF. Only the bundled fonts are used, so every machine makes the same page."""
    return _compile(page, "pdf")


def letter_picture(page: LetterPage) -> bytes:
    """The first page as PNG (previews and tests)."""
    return _compile(page, "png")


def _compile(page: LetterPage, form: Literal["pdf", "png"]) -> bytes:
    made: object = typst.compile(  # a list of pages where pictures need several
        _TEMPLATE,
        font_paths=FONTS,
        sys_inputs={"data": json.dumps(letter_data(page), ensure_ascii=False)},
        format=form,
    )
    content = made[0] if isinstance(made, list) else made
    assert isinstance(content, bytes)
    return content
