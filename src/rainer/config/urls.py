"""Every address of the site, app by app."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
]
for _app in ("overview", "web", "organisation", "cases", "tiering", "workforce", "workload", "rulebook", "allocation", "importers", "common"):
    if find_spec(f"rainer.{_app}.urls"):
        urlpatterns.append(path("", include(f"rainer.{_app}.urls")))

handler404 = "rainer.web.views.not_found"
handler500 = "rainer.web.views.server_error"
handler429 = "rainer.organisation.sign_in_urls.too_many"
