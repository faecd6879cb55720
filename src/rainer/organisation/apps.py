from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "rainer.organisation"
    label = "organisation"

    def ready(self) -> None:
        from rainer.organisation import sign_in

        sign_in.connect()
