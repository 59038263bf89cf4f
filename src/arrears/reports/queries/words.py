"""Own words of people in their summaries: the newest of each section up to a period is carried on."""

from __future__ import annotations

from arrears.reports.contracts import SECTIONS, Period, Scope, ScopeKind
from arrears.reports.models import OwnWords


def scope_key(scope: Scope) -> str:
    """What a scope is known by from period to period: the person, the team's name, the creditors."""
    if scope.kind is ScopeKind.PERSON:
        return f"person:{scope.person_id}"
    if scope.kind is ScopeKind.TEAM:
        return f"team:{scope.title.zh}"[:200]
    return ("company:" + ",".join(str(one) for one in sorted(scope.creditor_ids)))[:200]


def own_words(scope: Scope, period: Period) -> dict[str, str]:
    """By section; sections without any are left out."""
    rows = OwnWords.objects.filter(scope_key=scope_key(scope), since__lte=period.last)
    newest = rows.order_by("section", "-since", "-pk").distinct("section")
    return {row.section: row.text for row in newest if row.text and row.section in SECTIONS}
