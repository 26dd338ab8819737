"""The places as a phone takes them into the field."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db.models import Case, IntegerField, Value, When

from geodata.field.known import known
from geodata.models import Place, PositionQuality, Publication

MOST_PLACES = 3_000  # about 1.5 MB; main places and those to be surveyed come first
DIGITS = 6  # a tenth of a metre
# What is to be surveyed first.
URGENCY = (
    PositionQuality.UNLOCATED,
    PositionQuality.SAMPLE,
    PositionQuality.APPROXIMATE,
    PositionQuality.PUBLISHED,
    PositionQuality.SURVEYED,
)


def survey() -> dict[str, Any]:
    """Return the places that somebody may survey, the most urgent first, and how many are left out.

    Everything at the desk that is neither archived nor a sample; drafts too. Positions are WGS 84,
    longitude first.
    """
    urgency = Case(
        *(When(position_quality=quality, then=Value(n)) for n, quality in enumerate(URGENCY)),
        output_field=IntegerField(),
    )
    places = (
        Place.objects.exclude(status=Publication.ARCHIVED)
        .filter(is_sample=False)
        .select_related("parent")
        .order_by("-is_core", urgency, "checked_on", "slug")
    )
    found = list(places[:MOST_PLACES])
    return {
        "places": [_place(place) for place in found],
        "left_out": places.count() - len(found) if len(found) == MOST_PLACES else 0,
    }


def _place(place: Place) -> dict[str, Any]:
    # A sample position is made up: nothing is measured from it.
    point = None if place.position_quality == PositionQuality.SAMPLE else place.routable_point
    geometry = place.geometry
    return {
        "slug": place.slug,
        "name": {
            code: name
            for code, _name in settings.LANGUAGES
            if (name := getattr(place, f"name_{code}", ""))
        },
        "category": place.category,
        "inside": place.parent.slug if place.parent else "",
        "is_core": place.is_core,
        "is_public": place.is_public,
        "quality": place.position_quality,
        "accuracy_m": place.position_accuracy_m,
        "point": [round(point.x, DIGITS), round(point.y, DIGITS)] if point else None,
        "outline": json.loads(geometry.geojson)
        if geometry is not None and geometry.geom_type != "Point"
        else None,
        "entrance": [round(place.entrance.x, DIGITS), round(place.entrance.y, DIGITS)]
        if place.entrance
        else None,
        "checked_on": place.checked_on.isoformat() if place.checked_on else "",
        "known": known(place),
    }
