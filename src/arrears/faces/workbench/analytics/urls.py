"""Addresses of this seat."""

from __future__ import annotations

from django.urls import URLPattern, path

from arrears.faces.workbench.analytics import (
    analysis_views,
    closing_views,
    cost_views,
    figure_views,
    pictures,
    schedule_views,
    summary_views,
    target_views,
)

urlpatterns: list[URLPattern] = [
    path("reports/", summary_views.summaries, name="summaries"),
    path("reports/write/", summary_views.write, name="summary_write"),
    path("reports/read/", summary_views.read, name="summary_read"),
    path("reports/capacity/", summary_views.capacity, name="summary_capacity"),
    path("reports/words/", schedule_views.words, name="summary_words"),
    path("reports/schedules/", schedule_views.schedules, name="schedules"),
    path("reports/schedules/plan/", schedule_views.plan, name="schedule_plan"),
    path("reports/schedules/<int:schedule_id>/end/", schedule_views.end, name="schedule_end"),
    path("reports/template/", schedule_views.template, name="summary_template"),
    path("reports/template/shipped/", schedule_views.shipped, name="template_shipped"),
    path("reports/files/<uuid:file_id>/", summary_views.download, name="summary_file"),
    path("reports/costs/", cost_views.costs, name="unit_costs"),
    path("reports/charts.js", pictures.drawing_library, name="chart_library"),
    path("reports/stock/", analysis_views.stock, name="stock"),
    path("reports/flow/", analysis_views.flow, name="flow"),
    path("reports/flow/accounts/", closing_views.flow_accounts, name="flow_accounts"),
    path("reports/stated/", closing_views.stated_totals, name="stated_totals"),
    path("reports/forecast/month/", closing_views.forecast_month, name="forecast_month"),
    path("reports/accounts/", closing_views.closing_accounts, name="closing_accounts"),
    path("reports/vintages/", analysis_views.vintages, name="vintages"),
    path("reports/liquidation/", analysis_views.liquidation, name="liquidation"),
    path("reports/work/", analysis_views.work, name="work_figures"),
    path("reports/export/<slug:page>/", analysis_views.page_export, name="page_export"),
    path("reports/movement/", analysis_views.movement, name="movement"),
    path("reports/forecast/", analysis_views.outlook, name="outlook"),
    path("reports/targets/", target_views.targets, name="targets"),
    path("reports/targets/set/", target_views.set_one, name="target_set"),
    path("reports/targets/<int:target_id>/", target_views.target, name="target"),
    path("reports/targets/<int:target_id>/withdraw/", target_views.withdraw, name="target_withdraw"),
    path("reports/figures/", figure_views.figures, name="figures"),
    path("reports/figures/<slug:code>/", figure_views.figure, name="figure"),
    path("reports/figures/<slug:code>/export/<slug:form>/", figure_views.export, name="figure_export"),
]
