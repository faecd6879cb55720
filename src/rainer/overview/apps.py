from django.apps import AppConfig


class OverviewConfig(AppConfig):
    name = "rainer.overview"
    label = "overview"

    def ready(self) -> None:
        from rainer.overview import value_effect

        value_effect.register()
