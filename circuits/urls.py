"""Addresses of circuits."""

from django.urls import path

from circuits import views

app_name = "circuits"
urlpatterns = [
    path("", views.circuit_list, name="list"),
    path("<slug:slug>/", views.circuit_detail, name="detail"),
    path("<slug:slug>/follow/", views.circuit_follow, name="follow"),
    path("<slug:slug>/map.svg", views.circuit_map, name="static_map"),
]
