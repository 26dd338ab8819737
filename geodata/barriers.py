"""Say which areas nobody can pass through for now: places whose closure blocks the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.gis.geos import (
    GeometryCollection,
    GEOSGeometry,
    LineString,
    MultiLineString,
    Point,
    Polygon,
)
from django.db.models import Q
from django.utils import timezone

from geodata import territory
from geodata.models import Closure, Place

type Ring = tuple[tuple[float, float], ...]

# Half the width that a closed street or spot takes from those who would pass.
HALF_WIDTH_M = 5
# A spot that is known to no better than this says nothing of where one cannot pass.
KNOWN_TO_M = 50
# Who goes to a place that is this near goes to the closed place itself.
NEAR_M = 15

_WGS_84 = 4326


@dataclass(frozen=True)
class Barrier:
    """An area that nobody can pass through.

    Attributes
    ----------
    rings
        The outlines of its parts: longitudes and latitudes (WGS 84).
    around
        The area and what is near it.
    """

    rings: tuple[Ring, ...]
    around: GEOSGeometry

    def is_near(self, longitude: float, latitude: float) -> bool:
        """Tell whether a position lies in the area, or so near that one goes to the area itself."""
        return bool(self.around.intersects(Point(longitude, latitude, srid=_WGS_84)))


def barriers(moment: datetime | None = None) -> tuple[Barrier, ...]:
    """Return the areas that are blocked at an aware moment, now unless another is given."""
    now = moment or timezone.now()
    closures = (
        Closure.objects.filter(blocks_way=True, since__lte=now)
        .filter(Q(until=None) | Q(until__gt=now))
        .select_related("place")
        .order_by("pk")
    )
    found = (barrier(closure.place) for closure in closures)
    return tuple(area for area in found if area is not None)


def barrier(place: Place) -> Barrier | None:
    """Return the area that a place takes; None where nobody knows that well enough.

    An area is taken as it is drawn. A street or a well-known point gets a width.
    """
    geometry: GEOSGeometry | None = place.geometry
    if geometry is None:
        return None
    metric = geometry.transform(territory.current().metric_srid, clone=True)
    if isinstance(geometry, Point | LineString | MultiLineString):
        if (place.position_accuracy_m or 0) > KNOWN_TO_M:
            return None
        metric = metric.buffer(HALF_WIDTH_M, quadsegs=2)
    around = metric.buffer(NEAR_M)
    around.transform(_WGS_84)
    metric.transform(_WGS_84)
    return Barrier(rings=tuple(_ring(part) for part in _polygons(metric)), around=around)


def _polygons(geometry: GEOSGeometry) -> Sequence[Polygon]:
    if isinstance(geometry, Polygon):
        return [geometry]
    if not isinstance(geometry, GeometryCollection):
        return []
    return [polygon for part in geometry for polygon in _polygons(part)]


def _ring(polygon: Polygon) -> Ring:
    return tuple((x, y) for x, y, *_z in polygon.exterior_ring.coords)
