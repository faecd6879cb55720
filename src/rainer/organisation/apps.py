from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "rainer.organisation"
    label = "organisation"

    def ready(self) -> None:
        from rainer.organisation import queries, sign_in
        from rainer.web.places import name_places_with

        sign_in.connect()
        name_places_with(queries.names_of_place)
