"""Say what a map on a page shows: where its data is, its box, and its words."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from geodata import basemap, territory
from geodata.models import Place


def config(**changes: Any) -> dict[str, Any]:
    """Return the configuration of a map of the whole territory, with changes to it.

    ``bbox`` is west, south, east, north and ``centre`` longitude, latitude, in degrees (WGS 84).
    ``basemap`` is None where none has been built. ``features`` are those of a circuit that is not
    fetched from ``circuit`` but comes with the page.
    """
    here = territory.current()
    ground = basemap.current()
    return {
        "places": reverse("api:places"),
        "roads": reverse("api:roads"),
        "basemap": ground.config() if ground else None,
        "circuit": None,
        "features": None,
        "language": get_language(),
        "bbox": here.bbox,
        "centre": here.centre,
        "zoom": here.zoom,
        "time_zone": here.timezone.key,
        "highlight": None,
        "page": reverse("map"),
    } | changes


def of_place(place: Place) -> dict[str, Any]:
    """Return the map of one place, opened on its spot or on the area that it lies in."""
    around = (place, *place.public_areas)
    located = next((near for near in around if near.routable_point), None)
    if located is None or located.routable_point is None:
        return config(highlight=place.slug)
    point = located.routable_point
    return config(
        highlight=place.slug,
        centre=(point.x, point.y),
        zoom=zoom_for(place.position_accuracy_m or located.position_accuracy_m or 100),
    )


def zoom_for(radius_m: int) -> float:
    """Return a zoom level at which a circle of a radius fills about a third of a small map."""
    level, shown_m = 17.0, 60
    while shown_m < radius_m and level > 7:
        level, shown_m = level - 1, shown_m * 2
    return level
