"""Find the ways between the stops of a circuit: along the streets, else by estimate.

All legs are asked for in one request to the street graph. A leg for which there is no graph, no
known spot or no way on the graph falls back on the estimate, alone.

What is said without the word "about" is a way along the streets between two spots that are known
to `WELL_KNOWN_M`, surveyed or published by a source. Everything else is about: an estimate; a way
to a spot that is only roughly known or a sample, however exact the streets are on the way there;
and a way to a stop that lies off the streets.

A stop lies off the streets if the nearest one is farther away than the stop may be from its true
spot (`geodata.streets` decides). It is not moved there: the leg goes on straight to the stop, and
says so. A rough spot that is farther than `WELL_KNOWN_M` from any street is led to in the same way,
without complaint.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

from circuits.models import Basis, Mode, Pace
from geodata import built, estimates, territory
from geodata.barriers import Barrier, barriers
from geodata.errors import NoRoute
from geodata.estimates import Position, straight_m
from geodata.models import Place, PositionQuality
from geodata.territory import Territory

if TYPE_CHECKING:  # Valhalla takes a while to import, and most processes never ask for a way
    from geodata.landmarks import Landmarks
    from geodata.streets import RouteLeg, Streets, Waypoint

WELL_KNOWN_M = 50
SAME_SPOT_M = 1
_ONE_SPOT_DEGREES = 1e-5  # about a metre

_WELL_KNOWN = (PositionQuality.SURVEYED, PositionQuality.PUBLISHED)


@dataclass(frozen=True)
class Spot:
    """Where a stop is: its door in WGS 84, None where nobody knows; and how well it is known."""

    position: Position | None
    accuracy_m: int | None = None
    is_well_known: bool = True


@dataclass(frozen=True)
class Network:
    """What ways are found in.

    Attributes
    ----------
    streets
        The street graph, None where there is none.
    barriers
        Areas that nobody can pass through for now.
    landmarks
        What the directions name at turns, besides what the graph knows itself.
    """

    territory: Territory
    streets: Streets | None = None
    barriers: tuple[Barrier, ...] = ()
    landmarks: Landmarks | None = None

    @classmethod
    def now(cls) -> Network:
        """Return the graph that serves, and what is blocked at this moment; in two queries."""
        streets = _current_streets()
        if streets is None:
            return cls(territory.current(), barriers=barriers())
        from geodata import landmarks
        from geodata.sights import own_places

        known = landmarks.of(streets.folder).beside(own_places())
        return cls(territory.current(), streets, barriers(), known)


@dataclass(frozen=True)
class Way:
    """A way from a stop to the next; the fields are those of `circuits.models.Leg`.

    ``coordinates`` are longitudes and latitudes (WGS 84) in the direction of travel.
    """

    mode: str
    basis: str = Basis.UNKNOWN.value
    distance_m: int | None = None
    duration_s: int | None = None
    coordinates: tuple[Position, ...] = ()
    is_approximate: bool = True
    manoeuvres: tuple[Mapping[str, Any], ...] = ()
    start_moved_m: int | None = None
    end_moved_m: int | None = None
    starts_off_street: bool = False
    ends_off_street: bool = False
    streets_version: str = ""

    @property
    def follows_streets(self) -> bool:
        """Whether the way was found on the street graph."""
        return self.basis == Basis.STREETS


def to_json(way: Way) -> dict[str, Any]:
    """Return a way as JSON holds it."""
    return {part.name: getattr(way, part.name) for part in fields(way)}


def from_json(record: Mapping[str, Any]) -> Way:
    """Return the way that `to_json` wrote."""
    line = tuple((longitude, latitude) for longitude, latitude in record["coordinates"])
    return Way(**{**record, "coordinates": line, "manoeuvres": tuple(record["manoeuvres"])})


def spot_of(place: Place) -> Spot:
    """Return where a place is to be entered."""
    point = place.routable_point
    accuracy_m = place.position_accuracy_m
    return Spot(
        position=None if point is None else (point.x, point.y),
        accuracy_m=accuracy_m,
        is_well_known=is_well_known(place),
    )


def is_well_known(place: Place) -> bool:
    """Tell whether a place's position is good enough to lead somebody to its door."""
    return (
        place.position_quality in _WELL_KNOWN and (place.position_accuracy_m or 0) <= WELL_KNOWN_M
    )


