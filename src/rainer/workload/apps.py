from django.apps import AppConfig


class WorkloadConfig(AppConfig):
    name = "rainer.workload"
    label = "workload"
