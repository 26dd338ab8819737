"""The API under /api/v1/, described by /api/v1/openapi.json."""

from dataclasses import replace
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from ninja import NinjaAPI, Router
from ninja.openapi.docs import DocsBase

from circuits import features as circuit_features
from circuits.models import Circuit
from geodata import features, views, waypoints
from geodata.query import read_moment
from heritage_map import api_editions, api_plan, api_reports, api_taken, api_visits
from heritage_map.errors import problem, refusal
from heritage_map.languages import read_language, reader_language

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
    description=(
        "The places, roads and circuits of the territory as GeoJSON (RFC 7946), and plans for a "
        "traveller as JSON."
    ),
    urls_namespace="api",
    docs=Words(),
)


@api.exception_handler(Exception)
def say_what_is_wrong(request: HttpRequest, error: Exception) -> HttpResponse:
    """Answer a mistake in the request, or of ours, with its sentence."""
    if isinstance(error, OperationalError | InterfaceError):
        raise error  # the database does not answer: heritage_map.health says so
    with override(reader_language(request)):
        return refusal(error)


@api.exception_handler(Http404)
def say_that_nothing_is_here(request: HttpRequest, error: Http404) -> HttpResponse:
    """Answer for what does not exist."""
    return problem(404, _("There is nothing at this address"))


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


@api.get("/circuits/{slug:slug}.geojson", url_name="circuit", summary="A circuit's stops and legs")
def circuit(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the stops of a circuit in order and the legs between them."""
    with override(read_language(request)):
        found = get_object_or_404(Circuit.objects.public(), slug=slug)
        return JsonResponse(circuit_features.circuit(found), content_type=GEOJSON)


def _parameters(**texts: str) -> dict[str, Any]:
    """Return the description of parameters in the query, for OpenAPI."""
    return {
        "parameters": [
            {
                "name": name.rstrip("_"),
                "in": "query",
                "schema": {"type": "string"},
                "description": text,
                "required": name.rstrip("_") in REQUIRED,
            }
            for name, text in texts.items()
        ]
    }


REQUIRED = frozenset({"stops", "from", "point", "minutes", "sources"})
A_STOP = "longitude,latitude (WGS 84), or a place by the name in its address, such as souk-dlalat"
MODE = "foot (the default), wheelchair or car"
PACE = "slow, normal (the default) or brisk: how fast one walks or rolls"
NO_STREETS = "503 where this site has no street map."


@api.get(
    "/route",
    url_name="route",
    summary="The way over several stops, with directions",
    openapi_extra=_parameters(
        stops=f"2 to {waypoints.MOST_STOPS} stops separated by semicolons, each a {A_STOP}",
        mode=f"{MODE}; or one for each leg, separated by commas",
        pace=PACE,
        lang="language of the directions",
    ),
)
def route(request: HttpRequest) -> HttpResponse:
    """Return each leg as a line with its length, duration and directions sentence by sentence.

    approximate is true where a leg is a straight line with an allowance for detours (there is no
    street map, or no way on it: see basis), where a stop lies off the streets, or where the spot
    of a place is only roughly known. start_moved_m and end_moved_m say how far the nearest street
    is from the stop.
    """
    from circuits import journeys  # Valhalla takes a while to import, and few processes need it

    with override(read_language(request)):
        stops = waypoints.read_stops(request.GET, "stops", 2, waypoints.MOST_STOPS)
        modes = waypoints.read_modes(request.GET, len(stops) - 1)
        waypoints.check_legs(stops, modes)
        answer = journeys.journey(stops, modes, waypoints.read_pace(request.GET))
        return JsonResponse(answer, content_type=GEOJSON)


@api.get(
    "/reachable",
    url_name="reachable",
    summary="The area one comes to in some minutes",
    description=f"Return a Polygon. {NO_STREETS}",
    openapi_extra=_parameters(
        from_=A_STOP,
        minutes=f"1 to {waypoints.MOST_MINUTES}",
        mode=MODE,
        pace=PACE,
        lang="language of what is to be mended",
    ),
)
def reachable(request: HttpRequest) -> HttpResponse:
    """Return the area that can be reached from a stop."""
    from geodata import reach

    with override(read_language(request)):
        answer = reach.reachable(
            waypoints.read_stop(request.GET, "from"),
            waypoints.read_minutes(request.GET),
            waypoints.read_mode(request.GET),
            waypoints.read_pace(request.GET),
        )
        return JsonResponse(answer, content_type=GEOJSON)


@api.get(
    "/nearest",
    url_name="nearest",
    summary="The nearest street to a point",
    description=f"Return a Point on it, and in moved_m how far that is in metres. {NO_STREETS}",
    openapi_extra=_parameters(point=A_STOP, mode=MODE, lang="language of what is to be mended"),
)
def nearest(request: HttpRequest) -> HttpResponse:
    """Return the spot on the nearest street."""
    from geodata import reach

    with override(read_language(request)):
        answer = reach.nearest(
            waypoints.read_stop(request.GET, "point"), waypoints.read_mode(request.GET)
        )
        return JsonResponse(answer, content_type=GEOJSON)


@api.get(
    "/matrix",
    url_name="matrix",
    summary="Lengths and durations between many stops",
    description=(
        "Return distance_m and duration_s by source, then by target; null where no way leads. "
        f"{NO_STREETS}"
    ),
    openapi_extra=_parameters(
        sources=f"1 to {waypoints.MOST_IN_MATRIX} stops separated by semicolons, each a {A_STOP}",
        targets="as sources; the same where absent",
        mode=MODE,
        pace=PACE,
        lang="language of what is to be mended",
    ),
)
def matrix(request: HttpRequest) -> HttpResponse:
    """Return how far and how long it is from every source to every target."""
    from geodata import reach

    with override(read_language(request)):
        most = waypoints.MOST_IN_MATRIX
        sources = waypoints.read_stops(request.GET, "sources", 1, most)
        targets = sources
        if request.GET.get("targets"):
            targets = waypoints.read_stops(request.GET, "targets", 1, most)
        mode = waypoints.read_mode(request.GET)
        waypoints.check_spread((*sources, *targets), mode)
        pace = waypoints.read_pace(request.GET)
        return JsonResponse(reach.matrix(sources, targets, mode, pace))


rest = Router()


@rest.api_operation(
    ["GET", "POST", "PUT", "PATCH", "DELETE"], "/{path:rest}", include_in_schema=False
)
def nothing_else(request: HttpRequest, rest: str) -> HttpResponse:
    """Answer a program with problem details, not with a page."""
    raise Http404


api.add_router("", api_plan.router)
api.add_router("", api_editions.router)
api.add_router("", api_taken.router)
api.add_router("", api_reports.router)
api.add_router("", api_visits.router)
api.add_router("", rest)  # at last, since it matches everything
