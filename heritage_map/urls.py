"""The site's addresses: pages under their language, machines without one."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.contrib import admin
from django.contrib.sitemaps.views import index, sitemap
from django.urls import include, path

from geodata.basemap import serving
from geodata.plaques.views import type_code
from heritage_map import field, health, pages, phone, reports, styleguide
from heritage_map.api import api
from heritage_map.sitemaps import SITEMAPS

urlpatterns = [
    path("", pages.choose_language, name="root"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("manifest.webmanifest", phone.manifest, name="manifest"),
    path("sw.js", phone.service_worker, name="service_worker"),
    path("kept", phone.remember, name="remember"),
    path("basemap/<slug:version>.pmtiles", serving.serve, name="basemap"),
    path("manage/", admin.site.urls),
    path(
        "sitemap.xml",
        index,
        {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap_section"},
        name="sitemap",
    ),
    path("sitemap-<slug:section>.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap_section"),
    path("robots.txt", pages.robots, name="robots"),
    path("api/v1/", api.urls),
    path("q/", include("geodata.plaques.urls")),
    *i18n_patterns(
        path("", pages.home, name="home"),
        path("map/", pages.map_page, name="map"),
        path("search/", pages.search_page, name="search"),
        path("about/", pages.about, name="about"),
        path("privacy/", pages.privacy, name="privacy"),
        path("q/", type_code, name="plaque"),
        path("report/", reports.write, name="report"),
        path("report/<uuid:identity>/", reports.filed, name="report_filed"),
        path("kept/", phone.kept, name="kept"),
        path("kept/none/", phone.offline, name="offline"),
        path("kept/circuit/", phone.kept_circuit, name="kept_circuit"),
        path("kept/follow/", phone.kept_follow, name="kept_follow"),
        path("kept/field/", field.kept, name="kept_field"),
        path("places/", include("geodata.urls")),
        path("circuits/", include("circuits.urls")),
        path("plan/", include("circuits.plans.urls")),
        path("", include("crafts.urls")),
    ),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
]
if settings.DEBUG:
    urlpatterns.append(path("styleguide/", styleguide.style_guide))

handler400 = "heritage_map.pages.bad_request"
handler403 = "heritage_map.pages.forbidden"
handler404 = "heritage_map.pages.not_found"
handler500 = "heritage_map.pages.server_error"
