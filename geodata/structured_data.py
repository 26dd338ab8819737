"""Describe places to search engines in schema.org's words (JSON-LD)."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from geodata import territory
from geodata.models import Category, Place, PositionQuality
from geodata.opening import Day

TYPES = {
    Category.MUSEUM: "Museum",
    Category.BEACH: "Beach",
    Category.MONUMENT: "LandmarksOrHistoricalBuildings",
    Category.ARCHAEOLOGICAL_SITE: "LandmarksOrHistoricalBuildings",
    Category.ROCK_ART: "LandmarksOrHistoricalBuildings",
    Category.TOWN: "City",
    Category.TRANSPORT: "BusStation",
    Category.TRAINING_CENTRE: "EducationalOrganization",
}

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

# Only these say where a place really is; a sample or a rough spot would mislead a navigator.
TRUSTED = {PositionQuality.SURVEYED, PositionQuality.PUBLISHED}


def place(request: HttpRequest, place: Place, week: tuple[Day, ...]) -> dict[str, Any] | None:
    """Return a place as schema.org, leaving out what is not known; None for a sample.

    ``week`` holds the seven days from today; intervals whose end nobody has published are left out.
    """
    if place.is_sample:
        return None
    areas = place.public_areas
    town = next((near for near in (place, *areas) if near.category == Category.TOWN), None)
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": TYPES.get(Category(place.category), "TouristAttraction"),
        "name": place.name,
        "description": place.summary,
        "inLanguage": get_language(),
        "url": request.build_absolute_uri(place.get_absolute_url()),
        "address": {
            "@type": "PostalAddress",
            "addressCountry": territory.current().country,
        }
        | ({"addressLocality": town.name} if town else {}),
    }
    point = place.routable_point
    if point is not None and place.position_quality in TRUSTED:
        data["geo"] = {
            "@type": "GeoCoordinates",
            "longitude": round(point.x, 6),
            "latitude": round(point.y, 6),
        }
    hours = [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": WEEKDAYS[day.date.weekday()],
            "opens": interval.start.strftime("%H:%M"),
            "closes": interval.end.strftime("%H:%M"),
            "validFrom": day.date.isoformat(),
            "validThrough": day.date.isoformat(),
        }
        for day in week
        for interval in day.intervals
        if interval.end is not None
    ]
    if hours:
        data["openingHoursSpecification"] = hours
    if place.phone:
        data["telephone"] = place.phone
    if areas:
        data["containedInPlace"] = {
            "@type": "Place",
            "name": areas[0].name,
            "url": request.build_absolute_uri(areas[0].get_absolute_url()),
        }
    return {key: value for key, value in data.items() if value}
