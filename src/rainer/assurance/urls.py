from __future__ import annotations

from django.urls import path

from rainer.assurance.views import changes, signals, watch

FUNNEL = "watch/risk-changes/<str:kind>/<str:quarter>/<str:where>/charts/funnel"

urlpatterns = [
    path("watch/risk-changes/", watch.watch, name="watch"),
    path("watch/risk-changes/draw/", watch.watch_draw, name="watch_draw"),
    path("watch/risk-changes/draws/<int:pk>/", changes.watch_drawn, name="watch_drawn"),
    path("watch/risk-changes/<int:pk>/", changes.level_change, name="level_change"),
    path(f"{FUNNEL}-<int:width>.svg", watch.watch_chart, name="watch_chart"),
    path(f"{FUNNEL}.csv", watch.watch_chart, name="watch_figures"),
    path("why/risk-changes/", watch.why_watch, name="why_watch"),
    path("people/<str:crn>/signals/", signals.person_signals, name="person_signals"),
    path("people/<str:crn>/signals/<int:pk>/", signals.signal_close, name="signal_close"),
]
