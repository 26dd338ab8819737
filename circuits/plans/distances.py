"""How far it is between all places of a plan: on the streets where there are any, else about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from pyproj import Geod

from circuits.models import Mode
from circuits.planner.problem import UNREACHABLE_S, Travel
from circuits.plans.request import Transport
from circuits.ways import Network, Spot, pace_factor
from geodata.estimates import Position

if TYPE_CHECKING:
    from geodata.streets import Waypoint

# Beyond this one takes a taxi, if one is ready to take any.
LONGEST_WALK_M = 1500
# To find one, agree on the price and pay.
TAXI_WAIT_S = 600

type Metres = npt.NDArray[np.float64]


def travel(
    spots: Sequence[Spot], transport: Transport, pace: str, network: Network
) -> tuple[Travel, npt.NDArray[np.bool_]]:
    """Return the ways between some spots, and which of them are driven.

    A last row and column are added for "anywhere": no way from there or to there takes any time.
    """
    legs = transport.legs
    distance_m, duration_s = _between(spots, legs[0], pace, network)
    is_driven = np.full(distance_m.shape, legs[0] == Mode.CAR)
    walk_m = np.zeros_like(distance_m) if legs[0] == Mode.CAR else distance_m
    if transport == Transport.MIXED:
        _driven_m, driven_s = _between(spots, Mode.CAR, pace, network)
        far = ~(distance_m <= LONGEST_WALK_M) & np.isfinite(driven_s)
        is_driven = far
        duration_s = np.where(far, driven_s + TAXI_WAIT_S, duration_s)
        walk_m = np.where(far, 0.0, distance_m)
    unknown = ~np.isfinite(duration_s)
    seconds = np.where(unknown, UNREACHABLE_S, np.ceil(np.nan_to_num(duration_s)))
    metres = np.where(unknown, 0, np.rint(np.nan_to_num(walk_m)))
    size = len(spots) + 1
    padded_s = np.zeros((size, size), dtype=np.int32)
    padded_m = np.zeros((size, size), dtype=np.int32)
    padded_s[:-1, :-1], padded_m[:-1, :-1] = seconds, metres
    return Travel(duration_s=padded_s, walk_m=padded_m), is_driven


def _between(
    spots: Sequence[Spot], mode: Mode, pace: str, network: Network
) -> tuple[Metres, Metres]:
    """Return distances and durations by one mode; NaN where there is no way."""
    positions = [spot.position for spot in spots if spot.position is not None]
    if len(positions) != len(spots):
        raise ValueError("Only located places are planned with.")
    here = network.territory
    distance_m = _straight_m(positions) * here.circuity[mode]
    duration_s = distance_m / here.speed_m_s[mode] / pace_factor(mode, pace)
    if network.streets is None:
        return distance_m, duration_s
    from geodata.streets import Waypoint

    stops: list[Waypoint] = [
        Waypoint(longitude, latitude, spot.accuracy_m)
        for (longitude, latitude), spot in zip(positions, spots, strict=True)
    ]
    known = network.streets.matrix(stops, stops, mode, pace=pace)
    if mode == Mode.WHEELCHAIR:  # an estimate does not know of stairs
        return known.distance_m, known.duration_s
    missing = np.isnan(known.duration_s)
    return (
        np.where(missing, distance_m, known.distance_m),
        np.where(missing, duration_s, known.duration_s),
    )


def _straight_m(positions: Sequence[Position]) -> Metres:
    """Return the geodesics of `geodata.estimates` between all positions at once, in metres."""
    degrees = np.asarray(positions, dtype=float).reshape(-1, 2)
    count = len(degrees)
    start, end = np.repeat(degrees, count, axis=0), np.tile(degrees, (count, 1))
    _azimuth, _back, line_m = Geod(ellps="WGS84").inv(
        start[:, 0], start[:, 1], end[:, 0], end[:, 1]
    )
    return np.asarray(line_m, dtype=float).reshape(count, count)
