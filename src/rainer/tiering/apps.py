from django.apps import AppConfig


class TieringConfig(AppConfig):
    name = "rainer.tiering"
    label = "tiering"
