from django.apps import AppConfig


class OverviewConfig(AppConfig):
    name = "rainer.overview"
    label = "overview"
