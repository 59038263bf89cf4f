from django.urls import path

from arrears.faces.workbench.strategist import card_views, experiment_views, now_views, strategy_views, views

urlpatterns = [
    path("night/", views.night_log, name="night_log"),
    path("night/now/", now_views.decide_now, name="decide_now"),
    path("strategies/", strategy_views.strategy_list, name="strategies"),
    path("strategies/new/", strategy_views.strategy_edit, name="strategy_edit"),
    path("strategies/shipped/<slug:code>/", strategy_views.strategy_shipped, name="strategy_shipped"),
    path("strategies/<int:strategy_id>/", strategy_views.strategy_page, name="strategy"),
    path(
        "strategies/<int:strategy_id>/simulate/", strategy_views.strategy_simulate, name="strategy_simulate"
    ),
    path(
        "strategies/<int:strategy_id>/simulation/",
        strategy_views.strategy_simulation,
        name="strategy_simulation",
    ),
    path(
        "strategies/<int:strategy_id>/simulation/cancel/",
        strategy_views.strategy_simulation_cancel,
        name="strategy_simulation_cancel",
    ),
    path("strategies/<int:strategy_id>/approve/", strategy_views.strategy_approve, name="strategy_approve"),
    path(
        "strategies/<int:strategy_id>/roll-back/",
        strategy_views.strategy_roll_back,
        name="strategy_roll_back",
    ),
    path("strategies/experiments/", experiment_views.experiment_list, name="experiments"),
    path("strategies/experiments/new/", experiment_views.experiment_new, name="experiment_new"),
    path("strategies/experiments/<int:experiment_id>/", experiment_views.experiment_page, name="experiment"),
    path(
        "strategies/experiments/<int:experiment_id>/approve/",
        experiment_views.experiment_approve,
        name="experiment_approve",
    ),
    path(
        "strategies/experiments/<int:experiment_id>/stop/",
        experiment_views.experiment_stop,
        name="experiment_stop",
    ),
    path("strategies/cards/", card_views.card_list, name="cards"),
    path("strategies/cards/<int:card_id>/", card_views.card_page, name="card"),
    path("strategies/cards/<int:card_id>/approve/", card_views.card_approve, name="card_approve"),
    path("strategies/cards/<int:card_id>/withdraw/", card_views.card_withdraw, name="card_withdraw"),
]
