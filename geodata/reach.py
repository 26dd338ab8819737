"""Answer what is near on the streets: the nearest one, how far one comes, and all times between."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from geodata import attribution, streets
from geodata.errors import NoRoute, NoStreets
from geodata.streets import Streets, Waypoint
from geodata.waypoints import Stop


def nearest(stop: Stop, mode: str) -> dict[str, Any]:
    """Return the spot on the nearest street as a GeoJSON Feature, with how far away it is."""
    (snap,) = _streets().snap([_waypoint(stop)], mode)
    if snap is None:
        raise NoRoute(0, mode)
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [snap.longitude, snap.latitude]},
        "properties": {
            "mode": mode,
            "moved_m": round(snap.moved_m, 1),
            "within_accuracy": snap.is_within_accuracy,
            "attribution": attribution.text(),
        },
    }


def reachable(stop: Stop, minutes: float, mode: str, pace: str) -> dict[str, Any]:
    """Return the area that one comes to in some minutes as a GeoJSON Feature."""
    area = _streets().reachable(_waypoint(stop), minutes, mode, pace=pace)
    return {
        "type": "Feature",
        "geometry": area,
        "properties": {
            "mode": mode,
            "pace": pace,
            "minutes": minutes,
            "attribution": attribution.text(),
        },
    }


def matrix(
    sources: Sequence[Stop], targets: Sequence[Stop], mode: str, pace: str
) -> dict[str, Any]:
    """Return lengths and durations from every source to every target; None where no way leads."""
    found = _streets().matrix(
        [_waypoint(stop) for stop in sources],
        [_waypoint(stop) for stop in targets],
        mode,
        pace=pace,
    )
    return {
        "mode": mode,
        "pace": pace,
        "distance_m": _rows(found.distance_m),
        "duration_s": _rows(found.duration_s),
        "attribution": attribution.text(),
    }


def _rows(values: np.ndarray) -> list[list[int | None]]:
    return [[None if value != value else round(value) for value in row] for row in values.tolist()]


def _waypoint(stop: Stop) -> Waypoint:
    return Waypoint(*stop.position, stop.accuracy_m)


def _streets() -> Streets:
    serving = streets.current()
    if serving is None:
        raise NoStreets
    return serving
