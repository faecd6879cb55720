from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "rainer.organisation"
    label = "organisation"
