"""Addresses of the compliance seat."""

from __future__ import annotations

from django.urls import path

from arrears.faces.workbench.compliance import (
    book_views,
    case_views,
    concern_views,
    content_views,
    data_views,
    debt_views,
    queue_views,
    refusal_views,
    rule_views,
    what_if_views,
)

urlpatterns = [
    path("compliance/", queue_views.compliance_queue, name="compliance_queue"),
    path("compliance/concerns/<int:concern_id>/", concern_views.concern_page, name="concern_page"),
    path("compliance/concerns/<int:concern_id>/text/", concern_views.concern_text, name="concern_text"),
    path(
        "compliance/concerns/<int:concern_id>/letter.<slug:ending>",
        concern_views.concern_letter,
        name="concern_letter",
    ),
    path("data-requests/", data_views.data_requests, name="data_requests"),
    path("data-requests/<int:concern_id>/", data_views.data_request, name="data_request"),
    path(
        "data-requests/<int:concern_id>/package.<slug:ending>",
        data_views.data_package,
        name="data_package",
    ),
    path("compliance/refusals/", refusal_views.refusals, name="refusals"),
    path("compliance/asked/<uuid:asked>/", refusal_views.asked_page, name="asked_page"),
    path("compliance/asked/<uuid:asked>/text/", refusal_views.asked_text, name="asked_text"),
    path("compliance/books/", book_views.gate_books, name="gate_books"),
    path("compliance/chain/", book_views.gate_chain, name="gate_chain"),
    path("compliance/chain/verify/", book_views.chain_verify, name="chain_verify"),
    path("compliance/chain/export/", book_views.chain_export, name="chain_export"),
    path("compliance/chain/tool/", book_views.chain_tool, name="chain_tool"),
    path("compliance/rules/", rule_views.rule_browser, name="rule_browser"),
    path("compliance/rules/<slug:pack>/<str:rule>/", rule_views.rule_page, name="rule_page"),
    path("compliance/rule/<str:rule>/", rule_views.rule_by_id, name="rule_by_id"),
    path("compliance/facts/", rule_views.fact_list, name="fact_list"),
    path("compliance/house/", rule_views.house_rules, name="house_rules"),
    path("compliance/house/lift/", rule_views.house_lift, name="house_lift"),
    path("compliance/what-if/", what_if_views.what_if, name="what_if"),
    path("compliance/what-if/piece/", what_if_views.what_if_piece, name="what_if_piece"),
    path("compliance/text/", content_views.content_check, name="content_check"),
    path("compliance/scripts/", content_views.script_approval, name="script_approval"),
    path("compliance/scripts/<int:script_id>/", content_views.script_page, name="script_page"),
    path("cases/<int:debtor_id>/calendar/", case_views.case_calendar, name="case_calendar"),
    path(
        "cases/<int:debtor_id>/calendar/<str:channel>/<int:point_id>/",
        case_views.contact_days,
        name="contact_days",
    ),
    path("cases/<int:debtor_id>/stops/", case_views.case_stops, name="case_stops"),
    path("cases/<int:debtor_id>/debts/", debt_views.case_debts, name="case_debts"),
]
