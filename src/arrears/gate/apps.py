from django.apps import AppConfig


class GateConfig(AppConfig):
    name = "arrears.gate"
    label = "gate"
