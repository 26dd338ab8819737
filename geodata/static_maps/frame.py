"""Put a part of the Earth into a rectangle: north up, in Mercator's projection.

Mercator's is conformal: at the size of a town it is the local plane, and tiles of a basemap are in
it already. Its metres are stretched by the latitude; the scale of a map is taken at its middle, on
the WGS 84 ellipsoid.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from geodata.static_maps.svg import Points

EQUATOR_RADIUS_M = 6_378_137.0
ECCENTRICITY_SQUARED = 0.006_694_379_990_14
MOST_NORTHERN = 85.05

type Box = tuple[float, float, float, float]
"""West, south, east, north in degrees (WGS 84)."""


@dataclass(frozen=True)
class Rectangle:
    """A part of a sheet, in units from its left top corner."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def overlaps(self, other: Rectangle) -> bool:
        """Return whether the two have more than an edge in common."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def contains(self, other: Rectangle) -> bool:
        """Return whether the other lies inside."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )

    def inset(self, by: float) -> Rectangle:
        """Return the rectangle with a margin taken off on every side."""
        return Rectangle(self.left + by, self.top + by, self.width - 2 * by, self.height - 2 * by)


@dataclass(frozen=True)
class Frame:
    """A rectangle of a sheet and the part of the Earth in it.

    Attributes
    ----------
    west_m, north_m
        The left top corner in metres of Mercator's projection.
    mercator_m
        How many of those metres a unit of the drawing is.
    """

    rectangle: Rectangle
    west_m: float
    north_m: float
    mercator_m: float

    def project(self, positions: ArrayLike) -> Points:
        """Return rows of longitude and latitude (degrees, WGS 84) in units of the drawing."""
        metres = mercator(positions)
        return np.column_stack(
            (
                self.rectangle.left + (metres[:, 0] - self.west_m) / self.mercator_m,
                self.rectangle.top + (self.north_m - metres[:, 1]) / self.mercator_m,
            )
        )

    @property
    def box(self) -> Box:
        """The part of the Earth that is shown."""
        width_m = self.rectangle.width * self.mercator_m
        height_m = self.rectangle.height * self.mercator_m
        west, north = degrees(self.west_m, self.north_m)
        east, south = degrees(self.west_m + width_m, self.north_m - height_m)
        return west, south, east, north

    @property
    def metres_a_unit(self) -> float:
        """Metres on the ground that a unit is, from west to east in the middle of the map."""
        _west, south, _east, north = self.box
        return self.mercator_m * shrinking((south + north) / 2)

    @property
    def zoom(self) -> float:
        """The zoom level of a web map (tiles of 512) at which a unit is a pixel."""
        return math.log2(2 * math.pi * EQUATOR_RADIUS_M / (512 * self.mercator_m))


def fitted(box: Box, rectangle: Rectangle, *, margin: float, least_m: float) -> Frame:
    """Return the frame that shows a box in a rectangle, with a margin in units around it.

    Parameters
    ----------
    least_m
        The shorter side of the map shows at least as many metres on the ground.
    """
    west, south, east, north = box
    corners = mercator([(west, south), (east, north)])
    (west_m, south_m), (east_m, north_m) = corners.tolist()
    inner = rectangle.inset(margin)
    shorter = min(rectangle.width, rectangle.height)
    mercator_m = max(
        (east_m - west_m) / inner.width,
        (north_m - south_m) / inner.height,
        least_m / shrinking((south + north) / 2) / shorter,
    )
    return Frame(
        rectangle,
        (west_m + east_m - rectangle.width * mercator_m) / 2,
        (south_m + north_m + rectangle.height * mercator_m) / 2,
        mercator_m,
    )


def mercator(positions: ArrayLike) -> Points:
    """Return rows of longitude and latitude in metres of the spherical Mercator projection."""
    rows = np.asarray(positions, dtype=np.float64).reshape(-1, 2)
    latitude = np.radians(np.clip(rows[:, 1], -MOST_NORTHERN, MOST_NORTHERN))
    return np.column_stack(
        (
            EQUATOR_RADIUS_M * np.radians(rows[:, 0]),
            EQUATOR_RADIUS_M * np.arctanh(np.sin(latitude)),
        )
    )


def degrees(east_m: float, north_m: float) -> tuple[float, float]:
    """Return the longitude and latitude of a point in Mercator's metres."""
    return (
        math.degrees(east_m / EQUATOR_RADIUS_M),
        math.degrees(math.atan(math.sinh(north_m / EQUATOR_RADIUS_M))),
    )


def shrinking(latitude: float) -> float:
    """Return the metres on the ground, along a parallel, that one of Mercator's metres is there."""
    angle = math.radians(latitude)
    curvature = math.sqrt(1 - ECCENTRICITY_SQUARED * math.sin(angle) ** 2)
    return math.cos(angle) / curvature


def around(positions: Iterable[tuple[float, float, float]]) -> Box | None:
    """Return the box around circles: longitude, latitude and radius in metres; None for none."""
    boxes = []
    for longitude, latitude, radius_m in positions:
        high = math.degrees(radius_m / EQUATOR_RADIUS_M)
        wide = high / shrinking(latitude)
        boxes.append((longitude - wide, latitude - high, longitude + wide, latitude + high))
    if not boxes:
        return None
    wests, souths, easts, norths = zip(*boxes, strict=True)
    return min(wests), min(souths), max(easts), max(norths)