def ways(
    spots: Sequence[Spot], modes: Sequence[str], pace: str, network: Network
) -> tuple[Way, ...]:
    """Return the ways from each spot to the next, each by its own mode."""
    found = [
        estimate(start, end, mode, pace, network.territory)
        for (start, end), mode in zip(pairwise(spots), modes, strict=True)
    ]
    streets = network.streets
    if streets is None:
        return tuple(found)
    # One cannot ask for a way to nowhere, and needs none where one stands already.
    asked = [index for index, way in enumerate(found) if way.distance_m]
    blocked = {
        index: [ring for area in _in_the_way(network, spots, index) for ring in area.rings]
        for index in asked
    }
    # Legs that follow each other and keep clear of the same areas are one request.
    runs = groupby(asked, lambda index: (index - asked.index(index), blocked[index]))
    for (_offset, rings), run in runs:
        legs = list(run)
        some = _along(streets, spots, modes, pace, legs, rings)
        for index in legs:
            leg = some[index]
            why = ""
            if modes[index] == Mode.WHEELCHAIR:
                why = _barred(leg, streets, spots, index, rings)
            elif leg is None:
                why = Basis.NO_WAY.value
            if why or leg is None:
                found[index] = replace(found[index], basis=why)
            else:
                found[index] = _led_on(leg, spots[index], spots[index + 1], pace, network)
    return tuple(found)


def estimate(start: Spot, end: Spot, mode: str, pace: str, territory: Territory) -> Way:
    """Estimate the way between two spots without streets, as `geodata.estimates` says it.

    Two spots at the same position, of which one is known to no better than `WELL_KNOWN_M`, are
    near each other, and that is all that is known: a museum drawn at the centre of its oasis is
    not at a distance of zero from it. Their way has no length.
    """
    here, there = start.position, end.position
    if here is None or there is None:
        return Way(mode)
    accuracy_m = max(start.accuracy_m or 0, end.accuracy_m or 0)
    if accuracy_m > WELL_KNOWN_M and straight_m(here, there) < SAME_SPOT_M:
        return Way(mode)
    about = estimates.estimate(here, there, mode, territory)
    return Way(
        mode=mode,
        basis=Basis.ESTIMATE.value,
        distance_m=about.distance_m,
        duration_s=round(about.duration_s / pace_factor(mode, pace)),
        coordinates=(here, there),
    )


def _current_streets() -> Streets | None:
    if built.shelf("streets").current() is None:
        return None
    from geodata import streets

    return streets.current()


def pace_factor(mode: str, pace: str) -> float:
    """Return how much faster than usual one goes at a pace; a car knows none."""
    if mode == Mode.CAR or pace == Pace.NORMAL:
        return 1.0
    from geodata.streets import PACE_FACTOR
    from geodata.streets import Pace as StreetPace

    return PACE_FACTOR[StreetPace(pace)]


def _in_the_way(network: Network, spots: Sequence[Spot], index: int) -> list[Barrier]:
    """Return the blocked areas that a leg keeps clear of: all but those it leads to or from."""
    ends = [spot.position for spot in spots[index : index + 2] if spot.position is not None]
    return [
        area
        for area in network.barriers
        if not any(area.is_near(longitude, latitude) for longitude, latitude in ends)
    ]


def _along(
    streets: Streets,
    spots: Sequence[Spot],
    modes: Mapping[int, str] | Sequence[str],
    pace: str,
    legs: Sequence[int],
    avoid: Sequence[Any],
) -> dict[int, RouteLeg | None]:
    """Return the ways along the streets of legs that follow each other, None where is none."""
    first, last = legs[0], legs[-1]
    try:
        route = streets.route(
            [_waypoint(spot) for spot in spots[first : last + 2]],
            [modes[index] for index in legs],
            pace=pace,
            avoid=avoid,
        )
    except NoRoute:
        if len(legs) == 1:
            return {first: None}
        alone = [_along(streets, spots, modes, pace, [index], avoid) for index in legs]
        return {index: leg for one in alone for index, leg in one.items()}
    return dict(zip(legs, route.legs, strict=True))


