from django.apps import AppConfig


class StrategistConfig(AppConfig):
    name = "arrears.faces.workbench.strategist"
    label = "workbench_strategist"
