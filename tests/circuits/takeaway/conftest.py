"""Walks to take away: on streets and without, over stops of every quality."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from circuits.itinerary import itinerary
from circuits.legs import refresh_legs
from circuits.models import Circuit
from circuits.takeaway.contents import Contents, contents
from geodata.models import Place
from tests import tiny_streets, towns

ROOT = "https://example.org"
DAY = date.fromisoformat(towns.SATURDAY)

type Take = Callable[..., Contents]


@pytest.fixture(autouse=True)
def _no_streets(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


@pytest.fixture
def on_streets(streets: Any) -> Any:
    """Serve the street graph of the tiny town."""
    return streets


def known(name: str, point: tuple[float, float] = tiny_streets.GATE, **fields: Any) -> Place:
    """Return a surveyed place of the tiny town."""
    return towns.place(name, at=tiny_streets.at(point), position_accuracy_m=5, **fields)


def walk(*places: Place, name: str = "Walk", **fields: Any) -> Circuit:
    """Return a circuit over places, its legs as they now are."""
    made = towns.circuit(name, *((place, 20) for place in places), **fields)
    refresh_legs(made)
    return Circuit.objects.get(pk=made.pk)


def taken(circuit: Circuit, language: str = "en", day: date = DAY) -> Contents:
    """Return what may be taken of a circuit; words that are looked up later are not its own."""
    with override(language):
        return contents(itinerary(circuit, day), ROOT, circuit.get_absolute_url())


def every_quality() -> Circuit:
    """Return a circuit over a surveyed, a rough, a sample and an unlocated stop, and a last one."""
    town = towns.place("Ville", "town", position_accuracy_m=1500)
    return walk(
        known("Bab", tiny_streets.GATE, name_ar="باب", opening_hours="Sa 08:00-12:00"),
        towns.place(
            "Amhirich",
            at=tiny_streets.at(tiny_streets.SQUARE),
            quality="approximate",
            position_accuracy_m=500,
        ),
        towns.place("Dlalat", at=tiny_streets.at(tiny_streets.WEST), quality="sample"),
        towns.place("Lost", at=None, parent=town),
        known("East", tiny_streets.EAST),
    )
