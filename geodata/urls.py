"""Addresses of places."""

from django.urls import path

from geodata import views

app_name = "places"
urlpatterns = [
    path("", views.place_list, name="list"),
    path("to-survey/", views.to_survey, name="to_survey"),
    path("<slug:slug>/", views.place_detail, name="detail"),
    path("<slug:slug>/map.svg", views.place_map, name="static_map"),
]
