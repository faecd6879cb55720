from django.apps import AppConfig


class AllocationConfig(AppConfig):
    name = "rainer.allocation"
    label = "allocation"
