"""The addresses of the prioritising framework."""

from django.urls import path

from rainer.priorities import views

urlpatterns = [
    path("units/<str:code>/status/", views.status_page, name="framework_status"),
    path("units/<str:code>/status/set/", views.set_status, name="framework_status_set"),
    path("units/<str:code>/status/help/<int:pk>/", views.help_came, name="framework_help_came"),
]
