"""The addresses of the prioritising framework."""

from django.urls import path

from rainer.priorities.views import instructions, status, suspended

urlpatterns = [
    path("units/<str:code>/status/", status.status_page, name="framework_status"),
    path("units/<str:code>/status/set/", status.set_status, name="framework_status_set"),
    path("units/<str:code>/instructions/", instructions.instructions, name="instructions"),
    path("units/<str:code>/instructions/give/", instructions.instruction_give, name="instruction_give"),
    path(
        "units/<str:code>/instructions/<int:pk>/withdraw/",
        instructions.instruction_withdraw,
        name="instruction_withdraw",
    ),
    path("units/<str:code>/status/put-off/", suspended.suspended_items, name="suspended_items"),
    path("units/<str:code>/status/help/<int:pk>/", status.help_came, name="framework_help_came"),
]
