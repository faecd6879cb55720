from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "rainer.web"
    label = "web"
