from django.apps import AppConfig


class PrioritiesConfig(AppConfig):
    name = "rainer.priorities"
    label = "priorities"
