"""The drawn map of a circuit: its stops, its legs, and what is about."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils.translation import override

from circuits import static_maps
from circuits.legs import refresh_legs
from circuits.models import Circuit
from geodata.static_maps import Content
from tests import tiny_streets, towns
from tests.tiny_streets import EAST, GATE, SQUARE, at

pytestmark = pytest.mark.django_db
ADDRESS = "https://example.org/en/circuits/walk/"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def no_streets(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


@pytest.fixture
def streets(tmp_path: Path) -> Iterator[None]:
    with tiny_streets.served(tmp_path):
        yield


def walk(*places: Any) -> Circuit:
    """Return a circuit over places, its legs as they now are."""
    made = towns.circuit("Walk", *((place, 20) for place in places))
    refresh_legs(made)
    return Circuit.objects.get(pk=made.pk)


def known(name: str, point: tuple[float, float], **fields: Any) -> Any:
    return towns.place(name, at=at(point), position_accuracy_m=5, **fields)


def content(circuit: Circuit, language: str = "en") -> Content:
    with override(language):
        return static_maps.content(circuit, ADDRESS)


@pytest.mark.usefixtures("streets")
def test_legs_on_streets_are_drawn_along_them_and_name_whose_they_are():
    shown = content(walk(known("Bab", GATE), known("Square", SQUARE), known("East", EAST)))
    assert [way.is_approximate for way in shown.ways] == [False, False]
    assert all(len(way.coordinates) >= 2 for way in shown.ways)
    assert shown.uses_streets
    assert "about" not in shown.subtitle
    assert shown.spots[0].onward.startswith("Then ")
    assert "about" not in shown.spots[0].onward
    assert shown.spots[-1].onward == ""


@pytest.mark.usefixtures("no_streets")
def test_without_streets_legs_are_about_and_dashed_and_nobody_is_named():
    shown = content(walk(known("Bab", GATE), known("East", EAST)))
    assert [way.is_approximate for way in shown.ways] == [True]
    assert not shown.uses_streets
    assert "about" in shown.subtitle
    assert "about" in shown.spots[0].onward
    assert shown.notes == ("Dashed line: the way is not known, it is drawn straight.",)


@pytest.mark.usefixtures("no_streets")
def test_an_unlocated_stop_has_no_position_and_says_where_it_lies():
    town = towns.place("Ville", "town", position_accuracy_m=1500)
    lost = towns.place("Dlalat", at=None, parent=town)
    shown = content(walk(known("Bab", GATE), lost, known("East", EAST)))
    assert [spot.number for spot in shown.located] == [1, 3]
    (only,) = shown.unlocated
    assert only.where == "Somewhere in Ville: the exact spot is still to be surveyed."
    assert shown.ways == ()
    assert "2. Dlalat (Somewhere in Ville" in shown.description


@pytest.mark.usefixtures("no_streets")
def test_a_stop_that_is_not_public_is_not_on_the_map():
    secret = known("Secret", SQUARE)
    circuit = walk(known("Bab", GATE), secret, known("East", EAST))
    towns.draft(secret)
    shown = content(circuit)
    assert [spot.name for spot in shown.spots] == ["Bab", "East"]
    assert shown.ways == ()


@pytest.mark.usefixtures("no_streets")
def test_it_is_in_the_language_of_the_page():
    shown = content(walk(known("Bab", GATE, name_ar="باب"), known("East", EAST)), "ar")
    assert shown.spots[0].name == "باب"
    assert (shown.language, shown.is_right_to_left) == ("ar", True)


@pytest.mark.usefixtures("no_streets")
def test_a_name_that_would_be_a_script_is_only_a_name(client: Client):
    attack = "<script>alert(1)</script>"
    walk(known("Bab", GATE, name_en=attack), known("East", EAST))
    response = client.get("/en/circuits/walk/map.svg")
    drawing = ElementTree.fromstring(response.content)
    assert not list(drawing.iter(f"{SVG}script"))
    assert "&lt;script&gt;" in response.content.decode()


@pytest.mark.usefixtures("no_streets")
def test_the_page_of_a_circuit_offers_it_and_prints_it(client: Client):
    walk(known("Bab", GATE), known("East", EAST))
    page = client.get("/en/circuits/walk/").content.decode()
    assert 'href="/en/circuits/walk/map.svg?size=print"' in page
    assert '<img class="map-sheet" src="/en/circuits/walk/map.svg"' in page


@pytest.mark.usefixtures("no_streets")
def test_a_circuit_that_is_not_public_has_no_map(client: Client):
    towns.draft(walk(known("Bab", GATE), known("East", EAST)))
    assert client.get("/en/circuits/walk/map.svg").status_code == 404


@pytest.mark.usefixtures("no_streets")
def test_it_costs_few_queries(client: Client, django_assert_max_num_queries: Any):
    walk(*(known(f"Stop {n}", (20, -15 * n)) for n in range(8)))
    with django_assert_max_num_queries(4):
        client.get("/en/circuits/walk/map.svg")
