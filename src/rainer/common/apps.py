from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "rainer.common"
    label = "common"
