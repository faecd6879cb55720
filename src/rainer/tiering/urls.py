from __future__ import annotations

from django.urls import path

from rainer.tiering import views

urlpatterns = [
    path("people/<str:crn>/tier/", views.tier, name="tier"),
    path("people/<str:crn>/tier/<int:pk>/", views.tier_decision, name="tier_decision"),
]
