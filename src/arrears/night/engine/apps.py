from django.apps import AppConfig


class NightConfig(AppConfig):
    name = "arrears.night.engine"
    label = "night"
