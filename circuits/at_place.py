"""What circuits add to the page of a place: the ways that pass by, and one to be made."""

from typing import Any

from circuits.models import Circuit
from circuits.plans.request import NO_STOPS
from geodata.extensions import Section, Visit, sections

SHOWN = 6


def passing_by(visit: Visit) -> dict[str, Any]:
    """Return the public circuits that stop at a place, and whether a plan may."""
    circuits = Circuit.objects.public().filter(stops__place=visit.place).distinct()
    return {
        "circuits": circuits[:SHOWN],
        "may_be_planned": visit.place.is_located and visit.place.category not in NO_STOPS,
    }


def register() -> None:
    """Add this part to the pages of places."""
    sections.append(Section("circuits/at_place.html", passing_by))
