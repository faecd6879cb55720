from django.urls import path, re_path

from rainer.overview import views, why_counts

urlpatterns = [
    path("", views.home, name="home"),
    path("units/<str:unit>/", views.unit_page, name="unit_front"),
    path("regions/<str:region>/", views.region_page, name="region_front"),
    path("teams/<str:team>/", views.team_page, name="team_front"),
    path("why/unit/<str:unit>/", views.why_unit_summary, name="why_unit_summary"),
    path("why/posts/<str:unit>/", why_counts.why_posts, name="why_posts"),
    re_path(
        r"^why/nobody-named/(?P<level>unit|region)/(?P<code>[^/]+)/$",
        why_counts.why_nobody_count,
        name="why_nobody_count",
    ),
]
