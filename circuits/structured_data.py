"""Describe circuits to search engines in schema.org's words (JSON-LD)."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from circuits.itinerary import Itinerary
from circuits.models import Circuit


def circuit(request: HttpRequest, circuit: Circuit, plan: Itinerary) -> dict[str, Any]:
    """Return a circuit as a schema.org TouristTrip with its stops in order."""
    return {
        "@context": "https://schema.org",
        "@type": "TouristTrip",
        "name": circuit.name,
        "description": circuit.summary,
        "inLanguage": get_language(),
        "url": request.build_absolute_uri(circuit.get_absolute_url()),
        "itinerary": {
            "@type": "ItemList",
            "numberOfItems": len(plan.stops),
            "itemListElement": [
                {
                    "@type": "ListItem",
                    "position": item.number,
                    "item": {
                        "@type": "TouristAttraction",
                        "name": item.stop.place.name,
                        "url": request.build_absolute_uri(item.stop.place.get_absolute_url()),
                    },
                }
                for item in plan.stops
            ],
        },
    }
