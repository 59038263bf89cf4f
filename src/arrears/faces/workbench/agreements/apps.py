from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "arrears.faces.workbench.agreements"
    label = "workbench_agreements"
