"""The articles of the law behind requests for one's data, regime by regime.

`certainty` as in the gate's packs: `text` (read in the text itself), `secondary`, `memory`. None of these was read in
its text when it was entered here: all say `memory`, and pages and packages say so. They are rights of the person, no
rules of contact, hence no rows of the gate. US federal law knows no such right of a debtor: no row; the house answers
all the same.
"""

from __future__ import annotations

from collections.abc import Iterable

from arrears.desk.care.contracts import Article, DataRequest
from arrears.kernel.words import Words

A, C, D = DataRequest.ACCESS, DataRequest.CORRECTION, DataRequest.DELETION
_CN = {
    A: ("PIPL 44, 45", "知情权、查阅复制权，及时提供", "to know and decide; to see and copy, without delay"),
    C: ("PIPL 46", "更正、补充权，核实后及时更正", "to correct and complete, once checked, without delay"),
    D: ("PIPL 47, 19", "删除权；法定期限未满或技术上难以删除的，停止存储和安全保护以外的处理",
        "to have it deleted; while a law keeps it or it cannot be removed, it is only stored and protected"),
}  # fmt: skip
_GDPR = {
    A: ("GDPR 12(3), 15", "一个月内提供副本", "a copy within one month"),
    C: ("GDPR 16", "更正与补充", "to correct and complete"),
    D: ("GDPR 17(1), 17(3)(b), (e)", "删除；法定义务或法律主张所需的除外",
        "erasure, except what a legal duty or legal claims need"),
}  # fmt: skip
_UK = {wish: (source.replace("GDPR", "UK GDPR"), zh, en) for wish, (source, zh, en) in _GDPR.items()}
_PIPEDA = {
    A: ("PIPEDA 8(3), Sch. 1 cl. 4.9", "三十日内提供查阅", "access within thirty days"),
    C: ("PIPEDA Sch. 1 cl. 4.9.5", "更正不准确的信息", "what is inaccurate is amended"),
    D: ("PIPEDA Sch. 1 cl. 4.5.3", "不再需要的信息应销毁或匿名",
        "what is no longer needed is destroyed or made anonymous"),
}  # fmt: skip
_AU = {
    A: ("Privacy Act 1988 APP 12", "查阅", "access"),
    C: ("Privacy Act 1988 APP 13", "更正", "correction"),
    D: ("Privacy Act 1988 APP 11.2", "不再需要的信息应销毁或去标识",
        "what is no longer needed is destroyed or de-identified"),
}  # fmt: skip
_IN = {
    A: ("DPDP Act 2023 s. 11", "查阅摘要（分阶段生效）", "a summary of the data (in force by stages)"),
    C: ("DPDP Act 2023 s. 12", "更正、补充（分阶段生效）", "correction and completion (in force by stages)"),
    D: ("DPDP Act 2023 s. 12(3), 8(7)", "删除，法律要求保存的除外（分阶段生效）",
        "erasure, except what a law keeps (in force by stages)"),
}  # fmt: skip
LAWS = {"cn": _CN, "eu": _GDPR, "uk": _UK, "ca_on": _PIPEDA, "ca_nb": _PIPEDA, "au": _AU, "in": _IN}
WITHOUT = frozenset({"us_reg_f", "us_ma"})


def articles(regimes: Iterable[str], wish: DataRequest) -> tuple[Article, ...]:
    """What the law of some regimes says of such a request, each once."""
    found = dict.fromkeys(LAWS[code][wish] for code in regimes if code in LAWS)
    return tuple(Article(source=source, says=Words(zh, en), certainty="memory") for source, zh, en in found)
