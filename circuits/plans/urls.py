"""Addresses of plans."""

from django.urls import path

from circuits.plans import views

app_name = "plans"
urlpatterns = [
    path("", views.plan, name="plan"),
    path("follow/", views.follow, name="follow"),
    path("map.svg", views.plan_map, name="static_map"),
    path("circuit-<str:day>.<slug:extension>", views.take_away, name="take_away"),
]
