from django.apps import AppConfig


class EnforcementConfig(AppConfig):
    name = "rainer.enforcement"
    label = "enforcement"
