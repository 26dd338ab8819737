"""Answer for a way between any stops, as the circuits know theirs: GeoJSON (RFC 7946)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from circuits.ways import Network, Spot, Way, is_well_known, ways
from geodata import attribution, territory
from geodata.directions import instructions
from geodata.streets import from_json
from geodata.waypoints import Stop


def journey(stops: Sequence[Stop], modes: Sequence[str], pace: str) -> dict[str, Any]:
    """Return the legs between stops as a FeatureCollection, with directions as one reads them.

    Without a street graph, and where it knows no way, a leg is an estimate and says so. What is
    true of the whole way is beside the features: a reader of GeoJSON that does not know these
    members leaves them out.
    """
    network = Network.now()
    spots = [
        Spot(stop.position, stop.accuracy_m, stop.place is None or is_well_known(stop.place))
        for stop in stops
    ]
    legs = ways(spots, modes, pace, network)
    streets_used = any(leg.follows_streets for leg in legs)
    names = network.streets.names if network.streets is not None else {}
    known = all(leg.distance_m is not None for leg in legs)
    return {
        "type": "FeatureCollection",
        "territory": territory.current().slug,
        "pace": pace,
        "distance_m": sum(leg.distance_m or 0 for leg in legs) if known else None,
        "duration_s": sum(leg.duration_s or 0 for leg in legs) if known else None,
        "approximate": any(leg.is_approximate for leg in legs),
        "attribution": attribution.text() if streets_used else "",
        "features": [
            _feature(number, leg, stops[number - 1], stops[number], names)
            for number, leg in enumerate(legs, start=1)
        ],
    }


def _feature(
    number: int, leg: Way, start: Stop, end: Stop, names: dict[str, dict[str, str]]
) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": f"leg-{number}",
        "geometry": {"type": "LineString", "coordinates": leg.coordinates}
        if leg.coordinates
        else None,
        "properties": {
            "kind": "leg",
            "start": number,
            "end": number + 1,
            "mode": leg.mode,
            "distance_m": leg.distance_m,
            "duration_s": leg.duration_s,
            "approximate": leg.is_approximate,
            "basis": leg.basis,
            "start_moved_m": leg.start_moved_m,
            "end_moved_m": leg.end_moved_m,
            "starts_off_street": leg.starts_off_street,
            "ends_off_street": leg.ends_off_street,
            "directions": _directions(leg, start, end, names),
        },
    }


def _directions(
    leg: Way, start: Stop, end: Stop, names: dict[str, dict[str, str]]
) -> list[dict[str, Any]]:
    manoeuvres = from_json(leg.manoeuvres)
    sentences = instructions(
        manoeuvres, origin=start.name, destination=end.name, street_names=names
    )
    return [
        {
            "text": sentence,
            "kind": manoeuvre.kind,
            "way": manoeuvre.way,
            "point": leg.coordinates[manoeuvre.begin_index],
            "begin": manoeuvre.begin_index,
            "end": manoeuvre.end_index,
            "distance_m": round(manoeuvre.distance_m),
            "duration_s": round(manoeuvre.duration_s),
        }
        for sentence, manoeuvre in zip(sentences, manoeuvres, strict=True)
    ]
