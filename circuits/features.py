"""A circuit as GeoJSON (RFC 7946): its stops, and the legs between them."""

import json
from dataclasses import asdict
from itertools import pairwise
from typing import Any

from circuits import guidance
from circuits.itinerary import legs_of, stops_of
from circuits.models import Circuit, Leg, Stop
from geodata import attribution
from geodata.models import Place


def circuit(circuit: Circuit) -> dict[str, Any]:
    """Return a FeatureCollection of stops and legs; what has no known spot has a null geometry.

    The words in it are in the active language. ``attribution`` says whose streets the legs follow.
    """
    stops = stops_of(circuit)
    features = [_stop(number, stop) for number, stop in enumerate(stops, start=1)]
    legs = legs_of(stops)
    for number, (leg, (start, end)) in enumerate(zip(legs, pairwise(stops), strict=False), start=1):
        if leg is not None:
            features.append(_leg(number, leg, start.place, end.place))
    follows_streets = any(leg is not None and leg.follows_streets for leg in legs)
    return {
        "type": "FeatureCollection",
        "features": features,
        "attribution": attribution.text() if follows_streets else None,
    }


def _leg(number: int, leg: Leg, start: Place, end: Place) -> dict[str, Any]:
    line = json.loads(leg.geometry.json) if leg.geometry else None
    directions = guidance.directions(leg, start, end)
    return {
        "type": "Feature",
        "id": f"leg-{number}",
        "geometry": line,
        "properties": {
            "kind": "leg",
            "mode": leg.mode,
            "distance_m": leg.distance_m,
            "duration_s": leg.duration_s,
            "approximate": leg.is_approximate,
            "basis": leg.basis,
            "start": number,
            "end": number + 1,
            "start_moved_m": leg.start_moved_m,
            "end_moved_m": leg.end_moved_m,
            "start_off_street": leg.starts_off_street,
            "end_off_street": leg.ends_off_street,
            "notes": list(guidance.remarks(leg, end)),
            "directions": [direction.text for direction in directions],
            "manoeuvres": [
                {
                    "lon": line["coordinates"][direction.begin][0],
                    "lat": line["coordinates"][direction.begin][1],
                    **asdict(direction),
                }
                for direction in directions
                if line is not None
            ],
        },
    }


def _stop(number: int, stop: Stop) -> dict[str, Any]:
    place = stop.place
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


def _area(place: Place) -> dict[str, Any] | None:
    if place.is_located:
        return None
    for near in place.public_areas:
        point = near.routable_point
        if point is not None:
            return {
                "slug": near.slug,
                "name": near.name,
                "lon": point.x,
                "lat": point.y,
                "radius_m": place.position_accuracy_m or near.position_accuracy_m,
            }
    return None
