from django.apps import AppConfig


class ImportersConfig(AppConfig):
    name = "rainer.importers"
    label = "importers"
