"""Addresses of this seat."""

from __future__ import annotations

from django.urls import URLPattern, path

from arrears.faces.workbench.agreements import case_views, link_views, task_views, views

CASE = "cases/<int:debtor_id>/"
ONE = "agreements/<int:agreement_id>/"
urlpatterns: list[URLPattern] = [
    path(f"{CASE}agreements/", case_views.case_agreements, name="case_agreements"),
    path(f"{CASE}plan/", case_views.case_plan, name="case_plan"),
    path(f"{CASE}settlement/", case_views.case_settlement, name="case_settlement"),
    path(f"{CASE}extension/", case_views.case_extension, name="case_extension"),
    path(f"{CASE}waiver/", case_views.case_waiver, name="case_waiver"),
    path("agreements/", views.approvals, name="approvals"),
    path(ONE, views.agreement, name="agreement"),
    path(f"{ONE}decide/", views.agreement_decide, name="agreement_decide"),
    path(f"{ONE}consent/", views.agreement_consent, name="agreement_consent"),
    path(f"{ONE}link/", link_views.agreement_link, name="agreement_link"),
    path(f"{ONE}withdraw/", views.agreement_withdraw, name="agreement_withdraw"),
    path(f"{ONE}paper/", views.agreement_write, name="agreement_write"),
    path(f"{ONE}paper/<str:ending>/", views.agreement_paper, name="agreement_paper"),
    path("tasks/", task_views.tasks, name="tasks"),
    path("tasks/<int:task_id>/answer/", task_views.task_answer, name="task_answer"),
]
