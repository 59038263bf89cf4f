"""Addresses of the REST face."""

from __future__ import annotations

from django.urls import include, path, re_path

from arrears.faces.rest.v1.api import api
from arrears.faces.rest.v1.entrance import nowhere, opened

# Not `app_name`: by that name Django would put this whole face under a name of its own, and the page that shows
# the document would not find it.
_patterns, _app, _space = api.urls
urlpatterns = [
    path("v1/", include((opened(_patterns), _app), namespace=_space)),
    re_path(r"^v1(?P<rest>/.*)?$", nowhere),
]
