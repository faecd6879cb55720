from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "rainer.assessments"
    label = "assessments"
