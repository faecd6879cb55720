"""Help, accessibility, speaking up, drafts, and the button of every filter."""

from django.urls import path

from rainer.web import views

urlpatterns = [
    path("favicon.ico", views.favicon, name="favicon"),
    path("help/", views.help_page, name="help"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("speak-up/", views.speak_up, name="speak_up"),
    path("lists/show/", views.show_filtered, name="show_filtered"),
    path("drafts/", views.draft_list, name="drafts"),
    path("drafts/<int:draft>/forget/", views.forget_draft, name="draft_forget"),
]
