"""Why an account is in arrears: the one enumeration (MISSION M5)."""

from __future__ import annotations

from enum import StrEnum

from arrears.kernel.words import Words


class Reason(StrEnum):
    FORGOT = "forgot"
    CASH_FLOW = "cash_flow"
    DISPUTE = "dispute"
    INERTIA = "inertia"
    BUSINESS_DISTRESS = "business_distress"
    MALICE = "malice"
    HARDSHIP = "hardship"
    UNKNOWN = "unknown"


REASON_WORDS: dict[Reason, Words] = {
    Reason.FORGOT: Words("忘记还款", "Forgot to pay"),
    Reason.CASH_FLOW: Words("资金周转困难", "Short of cash for now"),
    Reason.DISPUTE: Words("对账款有争议", "Disputes the debt"),
    Reason.INERTIA: Words("习惯性拖延", "Habit of paying late"),
    Reason.BUSINESS_DISTRESS: Words("经营困难", "Business in distress"),
    Reason.MALICE: Words("恶意拖欠", "Able but refuses to pay"),
    Reason.HARDSHIP: Words("生活困难", "Personal hardship"),
    Reason.UNKNOWN: Words("原因未知", "Not known yet"),
}
