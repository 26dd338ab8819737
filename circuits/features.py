"""A circuit as GeoJSON (RFC 7946): its stops, and the legs between them."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from itertools import pairwise
from typing import Any

from circuits import guidance
from circuits.itinerary import legs_of, stops_of
from circuits.legs import way_of
from circuits.models import Circuit, Stop
from circuits.ways import Way
from geodata import attribution
from geodata.models import Place


def circuit(circuit: Circuit) -> dict[str, Any]:
    """Return a FeatureCollection of stops and legs; what has no known spot has a null geometry.

    The words in it are in the active language. ``attribution`` says whose streets the legs follow.
    """
    return walk(stops_of(circuit))


def walk(stops: list[Stop]) -> dict[str, Any]:
    """Return stops and their legs as `circuit` does; `circuits.itinerary.stops_of` reads them."""
    features = [stop(number, one.place) for number, one in enumerate(stops, start=1)]
    ways = [None if leg is None else way_of(leg) for leg in legs_of(stops)]
    for number, (way, (start, end)) in enumerate(zip(ways, pairwise(stops), strict=False), start=1):
        if way is not None:
            features.append(leg(number, way, start.place, end.place))
    return collection(features, ways)


def collection(features: list[dict[str, Any]], ways: Iterable[Way | None]) -> dict[str, Any]:
    """Return features as a collection that credits the makers of the streets that ways follow."""
    follows_streets = any(way is not None and way.follows_streets for way in ways)
    return {
        "type": "FeatureCollection",
        "features": features,
        "attribution": attribution.text() if follows_streets else None,
    }


def leg(number: int, way: Way, start: Place, end: Place) -> dict[str, Any]:
    """Return the way from a stop to the next as a feature; ``number`` is that of the stop."""
    found = way_feature(f"leg-{number}", way, start.name, end.name)
    found["properties"] |= {
        "start": number,
        "end": number + 1,
        "notes": list(guidance.remarks(way, end)),
    }
    return found


def way_feature(key: str, way: Way, start: str, end: str) -> dict[str, Any]:
    """Return a way between two ends, by their names, as a feature."""
    line = [list(position) for position in way.coordinates]
    directions = guidance.directions(way, start, end)
    return {
        "type": "Feature",
        "id": key,
        "geometry": {"type": "LineString", "coordinates": line} if line else None,
        "properties": {
            "kind": "leg",
            "mode": way.mode,
            "distance_m": way.distance_m,
            "duration_s": way.duration_s,
            "approximate": way.is_approximate,
            "basis": way.basis,
            "start_moved_m": way.start_moved_m,
            "end_moved_m": way.end_moved_m,
            "start_off_street": way.starts_off_street,
            "end_off_street": way.ends_off_street,
            "notes": [],
            "directions": [direction.text for direction in directions],
            "manoeuvres": [
                {
                    "lon": line[direction.begin][0],
                    "lat": line[direction.begin][1],
                    **asdict(direction),
                }
                for direction in directions
                if line
            ],
        },
    }


def stop(number: int, place: Place) -> dict[str, Any]:
    """Return a stop as a feature."""
    point = place.routable_point
    return {
        "type": "Feature",
        "id": place.slug,
        "geometry": json.loads(point.json) if point else None,
        "properties": {
            "kind": "stop",
            "order": number,
            "name": place.name,
            "url": place.get_absolute_url(),
            "category": place.category,
            "quality": place.position_quality,
            "accuracy_m": place.position_accuracy_m,
            "sample": place.is_sample,
            "area": _area(place),
        },
    }


def area_of(place: Place) -> Place | None:
    """Return the nearest located place that an unlocated one lies in, as far as anybody may see."""
    if place.is_located:
        return None
    return next((near for near in place.public_areas if near.is_located), None)


def _area(place: Place) -> dict[str, Any] | None:
    near = area_of(place)
    point = near.routable_point if near else None
    if near is None or point is None:
        return None
    return {
        "slug": near.slug,
        "name": near.name,
        "lon": point.x,
        "lat": point.y,
        "radius_m": place.position_accuracy_m or near.position_accuracy_m,
    }
