"""Build GeoJSON (RFC 7946) in the database, where it is fastest.

Places are read by bounding box. An unlocated place has a null geometry and says in ``area`` which
circle it lies in; it belongs to a box that its area touches.
"""

from dataclasses import asdict, dataclass
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
from geodata.rules import rule_groups


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


# The features are put together as text, which is twice as fast as building JSON and printing it:
# slugs and choices need no escaping, names get it. A workshop without a spot of its own is not
# drawn: it is found through the complex that it lies in.
_FEATURE = """
'{{"type":"Feature","id":"' || place.slug || '","geometry":' || {geometry}
|| ',"properties":{{"name":' || to_json({name})
|| ',"category":"' || place.category || '","quality":"' || place.position_quality
|| '","accuracy_m":' || coalesce(place.position_accuracy_m::text, 'null')
|| ',"core":' || place.is_core || ',"sample":' || place.is_sample
|| ',"url":"' || %(url)s || place.slug || '/","area":' || {area} || %(state)s || '}}}}'
"""

_LOCATED = """
SELECT string_agg({feature}, ',')
FROM geodata_place place
WHERE place.status = 'published' AND place.geometry IS NOT NULL{conditions}
"""

# The area of an unlocated place is that of its nearest ancestor with a position.
_UNLOCATED = """
SELECT string_agg({feature}, ',')
FROM geodata_place place
LEFT JOIN geodata_place parent ON parent.id = place.parent_id
LEFT JOIN geodata_place area ON area.geometry IS NOT NULL AND area.status = 'published'
    AND area.id = CASE WHEN parent.geometry IS NOT NULL AND parent.status = 'published'
                       THEN parent.id ELSE parent.parent_id END
WHERE place.status = 'published' AND place.geometry IS NULL
  AND place.category <> 'workshop'{conditions}
"""

_AREA = """
CASE WHEN area.slug IS NULL THEN 'null' ELSE json_build_object(
    'slug', area.slug, 'name', {name},
    'lon', round(ST_X(ST_PointOnSurface(area.geometry))::numeric, 6)::float8,
    'lat', round(ST_Y(ST_PointOnSurface(area.geometry))::numeric, 6)::float8,
    'radius_m', coalesce(place.position_accuracy_m, area.position_accuracy_m))::text END
"""

# The box around an area, whose radius in metres becomes degrees of longitude and of latitude.
_METRES_PER_DEGREE = 111_320
_RADIUS_M = "coalesce(place.position_accuracy_m, area.position_accuracy_m, 0)"
_AREA_BOX = f"""ST_Expand(ST_PointOnSurface(area.geometry),
    {_RADIUS_M} / ({_METRES_PER_DEGREE} * cos(radians(ST_YMax(area.geometry)))),
    {_RADIUS_M} / {_METRES_PER_DEGREE}.0)"""
_BOX = "ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326)"


def places(selection: Selection, language: str) -> str:
    """Return the selected public places as the text of a GeoJSON FeatureCollection."""
    with override(language):
        parameters: dict[str, Any] = {"url": reverse("places:list"), "state": ""}
    located, unlocated = "", ""
    if selection.box is not None:
        parameters |= asdict(selection.box)
        located += f" AND place.geometry && {_BOX}"
        unlocated += f" AND {_AREA_BOX} && {_BOX}"
    shared = ""
    if selection.categories:
        parameters["categories"] = list(selection.categories)
        shared += " AND place.category = ANY(%(categories)s)"
    if selection.among is not None:
        parameters["among"] = list(selection.among)
        shared += " AND place.id = ANY(%(among)s)"
    if selection.open_at is not None or selection.open_on is not None:
        parameters |= {"open": open_places(selection), "state": ',"state":"open"'}
        shared += " AND place.id = ANY(%(open)s)"
    name = translated_column("place", "name", language)
    area = _AREA.format(name=translated_column("area", "name", language))
    point = "ST_AsGeoJSON(place.geometry, 6)"
    statements = (
        _LOCATED.format(
            feature=_FEATURE.format(geometry=point, name=name, area="'null'"),
            conditions=located + shared,
        ),
        _UNLOCATED.format(
            feature=_FEATURE.format(geometry="'null'", name=name, area=area),
            conditions=unlocated + shared,
        ),
    )
    features: list[str] = []
    # Apart they take half the time that PostgreSQL takes over a union of them.
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, parameters)
            features += (text for (text,) in cursor.fetchall() if text)
    return f'{{"type":"FeatureCollection","features":[{",".join(features)}]}}'


def open_places(selection: Selection) -> list[int]:
    """Return the ids of the public places that are open at the selected moment, or on the day."""
    calendar = territory.current().calendar

    def is_open(rules: Rules) -> bool:
        if selection.open_at is not None:
            return opening.at(rules, selection.open_at, calendar).state == State.OPEN
        day = selection.open_on or timezone.localdate()
        return opening.on(rules, day, calendar).state == State.OPEN

    groups = rule_groups(Place.objects.public())
    return [pk for group in groups if is_open(group.rules) for pk in group.places]


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
