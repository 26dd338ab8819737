"""Addresses of circuits."""

from django.urls import path

from circuits import views
from circuits.takeaway.views import take_away

app_name = "circuits"
urlpatterns = [
    path("", views.circuit_list, name="list"),
    path("<slug:slug>/", views.circuit_detail, name="detail"),
    path("<slug:slug>/follow/", views.circuit_follow, name="follow"),
    path("<slug:slug>/map.svg", views.circuit_map, name="static_map"),
    path("<slug:slug>/<slug:name>.<slug:extension>", take_away, name="take_away"),
]
