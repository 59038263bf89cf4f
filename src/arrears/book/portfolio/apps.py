from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    name = "arrears.book.portfolio"
    label = "portfolio"
