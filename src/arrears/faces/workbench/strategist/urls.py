from django.urls import path

from arrears.faces.workbench.strategist import strategy_views, views

urlpatterns = [
    path("night/", views.night_log, name="night_log"),
    path("strategies/", strategy_views.strategy_list, name="strategies"),
    path("strategies/new/", strategy_views.strategy_edit, name="strategy_edit"),
    path("strategies/shipped/<slug:code>/", strategy_views.strategy_shipped, name="strategy_shipped"),
    path("strategies/<int:strategy_id>/", strategy_views.strategy_page, name="strategy"),
    path(
        "strategies/<int:strategy_id>/simulate/", strategy_views.strategy_simulate, name="strategy_simulate"
    ),
    path("strategies/<int:strategy_id>/approve/", strategy_views.strategy_approve, name="strategy_approve"),
    path(
        "strategies/<int:strategy_id>/roll-back/",
        strategy_views.strategy_roll_back,
        name="strategy_roll_back",
    ),
]
