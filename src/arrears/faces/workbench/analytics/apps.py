from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    name = "arrears.faces.workbench.analytics"
    label = "workbench_analytics"
