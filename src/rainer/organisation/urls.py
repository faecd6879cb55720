from __future__ import annotations

from django.urls import path

from rainer.organisation import sign_in_urls, views, views_health

urlpatterns = [
    *sign_in_urls.urlpatterns,
    path("users/", views.users, name="users"),
    path("users/add/", views.add_user, name="add_user"),
    path("users/<int:pk>/", views.user, name="user"),
    path("users/<int:pk>/end-role/<int:holding>/", views.end_role, name="end_role"),
    path("users/<int:pk>/active/", views.set_active, name="set_active"),
    path("health/", views_health.health_page, name="health"),
    path("healthz", views_health.healthz, name="healthz"),
    path("jobs/", views_health.jobs, name="jobs"),
    path("outbox/", views_health.outbox, name="outbox"),
]
