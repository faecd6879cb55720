from django.apps import AppConfig


class AssuranceConfig(AppConfig):
    name = "rainer.assurance"
    label = "assurance"

    def ready(self) -> None:
        from rainer.assurance import jobs  # noqa: F401 - declares the jobs
