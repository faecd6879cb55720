"""The addresses of this app."""

from __future__ import annotations

from django.urls import path

from rainer.supervision.views import booking, contacts, diary, lists, moving, outcomes, sentence

urlpatterns = [
    path("people/<str:crn>/sentence/", sentence.person_sentence, name="person_sentence"),
    path("people/<str:crn>/sentence/requirements/<int:pk>/why/", sentence.requirement_why, name="requirement_why"),
    path("people/<str:crn>/book/", booking.book_page, name="book"),
    path("people/<str:crn>/contacts/add/", contacts.add, name="contact_add"),
    path("appointments/<int:pk>/", contacts.contact, name="appointment"),
    path("appointments/<int:pk>/undo/", booking.undo, name="undo_booking"),
    path("appointments/<int:pk>/outcome/", outcomes.outcome, name="outcome"),
    path("appointments/<int:pk>/outcome/undo/", outcomes.undo, name="outcome_undo"),
    path("appointments/<int:pk>/move/", moving.move, name="reschedule"),
    path("appointments/<int:pk>/cancel/", moving.call_off, name="cancel_appointment"),
    path("appointments/<int:pk>/invitation.ics", diary.invite, name="appointment_invitation"),
    path("contacts/<int:pk>/", contacts.contact, name="contact"),
    path("contacts/<int:pk>/note/", contacts.note, name="contact_note"),
    path("contacts/<int:pk>/notes/<int:note>/", contacts.words_page, name="contact_words"),
    path("contacts/<int:pk>/time/", contacts.correct, name="contact_time"),
    path("contacts/<int:pk>/sensitive/", contacts.sensitive, name="contact_sensitive"),
    path("contacts/<int:pk>/open/", contacts.open_sensitive, name="contact_open"),
    path("contacts/<int:pk>/alert/", contacts.alert, name="contact_alert"),
    path("diary/", diary.diary, name="diary"),
    path("diary/settings/", diary.settings_page, name="diary_settings"),
    path("diary/feed/<str:token>.ics", diary.feed, name="diary_feed"),
    path("teams/<str:code>/diary/", diary.team, name="team_diary"),
    path("outcomes/", outcomes.to_record, name="outcomes_to_record"),
    path("my/people/", lists.people, name="my_people"),
    path("alerts/", lists.alerts, name="alerts"),
    path("reminders/", lists.reminders, name="reminders"),
]
