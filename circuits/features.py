"""A circuit as GeoJSON (RFC 7946): its stops, and the legs between them."""

import json
from typing import Any

from circuits.itinerary import legs_of, stops_of
from circuits.models import Circuit, Stop
from geodata.models import Place


def circuit(circuit: Circuit) -> dict[str, Any]:
    """Return a FeatureCollection of stops and legs; what has no known spot has a null geometry."""
    stops = stops_of(circuit)
    features = [_stop(number, stop) for number, stop in enumerate(stops, start=1)]
    for number, leg in enumerate(legs_of(stops), start=1):
        if leg is not None:
            features.append(
                {
                    "type": "Feature",
                    "id": f"leg-{number}",
                    "geometry": json.loads(leg.geometry.json) if leg.geometry else None,
                    "properties": {
                        "kind": "leg",
                        "mode": leg.mode,
                        "distance_m": leg.distance_m,
                        "duration_s": leg.duration_s,
                        "approximate": leg.is_approximate,
                        "start": number,
                        "end": number + 1,
                    },
                }
            )
    return {"type": "FeatureCollection", "features": features}


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
