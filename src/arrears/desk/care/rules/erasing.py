"""What of a person's data may be removed at their request, and what keeps the rest.

CN-D7 (PIPL 19, 47): what is no longer needed is deleted, or only stored where the law wants it kept. CN-D1
(PIPL 5, 6, 13): the contract needs the borrower's data, not that of people around them. CN-R1 keeps the records
of collection for two years at least. Other regimes have no row on deletion here; the house treats them alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from arrears.book.portfolio.contracts import ContactPointFacts, ContactState, RoleOnAccount
from arrears.desk.care.contracts import PointOutlook
from arrears.kernel.words import Words

OWES = frozenset({RoleOnAccount.DEBTOR, RoleOnAccount.JOINT_DEBTOR, RoleOnAccount.GUARANTOR})
NOBODYS = {
    ContactState.WRONG_NUMBER: Words("不是本人的号码", "it is somebody else's"),
    ContactState.OUT_OF_SERVICE: Words("已停用", "it is out of service"),
    ContactState.REFUSED: Words("对方拒绝使用", "its use was refused"),
    ContactState.LOST: Words("已失效", "it reaches nobody"),
    ContactState.MALFORMED: Words("格式错误，从未可用", "it never was a number or address"),
}
NOT_OWING = Words("此人不承担债务（CN-D1）", "this person owes nothing (CN-D1)")
SPARE = Words("从未核实，且另有已核实的联系方式", "never verified, and another one is")


def wipeable(points: Iterable[ContactPointFacts]) -> tuple[PointOutlook, ...]:
    """The contact points of a case that may be wiped at once, each with its reason.

    Whoever owes keeps one way to be reached: their number in use goes only when another of theirs is verified.
    """
    listed = [one for one in points if one.state is not ContactState.WIPED]
    verified = {one.person_id for one in listed if one.state is ContactState.VALID}
    found = []
    for one in listed:
        why = _why(one, one.person_id in verified)
        if why is not None:
            found.append(PointOutlook(point=one, why=why))
    return tuple(found)


def _why(point: ContactPointFacts, verified_other: bool) -> Words | None:
    if point.state in NOBODYS:
        return NOBODYS[point.state]
    if not OWES & set(point.roles):
        return NOT_OWING
    never = point.state is ContactState.UNVERIFIED and point.verified_on is None
    return SPARE if never and verified_other else None


STILL_OWED = Words(
    "尚有未结清的账户：履行合同所必需（CN-D1；PIPL 13），暂不能删除",
    "An account is still open: the contract needs the data (CN-D1; PIPL 13), so it is not removed",
)
NO_TERM = Words(
    "没有规则给出保存期限，也未设定本机构的年限（retention_years）：不删除",
    "No rule gives a term and the house has set none (retention_years): nothing is removed",
)
OVER = Words("保存期已满（CN-D7；PIPL 47），可以删除", "The time of keeping is over (CN-D7; PIPL 47)")


def kept_because(open_accounts: int, until: date | None, today: date) -> Words | None:
    """Why the person as a whole is not wiped yet; None when nothing keeps the data."""
    if open_accounts:
        return STILL_OWED
    if until is None:
        return NO_TERM
    if today <= until:
        return Words(
            f"催收记录须保存至{until}，此前只存储不使用（CN-D7；PIPL 47）",
            f"Records are kept until {until} and only stored till then (CN-D7; PIPL 47)",
        )
    return None
