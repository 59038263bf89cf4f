"""Addresses of the debtors' pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from arrears.faces.portal import views

urlpatterns: list[URLPattern] = [
    path("offer/<str:token>/", views.offer, name="offer"),
    path("offer/<str:token>/paper/", views.offer_paper, name="offer_paper"),
]
