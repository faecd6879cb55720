from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    name = "rainer.workforce"
    label = "workforce"
