from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "arrears.faces.portal"
    label = "portal"
