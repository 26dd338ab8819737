"""Estimate ways where no street graph answers: the straight line times the detour factor."""

from __future__ import annotations

from dataclasses import dataclass

from geodata.territory import Territory

type Position = tuple[float, float]
"""Longitude and latitude in degrees (WGS 84)."""


@dataclass(frozen=True)
class Estimate:
    """About how far it is, and about how long it takes."""

    distance_m: int
    duration_s: int


def estimate(start: Position, end: Position, mode: str, territory: Territory) -> Estimate:
    """Estimate the way between two positions.

    The line is the geodesic on the WGS 84 ellipsoid. The factor, the territory's ``circuity`` for
    the mode, is the length of the way on the network divided by the straight line. Published
    averages lie mostly between 1.2 and 1.4: Ballou, Rahardja and Sakai (2002), "Selected country
    circuity factors for road travel distance estimation", for roads between towns; Levinson and
    El-Geneidy (2009), "The minimum circuity frontier and the journey to work", within towns, where
    short trips have the larger factors. The duration is that distance divided by the territory's
    ``speed_m_s``.
    """
    distance_m = straight_m(start, end) * territory.circuity[mode]
    return Estimate(round(distance_m), round(distance_m / territory.speed_m_s[mode]))


def straight_m(start: Position, end: Position) -> float:
    """Return the length in metres of the geodesic between two positions."""
    from pyproj import Geod  # slow to import, and most processes never estimate a way

    _azimuth, _back_azimuth, distance_m = Geod(ellps="WGS84").inv(*start, *end)
    return float(distance_m)