def _waypoint(spot: Spot) -> Waypoint:
    from geodata.streets import Waypoint

    if spot.position is None:
        raise ValueError("No way leads to a spot that is not known.")
    longitude, latitude = spot.position
    return Waypoint(longitude, latitude, spot.accuracy_m)


def _has_stairs(leg: RouteLeg) -> bool:
    return any(
        manoeuvre.way == "stairs" or manoeuvre.kind.startswith("stairs")
        for manoeuvre in leg.manoeuvres
    )


def _barred(
    leg: RouteLeg | None,
    streets: Streets,
    spots: Sequence[Spot],
    index: int,
    avoid: Sequence[Any],
) -> str:
    """Return why a wheelchair cannot take a leg that people on foot can; "" if it can.

    A way that ends off the streets, while on foot one gets to the stop, is none.
    """
    if leg is not None and leg.is_exact and not _has_stairs(leg):
        return ""
    on_foot = _along(streets, spots, {index: Mode.FOOT.value}, Pace.NORMAL, [index], avoid)[index]
    if on_foot is None:
        return "" if leg is not None else Basis.NO_WAY.value
    ends = [] if leg is None else [(leg.start, on_foot.start), (leg.end, on_foot.end)]
    gets_there = leg is not None and all(
        rolled.is_within_accuracy or not walked.is_within_accuracy for rolled, walked in ends
    )
    if gets_there and leg is not None and not _has_stairs(leg):
        return ""
    return Basis.STAIRS.value if _has_stairs(on_foot) else Basis.NO_WAY.value


def _others(landmarks: Landmarks, *ends: Position) -> Landmarks:
    """Return landmarks without the places that a leg begins and ends at: these are named so."""
    from shapely import Point

    spots = [Point(end) for end in ends]
    return landmarks.beside(
        place
        for place in landmarks.places
        if all(place.geometry.distance(spot) > _ONE_SPOT_DEGREES for spot in spots)
    )


def _led_on(leg: RouteLeg, start: Spot, end: Spot, pace: str, network: Network) -> Way:
    """Return the way of a leg along the streets, led on straight to stops that lie off them."""
    from geodata.landmarks import with_landmarks
    from geodata.streets import to_json as manoeuvres_to_json

    if network.streets is None or start.position is None or end.position is None:
        raise ValueError("A way along the streets has streets and two ends.")
    if network.landmarks is not None:
        leg = with_landmarks(leg, _others(network.landmarks, start.position, end.position))
    coordinates = list(leg.coordinates)
    distance_m, duration_s = leg.distance_m, leg.duration_s
    manoeuvres = list(leg.manoeuvres)
    on_foot = Mode.FOOT.value if leg.mode == Mode.CAR else leg.mode
    gaps = [
        snap.moved_m > WELL_KNOWN_M or not snap.is_within_accuracy for snap in (leg.start, leg.end)
    ]
    if gaps[0]:
        coordinates.insert(0, start.position)
        manoeuvres = [
            replace(part, begin_index=part.begin_index + 1, end_index=part.end_index + 1)
            for part in manoeuvres
        ]
    if gaps[1]:
        coordinates.append(end.position)
    for is_gap, snap, spot in zip(gaps, (leg.start, leg.end), (start, end), strict=True):
        if is_gap and spot.position is not None:
            street = (snap.longitude, snap.latitude)
            about = estimates.estimate(spot.position, street, on_foot, network.territory)
            distance_m += about.distance_m
            duration_s += about.duration_s / pace_factor(on_foot, pace)
    if len(coordinates) == 1:  # both ends come to lie on one spot of the street
        coordinates *= 2
    return Way(
        mode=leg.mode,
        basis=Basis.STREETS.value,
        distance_m=round(distance_m),
        duration_s=round(duration_s),
        coordinates=tuple(coordinates),
        is_approximate=any(gaps) or not (start.is_well_known and end.is_well_known),
        manoeuvres=tuple(manoeuvres_to_json(manoeuvres)),
        start_moved_m=round(leg.start.moved_m),
        end_moved_m=round(leg.end.moved_m),
        starts_off_street=not leg.start.is_within_accuracy,
        ends_off_street=not leg.end.is_within_accuracy,
        streets_version=network.streets.version,
    )
