from __future__ import annotations

from django.urls import path

from rainer.cases.views import access, details, documents, duplicates, equality, find, limits, person

urlpatterns = [
    path("find/", find.find, name="find"),
    path("people/<str:crn>/open-restricted/", person.open_restricted, name="open_restricted"),
    path("people/<str:crn>/close-restricted/", person.close_restricted, name="close_restricted"),
    path("people/<str:crn>/limited-access/", limits.limited_access, name="limited_access"),
    path("people/<str:crn>/limited-access/<str:kind>/add/", limits.limit_add, name="limit_add"),
    path("people/<str:crn>/limited-access/<str:kind>/<int:pk>/", limits.limit_change, name="limit_change"),
    path("people/<str:crn>/limited-access/<str:kind>/<int:pk>/end/", limits.limit_end, name="limit_end"),
    path("people/<str:crn>/who-looked/", person.who_looked, name="who_looked"),
    path("people/<str:crn>/details/", details.person_details, name="person_details"),
    path("people/<str:crn>/details/equality/", equality.equality, name="equality"),
    path("people/<str:crn>/details/equality/<str:question>/", equality.equality_ask, name="equality_ask"),
    path("people/<str:crn>/details/<str:group>/", details.person_details_edit, name="person_details_edit"),
    path("people/<str:crn>/details/<str:kind>/add/", details.person_fact_add, name="person_fact_add"),
    path("people/<str:crn>/details/<str:kind>/<int:pk>/end/", details.person_fact_end, name="person_fact_end"),
    path("people/<str:crn>/documents/", documents.person_documents, name="person_documents"),
    path("people/<str:crn>/documents/add/", documents.document_add, name="document_add"),
    path("documents/<int:pk>/", documents.document_versions, name="document_versions"),
    path("documents/<int:pk>/add/", documents.document_version_add, name="document_version_add"),
    path("documents/<int:pk>/remove/", documents.document_remove, name="document_remove"),
    path("documents/<int:pk>/put-back/", documents.document_put_back, name="document_put_back"),
    path("documents/<int:pk>/<int:version>/", documents.document, name="document"),
    path("duplicates/", duplicates.duplicates, name="duplicates"),
    path("duplicates/<int:pk>/", duplicates.duplicate, name="duplicate"),
    path("access/", access.access_log, name="access_log"),
    path("access/restricted/", access.restricted_records, name="restricted_records"),
    path("log/", access.log_page, name="log"),
]
