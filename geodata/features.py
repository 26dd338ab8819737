"""Build GeoJSON (RFC 7946) in the database, where it is fastest.

Places are read by bounding box. An unlocated place has a null geometry and says in ``area`` which
circle it lies in; it belongs to a box that its area touches.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from geodata import opening, territory
from geodata.errors import InvalidBox
from geodata.languages import translated_column
from geodata.models import Place
from geodata.opening import Rules, State
from geodata.rules import rules_by_id


@dataclass(frozen=True)
class Box:
    """A bounding box in degrees (WGS 84)."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def parse(cls, text: str) -> "Box":
        """Read ``west,south,east,north``; raise `InvalidBox` with what to mend."""
        parts = text.split(",")
        if len(parts) != 4:
            raise InvalidBox(
                _("bbox takes four numbers, west,south,east,north; there are %(count)d.")
                % {"count": len(parts)}
            )
        try:
            west, south, east, north = (float(part) for part in parts)
        except ValueError:
            raise InvalidBox(_("bbox takes numbers in degrees: west,south,east,north.")) from None
        if not (-180 <= west <= 180 and -180 <= east <= 180):
            raise InvalidBox(_("bbox: west and east lie between -180 and 180 degrees."))
        if not (-90 <= south <= north <= 90):
            raise InvalidBox(_("bbox: south comes before north, both between -90 and 90 degrees."))
        if west > east:
            raise InvalidBox(_("bbox: west must not be greater than east."))
        return cls(west, south, east, north)


@dataclass(frozen=True)
class Selection:
    """Which places are asked for.

    ``among`` holds the ids of the places to choose from, where another app has an opinion. With
    ``open_at`` (aware) or ``open_on`` (a local date) only what is open then is selected, and
    every feature carries its state.
    """

    box: Box | None = None
    categories: tuple[str, ...] = ()
    among: frozenset[int] | None = None
    open_at: datetime | None = None
    open_on: date | None = None


# One statement, so that a box of thousands of places costs one pass and one string. The area of an
# unlocated place is that of its nearest ancestor with a position. A workshop without a spot of its
# own is not drawn: it is found through the complex that it lies in.
_PLACES = """
SELECT json_build_object('type', 'FeatureCollection',
                         'features', coalesce(json_agg(feature), '[]'::json))::text
FROM (
    SELECT json_build_object(
        'type', 'Feature',
        'id', place.slug,
        'geometry', ST_AsGeoJSON(place.geometry, 6)::json,
        'properties', json_build_object(
            'name', {name},
            'category', place.category,
            'quality', place.position_quality,
            'accuracy_m', place.position_accuracy_m,
            'core', place.is_core,
            'sample', place.is_sample,
            'url', %(url)s || place.slug || '/',
            'area', CASE WHEN place.geometry IS NULL AND area.slug IS NOT NULL THEN
                json_build_object(
                    'slug', area.slug, 'name', area.name,
                    'lon', round(ST_X(area.point)::numeric, 6)::float8,
                    'lat', round(ST_Y(area.point)::numeric, 6)::float8,
                    'radius_m', coalesce(place.position_accuracy_m, area.accuracy_m)) END
            {state}
        )) AS feature
    FROM geodata_place place
    LEFT JOIN geodata_place parent ON parent.id = place.parent_id
    LEFT JOIN geodata_place grandparent ON grandparent.id = parent.parent_id
    LEFT JOIN LATERAL (
        SELECT near.slug, {near_name} AS name, ST_PointOnSurface(near.geometry) AS point,
               near.position_accuracy_m AS accuracy_m
        FROM (SELECT parent.*, 1 AS distance UNION ALL SELECT grandparent.*, 2) near
        WHERE near.geometry IS NOT NULL AND near.status = 'published'
        ORDER BY near.distance LIMIT 1
    ) area ON place.geometry IS NULL
    WHERE place.status = 'published'
      AND NOT (place.category = 'workshop' AND place.geometry IS NULL){conditions}
    ORDER BY place.is_core DESC, place.id
) features
"""

# The box around an area, whose radius in metres becomes degrees of longitude and of latitude.
_METRES_PER_DEGREE = 111_320
_RADIUS_M = "coalesce(place.position_accuracy_m, area.accuracy_m, 0)"
_AREA_BOX = f"""ST_Expand(area.point,
    {_RADIUS_M} / ({_METRES_PER_DEGREE} * cos(radians(ST_Y(area.point)))),
    {_RADIUS_M} / {_METRES_PER_DEGREE}.0)"""


def places(selection: Selection, language: str) -> str:
    """Return the selected public places as the text of a GeoJSON FeatureCollection."""
    conditions, state = [], ""
    with override(language):
        parameters: dict[str, Any] = {"url": reverse("places:list")}
    if selection.box is not None:
        box = selection.box
        parameters |= {
            "west": box.west,
            "south": box.south,
            "east": box.east,
            "north": box.north,
        }
        conditions.append(
            f"coalesce(place.geometry, {_AREA_BOX})"
            " && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326)"
        )
    if selection.categories:
        parameters["categories"] = list(selection.categories)
        conditions.append("place.category = ANY(%(categories)s)")
    if selection.among is not None:
        parameters["among"] = list(selection.among)
        conditions.append("place.id = ANY(%(among)s)")
    if selection.open_at is not None or selection.open_on is not None:
        parameters["open"] = open_places(selection)
        conditions.append("place.id = ANY(%(open)s)")
        state = ", 'state', 'open'"
    sql = _PLACES.format(
        name=translated_column("place", "name", language),
        near_name=translated_column("near", "name", language),
        state=state,
        conditions="".join(f" AND {condition}" for condition in conditions),
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        text: str = cursor.fetchone()[0]
    return text


def open_places(selection: Selection) -> list[int]:
    """Return the ids of the public places that are open at the selected moment, or on the day."""
    calendar = territory.current().calendar

    def is_open(rules: Rules) -> bool:
        if selection.open_at is not None:
            return opening.at(rules, selection.open_at, calendar).state == State.OPEN
        day = selection.open_on or timezone.localdate()
        return opening.on(rules, day, calendar).state == State.OPEN

    return [pk for pk, rules in rules_by_id(Place.objects.public()).items() if is_open(rules)]


_ROADS = """
SELECT json_build_object('type', 'FeatureCollection',
                         'features', coalesce(json_agg(feature), '[]'::json))::text
FROM (
    SELECT json_build_object(
        'type', 'Feature',
        'id', road.slug,
        'geometry', ST_AsGeoJSON(ST_MakeLine(
            ST_PointOnSurface(a.geometry), ST_PointOnSurface(b.geometry)), 6)::json,
        'properties', json_build_object('ref', road.ref, 'distance_m', road.distance_m)
    ) AS feature
    FROM geodata_road road
    JOIN geodata_place a ON a.id = road.start_id AND a.status = 'published'
    JOIN geodata_place b ON b.id = road.end_id AND b.status = 'published'
    WHERE a.geometry IS NOT NULL AND b.geometry IS NOT NULL
    ORDER BY road.slug
) features
"""


def roads() -> str:
    """Return the known roads as GeoJSON text: straight lines, since no course is known."""
    with connection.cursor() as cursor:
        cursor.execute(_ROADS)
        text: str = cursor.fetchone()[0]
    return text
