"""Describe circuits to search engines in schema.org's words (JSON-LD)."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from circuits.itinerary import Itinerary
from circuits.models import Circuit


def circuit(request: HttpRequest, circuit: Circuit, plan: Itinerary) -> dict[str, Any] | None:
    """Return a circuit as a schema.org TouristTrip with its stops in order, without samples."""
    if circuit.is_sample:
        return None
    stops = [item.stop for item in plan.stops if not item.stop.place.is_sample]
    return {
        "@context": "https://schema.org",
        "@type": "TouristTrip",
        "name": circuit.name,
        "description": circuit.summary,
        "inLanguage": get_language(),
        "url": request.build_absolute_uri(circuit.get_absolute_url()),
        "itinerary": {
            "@type": "ItemList",
            "numberOfItems": len(stops),
            "itemListElement": [
                {
                    "@type": "ListItem",
                    "position": position,
                    "item": {
                        "@type": "TouristAttraction",
                        "name": stop.place.name,
                        "url": request.build_absolute_uri(stop.place.get_absolute_url()),
                    },
                }
                for position, stop in enumerate(stops, start=1)
            ],
        },
    }
