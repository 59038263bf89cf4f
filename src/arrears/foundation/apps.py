from django.apps import AppConfig


class FoundationConfig(AppConfig):
    name = "arrears.foundation"
    label = "foundation"
