"""The API for streets: ways with directions, reach, the nearest street, matrices."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from geodata import territory, waypoints
from tests import tiny_streets, towns
from tests.tiny_streets import ABOVE_THE_STAIRS, EAST, GATE, ISLAND, OUT_OF_TOWN, SQUARE, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def streets(tmp_path: Path) -> Iterator[None]:
    """Have the site serve the streets of the made-up old town."""
    with tiny_streets.served(tmp_path):
        yield


@pytest.fixture
def no_streets(settings: Any, tmp_path: Path) -> None:
    """Have the site serve no street graph."""
    settings.VAR_DIR = tmp_path


def text(*points: tuple[float, float]) -> str:
    """Return spots of the made-up town (metres) as an address has them."""
    return ";".join("{:.6f},{:.6f}".format(*at(point)) for point in points)


def ask(client: Client, what: str, **query: str) -> Any:
    return client.get(f"/api/v1/{what}", {"lang": "en"} | query)


def answer(client: Client, what: str, **query: str) -> dict[str, Any]:
    response = ask(client, what, **query)
    assert response.status_code == 200, response.content
    return response.json()


def refusal(client: Client, what: str, **query: str) -> str:
    """Return the sentence that says what to mend."""
    response = ask(client, what, **query)
    assert response.status_code == 400, response.content
    assert response["Content-Type"] == "application/problem+json"
    return response.json()["detail"]


@pytest.mark.usefixtures("streets")
class TestWays:
    """`/api/v1/route`"""

    def test_each_leg_is_a_line_with_its_length_its_duration_and_its_directions(
        self, client: Client
    ):
        response = ask(client, "route", stops=text(GATE, SQUARE, EAST))
        assert response["Content-Type"] == "application/geo+json"
        way = response.json()
        assert [leg["id"] for leg in way["features"]] == ["leg-1", "leg-2"]
        first = way["features"][0]
        assert first["geometry"]["type"] == "LineString"
        assert first["geometry"]["coordinates"][0] == pytest.approx(list(at(GATE)), abs=1e-5)
        said = first["properties"]
        assert (said["mode"], said["approximate"], said["basis"]) == ("foot", False, "streets")
        assert said["distance_m"] == pytest.approx(80, abs=3)
        assert way["distance_m"] == sum(leg["properties"]["distance_m"] for leg in way["features"])
        assert way["approximate"] is False
        assert way["attribution"] == "© OpenStreetMap contributors"

    def test_a_direction_says_what_to_do_and_where(self, client: Client):
        way = answer(client, "route", stops=text(GATE, EAST))
        leg = way["features"][0]
        directions = leg["properties"]["directions"]
        line = leg["geometry"]["coordinates"]
        assert (directions[0]["kind"], directions[-1]["kind"]) == ("depart", "arrive")
        assert all(step["text"].endswith(".") for step in directions)
        assert all(step["point"] == line[step["begin"]] for step in directions)

    def test_directions_are_in_the_language_asked_for(self, client: Client):
        arabic = answer(client, "route", stops=text(GATE, EAST), lang="ar")
        english = answer(client, "route", stops=text(GATE, EAST))
        texts = [
            [step["text"] for step in way["features"][0]["properties"]["directions"]]
            for way in (arabic, english)
        ]
        assert len(texts[0]) == len(texts[1])
        assert all(any("\u0600" <= letter <= "\u06ff" for letter in line) for line in texts[0])
        assert texts[0] != texts[1]

    def test_places_can_be_stops_and_bring_their_names_and_accuracy(self, client: Client):
        towns.place("Bab", "monument", at=at(GATE), position_accuracy_m=5)
        towns.place("Rahba", "square", at=at(SQUARE), quality="approximate", position_accuracy_m=90)
        way = answer(client, "route", stops="bab;rahba")
        said = way["features"][0]["properties"]
        assert said["approximate"] is True
        assert said["basis"] == "streets"
        assert "Bab" in said["directions"][0]["text"]
        assert "Rahba" in said["directions"][-1]["text"]

    def test_a_stop_off_the_streets_says_how_far(self, client: Client):
        off = (GATE[0] + 70, GATE[1])
        said = answer(client, "route", stops=text(SQUARE, off))["features"][0]["properties"]
        assert said["ends_off_street"] is True
        assert said["end_moved_m"] > 30
        assert said["approximate"] is True
        assert said["starts_off_street"] is False

    def test_each_leg_can_have_a_mode_of_its_own(self, client: Client):
        way = answer(client, "route", stops=text(OUT_OF_TOWN, (20, -100), SQUARE), mode="car,foot")
        assert [leg["properties"]["mode"] for leg in way["features"]] == ["car", "foot"]

    def test_paces_change_the_duration_and_not_the_length(self, client: Client):
        slow, brisk = (
            answer(client, "route", stops=text(GATE, EAST), pace=pace) for pace in ("slow", "brisk")
        )
        assert slow["distance_m"] == brisk["distance_m"]
        assert slow["duration_s"] > 1.5 * brisk["duration_s"]

    def test_a_wheelchair_goes_round_the_stairs(self, client: Client):
        on_foot, rolling = (
            answer(client, "route", stops=text(SQUARE, ABOVE_THE_STAIRS), mode=mode)
            for mode in ("foot", "wheelchair")
        )
        ways = [
            {step["way"] for step in way["features"][0]["properties"]["directions"]}
            for way in (on_foot, rolling)
        ]
        assert "stairs" in ways[0]
        assert "stairs" not in ways[1]
        assert rolling["distance_m"] > on_foot["distance_m"]

    def test_where_no_street_leads_the_leg_is_an_estimate_and_says_so(self, client: Client):
        way = answer(client, "route", stops=text(SQUARE, ISLAND, GATE))
        assert way["approximate"] is True
        assert [leg["properties"]["basis"] for leg in way["features"]] == ["no_way", "no_way"]
        assert all(leg["properties"]["directions"] == [] for leg in way["features"])

    def test_it_takes_few_queries_for_any_number_of_places(
        self, client: Client, django_assert_num_queries: Any
    ):
        for number in range(5):
            towns.place(f"Stop {number}", at=at((20, -20 * number)))
        slugs = ";".join(f"stop-{number}" for number in range(5))
        with django_assert_num_queries(3):  # the places, landmarks, what is closed
            answer(client, "route", stops=slugs)


@pytest.mark.usefixtures("no_streets")
class TestWithoutStreets:
    """Where the site has no street map."""

    def test_a_way_is_estimated_and_says_so(self, client: Client):
        way = answer(client, "route", stops=text(GATE, EAST))
        said = way["features"][0]["properties"]
        assert (said["approximate"], said["basis"]) == (True, "estimate")
        assert said["distance_m"] == pytest.approx(
            128 * territory.current().circuity["foot"], rel=0.02
        )
        assert said["directions"] == []
        assert (way["approximate"], way["attribution"]) == (True, "")

    @pytest.mark.parametrize(
        ("what", "query"),
        [
            ("reachable", {"from": text(GATE), "minutes": "10"}),
            ("nearest", {"point": text(GATE)}),
            ("matrix", {"sources": text(GATE, EAST)}),
        ],
    )
    def test_what_needs_streets_says_that_there_are_none(
        self, client: Client, what: str, query: dict[str, str]
    ):
        response = ask(client, what, **query)
        assert response.status_code == 503
        assert response["Content-Type"] == "application/problem+json"
        assert response.json()["detail"] == "There is no street map here yet."

    def test_what_is_asked_wrongly_is_said_first(self, client: Client):
        assert refusal(client, "nearest", point="here, or so")


@pytest.mark.usefixtures("streets")
class TestReach:
    """`/api/v1/reachable` and `/api/v1/nearest`"""

    def test_the_area_within_reach_is_a_polygon(self, client: Client):
        area = answer(client, "reachable", **{"from": text(SQUARE), "minutes": "3"})
        assert area["geometry"]["type"] == "Polygon"
        assert area["properties"]["minutes"] == 3
        assert area["properties"]["attribution"]

    def test_the_nearest_street_says_how_far_it_is(self, client: Client):
        near = answer(client, "nearest", point=text((GATE[0] + 30, GATE[1])))
        assert near["geometry"]["coordinates"] == pytest.approx(list(at(GATE)), abs=2e-5)
        assert near["properties"]["moved_m"] == pytest.approx(30, abs=1)

    def test_no_street_within_reach_is_not_found(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr("geodata.streets.Streets.snap", lambda *_args, **_more: (None,))
        response = ask(client, "nearest", point=text(SQUARE))
        assert response.status_code == 404
        assert response["Content-Type"] == "application/problem+json"


@pytest.mark.usefixtures("streets")
class TestMatrices:
    """`/api/v1/matrix`"""

    def test_rows_are_sources_and_columns_are_targets(self, client: Client):
        table = answer(client, "matrix", sources=text(GATE, SQUARE), targets=text(SQUARE))
        assert table["distance_m"] == [[pytest.approx(80, abs=4)], [0]]
        assert len(table["duration_s"]) == 2

    def test_without_targets_the_sources_are_the_targets(self, client: Client):
        table = answer(client, "matrix", sources=text(GATE, SQUARE, EAST))
        assert [len(row) for row in table["distance_m"]] == [3, 3, 3]
        assert [table["distance_m"][n][n] for n in range(3)] == [0, 0, 0]

    def test_it_says_what_the_ways_say(self, client: Client):
        table = answer(client, "matrix", sources=text(GATE), targets=text(EAST))
        way = answer(client, "route", stops=text(GATE, EAST))
        assert table["distance_m"][0][0] == pytest.approx(way["distance_m"], abs=3)

    def test_where_no_way_leads_there_is_no_number(self, client: Client):
        table = answer(client, "matrix", sources=text(GATE), targets=text(ISLAND, EAST))
        assert table["distance_m"][0][0] is None
        assert table["distance_m"][0][1] is not None

    def test_fifty_by_fifty_is_the_most(self, client: Client):
        fifty = text(*((20, -2 * n) for n in range(50)))
        assert len(answer(client, "matrix", sources=fifty)["distance_m"]) == 50
        assert "1 to 50" in refusal(client, "matrix", sources=f"{fifty};{text(EAST)}")


@pytest.mark.usefixtures("streets")
class TestMistakes:
    """Each is answered with one sentence that says what to mend."""

    def test_one_stop_is_not_a_way(self, client: Client):
        assert refusal(client, "route", stops=text(GATE)) == (
            "stops takes 2 to 25 stops, separated by semicolons; there is 1."
        )
        assert "there are 0" in refusal(client, "route")

    def test_too_many_stops_are_refused_before_any_work(
        self, client: Client, django_assert_num_queries: Any
    ):
        many = ";".join(f"place-{n}" for n in range(waypoints.MOST_STOPS + 1))
        with django_assert_num_queries(0):
            assert "there are 26" in refusal(client, "route", stops=many)

    def test_swapped_coordinates_are_recognised(self, client: Client):
        longitude, latitude = at(GATE)
        swapped = f"{latitude:.4f},{longitude:.4f}"
        assert refusal(client, "nearest", point=swapped) == (
            f"point: longitude and latitude are swapped in “{swapped}”: write the longitude first, "
            f"{longitude:.4f},{latitude:.4f}."
        )

    def test_another_region_is_told_from_the_territory(self, client: Client):
        sentence = refusal(client, "nearest", point="2.35,48.85")
        assert sentence.startswith("point: “2.35,48.85” lies outside Guelmim")

    @pytest.mark.parametrize(
        "point", ["here", "1;2", "1,2,3", "nan,inf", "1e5,2", "<script>", "a b", "%00", "٢,٣"]
    )
    def test_what_is_no_stop_is_refused(self, client: Client, point: str):
        assert refusal(client, "nearest", point=point).startswith("point")

    def test_a_place_that_is_not_public_is_no_place(self, client: Client):
        towns.draft(towns.place("Secret", at=at(GATE)))
        assert refusal(client, "nearest", point="secret") == "point: there is no place “secret”."

    def test_no_way_leads_to_a_place_that_nobody_has_located(self, client: Client):
        towns.place("Dlalat", at=None)
        assert refusal(client, "route", stops=f"dlalat;{text(GATE)}") == (
            "stops: nobody has published yet where Dlalat is; no way can be found to it."
        )

    @pytest.mark.parametrize(
        ("query", "sentence"),
        [
            ({"mode": "camel"}, "mode: “camel” is not known. Known: car, foot, wheelchair."),
            (
                {"mode": "car,foot"},
                "mode takes one mode, or one for each of the 1 legs; there are 2.",
            ),
            ({"pace": "fast"}, "pace: “fast” is not known. Known: brisk, normal, slow."),
        ],
    )
    def test_modes_and_paces_are_those_there_are(
        self, client: Client, query: dict[str, str], sentence: str
    ):
        assert refusal(client, "route", stops=text(GATE, EAST), **query) == sentence

    @pytest.mark.parametrize("minutes", ["", "soon", "0", "61", "-5", "1e1", "nan"])
    def test_reach_is_bounded(self, client: Client, minutes: str):
        query = {"from": text(GATE), "minutes": minutes}
        assert refusal(client, "reachable", **query).startswith("minutes takes ")

    def test_nobody_walks_across_the_whole_region(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setitem(waypoints.FARTHEST_M, "foot", 50)
        assert refusal(client, "route", stops=text(SQUARE, GATE)) == (
            "From stop 1 to stop 2 it is farther than 50 m."
        )
        assert "farther apart" in refusal(client, "matrix", sources=text(SQUARE, GATE))


def test_the_description_documents_every_parameter(client: Client):
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    expected = {
        "route": {"stops", "mode", "pace", "lang"},
        "reachable": {"from", "minutes", "mode", "pace", "lang"},
        "nearest": {"point", "mode", "lang"},
        "matrix": {"sources", "targets", "mode", "pace", "lang"},
    }
    for what, names in expected.items():
        parameters = paths[f"/api/v1/{what}"]["get"]["parameters"]
        assert {parameter["name"] for parameter in parameters} == names
        assert all(parameter["description"] for parameter in parameters)
