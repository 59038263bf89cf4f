"""How long another department usually takes, in workdays; who may answer for it."""

from __future__ import annotations

from arrears.people.team.contracts import Department

DUE_WORKDAYS: dict[Department, int] = {
    Department.RISK: 2,
    Department.LEGAL: 3,
    Department.SALES: 2,
    Department.FINANCE: 1,
}
DUE_HOUR = 18
