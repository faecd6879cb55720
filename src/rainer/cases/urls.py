from __future__ import annotations

from django.urls import path

from rainer.cases.views import access, duplicates, find, person

urlpatterns = [
    path("find/", find.find, name="find"),
    path("people/<str:crn>/", person.person, name="person"),
    path("people/<str:crn>/open-restricted/", person.open_restricted, name="open_restricted"),
    path("people/<str:crn>/close-restricted/", person.close_restricted, name="close_restricted"),
    path("people/<str:crn>/who-looked/", person.who_looked, name="who_looked"),
    path("duplicates/", duplicates.duplicates, name="duplicates"),
    path("duplicates/<int:pk>/", duplicates.duplicate, name="duplicate"),
    path("access/", access.access_log, name="access_log"),
    path("access/restricted/", access.restricted_records, name="restricted_records"),
    path("log/", access.log_page, name="log"),
]
