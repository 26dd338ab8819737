"""The API under /api/v1/, described by /api/v1/openapi.json."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

from circuits import features as circuit_features
from circuits.models import Circuit
from geodata import features, views
from geodata.errors import GeodataError
from geodata.query import read_choices, read_moment
from heritage_map.errors import STATUS, problem

GEOJSON = "application/geo+json"


class Words(DocsBase):
    """The description of the API as a page of this site, which needs no script from elsewhere."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        return render(
            request,
            "api.html",
            {
                "page_title": api.title,
                "page_description": api.description,
                "document": api.get_openapi_schema(),
            },
        )


api = NinjaAPI(
    title="Heritage map",
    version="1",
    description="The places, roads and circuits of the territory as GeoJSON (RFC 7946).",
    urls_namespace="api",
    docs=Words(),
)


@api.exception_handler(GeodataError)
def say_what_to_mend(request: HttpRequest, error: GeodataError) -> HttpResponse:
    """Answer a mistake in the request with its sentence."""
    return problem(STATUS[type(error)], str(error))


@api.exception_handler(Http404)
def say_that_nothing_is_here(request: HttpRequest, error: Http404) -> HttpResponse:
    """Answer for what does not exist."""
    return problem(404, _("There is nothing at this address"))


def read_language(request: HttpRequest) -> str:
    """Return the language that ``?lang=`` asks for, the site's own where it asks for none."""
    chosen = read_choices(request.GET, "lang", dict(settings.LANGUAGES))
    return chosen[0] if chosen else settings.LANGUAGE_CODE


@api.get(
    "/places.geojson",
    url_name="places",
    summary="Places by bounding box",
    openapi_extra={
        "parameters": [
            {"name": name, "in": "query", "schema": {"type": "string"}, "description": text}
            for name, text in {
                "bbox": "west,south,east,north in degrees (WGS 84)",
                "lang": "language of names and addresses",
                "category": "categories, separated by commas",
                "craft": "slug of a craft that is practised there",
                "open_at": "only what is open at this moment, such as 2026-11-28T10:00",
                "open_on": "only what is open on this date, such as 2026-11-28",
            }.items()
        ]
    },
)
def places(request: HttpRequest) -> HttpResponse:
    """Return the public places; an unlocated one has no geometry and names the area it lies in."""
    language = read_language(request)
    with override(language):
        box = request.GET.get("bbox")
        asked = views.selection(request)
        selection = replace(
            asked,
            box=features.Box.parse(box) if box else None,
            open_at=read_moment(request.GET, "open_at") or asked.open_at,
        )
        return HttpResponse(features.places(selection, language), content_type=GEOJSON)


@api.get("/roads.geojson", url_name="roads", summary="Known roads, as straight lines")
def roads(request: HttpRequest) -> HttpResponse:
    """Return the roads between places; their courses are not known."""
    return HttpResponse(features.roads(), content_type=GEOJSON)


@api.get("/circuits/{slug}.geojson", url_name="circuit", summary="A circuit's stops and legs")
def circuit(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the stops of a circuit in order and the legs between them."""
    with override(read_language(request)):
        found = get_object_or_404(Circuit.objects.public(), slug=slug)
        return JsonResponse(circuit_features.circuit(found), content_type=GEOJSON)


@api.get("/{path:rest}", include_in_schema=False)
def nothing_else(request: HttpRequest, rest: str) -> HttpResponse:
    """Answer a program with problem details, not with a page."""
    raise Http404
