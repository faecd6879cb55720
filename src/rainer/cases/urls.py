from __future__ import annotations

from django.urls import path

from rainer.cases import views, views_access, views_duplicates

urlpatterns = [
    path("find/", views.find, name="find"),
    path("people/<str:crn>/open-restricted/", views.open_restricted, name="open_restricted"),
    path("people/<str:crn>/close-restricted/", views.close_restricted, name="close_restricted"),
    path("people/<str:crn>/who-looked/", views.who_looked, name="who_looked"),
    path("duplicates/", views_duplicates.duplicates, name="duplicates"),
    path("duplicates/<int:pk>/", views_duplicates.duplicate, name="duplicate"),
    path("access/", views_access.access_log, name="access_log"),
    path("access/restricted/", views_access.restricted_records, name="restricted_records"),
    path("log/", views_access.log_page, name="log"),
]
