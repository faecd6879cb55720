"""Addresses of allocation."""

from __future__ import annotations

from django.urls import path

from rainer.allocation.views import (
    allocated,
    change,
    choose,
    compare,
    confirm,
    could_not_place,
    decide,
    decision,
    look,
    named,
    proposals,
    propose,
    result,
    self_check,
    talk,
    waiting,
    watch,
)

urlpatterns = [
    path("units/<str:code>/nobody-named/", waiting.nobody_named, name="nobody_named"),
    path("units/<str:code>/nobody-named/why/", self_check.nobody_named_why, name="nobody_named_why"),
    path("units/<str:code>/nobody-named/watcher/", watch.several, name="set_watchers"),
    path("units/<str:code>/self-check/", self_check.self_check, name="self_check"),
    path("units/<str:code>/allocations/", look.allocations, name="allocations"),
    path("people/<str:crn>/watcher/", watch.one, name="set_watcher"),
    path("people/<str:crn>/case/", look.case, name="look_at_case"),
    path("people/<str:crn>/allocate/", choose.name, name="allocate"),
    path("people/<str:crn>/allocate/<str:staff>/", confirm.name, name="allocate_to"),
    path("people/<str:crn>/allocate/<str:staff>/talk/", talk.talk, name="staff_safety_talk"),
    path("people/<str:crn>/allocated/<int:pk>/", allocated.allocated, name="allocated"),
    path("people/<str:crn>/compare/", compare.compare, name="compare_practitioners"),
    path("people/<str:crn>/reallocate/", choose.move, name="reallocate"),
    path("people/<str:crn>/reallocate/<str:staff>/", confirm.move, name="reallocate_to"),
    path("allocations/<int:pk>/", decision.allocation, name="allocation"),
    path("proposals/new/", propose.new, name="propose"),
    path("proposals/<int:pk>/", proposals.proposal, name="proposal"),
    path("proposals/<int:pk>/progress/", propose.progress, name="proposal_progress"),
    path("proposals/<int:pk>/stop/", propose.stop, name="proposal_stop"),
    path("proposals/<int:pk>/ticks/", decide.ticks, name="proposal_ticks"),
    path("proposals/<int:pk>/check/", decide.check, name="proposal_check"),
    path("proposals/<int:pk>/why/", could_not_place.why, name="proposal_why"),
    path("proposals/<int:pk>/could-not-place/", could_not_place.not_placed, name="proposal_not_placed"),
    path("proposals/<int:pk>/named/", named.named, name="proposal_named"),
    path("proposals/<int:pk>/people/<int:row_pk>/", change.row, name="proposal_row"),
    path("proposals/<int:pk>/charts/<slug:name>-<int:width>.svg", result.chart, name="proposal_chart"),
    path("proposals/<int:pk>/charts/<slug:name>.csv", result.chart, name="proposal_chart_figures"),
]
