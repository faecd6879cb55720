from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "rainer.rulebook"
    label = "rulebook"
