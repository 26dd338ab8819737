"""Read and write positions as people type them, and refuse those that cannot be right.

People write latitude first, as phones show it; GeoJSON and the database put longitude first.
"""

import re

from django.contrib.gis.geos import GEOSGeometry, Point
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from geodata import territory
from geodata.estimates import straight_m

WGS_84 = 4326

_NUMBER = r"[-+−]?\d{1,3}(?:\.\d+)?"
_PAIR = re.compile(rf"\s*({_NUMBER})\s*°?\s*[\s,;،]\s*({_NUMBER})\s*°?\s*")


def parse(text: str) -> Point | None:
    """Return the WGS 84 point that ``latitude, longitude`` in degrees says, or None if it does not.

    Separated by a comma (also the Arabic one), a semicolon or a space.
    """
    pair = _PAIR.fullmatch(text)
    if pair is None:
        return None
    latitude, longitude = (float(number.replace("−", "-")) for number in pair.groups())
    return Point(longitude, latitude, srid=WGS_84)


def text_of(geometry: GEOSGeometry | None) -> str:
    """Return what `parse` reads for a point, GeoJSON for a line or an area, "" for nothing."""
    if geometry is None:
        return ""
    if isinstance(geometry, Point):
        return f"{geometry.y}, {geometry.x}"
    return str(geometry.geojson)


def validate_inside_territory(geometry: GEOSGeometry) -> None:
    """Refuse a WGS 84 geometry that is broken or leaves the territory's box.

    It says if latitude and longitude look swapped.
    """
    if geometry.empty:
        raise ValidationError(_("The geometry is empty: draw it, or leave it out."), code="empty")
    if not geometry.valid:
        where = geometry.valid_reason.partition("[")[2].rstrip("]") or geometry.valid_reason
        raise ValidationError(
            _("The outline crosses itself at %(where)s: draw it again.") % {"where": where},
            code="crossed",
        )
    current = territory.current()
    if _is_inside(geometry.extent, current.bbox):
        return
    west, south, east, north = geometry.extent
    if _is_inside((south, west, north, east), current.bbox):
        raise ValidationError(
            _(
                "Latitude and longitude are swapped: latitude comes first and lies between "
                "%(south)s and %(north)s in %(town)s."
            )
            % {"south": current.bbox[1], "north": current.bbox[3], "town": current.name},
            code="swapped",
        )
    raise ValidationError(
        _(
            "The position lies outside %(town)s and its surroundings: latitude goes from "
            "%(south)s to %(north)s there, longitude from %(west)s to %(east)s."
        )
        % {
            "town": current.name,
            "west": current.bbox[0],
            "south": current.bbox[1],
            "east": current.bbox[2],
            "north": current.bbox[3],
        },
        code="outside",
    )


def away_m(point: Point, geometry: GEOSGeometry) -> float:
    """Return how far a point is from a geometry, in metres; both in WGS 84."""
    if geometry.intersects(point):
        return 0.0
    from shapely import from_wkb, shortest_line  # slow to import, and few processes need it

    line = shortest_line(from_wkb(bytes(geometry.wkb)), from_wkb(bytes(point.wkb)))
    return straight_m(*line.coords)


def _is_inside(
    extent: tuple[float, float, float, float], box: tuple[float, float, float, float]
) -> bool:
    return (
        box[0] <= extent[0] and box[1] <= extent[1] and extent[2] <= box[2] and extent[3] <= box[3]
    )
