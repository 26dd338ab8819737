"""What circuits add to the page of a place: the ways that pass by."""

from typing import Any

from circuits.models import Circuit
from geodata.extensions import Section, Visit, sections

SHOWN = 6


def passing_by(visit: Visit) -> dict[str, Any]:
    """Return the public circuits that stop at a place."""
    circuits = Circuit.objects.public().filter(stops__place=visit.place).distinct()
    return {"circuits": circuits[:SHOWN]}


def register() -> None:
    """Add this part to the pages of places."""
    sections.append(Section("circuits/at_place.html", passing_by))
