from django.urls import path, re_path

from rainer.overview import why_counts
from rainer.overview.views import (
    countersign,
    day_actions,
    export,
    home,
    person,
    posts,
    queue,
    region,
    team,
    team_today,
    timeline,
    today,
    unit,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("today/", today.today, name="today"),
    path("today/does-not-fit/", day_actions.does_not_fit, name="does_not_fit"),
    path("today/put-off/<str:team>/<str:crn>/<str:key>/", day_actions.snooze_page, name="snooze"),
    path("people/<str:crn>/", person.person, name="person"),
    path("people/<str:crn>/timeline/", timeline.timeline, name="timeline"),
    path("people/<str:crn>/timeline/export/", export.record_export, name="record_export"),
    path("people/<str:crn>/timeline/export/<int:pk>/", export.record_exported, name="record_exported"),
    path("people/<str:crn>/timeline/export/<int:pk>/file/", export.record_export_file, name="record_export_file"),
    path(
        "people/<str:crn>/charts/compliance-<int:width>.svg", person.compliance_picture, name="person_compliance_chart"
    ),
    path("people/<str:crn>/charts/compliance.csv", person.compliance_picture, name="person_compliance_figures"),
    path("people/<str:crn>/tasks/<str:key>/why/", today.today_why, name="today_why"),
    path("teams/<str:code>/today/", team_today.team_today, name="team_today"),
    path("does-not-fit/<int:pk>/", team_today.answer, name="answer_does_not_fit"),
    path("countersign/", countersign.countersign_list, name="countersign_list"),
    path("countersign/<int:pk>/", countersign.countersign, name="countersign"),
    path("countersign/<int:pk>/not-mine/", countersign.countersign_not_mine, name="countersign_not_mine"),
    path("queue/", queue.queue, name="queue"),
    path("tasks/add/", day_actions.task_add, name="task_add"),
    path("tasks/<int:pk>/done/", day_actions.task_done, name="task_done"),
    path("tasks/<int:pk>/let-go/", day_actions.task_let_go, name="task_let_go"),
    path("units/<str:unit>/", unit.unit_page, name="unit_front"),
    path("units/<str:code>/posts/", posts.unit_posts, name="unit_posts"),
    path("regions/<str:region>/", region.region_page, name="region_front"),
    path("teams/<str:team>/", team.team_page, name="team_front"),
    path("why/unit/<str:unit>/", unit.why_unit_summary, name="why_unit_summary"),
    path("why/region/<str:region>/", region.why_region_summary, name="why_region_summary"),
    re_path(r"^why/posts/(?P<level>unit|region)/(?P<code>[^/]+)/$", why_counts.why_posts, name="why_posts"),
    re_path(
        r"^why/nobody-named/(?P<level>team|unit|region)/(?P<code>[^/]+)/$",
        why_counts.why_nobody_count,
        name="why_nobody_count",
    ),
]
