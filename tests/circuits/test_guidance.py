"""What is said of the way: on the circuit's page, without scripts, and in its GeoJSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from circuits.models import Circuit
from geodata.models import Place
from geodata.streets import Streets
from tests import tiny_streets, towns
from tests.reading import Page, read
from tests.tiny_streets import (
    ABOVE_THE_STAIRS,
    EAST,
    GATE,
    ISLAND,
    OUT_OF_TOWN,
    SOUTH_OF_GATE,
    SQUARE,
    Metres,
)

pytestmark = pytest.mark.django_db


def place(name: str, at: Metres | None, **fields: Any) -> Place:
    return towns.place(name, at=tiny_streets.at(at) if at else None, **fields)


def circuit(*places: Place, **fields: Any) -> Circuit:
    return towns.circuit("Way", *((where, 20) for where in places), **fields)


def page(client: Client, language: str = "en") -> Page:
    return read(client.get(f"/{language}/circuits/way/"))


def collection(client: Client, language: str = "en") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        client.get(f"/api/v1/circuits/way.geojson?lang={language}").content
    )
    return found


def legs(client: Client, language: str = "en") -> list[dict[str, Any]]:
    return [
        part
        for part in collection(client, language)["features"]
        if part["properties"]["kind"] == "leg"
    ]


class TestThePage:
    """The circuit's page, leg by leg."""

    @pytest.fixture
    def way(self, streets: Streets) -> Circuit:
        return circuit(place("South", SOUTH_OF_GATE), place("Square", SQUARE), place("East", EAST))

    def test_each_leg_has_its_directions_in_order_with_a_sign_each(
        self, way: Circuit, client: Client
    ) -> None:
        shown = page(client)
        assert [part.text for part in shown.all("summary")][-2:] == [
            "Directions to Square",
            "Directions to East",
        ]
        items = shown.all("li", class_="directions__item")
        assert items[0].text.startswith("From South, set off north along Rue des Orfèvres")
        assert items[-1].text.startswith("You have arrived: East")
        signs = [
            part.attributes["class"]
            for part in shown.all("svg")
            if part.attributes["class"] in {"icon icon--depart", "icon icon--arrive"}
        ]
        assert signs == ["icon icon--depart", "icon icon--arrive"] * 2

    def test_the_directions_are_in_the_readers_language(self, way: Circuit, client: Client) -> None:
        french = page(client, "fr")
        assert french.one("html").attributes["lang"] == "fr"
        assert "Partez" in french.text or "partez" in french.text
        arabic = page(client, "ar")
        assert arabic.one("html").attributes["dir"] == "rtl"
        assert "زنقة الصاغة" in arabic.text  # the street's own Arabic name

    def test_every_leg_can_be_linked_to(self, way: Circuit, client: Client) -> None:
        shown = page(client)
        assert len(shown.all("div", id="leg-1")) == len(shown.all("div", id="leg-2")) == 1

    def test_what_follows_the_streets_is_said_without_about_and_whose_data_it_is(
        self, way: Circuit, client: Client
    ) -> None:
        shown = page(client)
        leg = shown.one("div", id="leg-2").text
        assert leg.startswith("on foot, 100 m, 1 min")
        assert "Distances and times follow the street map." in shown.text
        assert shown.links["© OpenStreetMap contributors"].endswith("openstreetmap.org/copyright")

    def test_an_estimate_beside_it_is_told_apart(self, streets: Streets, client: Client) -> None:
        circuit(place("Gate", GATE), place("Square", SQUARE), place("Island", ISLAND))
        shown = page(client)
        assert "follow the street map where it has a way" in shown.text
        assert "The street map knows no way here: ask for it." in shown.one("div", id="leg-2").text

    def test_the_way_to_a_rough_spot_is_about_and_says_whom_to_ask(
        self, streets: Streets, client: Client
    ) -> None:
        rough = place("Oasis", EAST, quality="approximate", position_accuracy_m=2_000)
        circuit(place("Square", SQUARE), rough)
        leg = page(client).one("div", id="leg-1").text
        assert "about 100 m, about" in leg
        assert "The exact spot of Oasis is not known: ask there." in leg

    def test_the_last_metres_off_the_streets_are_not_hidden(
        self, streets: Streets, client: Client
    ) -> None:
        circuit(place("Gate", GATE), place("Field", (-260, -60), position_accuracy_m=10))
        assert "The last 40 m are not on the map: ask." in page(client).text

    def test_walking_and_driving_are_counted_apart(self, streets: Streets, client: Client) -> None:
        way = circuit(place("Far", OUT_OF_TOWN), place("South", SOUTH_OF_GATE), place("Gate", GATE))
        first = way.stops.get(order=1)
        first.onward_mode = "car"
        first.save()
        (meta,) = page(client).all("p", class_="circuit-meta")
        assert "8.0 km by car or taxi" in meta.text
        assert "40 m on foot" in meta.text

    def test_who_cannot_climb_is_told_before_anything_else(
        self, streets: Streets, tmp_path: Path, client: Client
    ) -> None:
        kinds = {"secondary", "pedestrian", "steps"}
        only = [line for line in tiny_streets.STREETS if line.tags["highway"] in kinds]
        tiny_streets.serve(tiny_streets.build(tmp_path / "stairs", only))
        circuit(place("Square", SQUARE), place("Above", ABOVE_THE_STAIRS), mode="wheelchair")
        shown = page(client)
        sentence = "From Square to Above the street map knows no way without stairs."
        assert shown.links[sentence] == "#leg-1"
        assert "knows no way without stairs here" in shown.one("div", id="leg-1").text
        assert shown.all("details", class_="directions") == []

    def test_it_asks_the_database_no_more_often_than_without_streets(
        self, way: Circuit, client: Client, django_assert_max_num_queries: Any
    ) -> None:
        with django_assert_max_num_queries(15):
            page(client)


