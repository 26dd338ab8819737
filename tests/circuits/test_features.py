"""A circuit as GeoJSON: its stops in order, the legs between them, and no spot nobody knows."""

from typing import Any

import pytest

from circuits import features
from tests import towns

pytestmark = pytest.mark.django_db

EAST = (-10.05, 28.987)


def collection(*places: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the stops and the legs of a circuit through places."""
    circuit = towns.circuit("Way", *((place, 30) for place in places))
    found = features.circuit(circuit)
    assert found["type"] == "FeatureCollection"
    stops = [part for part in found["features"] if part["properties"]["kind"] == "stop"]
    legs = [part for part in found["features"] if part["properties"]["kind"] == "leg"]
    return stops, legs


def test_stops_are_points_in_order():
    stops, _legs = collection(towns.place("Souk"), towns.place("Amhirich", at=EAST))
    assert [(stop["properties"]["order"], stop["id"]) for stop in stops] == [
        (1, "souk"),
        (2, "amhirich"),
    ]
    assert stops[1]["geometry"] == {"type": "Point", "coordinates": [-10.05, 28.987]}
    assert stops[1]["properties"]["area"] is None


def test_a_leg_says_how_far_it_is_and_that_it_is_approximate():
    _stops, (leg,) = collection(towns.place("Souk"), towns.place("Amhirich", at=EAST))
    assert leg["geometry"]["coordinates"] == [[-10.0574, 28.987], [-10.05, 28.987]]
    properties = leg["properties"]
    assert (properties["start"], properties["end"], properties["mode"]) == (1, 2, "foot")
    assert properties["approximate"] is True
    assert 800 < properties["distance_m"] < 1100
    assert properties["duration_s"] == round(properties["distance_m"] / 1.2)


def test_an_unlocated_stop_names_its_area_and_its_legs_have_neither_line_nor_length():
    town = towns.place("Ville", "town", position_accuracy_m=1500)
    lost = towns.place("Dlalat", at=None, parent=town)
    (_souk, stop), (leg,) = collection(towns.place("Souk"), lost)
    assert stop["geometry"] is None
    assert stop["properties"]["area"] == {
        "slug": "ville",
        "name": "Ville",
        "lon": -10.0574,
        "lat": 28.987,
        "radius_m": 1500,
    }
    assert leg["geometry"] is None
    assert (leg["properties"]["distance_m"], leg["properties"]["duration_s"]) == (None, None)


def test_no_line_leads_to_a_stop_that_is_not_public():
    hidden = towns.draft(towns.place("Hidden", at=(-10.01, 28.9)))
    stops, legs = collection(towns.place("Souk"), hidden, towns.place("Amhirich", at=EAST))
    assert [stop["id"] for stop in stops] == ["souk", "amhirich"]
    assert legs == []


def test_the_area_of_a_stop_is_never_a_place_that_is_not_public():
    hidden = towns.draft(towns.place("Hidden", "town"))
    (stop,), _legs = collection(towns.place("Dlalat", at=None, parent=hidden))
    assert stop["properties"]["area"] is None
