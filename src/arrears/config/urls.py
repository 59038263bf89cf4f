"""Addresses: each face brings its own."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import include, path

urlpatterns = [path("accounts/", include("allauth.urls"))]
if find_spec("arrears.faces") and find_spec("arrears.faces.rest.urls"):
    urlpatterns.append(path("api/", include("arrears.faces.rest.urls")))
if find_spec("arrears.faces") and find_spec("arrears.faces.portal.urls"):
    urlpatterns.append(path("", include("arrears.faces.portal.urls")))
if find_spec("arrears.faces") and find_spec("arrears.faces.workbench.urls"):
    urlpatterns.append(path("", include("arrears.faces.workbench.urls")))
