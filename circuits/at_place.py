"""What circuits add to the page of a place: the ways that pass by, and one to be made."""

from typing import Any

from circuits.models import Circuit
from circuits.plans.request import NO_STOPS
from geodata.extensions import Section, Visit, sections
from geodata.models import Category

SHOWN = 6


def passing_by(visit: Visit) -> dict[str, Any]:
    """Return the public circuits that stop at a place, and whether a plan may.

    A workshop is reached by the circuits that stop at what it lies in.
    """
    places = [visit.place.pk]
    if visit.place.category == Category.WORKSHOP and visit.place.parent_id is not None:
        places.append(visit.place.parent_id)
    circuits = Circuit.objects.public().filter(stops__place__in=places).distinct()
    return {
        "circuits": circuits[:SHOWN],
        "may_be_planned": visit.place.is_located and visit.place.category not in NO_STOPS,
    }


def register() -> None:
    """Add this part to the pages of places."""
    sections.append(Section("circuits/at_place.html", passing_by))
