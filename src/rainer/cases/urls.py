from __future__ import annotations

from django.urls import path

from rainer.cases.views import access, details, duplicates, find, person

urlpatterns = [
    path("find/", find.find, name="find"),
    path("people/<str:crn>/open-restricted/", person.open_restricted, name="open_restricted"),
    path("people/<str:crn>/close-restricted/", person.close_restricted, name="close_restricted"),
    path("people/<str:crn>/who-looked/", person.who_looked, name="who_looked"),
    path("people/<str:crn>/details/", details.person_details, name="person_details"),
    path("people/<str:crn>/details/<str:group>/", details.person_details_edit, name="person_details_edit"),
    path("people/<str:crn>/details/<str:kind>/add/", details.person_fact_add, name="person_fact_add"),
    path("people/<str:crn>/details/<str:kind>/<int:pk>/end/", details.person_fact_end, name="person_fact_end"),
    path("duplicates/", duplicates.duplicates, name="duplicates"),
    path("duplicates/<int:pk>/", duplicates.duplicate, name="duplicate"),
    path("access/", access.access_log, name="access_log"),
    path("access/restricted/", access.restricted_records, name="restricted_records"),
    path("log/", access.log_page, name="log"),
]
