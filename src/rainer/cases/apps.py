from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "rainer.cases"
    label = "cases"
