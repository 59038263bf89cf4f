from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    name = "arrears.faces.workbench.compliance"
    label = "workbench_compliance"
