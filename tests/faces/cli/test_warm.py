"""A server process is warm before its first reader: addresses are resolved and pages' templates compiled."""

from __future__ import annotations

import gc

from django.template import engines
from django.urls import get_resolver

from arrears.config.warm import page_templates, warm


def test_addresses_and_templates_are_there_before_the_first_request() -> None:
    names = page_templates()
    assert {
        "workbench/base.html",
        "workbench/analytics/stock.html",
        "workbench/analytics/parts/table.html",
    } <= {*names}
    assert not [one for one in names if one.startswith("admin/")], "only what is ours"
    assert warm() == len(names) > 100
    assert gc.get_freeze_count() > 100_000, "what stays is not looked through for garbage"
    gc.unfreeze()
    assert get_resolver().resolve("/reports/stock/").url_name == "stock"
    cached = engines["django"].engine.template_loaders[0]
    assert cached.get_template("workbench/base.html") is cached.get_template("workbench/base.html"), (
        "compiled once"
    )
