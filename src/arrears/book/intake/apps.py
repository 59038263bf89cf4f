from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "arrears.book.intake"
    label = "intake"
