"""Say where on a street the entrance of a place may be."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry, Point
from django.utils.translation import gettext as _

from geodata import positions, streets, wording
from geodata.errors import GeodataError, NoStreets
from geodata.streets import Waypoint

# A street farther away is not where one goes in.
FARTHEST_M = 2_000


class NoEntrance(GeodataError):
    """A position from which no street can be proposed."""


@dataclass(frozen=True)
class Proposal:
    """A point on the nearest street that can be walked, in WGS 84, and how far it is."""

    point: Point
    distance_m: float

    @property
    def sentence(self) -> str:
        """What an officer is asked."""
        return _("The nearest street is %(distance)s away.") % {
            "distance": wording.distance(self.distance_m)
        }


def at_nearest_street(position: str) -> Proposal:
    """Return the spot of the nearest street from a position as a form has it.

    Parameters
    ----------
    position
        ``latitude, longitude``, or GeoJSON: from an area its middle is taken.

    Raises
    ------
    NoEntrance
        Where there is no position, or no street within `FARTHEST_M`.
    NoStreets
        Where no street graph serves.
    """
    town = streets.current()
    if town is None:
        raise NoStreets
    start = _point(position)
    if start is None:
        raise NoEntrance(_("Set the position or the entrance first: no spot is known yet."))
    (snap,) = town.snap([Waypoint(start.x, start.y)])
    if snap is None or snap.moved_m > FARTHEST_M:
        raise NoEntrance(_("There is no street near here on the street map."))
    return Proposal(Point(snap.longitude, snap.latitude, srid=positions.WGS_84), snap.moved_m)


def _point(position: str) -> Point | None:
    point = positions.parse(position)
    if point is not None:
        return point
    try:
        geometry = GEOSGeometry(position)
    except (ValueError, GEOSException, GDALException):
        return None
    if geometry.empty:
        return None
    return geometry if isinstance(geometry, Point) else geometry.point_on_surface
