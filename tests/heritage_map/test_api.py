"""The API: GeoJSON for programs, and problem details where something is to be mended."""

from typing import Any

import pytest
from django.test import Client

from tests import towns
from tests.reading import read

pytestmark = pytest.mark.django_db

EAST = (-10.03, 28.987)


def features(client: Client, query: str = "") -> dict[str, dict[str, Any]]:
    """Return the places that a query selects, by id."""
    response = client.get(f"/api/v1/places.geojson{query}")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/geo+json"
    return {feature["id"]: feature for feature in response.json()["features"]}


class TestPlaces:
    """`/api/v1/places.geojson`"""

    def test_all_public_places_are_there_where_nothing_narrows_them(self, client: Client):
        towns.place("Souk")
        towns.draft(towns.place("Draft"))
        assert set(features(client)) == {"souk"}

    def test_a_town_without_places_is_an_empty_collection(self, client: Client):
        assert client.get("/api/v1/places.geojson").json() == {
            "type": "FeatureCollection",
            "features": [],
        }

    def test_an_unlocated_place_has_a_null_geometry_and_an_area(self, client: Client):
        town = towns.place("Ville", "town", position_accuracy_m=1500)
        towns.place("Dlalat", at=None, parent=town)
        dlalat = features(client)["dlalat"]
        assert dlalat["geometry"] is None
        assert dlalat["properties"]["area"]["slug"] == "ville"

    def test_a_box_narrows_them(self, client: Client):
        towns.place("Souk")
        towns.place("East", at=EAST)
        assert set(features(client, "?bbox=-10.06,28.98,-10.05,28.99")) == {"souk"}

    def test_categories_narrow_them(self, client: Client):
        towns.place("Souk")
        towns.place("Oasis", "oasis")
        towns.place("Museum", "museum")
        assert set(features(client, "?category=oasis,museum")) == {"oasis", "museum"}

    def test_a_craft_narrows_them(self, client: Client):
        souk = towns.place("Souk")
        towns.place("Oasis", "oasis")
        towns.craft("Cuir", [souk])
        assert set(features(client, "?craft=cuir")) == {"souk"}

    def test_a_moment_narrows_them_to_what_is_open_then(self, client: Client):
        towns.place("Amhirich", "weekly_market", opening_hours="Sa 06:00+")
        towns.place("Unknown")
        assert set(features(client, "?open_at=2026-11-28T07:00")) == {"amhirich"}
        assert features(client, "?open_at=2026-11-28T13:00") == {}
        assert features(client, "?open_at=2026-11-28T05:30%2B00:00")["amhirich"]

    def test_a_day_narrows_them_to_what_opens_that_day(self, client: Client):
        towns.place("Amhirich", "weekly_market", opening_hours="Sa 06:00+")
        assert set(features(client, f"?open_on={towns.SATURDAY}")) == {"amhirich"}
        assert features(client, f"?open_on={towns.TUESDAY}") == {}

    def test_all_of_it_may_be_asked_for_at_once(self, client: Client):
        souk = towns.place("Souk", opening_hours="24/7")
        towns.craft("Cuir", [souk, towns.place("Closed"), towns.place("Far", at=EAST)])
        assert set(
            features(
                client,
                "?bbox=-10.06,28.98,-10.05,28.99&category=souk&craft=cuir&open_on=2026-11-24",
            )
        ) == {"souk"}

    def test_names_are_in_the_language_asked_for(self, client: Client):
        towns.place("Souk", name_ar="السوق")
        assert features(client, "?lang=ar")["souk"]["properties"]["name"] == "السوق"
        assert features(client)["souk"]["properties"]["url"] == "/fr/places/souk/"

    def test_it_costs_few_queries(self, client: Client, django_assert_max_num_queries):
        towns.whole_town(each=3)
        with django_assert_max_num_queries(8):
            features(client, "?craft=craft-0&open_on=2026-11-28&lang=ar")


