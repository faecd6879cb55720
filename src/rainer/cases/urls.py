from __future__ import annotations

from django.urls import path

from rainer.cases.views import access, details, duplicates, find, flags, person, sentence

urlpatterns = [
    path("find/", find.find, name="find"),
    path("people/<str:crn>/open-restricted/", person.open_restricted, name="open_restricted"),
    path("people/<str:crn>/close-restricted/", person.close_restricted, name="close_restricted"),
    path("people/<str:crn>/who-looked/", person.who_looked, name="who_looked"),
    path("people/<str:crn>/details/", details.person_details, name="person_details"),
    path("people/<str:crn>/details/<str:group>/", details.person_details_edit, name="person_details_edit"),
    path("people/<str:crn>/details/<str:kind>/add/", details.person_fact_add, name="person_fact_add"),
    path("people/<str:crn>/details/<str:kind>/<int:pk>/end/", details.person_fact_end, name="person_fact_end"),
    path("people/<str:crn>/flags/", flags.person_flags, name="person_flags"),
    path("people/<str:crn>/flags/taken-off/", flags.person_flags_removed, name="person_flags_removed"),
    path("people/<str:crn>/flags/add/", flags.flag_add, name="flag_add"),
    path("people/<str:crn>/flags/add/<str:code>/", flags.flag_add_type, name="flag_add_type"),
    path("people/<str:crn>/flags/<int:pk>/review/", flags.flag_review, name="flag_review"),
    path("people/<str:crn>/flags/<int:pk>/take-off/", flags.flag_remove, name="flag_remove"),
    path("people/<str:crn>/sentence/<int:event>/requirements/add/", sentence.requirement_add, name="requirement_add"),
    path(
        "people/<str:crn>/sentence/<int:event>/requirements/add/<str:kind>/",
        sentence.requirement_add_kind,
        name="requirement_add_kind",
    ),
    path("people/<str:crn>/sentence/requirements/<int:pk>/", sentence.requirement_change, name="requirement_change"),
    path("people/<str:crn>/sentence/requirements/<int:pk>/end/", sentence.requirement_end, name="requirement_end"),
    path("people/<str:crn>/sentence/<int:event>/work/add/", sentence.intervention_add, name="intervention_add"),
    path("people/<str:crn>/sentence/work/<int:pk>/", sentence.intervention_change, name="intervention_change"),
    path("people/<str:crn>/sentence/<int:event>/offence/", sentence.main_offence, name="main_offence"),
    path("people/<str:crn>/sentence/<int:event>/offences/add/", sentence.offence_add, name="offence_add"),
    path("people/<str:crn>/sentence/offences/<int:pk>/", sentence.offence_change, name="offence_change"),
    path("duplicates/", duplicates.duplicates, name="duplicates"),
    path("duplicates/<int:pk>/", duplicates.duplicate, name="duplicate"),
    path("access/", access.access_log, name="access_log"),
    path("access/restricted/", access.restricted_records, name="restricted_records"),
    path("log/", access.log_page, name="log"),
]
