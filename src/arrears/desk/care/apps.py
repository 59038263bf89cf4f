from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "arrears.desk.care"
    label = "care"