class TestRoadsAndCircuits:
    """`/api/v1/roads.geojson` and `/api/v1/circuits/<slug>.geojson`"""

    def test_roads_are_a_collection(self, client: Client):
        response = client.get("/api/v1/roads.geojson")
        assert response["Content-Type"] == "application/geo+json"
        assert response.json() == {"type": "FeatureCollection", "features": []}

    def test_a_circuit_is_its_stops_and_legs_in_the_language_asked_for(self, client: Client):
        souk = towns.place("Souk", name_ar="السوق")
        towns.circuit("Way", (souk, 30), (towns.place("East", at=EAST), 10))
        response = client.get("/api/v1/circuits/way.geojson?lang=ar")
        assert response["Content-Type"] == "application/geo+json"
        parts = response.json()["features"]
        assert [part["properties"]["kind"] for part in parts] == ["stop", "stop", "leg"]
        assert parts[0]["properties"]["name"] == "السوق"
        assert parts[0]["properties"]["url"] == "/ar/places/souk/"


class TestProblems:
    """Problem details (RFC 9457)."""

    @pytest.mark.parametrize(
        ("query", "sentence"),
        [
            ("bbox=1,2,3", "bbox takes four numbers, west,south,east,north; there are 3."),
            ("category=castle", "category: “castle” is not known."),
            ("craft=alchemy", "craft: “alchemy” is not known."),
            ("open_at=now", "open_at takes a date and a time such as 2026-11-28T10:00"),
            ("open_on=28/11", "open_on takes a date such as 2026-11-28, not “28/11”."),
        ],
    )
    def test_a_mistake_is_answered_with_what_to_mend(
        self, client: Client, query: str, sentence: str
    ):
        response = client.get(f"/api/v1/places.geojson?lang=en&{query}")
        assert response.status_code == 400
        assert response["Content-Type"] == "application/problem+json"
        problem = response.json()
        assert (problem["type"], problem["status"]) == ("about:blank", 400)
        assert problem["detail"].startswith(sentence)

    def test_a_language_that_the_site_does_not_speak_is_answered_with_those_it_does(
        self, client: Client
    ):
        response = client.get("/api/v1/places.geojson?lang=de", headers={"accept-language": "en"})
        assert response.status_code == 400
        assert response.json()["detail"] == "lang: “de” is not known. Known: ar, en, es, fr, zgh."

    @pytest.mark.parametrize(
        "address", ["circuits/nowhere.geojson", "circuits/nowhere.geojson?lang=ar", "nothing"]
    )
    def test_what_is_not_there_is_told_to_programs_in_their_form(
        self, client: Client, address: str
    ):
        response = client.get(f"/api/v1/{address}")
        assert response.status_code == 404
        assert response["Content-Type"] == "application/problem+json"
        assert response.json()["status"] == 404

    def test_nothing_can_be_written(self, client: Client):
        response = client.post("/api/v1/places.geojson?lang=en")
        assert response.status_code == 405
        assert response["Content-Type"] == "application/problem+json"
        assert response["Allow"] == "GET"


class TestTheDescription:
    """`/api/v1/openapi.json`"""

    def test_it_lists_every_address(self, client: Client):
        document = client.get("/api/v1/openapi.json").json()
        assert document["openapi"].startswith("3.")
        assert set(document["paths"]) >= {
            "/api/v1/places.geojson",
            "/api/v1/roads.geojson",
            "/api/v1/circuits/{slug}.geojson",
        }

    def test_it_can_be_read_as_a_page_without_scripts_from_elsewhere(self, client: Client):
        page = read(client.get("/api/v1/docs", headers={"accept-language": "en"}))
        assert "GET /api/v1/places.geojson" in page.text
        assert "west,south,east,north in degrees (WGS 84)" in page.text
        assert "GET /api/v1/circuits/{slug}.geojson" in page.text
        assert page.links["The same for machines (OpenAPI)"] == "/api/v1/openapi.json"
        assert "//cdn" not in page.html

    def test_it_lists_every_way_to_narrow_the_places(self, client: Client):
        document = client.get("/api/v1/openapi.json").json()
        operation = document["paths"]["/api/v1/places.geojson"]["get"]
        assert {parameter["name"] for parameter in operation["parameters"]} == {
            "bbox",
            "lang",
            "category",
            "craft",
            "open_at",
            "open_on",
        }
