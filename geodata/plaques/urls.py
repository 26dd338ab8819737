"""Addresses that plaques carry; they are without a language, and never change."""

from django.urls import path

from geodata.plaques import views

app_name = "plaques"
urlpatterns = [
    path("", views.open_code, name="choose"),
    path("<str:code>", views.open_code, name="open"),
    path("<str:code>/", views.open_code),
]
