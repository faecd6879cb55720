from __future__ import annotations

from django.urls import path

from rainer.importers import views, views_today

urlpatterns = [
    path("data/", views_today.data_page, name="data"),
    path("imports/", views.imports, name="imports"),
    path("imports/wmt/", views.import_wmt, name="import_wmt"),
    path("imports/caseload/", views.import_caseload, name="import_caseload"),
    path("imports/<int:pk>/", views.import_run, name="import_run"),
    path("imports/<int:pk>/progress/", views.import_progress, name="import_progress"),
    path("imports/<int:pk>/apply/", views.import_apply, name="import_apply"),
    path("imports/<int:pk>/check-again/", views.import_check_again, name="import_check_again"),
    path("imports/<int:pk>/use-all-the-same/", views.import_override, name="import_override"),
    path("imports/<int:pk>/names/", views.import_names, name="import_names"),
    path("imports/<int:pk>/faults.csv", views.import_faults, name="import_faults"),
    path("imports/<int:pk>/list/<slug:name>/", views.import_list, name="import_list"),
]
