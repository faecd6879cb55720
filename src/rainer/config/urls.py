"""Every address of the site, app by app."""

from __future__ import annotations

from django.urls import include, path

from rainer.config.api import api
from rainer.config.views import api_page

APPS = (
    "overview",
    "web",
    "organisation",
    "cases",
    "priorities",
    "assessments",
    "supervision",
    "enforcement",
    "tiering",
    "workload",
    "rulebook",
    "allocation",
    "assurance",
    "importers",
)

urlpatterns = [
    *(path("", include(f"rainer.{app}.urls")) for app in APPS),
    path("api/", api_page, name="api"),
    path("api/", api.urls),
]

handler404 = "rainer.web.views.not_found"
handler500 = "rainer.web.views.server_error"
handler429 = "rainer.organisation.sign_in_urls.too_many"
