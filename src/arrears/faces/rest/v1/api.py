"""The API itself: its routers, its document and the page that shows it."""

from __future__ import annotations

from ninja import NinjaAPI, Swagger

from arrears import __version__
from arrears.faces.rest.v1 import (
    accounts,
    analytics,
    batches,
    calc,
    creditors,
    debts,
    decisions,
    files,
    gate,
    payments,
    placements,
    results,
)
from arrears.faces.rest.v1.bodies import StrictParser
from arrears.faces.rest.v1.problems import tell_problems

DESCRIPTION = (
    "委案、入账、读取结果；询问合规闸口；计算费用与期限。每次调用带令牌：`Authorization: Bearer …`。"
    "金额是主币单位的文本，日期形如 2026-11-23。出错时给出位置和中英文说明。\n\n"
    "Place accounts, post payments, read results; ask the compliance gate; compute fees and dates. Every call "
    "carries a token: `Authorization: Bearer …`. Amounts are text in major units, days are 2026-11-23. What is "
    "wrong is told with its place, in Chinese and English."
)

api = NinjaAPI(
    title="Arrears",
    version=__version__,
    description=DESCRIPTION,
    urls_namespace="api-v1",
    parser=StrictParser(),
    # no validator: it would send the document's address to a server elsewhere
    docs=Swagger(settings={"validatorUrl": None, "persistAuthorization": False}),
)
tell_problems(api)
api.add_router("/gate", gate.router, tags=["gate"])
api.add_router("/calc", calc.router, tags=["calculators"])
api.add_router("/creditors", creditors.router, tags=["creditors"])
api.add_router("/creditors", placements.router, tags=["placements"])
api.add_router("/creditors", files.router, tags=["files"])
api.add_router("/creditors", batches.router, tags=["batches"])
api.add_router("/creditors", payments.router, tags=["payments"])
api.add_router("/creditors", accounts.router, tags=["accounts"])
api.add_router("/creditors", debts.router, tags=["debts"])
api.add_router("/creditors", decisions.router, tags=["accounts"])
api.add_router("/creditors", results.router, tags=["results"])
api.add_router("/creditors", analytics.router, tags=["analytics"])
