from django.urls import path

from rainer.overview import views

urlpatterns = [
    path("", views.home, name="home"),
    path("units/<str:unit>/", views.unit_page, name="unit_front"),
    path("regions/<str:region>/", views.region_page, name="region_front"),
    path("teams/<str:team>/", views.team_page, name="team_front"),
    path("why/unit/<str:unit>/", views.why_unit_summary, name="why_unit_summary"),
]
