from __future__ import annotations

from django.urls import path

from rainer.tiering.views import override, tier

urlpatterns = [
    path("people/<str:crn>/tier/", tier.tier, name="tier"),
    path("people/<str:crn>/tier/<int:pk>/", tier.tier_decision, name="tier_decision"),
    path("people/<str:crn>/tier/override/", override.tier_override, name="tier_override"),
    path("people/<str:crn>/tier/override/<int:pk>/", override.tier_override_decide, name="tier_override_decide"),
    path(
        "people/<str:crn>/tier/override/<int:pk>/withdraw/",
        override.tier_override_withdraw,
        name="tier_override_withdraw",
    ),
]
