"""Addresses of this seat."""

from __future__ import annotations

from django.urls import URLPattern, path

from arrears.faces.workbench.bookroom import (
    account_views,
    batch_views,
    calc_views,
    collateral_views,
    debit_views,
    debtor_money_views,
    file_views,
    limit_views,
    lost_views,
    mapping_views,
    money_views,
    paper_views,
    party_views,
    role_views,
    terms_views,
    upload_views,
    way_views,
)

HELD = "book/held/<str:token>/"
MAPPING = "book/mappings/<int:creditor_id>/<slug:code>/"
ACCOUNT = "book/accounts/<int:account_id>/"
DOCUMENT = "book/documents/<int:document_id>/"
urlpatterns: list[URLPattern] = [
    path("book/", file_views.book_home, name="book"),
    path("book/files/", file_views.book_files, name="book_files"),
    path("book/files/new/", upload_views.book_file_new, name="book_file_new"),
    path("book/files/new/mappings/", upload_views.book_mapping_options, name="book_mapping_options"),
    path("book/files/<int:file_id>/", file_views.book_file, name="book_file"),
    path("book/files/<int:file_id>/rejects/", file_views.book_file_rejects, name="book_file_rejects"),
    path("book/proposals/<int:proposal_id>/", upload_views.book_proposal, name="book_proposal"),
    path(HELD, upload_views.book_held, name="book_held"),
    path(f"{HELD}progress/", upload_views.book_held_progress, name="book_held_progress"),
    path(f"{HELD}try/", upload_views.book_held_try, name="book_held_try"),
    path(f"{HELD}take/", upload_views.book_held_take, name="book_held_take"),
    path(f"{HELD}mapping/", mapping_views.book_mapping_guess, name="book_mapping_guess"),
    path("book/mappings/", mapping_views.book_mappings, name="book_mappings"),
    path(MAPPING, mapping_views.book_mapping, name="book_mapping"),
    path(f"{MAPPING}edit/", mapping_views.book_mapping_edit, name="book_mapping_edit"),
    path(ACCOUNT, account_views.book_account, name="book_account"),
    path(f"{ACCOUNT}entries/<int:entry_id>/", account_views.book_entry_lines, name="book_entry_lines"),
    path(f"{ACCOUNT}entries/<int:entry_id>/reverse/", money_views.book_reverse, name="book_reverse"),
    path(f"{ACCOUNT}post/<str:kind>/", money_views.book_post, name="book_post"),
    path(f"{ACCOUNT}give-up/<str:kind>/", money_views.book_give_up, name="book_give_up"),
    path(f"{ACCOUNT}mandate/", debit_views.book_mandate, name="book_mandate"),
    path(
        f"{ACCOUNT}collateral/<int:collateral_id>/", collateral_views.book_collateral, name="book_collateral"
    ),
    path(f"{ACCOUNT}roles/", role_views.book_roles, name="book_roles"),
    path(f"{ACCOUNT}documents/", paper_views.book_documents, name="book_documents"),
    path("book/documents/", paper_views.book_papers, name="book_papers"),
    path(DOCUMENT, paper_views.book_document, name="book_document"),
    path(f"{DOCUMENT}open/", paper_views.book_document_open, name="book_document_open"),
    path(f"{DOCUMENT}lend/", paper_views.book_document_lend, name="book_document_lend"),
    path("book/debtors/<int:debtor_id>/", account_views.book_debtor, name="book_debtor"),
    path("book/debtors/<int:debtor_id>/ways/", way_views.book_ways, name="book_ways"),
    path(
        "book/debtors/<int:debtor_id>/payment/",
        debtor_money_views.book_debtor_payment,
        name="book_debtor_payment",
    ),
    path("book/pairs/", party_views.book_pairs, name="book_pairs"),
    path("book/batches/", batch_views.book_batches, name="book_batches"),
    path("book/batches/<int:creditor_id>/<path:code>/", batch_views.book_batch, name="book_batch"),
    path("book/lost/", lost_views.book_lost, name="book_lost"),
    path("book/lost/<int:case_id>/", lost_views.book_lost_case, name="book_lost_case"),
    path("book/verify/", lost_views.book_verify, name="book_verify"),
    path("book/waivers/", debit_views.book_waivers, name="book_waivers"),
    path("book/limits/", limit_views.book_limits, name="book_limits"),
    path("book/terms/", terms_views.book_terms, name="book_terms"),
    path("book/calc/", calc_views.book_calculators, name="book_calculators"),
    path("book/calc/<slug:name>/", calc_views.book_calculator, name="book_calculator"),
    path("book/debits/", debit_views.book_debits, name="book_debits"),
    path("book/debits/file/<str:token>/", debit_views.book_debit_file, name="book_debit_file"),
    path("book/debits/<int:batch_id>/", debit_views.book_debit_batch, name="book_debit_batch"),
]
