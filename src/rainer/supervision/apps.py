from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "rainer.supervision"
    label = "supervision"
