"""Addresses of the workbench: each seat brings its own."""

from __future__ import annotations

from django.urls import path

from arrears.faces.workbench import views
from arrears.faces.workbench.administrator.urls import urlpatterns as administrator
from arrears.faces.workbench.agreements.urls import urlpatterns as agreements
from arrears.faces.workbench.analytics.urls import urlpatterns as analytics
from arrears.faces.workbench.bookroom.urls import urlpatterns as bookroom
from arrears.faces.workbench.collector.urls import urlpatterns as collector
from arrears.faces.workbench.compliance.urls import urlpatterns as compliance
from arrears.faces.workbench.leader.urls import urlpatterns as leader
from arrears.faces.workbench.strategist.urls import urlpatterns as strategist

urlpatterns = [
    path("", views.home, name="home"),
    path("help/", views.help_page, name="help"),
    path("language/", views.set_language, name="set_language"),
    *administrator,
    *agreements,
    *analytics,
    *bookroom,
    *collector,
    *compliance,
    *leader,
    *strategist,
]