class TestTheGeoJson:
    """What the map and other programs are told."""

    @pytest.fixture
    def way(self, streets: Streets) -> Circuit:
        return circuit(place("South", SOUTH_OF_GATE), place("East", EAST))

    def test_a_leg_has_its_directions_and_where_each_begins(
        self, way: Circuit, client: Client
    ) -> None:
        (leg,) = legs(client)
        properties, line = leg["properties"], leg["geometry"]["coordinates"]
        assert (properties["basis"], properties["approximate"]) == ("streets", False)
        assert [step["text"] for step in properties["manoeuvres"]] == properties["directions"]
        for step in properties["manoeuvres"]:
            assert [step["lon"], step["lat"]] == line[step["begin"]]
            assert step["begin"] <= step["end"] < len(line)
        assert properties["manoeuvres"][-1]["icon"] == "arrive"

    def test_its_words_are_in_the_language_asked_for(self, way: Circuit, client: Client) -> None:
        english, arabic = legs(client), legs(client, "ar")
        assert english[0]["properties"]["directions"] != arabic[0]["properties"]["directions"]
        assert english[0]["geometry"] == arabic[0]["geometry"]

    def test_it_says_whose_streets_they_are_where_it_follows_any(
        self, way: Circuit, client: Client
    ) -> None:
        assert collection(client)["attribution"] == "© OpenStreetMap contributors"

    def test_an_end_off_the_streets_is_told(self, streets: Streets, client: Client) -> None:
        circuit(place("Gate", GATE), place("Field", (-260, -60), position_accuracy_m=10))
        properties = legs(client)[0]["properties"]
        assert (properties["start_off_street"], properties["end_off_street"]) == (False, True)
        assert properties["end_moved_m"] == pytest.approx(40, abs=2)
        assert properties["notes"] == ["The last 40 m are not on the map: ask."]


@pytest.fixture
def nothing_built(tmp_path: Path, settings: Any) -> Iterator[None]:
    """Serve no street graph, whatever lies on this machine."""
    settings.VAR_DIR = tmp_path
    yield


def test_without_streets_nothing_claims_to_follow_any(nothing_built: None, client: Client) -> None:
    circuit(place("Gate", GATE), place("East", EAST))
    shown = page(client)
    assert "until there is a street map" in shown.text
    assert shown.all("details", class_="directions") == []
    found = collection(client)
    assert found["attribution"] is None
    assert legs(client)[0]["properties"]["basis"] == "estimate"
    assert legs(client)[0]["properties"]["directions"] == []
