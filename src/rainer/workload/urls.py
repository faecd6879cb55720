from django.urls import path, re_path

from rainer.workload.views import actions, circumstances, hours, mine, own_history, places, questions, why

LEVEL = r"(?P<level>team|unit|region|nation)/(?P<code>[^/]+)/"

urlpatterns = [
    path("my/load/", mine.my_load, name="my_load"),
    path("my/load/query/", questions.query_line, name="query_line"),
    path("staff/<str:code>/load/", mine.staff_load, name="staff_load"),
    path("staff/<str:code>/load/history/", own_history.load_history, name="load_history"),
    path(
        "staff/<str:code>/load/<str:team>/charts/own-load-<int:width>.svg", own_history.own_chart, name="own_load_chart"
    ),
    path("staff/<str:code>/load/<str:team>/charts/own-load.csv", own_history.own_chart, name="own_load_figures"),
    path("staff/<str:code>/hours/", hours.staff_hours, name="staff_hours"),
    path("staff/<str:code>/hours/<str:team>/", hours.set_hours, name="set_hours"),
    path("staff/<str:code>/reductions/<str:team>/add/", hours.add_reduction, name="reduction_add"),
    path("load/", places.load_nation, name="load_nation"),
    path("load/reductions/", hours.reductions, name="reductions"),
    path("load/reductions/<int:pk>/", hours.change_reduction, name="reduction"),
    path("load/reductions/<int:pk>/end/", hours.end_reduction, name="reduction_end"),
    path("load/reductions/<int:pk>/delete/", hours.delete_reduction, name="reduction_delete"),
    path("load/actions/", actions.load_actions, name="workload_actions"),
    path("load/actions/<int:pk>/", actions.load_action, name="workload_action"),
    path("load/actions/<int:pk>/help/", actions.say_if_it_helped, name="load_action_help"),
    path("load/queries/", questions.line_queries, name="line_queries"),
    path("load/queries/<int:pk>/", questions.answer_query, name="line_query"),
    path("load/work-without-weight/", questions.work_without_weight, name="work_without_weight"),
    path("load/work-without-weight/add/", questions.add_work, name="add_work"),
    path("load/work-without-weight/<int:pk>/answer/", questions.answer_work, name="answer_work"),
    re_path(rf"^load/{LEVEL}$", places.load, name="load"),
    re_path(rf"^load/{LEVEL}charts/(?P<name>[a-z]+)-(?P<width>\d+)\.svg$", places.place_chart, name="load_chart"),
    re_path(rf"^load/{LEVEL}charts/(?P<name>[a-z]+)\.csv$", places.place_chart, name="load_figures"),
    path("circumstances/<str:about>/", circumstances.circumstances, name="circumstances"),
    path("why/load/<str:code>/<str:team>/", why.why_load, name="why_load"),
    re_path(rf"^why/load-of/{LEVEL}$", why.why_place_load, name="why_place_load"),
    re_path(rf"^why/nobody-named-points/{LEVEL}$", why.why_nobody_points, name="why_nobody_points"),
]
