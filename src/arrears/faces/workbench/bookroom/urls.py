"""Addresses of this seat."""

from __future__ import annotations

from django.urls import URLPattern, path

from arrears.faces.workbench.bookroom import file_views, mapping_views

HELD = "book/held/<str:token>/"
MAPPING = "book/mappings/<int:creditor_id>/<slug:code>/"
urlpatterns: list[URLPattern] = [
    path("book/", file_views.book_home, name="book"),
    path("book/files/", file_views.book_files, name="book_files"),
    path("book/files/new/", file_views.book_file_new, name="book_file_new"),
    path("book/files/new/mappings/", file_views.book_mapping_options, name="book_mapping_options"),
    path("book/files/<int:file_id>/", file_views.book_file, name="book_file"),
    path("book/files/<int:file_id>/rejects/", file_views.book_file_rejects, name="book_file_rejects"),
    path("book/proposals/<int:proposal_id>/", file_views.book_proposal, name="book_proposal"),
    path(HELD, file_views.book_held, name="book_held"),
    path(f"{HELD}try/", file_views.book_held_try, name="book_held_try"),
    path(f"{HELD}take/", file_views.book_held_take, name="book_held_take"),
    path(f"{HELD}mapping/", mapping_views.book_mapping_guess, name="book_mapping_guess"),
    path("book/mappings/", mapping_views.book_mappings, name="book_mappings"),
    path(MAPPING, mapping_views.book_mapping, name="book_mapping"),
    path(f"{MAPPING}edit/", mapping_views.book_mapping_edit, name="book_mapping_edit"),
]
