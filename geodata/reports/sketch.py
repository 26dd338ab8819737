"""Sketch where somebody stood, seen from the place: small enough for a line of a list."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

from django.contrib.gis.geos import Point
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from geodata.models import Place
from geodata.static_maps.svg import element
from geodata.wording import accuracy, distance

SIDE = 72.0  # of the sketch, in its own units
EDGE = 8.0
LEAST_M = 20.0  # from the middle to the edge: nearer would be a play of errors
DOT = 3.5


class Stood(Protocol):
    """Somebody who stood somewhere (WGS 84) and speaks of a place: a report, or an observation."""

    @property
    def place(self) -> Place | None: ...
    @property
    def position(self) -> Point | None: ...
    @property
    def accuracy_m(self) -> int | None: ...


@dataclass(frozen=True)
class Offset:
    """How far somebody stood from a place, as metres to the east and to the north."""

    east_m: float
    north_m: float

    @property
    def distance_m(self) -> float:
        """The straight line."""
        return math.hypot(self.east_m, self.north_m)


def offset(report: Stood) -> Offset | None:
    """Return how far they stood from the spot of the place; None where one is not known."""
    spot = report.place.routable_point if report.place else None
    position: Point | None = report.position
    if spot is None or position is None:
        return None
    from pyproj import Geod  # slow to import

    azimuth, _back, distance_m = Geod(ellps="WGS84").inv(spot.x, spot.y, position.x, position.y)
    direction = math.radians(azimuth)
    return Offset(distance_m * math.sin(direction), distance_m * math.cos(direction))


def in_words(report: Stood) -> str:
    """Return where they stood, as far as it is known."""
    if report.position is None:
        return _("They did not say where they stood.")
    within = accuracy(report.accuracy_m)
    away = offset(report)
    if away is None:
        return within
    said = _("%(distance)s from the place") % {"distance": distance(away.distance_m)}
    return f"{said} ({within})" if within else said


def sketch(report: Stood) -> SafeString | str:
    """Return the two spots as SVG, north up, with how roughly each is known; "–" without them."""
    away = offset(report)
    if away is None or report.place is None:
        return "–"
    stood_m = report.accuracy_m or 0
    spot_m = report.place.position_accuracy_m or 0
    reach_m = max(LEAST_M, away.distance_m + stood_m)
    scale = (SIDE / 2 - EDGE) / reach_m
    middle = SIDE / 2
    x, y = middle + away.east_m * scale, middle - away.north_m * scale

    def circle(name: str, cx: float, cy: float, radius: float) -> str:
        return element("circle", class_=f"sketch__{name}", cx=cx, cy=cy, r=radius)

    drawn = (
        circle("ground", middle, middle, middle - 1),
        circle("spot-halo", middle, middle, min(middle - 1, spot_m * scale)),
        circle("stood-halo", x, y, stood_m * scale),
        element("line", class_="sketch__between", x1=middle, y1=middle, x2=x, y2=y),
        circle("spot", middle, middle, DOT),
        circle("stood", x, y, DOT),
    )
    svg = element(
        "svg",
        "".join(drawn),
        class_="sketch",
        viewBox=f"0 0 {SIDE:.0f} {SIDE:.0f}",
        role="img",
        aria_label=in_words(report),
    )
    return mark_safe(svg)  # noqa: S308 (made of numbers, and of what `element` escapes)
