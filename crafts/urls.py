"""Addresses of crafts, organisations, artisans, products and motifs."""

from django.urls import path

from crafts import views

app_name = "crafts"
urlpatterns = [
    path("crafts/", views.craft_list, name="craft_list"),
    path("crafts/<slug:slug>/", views.craft_detail, name="craft_detail"),
    path("organisations/", views.organisation_list, name="organisation_list"),
    path("organisations/<slug:slug>/", views.organisation_detail, name="organisation_detail"),
    path("artisans/", views.artisan_list, name="artisan_list"),
    path("artisans/<slug:slug>/", views.artisan_detail, name="artisan_detail"),
    path("products/", views.product_list, name="product_list"),
    path("products/<slug:slug>/", views.product_detail, name="product_detail"),
    path("motifs/", views.motif_list, name="motif_list"),
    path("motifs/<slug:slug>/", views.motif_detail, name="motif_detail"),
]
