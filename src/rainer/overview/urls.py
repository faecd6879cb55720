from django.urls import path, re_path

from rainer.overview import why_counts
from rainer.overview.views import home, region, team, unit

urlpatterns = [
    path("", home.home, name="home"),
    path("units/<str:unit>/", unit.unit_page, name="unit_front"),
    path("regions/<str:region>/", region.region_page, name="region_front"),
    path("teams/<str:team>/", team.team_page, name="team_front"),
    path("why/unit/<str:unit>/", unit.why_unit_summary, name="why_unit_summary"),
    path("why/region/<str:region>/", region.why_region_summary, name="why_region_summary"),
    re_path(r"^why/posts/(?P<level>unit|region)/(?P<code>[^/]+)/$", why_counts.why_posts, name="why_posts"),
    re_path(
        r"^why/nobody-named/(?P<level>unit|region)/(?P<code>[^/]+)/$",
        why_counts.why_nobody_count,
        name="why_nobody_count",
    ),
]
