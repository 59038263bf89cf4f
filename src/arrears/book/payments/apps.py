from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "arrears.book.payments"
    label = "payments"
