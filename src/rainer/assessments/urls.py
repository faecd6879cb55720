from __future__ import annotations

from django.urls import include, path

from rainer.assessments.views import reading, risk, scores, signing, why, writing

urlpatterns = [
    path("", include("rainer.assessments.urls_plans")),
    path("people/<str:crn>/assessment/", writing.person_assessment, name="person_assessment"),
    path("people/<str:crn>/assessment/begin/", writing.assessment_start, name="assessment_start"),
    path("people/<str:crn>/assessment/due/", why.assessment_due_why, name="assessment_due_why"),
    path("people/<str:crn>/risk/", risk.person_risk, name="person_risk"),
    path("people/<str:crn>/risk/flag/", risk.risk_flag, name="risk_flag"),
    path("people/<str:crn>/scores/", scores.scores, name="scores"),
    path("people/<str:crn>/scores/again/", scores.scores_again, name="scores_again"),
    path("people/<str:crn>/scores/<int:pk>/", scores.score, name="score"),
    path("people/<str:crn>/screens/<str:kind>/why/", why.screen_why, name="screen_why"),
    path("people/<str:crn>/scores/<str:kind>/why/", why.score_why, name="score_why"),
    path("offence-codes/", scores.offence_codes, name="offence_codes"),
    path("assessments/<int:pk>/", writing.assessment, name="assessment"),
    path("assessments/<int:pk>/summary/", reading.assessment_summary, name="assessment_summary"),
    path("assessments/<int:pk>/changes/", reading.assessment_changes, name="assessment_changes"),
    path("assessments/<int:pk>/history/", reading.assessment_history, name="assessment_history"),
    path("assessments/<int:pk>/why/<str:what>/", why.assessment_why, name="assessment_why"),
    path("assessments/<int:pk>/sign/", signing.assessment_sign, name="assessment_sign"),
    path("assessments/<int:pk>/lock/", signing.assessment_lock, name="assessment_lock"),
    path("assessments/<int:pk>/roll-back/", signing.assessment_roll_back, name="assessment_roll_back"),
    path("assessments/<int:pk>/<str:code>/", writing.assessment_section, name="assessment_section"),
]
