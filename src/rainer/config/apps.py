from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Start-up: what follows which event, and which job runs when."""

    name = "rainer.config"
    label = "rainer_config"

    def ready(self) -> None:
        from rainer.config import reactions, timetable

        reactions.register()
        timetable.register()
