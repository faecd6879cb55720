"""The pages of a plan."""

from __future__ import annotations

from django.urls import path

from rainer.assessments.views import plan_changes, plan_together, plans

PLAN = "people/<str:crn>/plan/"
GOAL = f"{PLAN}goals/<int:pk>/"
urlpatterns = [
    path(PLAN, plans.plan, name="plan"),
    path(f"{PLAN}theirs/", plans.theirs, name="plan_theirs"),
    path(f"{PLAN}theirs/print/", plans.theirs_pdf, name="plan_theirs_pdf"),
    path(f"{PLAN}why/", plans.why, name="plan_why"),
    path(f"{PLAN}history/", plans.history, name="plan_history"),
    path(f"{PLAN}versions/<int:number>/", plans.version, name="plan_version"),
    path(f"{PLAN}agree/", plan_together.agree, name="plan_agree"),
    path(f"{PLAN}review/", plan_together.review, name="plan_review"),
    path(f"{PLAN}goals/add/", plan_changes.goal_add, name="plan_goal_add"),
    path(f"{GOAL}change/", plan_changes.goal_change, name="plan_goal_change"),
    path(f"{GOAL}move/", plan_changes.goal_move, name="plan_goal_move"),
    path(f"{GOAL}progress/", plan_changes.goal_progress, name="plan_goal_progress"),
    path(f"{GOAL}achieve/", plan_changes.goal_achieve, name="plan_goal_achieve"),
    path(f"{GOAL}remove/", plan_changes.goal_remove, name="plan_goal_remove"),
    path(f"{GOAL}again/", plan_changes.goal_again, name="plan_goal_again"),
    path(f"{GOAL}delete/", plan_changes.goal_delete, name="plan_goal_delete"),
    path(f"{GOAL}steps/add/", plan_changes.step_add, name="plan_step_add"),
    path(f"{PLAN}steps/<int:pk>/", plan_changes.step_change, name="plan_step_change"),
    path(f"{PLAN}steps/<int:pk>/move/", plan_changes.step_move, name="plan_step_move"),
]
