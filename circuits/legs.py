"""Estimate the ways between the stops of a circuit, and keep them up to date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from django.contrib.gis.geos import LineString, Point
from django.db.models import Q

from circuits.models import Circuit, Leg, Stop
from geodata import estimates, territory
from geodata.models import Place
from geodata.territory import Territory

SAME_SPOT_M = 1
NEAR_ACCURACY_M = 50
_FIELDS = ("mode", "geometry", "distance_m", "duration_s", "is_approximate")


@dataclass(frozen=True)
class LegEstimate:
    """How far it is, and how long it takes; all unknown where a spot is.

    Attributes
    ----------
    geometry
        A line in WGS 84, longitude first.
    """

    distance_m: int | None = None
    duration_s: int | None = None
    geometry: LineString | None = None
    is_approximate: bool = True


def approximate_leg(
    start_point: Point | None, end_point: Point | None, mode: str, territory: Territory
) -> LegEstimate:
    """Estimate a leg without a street graph, as `geodata.estimates` says it.

    Without a point at either end, nothing is estimated.
    """
    if start_point is None or end_point is None:
        return LegEstimate()
    about = estimates.estimate(_position(start_point), _position(end_point), mode, territory)
    line = LineString(start_point.coords[:2], end_point.coords[:2], srid=4326)
    return LegEstimate(distance_m=about.distance_m, duration_s=about.duration_s, geometry=line)


def straight_m(start_point: Point, end_point: Point) -> float:
    """Return the length in metres of the geodesic between two points in WGS 84."""
    return estimates.straight_m(_position(start_point), _position(end_point))


def _position(point: Point) -> tuple[float, float]:
    return point.x, point.y


def estimate(start: Place, end: Place, mode: str, territory: Territory) -> LegEstimate:
    """Estimate the leg between two places.

    Two places on the same point, of which one is known to no better than 50 m, are near each
    other, and that is all that is known: a museum drawn at the centre of its oasis is not at a
    distance of zero from it. Their leg has no distance.
    """
    here, there = start.routable_point, end.routable_point
    if here is not None and there is not None:
        accuracy_m = max(start.position_accuracy_m or 0, end.position_accuracy_m or 0)
        if accuracy_m > NEAR_ACCURACY_M and straight_m(here, there) < SAME_SPOT_M:
            return LegEstimate()
    return approximate_leg(here, there, mode, territory)


def refresh_legs(circuit: Circuit) -> None:
    """Write the legs between the stops of a circuit as they now stand, in at most five queries."""
    here = territory.current()
    stops = list(circuit.stops.select_related("place").order_by("order", "pk"))
    pairs = {(start.pk, end.pk): (start, end) for start, end in pairwise(stops)}
    present: dict[tuple[int, int], Leg] = {}
    stale: list[int] = []
    for leg in Leg.objects.filter(Q(start__circuit=circuit) | Q(end__circuit=circuit)):
        pair = (leg.start_id, leg.end_id)
        if pair in pairs:
            present[pair] = leg
        else:
            stale.append(leg.pk)
    if stale:
        Leg.objects.filter(pk__in=stale).delete()
    changed: list[Leg] = []
    new: list[Leg] = []
    for pair, (start, end) in pairs.items():
        mode = start.onward_mode or circuit.mode
        now = estimate(start.place, end.place, mode, here)
        leg = present.get(pair) or Leg(start=start, end=end)
        before = _values(leg)
        leg.mode, leg.geometry = mode, now.geometry
        leg.distance_m, leg.duration_s = now.distance_m, now.duration_s
        leg.is_approximate = now.is_approximate
        if leg.pk is None:
            new.append(leg)
        elif _values(leg) != before:
            changed.append(leg)
    if changed:
        Leg.objects.bulk_update(changed, _FIELDS)
    if new:
        Leg.objects.bulk_create(new)


def refresh_legs_through(places: Iterable[Place]) -> None:
    """Write the legs of every circuit that has a stop at one of these places."""
    stops = Stop.objects.filter(place__in=list(places))
    for circuit in Circuit.objects.filter(pk__in=stops.values("circuit")):
        refresh_legs(circuit)


def _values(leg: Leg) -> tuple[object, ...]:
    return tuple(getattr(leg, name) for name in _FIELDS)
