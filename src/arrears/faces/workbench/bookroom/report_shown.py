"""What a page says of a file's report: the dry run's, the intake's, a proposal's."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from arrears.book.intake.contracts import AcceptReport
from arrears.faces.workbench.bookroom.names import NAMES
from arrears.faces.workbench.names import COMPONENT_WORDS
from arrears.faces.workbench.templatetags.workbench import in_language

REJECTS_SHOWN = 200


def report_context(report: AcceptReport, currency: str) -> dict[str, Any]:
    return {
        **NAMES,
        "currency": currency,
        "report": report,
        "rejects": report.rejects[:REJECTS_SHOWN],
        "rejects_more": max(0, len(report.rejects) - REJECTS_SHOWN),
        "amounts": _amounts(report),
    }


def _amounts(report: AcceptReport) -> list[tuple[str, int]]:
    """The control totals by name, components in their own order; a field that sums no component is the amount of a
    payment or balance."""
    found = []
    order = {code: place for place, code in enumerate(COMPONENT_WORDS)}
    sums = [(code.partition(".")[2], minor) for code, minor in sorted(report.totals.amounts_minor.items())]
    for code, minor in sorted(sums, key=lambda one: order.get(one[0], len(order))):
        words = COMPONENT_WORDS.get(code)
        found.append((in_language(words) if words else _("Amount"), minor))
    return found
