"""Make the sea's area from coastlines: OpenStreetMap draws them with the land on their left.

https://wiki.openstreetmap.org/wiki/Tag:natural=coastline
"""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import polygonize

type Box = tuple[float, float, float, float]
type Line = Sequence[tuple[float, float]]

ASIDE_DEGREES = 1e-7
"""How far from a coastline one looks which side is which: about a centimetre."""
CLEAR_MAJORITY = 0.9


def sea(coastlines: Sequence[Line], box: Box) -> MultiPolygon:
    """Return the sea within a box.

    Coastlines are cut by the box; one that ends inside it, where an extract was cut, is continued
    straight to the nearest side. A part with coastlines that contradict each other is left as
    land: rather no sea than one over the town.

    Parameters
    ----------
    coastlines
        Longitudes and latitudes in degrees, in the direction in which they are tagged.
    box
        West, south, east, north in degrees.
    """
    if not coastlines:
        return MultiPolygon()
    frame = shapely.box(*box)
    shore = _within(coastlines, frame)
    if not shore:
        return MultiPolygon()
    edges = shapely.unary_union(
        [*shore, *_continuations(shore, frame), frame.exterior],
    )
    faces = list(polygonize(edges))
    return MultiPolygon(
        [face for face, is_sea in zip(faces, _are_sea(faces, shore), strict=True) if is_sea]
    )


def _within(coastlines: Sequence[Line], frame: Polygon) -> list[LineString]:
    """Return the coastlines cut by the box, joined end to end, their direction kept."""
    joined = shapely.line_merge(
        MultiLineString([line for line in coastlines if len(line) > 1]), directed=True
    )
    inside = [shapely.intersection(line, frame) for line in _lines(joined)]
    cut = shapely.line_merge(
        MultiLineString([line for part in inside for line in _lines(part)]), directed=True
    )
    return _lines(cut)


def _lines(geometry: BaseGeometry) -> list[LineString]:
    return [
        part for part in shapely.get_parts(geometry) if isinstance(part, LineString) and part.length
    ]


def _continuations(shore: Sequence[LineString], frame: Polygon) -> list[LineString]:
    """Return straight lines from loose ends to the nearest side of the box."""
    ends = [Point(line.coords[n]) for line in shore if not line.is_closed for n in (0, -1)]
    loose = [
        end for end in ends if frame.exterior.distance(end) > ASIDE_DEGREES and ends.count(end) == 1
    ]
    return [LineString([end, _beyond(end, frame)]) for end in loose]


def _beyond(end: Point, frame: Polygon) -> Point:
    """Return the spot a little outside the side of the box that is nearest to a loose end."""
    side = frame.exterior.interpolate(frame.exterior.project(end))
    return Point(side.x + (side.x - end.x) * 0.01, side.y + (side.y - end.y) * 0.01)


def _are_sea(faces: Sequence[Polygon], shore: Sequence[LineString]) -> list[bool]:
    """Say of each face whether the coastlines along it have it on their right.

    Every stretch of coastline votes with its length for the faces on its two sides.
    """
    starts, stops = [], []
    for line in shore:
        coordinates = shapely.get_coordinates(line)
        starts.append(coordinates[:-1])
        stops.append(coordinates[1:])
    a, b = np.concatenate(starts), np.concatenate(stops)
    along = b - a
    length = np.hypot(*along.T)
    a, along, length = a[length > 0], along[length > 0], length[length > 0]
    middle = a + along / 2
    left = np.column_stack([-along[:, 1], along[:, 0]]) / length[:, None] * ASIDE_DEGREES
    tree = shapely.STRtree(faces)
    as_land, as_sea = np.zeros(len(faces)), np.zeros(len(faces))
    for votes, spots in ((as_land, middle + left), (as_sea, middle - left)):
        segments, found = tree.query(shapely.points(spots), predicate="within")
        np.add.at(votes, found, length[segments])
    return [
        bool(sea > 0 and sea >= CLEAR_MAJORITY * (sea + land))
        for sea, land in zip(as_sea, as_land, strict=True)
    ]
