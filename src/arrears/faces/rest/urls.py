"""Addresses of the REST face."""

from __future__ import annotations

from django.urls import include, path, re_path

from arrears.faces.rest.v1.api import api
from arrears.faces.rest.v1.entrance import nowhere, opened

patterns, app_name, namespace = api.urls
urlpatterns = [
    path("v1/", include((opened(patterns), app_name), namespace=namespace)),
    re_path(r"^v1(?P<rest>/.*)?$", nowhere),
]
