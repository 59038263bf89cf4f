"""The night as it was run: steps, times, what became due."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from arrears.faces.workbench.names import NAMES
from arrears.foundation.access import may
from arrears.foundation.api import Role
from arrears.kernel.words import Words
from arrears.night.engine import api as night
from arrears.night.engine.api import RunKind

RUN_KINDS = {
    RunKind.NORMAL: Words("正常", "as run"),
    RunKind.RESTATED: Words("重述", "restated"),
}
STEPS = {
    "read": Words("读取", "Read"),
    "state": Words("承接昨夜", "Take up last night"),
    "mask": Words("合规遮罩", "Ask the gate"),
    "options": Words("可选处置", "What is open"),
    "allocate": Words("分配资源", "Allocate"),
    "decide": Words("决定", "Decide"),
    "write": Words("写入", "Write"),
}
UNITS = {
    "minutes": Words("分钟", "minutes"),
    "count": Words("户", "accounts"),
    "minor": Words("金额（最小单位）", "money (minor units)"),
    "share": Words("比例", "parity"),
}
RUNS_SHOWN = 30


@may(Role.STRATEGIST, Role.LEADER, Role.ADMINISTRATOR)
@require_GET
def night_log(request: HttpRequest) -> HttpResponse:
    """The newest night, or the one that `run` names. Figures of the whole house, no personal data."""
    runs = night.runs(RUNS_SHOWN)
    shown = runs[0] if runs else None
    asked = request.GET.get("run", "")
    if asked:
        shown = next((run for run in runs if str(run.run_id) == asked), None)
        if shown is None:
            raise Http404
    prices = night.prices(shown.run_id) if shown else None
    context = {
        **NAMES,
        "RUN_KINDS": RUN_KINDS,
        "runs": runs,
        "night": shown,
        "STEPS": STEPS,
        "UNITS": UNITS,
        "prices": prices,
        "gap_ppm": round(prices.gap * 1_000_000) if prices else 0,
        "seconds": sum(step.seconds for step in shown.steps) if shown else 0,
    }
    return render(request, "workbench/strategist/night.html", context)
