from __future__ import annotations

from django.urls import path

from rainer.rulebook.views import decide, look

urlpatterns = [
    path("rulebook/", look.rulebook, name="rulebook"),
    path("rulebook/rules/<str:name>/", look.rulebook_rule, name="rulebook_rule"),
    path("rulebook/proposals/", decide.rulebook_proposals, name="rulebook_proposals"),
    path("rulebook/proposals/<int:pk>/", decide.rulebook_proposal, name="rulebook_proposal"),
    path("rulebook/proposals/<int:pk>/decide/", decide.rulebook_decide, name="rulebook_decide"),
    path("rulebook/proposals/<int:pk>/withdraw/", decide.rulebook_withdraw, name="rulebook_withdraw"),
    path("rulebook/<str:key>/", look.rulebook_value, name="rulebook_value"),
    path("rulebook/<str:key>/propose/", decide.rulebook_propose, name="rulebook_propose"),
]
