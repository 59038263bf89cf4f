"""People whom the sender gives no key: one person for one name in one role of one debtor; who owes stays apart."""

from __future__ import annotations

from datetime import timedelta

import pytest

from arrears.book.intake.api import AcceptReport
from arrears.book.portfolio.models import AccountRole, ContactPoint, Party
from arrears.foundation.api import CreditorFacts
from tests.book.intake.sheets import CODE_FIRM, DAY, ID_LI, csv_of, row, take

pytestmark = pytest.mark.django_db
HEADINGS = (*row(), "客户类型", "法定代表人", "法定代表人手机", "财务联系人", "财务联系人手机")
FIRM = {
    "客户号": "",
    "姓名": "示例机械有限公司",
    "证件号码": CODE_FIRM,
    "客户类型": "公司",
    "法定代表人": "王强",
    "法定代表人手机": "15400000011",
    "财务联系人": "王强",
    "财务联系人手机": "15400000011",
    "担保人": "",
    "担保人证件号码": "",
    "担保人手机": "",
}
FIRST, SECOND = FIRM | {"合同号": "ZL-001"}, FIRM | {"合同号": "ZL-002"}


def file(*rows: dict[str, str], days: int = 0) -> AcceptReport:
    report = take(csv_of([row(**one) for one in rows], HEADINGS), day=DAY + timedelta(days=days))
    assert report.rejects == ()
    return report


def people(role: str) -> list[int]:
    return list(
        AccountRole.objects.filter(role=role).order_by("account__number").values_list("party", flat=True)
    )


def test_one_person_a_role_on_all_accounts_of_a_debtor(leasing: CreditorFacts) -> None:
    file(FIRST, SECOND)
    first, second = people("legal_representative")
    assert first == second
    assert len(set(people("finance_contact"))) == 1
    assert people("finance_contact")[0] != first, (
        "another role is another person until somebody says otherwise"
    )
    assert Party.objects.count() == 3


def test_a_new_number_is_another_way_to_the_same_person(leasing: CreditorFacts) -> None:
    file(FIRST)
    file(FIRST | {"法定代表人手机": "15400000012"}, SECOND, days=1)
    assert len(set(people("legal_representative"))) == 1
    points = ContactPoint.objects.filter(party=people("legal_representative")[0])
    assert sorted(points.values_list("masked", flat=True)) == ["154****0011", "154****0012"]


def test_another_name_or_another_debtor_is_another_person(leasing: CreditorFacts) -> None:
    other = SECOND | {"证件号码": "", "客户号": "K2", "客户类型": "公司"}
    file(FIRST | {"客户号": "K1"}, other, SECOND | {"客户号": "K1", "合同号": "ZL-003", "法定代表人": "赵敏"})
    assert len(set(people("legal_representative"))) == 3


def test_guarantors_without_a_number_are_never_taken_for_one(leasing: CreditorFacts) -> None:
    bound = {"担保人": "李四", "担保人手机": "15400000002"}
    file(FIRST | bound, SECOND | bound)
    assert len(set(people("guarantor"))) == 2
    file(FIRST | bound | {"担保人证件号码": ID_LI}, SECOND | bound | {"担保人证件号码": ID_LI}, days=1)
    assert len(set(people("guarantor"))) == 3, (
        "the number names one person; the two without it stay as they were"
    )


def test_the_key_tells_no_name(leasing: CreditorFacts) -> None:
    file(FIRST)
    refs = Party.objects.exclude(kind="company").values_list("ref", flat=True)
    assert all(ref.startswith("of:") and "王" not in ref for ref in refs)


def test_a_file_may_say_where_the_proof_of_a_marriage_lies(leasing: CreditorFacts) -> None:
    rows = [row(**{"配偶": "赵六", "配偶关系证明": "结婚证复印件已归档"})]
    take(csv_of(rows, (*row(), "配偶", "配偶关系证明")))
    assert AccountRole.objects.get(role="spouse").proof == "结婚证复印件已归档"


def test_a_messengers_id_is_a_way_to_reach(leasing: CreditorFacts) -> None:
    rows = [row(**{"企业微信": "wang-zhongchi"})]
    take(csv_of(rows, (*row(), "企业微信")))
    assert ContactPoint.objects.get(kind="wechat").state == "unverified"
