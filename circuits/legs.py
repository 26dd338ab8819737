"""Write the legs between the stops of a circuit, and compare them with those that were."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from django.contrib.gis.geos import LineString
from django.db import transaction
from django.db.models import Q

from circuits.editions import outdated
from circuits.models import Circuit, Leg, Rerouting, Stop
from circuits.ways import Network, Way, spot_of, ways
from geodata import territory
from geodata.estimates import Position, straight_m

# A way that is at most this much longer and nowhere farther aside is the same way: a street that
# was drawn anew in OSM moves by less, and nobody walks another alley.
SAME_WAY_M = 10
SAME_WAY_SHARE = 0.01
SAME_WAY_S = 60

_COPIED = (
    "mode",
    "basis",
    "distance_m",
    "duration_s",
    "is_approximate",
    "start_moved_m",
    "end_moved_m",
    "starts_off_street",
    "ends_off_street",
    "streets_version",
)
_FIELDS = (*_COPIED, "geometry", "manoeuvres")
_WGS_84 = 4326
_MOVED_M = 1  # where a spot and the end of its leg differ by more, the spot has moved


@dataclass(frozen=True)
class Step:
    """The leg between two stops that follow each other, as it is and as it is now computed.

    ``before`` is None where the two stops have not followed each other until now.
    """

    start: Stop
    end: Stop
    leg: Leg | None
    before: Way | None
    after: Way

    @cached_property
    def is_same_way(self) -> bool:
        """Whether somebody on the way would not notice a difference."""
        return self.before is not None and is_same_way(self.before, self.after)


@dataclass(frozen=True)
class Comparison:
    """The legs of a circuit from its first stop to its last, and those that lead nowhere now."""

    circuit: Circuit
    steps: tuple[Step, ...]
    stale: tuple[int, ...] = ()

    @property
    def changed(self) -> tuple[Step, ...]:
        """The legs that become another way."""
        return tuple(step for step in self.steps if not step.is_same_way)

    @property
    def before(self) -> Totals:
        """The circuit as it was."""
        return Totals.of(step.before for step in self.steps if step.before)

    @property
    def after(self) -> Totals:
        """The circuit as it is now computed."""
        return Totals.of(step.after for step in self.steps)


@dataclass(frozen=True)
class Totals:
    """How long several ways are together, as far as they are known."""

    distance_m: int
    duration_s: int

    @classmethod
    def of(cls, some: Iterable[Way]) -> Totals:
        """Return the sums of some ways."""
        known = list(some)
        return cls(
            sum(way.distance_m or 0 for way in known), sum(way.duration_s or 0 for way in known)
        )


def refresh_legs(circuit: Circuit, network: Network | None = None) -> Comparison:
    """Write the legs of a circuit as they are now computed; what waited for review is settled."""
    with transaction.atomic():
        comparison = compare(circuit, network or Network.now())
        write(comparison, comparison.steps)
        circuit.reroutings.exclude(state=Rerouting.State.PUBLISHED).delete()
    return comparison


def compare(circuit: Circuit, network: Network) -> Comparison:
    """Compute the legs of a circuit beside those it has; in a transaction, which locks them."""
    list(Circuit.objects.select_for_update(of=("self",)).filter(pk=circuit.pk).values("pk"))
    stops = list(circuit.stops.select_related("place").order_by("order", "pk"))
    pairs = list(pairwise(stops))
    joined = {(start.pk, end.pk) for start, end in pairs}
    present: dict[tuple[int, int], Leg] = {}
    stale = []
    for leg in Leg.objects.filter(Q(start__circuit=circuit) | Q(end__circuit=circuit)):
        pair = (leg.start_id, leg.end_id)
        if pair in joined:
            present[pair] = leg
        else:
            stale.append(leg.pk)
    modes = [start.onward_mode or circuit.mode for start, _end in pairs]
    found = ways([spot_of(stop.place) for stop in stops], modes, circuit.pace, network)
    steps = []
    for (start, end), after in zip(pairs, found, strict=True):
        own = present.get((start.pk, end.pk))
        before = None if own is None else way_of(own)
        if before is not None and network.streets is None and _stands(before, after):
            after = before
        steps.append(Step(start, end, own, before, after))
    return Comparison(circuit, tuple(steps), tuple(stale))


def write(comparison: Comparison, steps: Sequence[Step]) -> None:
    """Write some steps of a circuit to its legs, in at most three queries."""
    if comparison.stale:
        Leg.objects.filter(pk__in=comparison.stale).delete()
    new: list[Leg] = []
    changed: list[Leg] = []
    for step in steps:
        if step.before == step.after:
            continue
        leg = step.leg or Leg(start=step.start, end=step.end)
        put(leg, step.after)
        (new if step.leg is None else changed).append(leg)
    if changed:
        Leg.objects.bulk_update(changed, _FIELDS)
    if new:
        Leg.objects.bulk_create(new)
    if changed or new or comparison.stale:
        outdated.note([comparison.circuit.pk])


def put(leg: Leg, way: Way) -> None:
    """Set the fields of a leg to those of a way."""
    for name in _COPIED:
        setattr(leg, name, getattr(way, name))
    leg.geometry = LineString(way.coordinates, srid=_WGS_84) if way.coordinates else None
    leg.manoeuvres = list(way.manoeuvres)


def way_of(leg: Leg) -> Way:
    """Return the way that a leg holds."""
    return Way(
        **{name: getattr(leg, name) for name in _COPIED},
        coordinates=tuple((x, y) for x, y, *_z in leg.geometry.coords) if leg.geometry else (),
        manoeuvres=tuple(leg.manoeuvres),
    )


def is_same_way(before: Way, after: Way) -> bool:
    """Tell whether two ways between the same stops are one to somebody who takes it.

    They rest on the same, differ in length by less than 10 m or 1 %, in time by less than a minute
    or 1 %, and neither strays more than 10 m from the other.
    """
    if (before.mode, before.basis) != (after.mode, after.basis):
        return False
    if before.distance_m is None or after.distance_m is None:
        return before.distance_m == after.distance_m
    if abs(after.distance_m - before.distance_m) > max(
        SAME_WAY_M, SAME_WAY_SHARE * before.distance_m
    ):
        return False
    before_s, after_s = before.duration_s or 0, after.duration_s or 0
    if abs(after_s - before_s) > max(SAME_WAY_S, SAME_WAY_SHARE * before_s):
        return False
    return before.coordinates == after.coordinates or _lie_together(
        before.coordinates, after.coordinates
    )


def _lie_together(some: Sequence[Position], others: Sequence[Position]) -> bool:
    """Tell whether no point of either line is farther than `SAME_WAY_M` from the other."""
    metric_srid = territory.current().metric_srid
    lines = [LineString(line, srid=_WGS_84) for line in (some, others)]
    for line in lines:
        line.transform(metric_srid)
    one, other = lines
    return bool(one.buffer(SAME_WAY_M).contains(other) and other.buffer(SAME_WAY_M).contains(one))


def _stands(before: Way, after: Way) -> bool:
    """Tell whether a way along the streets still holds, though there is no graph to ask now.

    It does if it leads by the same mode between the same two spots.
    """
    if not before.follows_streets or before.mode != after.mode or not after.coordinates:
        return False
    ends = (
        (before.coordinates[0], after.coordinates[0], before.start_moved_m),
        (before.coordinates[-1], after.coordinates[-1], before.end_moved_m),
    )
    return all(
        min(distance_m, abs(distance_m - (moved_m or 0))) <= _MOVED_M
        for distance_m, moved_m in (
            (straight_m(of_way, of_spot), moved_m) for of_way, of_spot, moved_m in ends
        )
    )
