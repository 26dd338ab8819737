"""What is in an edition: everything that a phone needs, in every language."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from circuits.editions.document import document
from circuits.editions.texts import serialised
from circuits.legs import refresh_legs
from circuits.ways import Network
from geodata import territory
from geodata.streets import Streets
from tests import tiny_streets, towns
from tests.circuits.editions.conftest import Town

LANGUAGES = {"ar", "fr", "en", "es", "zgh"}


def content(town: Town) -> dict[str, Any]:
    """Return the document as a phone reads it."""
    return json.loads(serialised(document(town.circuit).content))


def texts(part: Any) -> list[dict[str, Any]]:
    """Return all texts in a part of a document."""
    if isinstance(part, list):
        return [text for one in part for text in texts(one)]
    if not isinstance(part, dict):
        return []
    if "ar" in part:
        return [part]
    return [text for one in part.values() for text in texts(one)]


def test_every_text_has_words_in_every_language_and_says_whose_they_are(town: Town):
    found = texts(content(town))
    assert len(found) > 10
    for text in found:
        assert set(text) - {"fallback"} == LANGUAGES
        assert all(text[code] for code in LANGUAGES)
    assert content(town)["places"]["souk"]["name"] == {
        "ar": "السوق",
        "fr": "Souk",
        "en": "Souk",
        "es": "Souk",
        "zgh": "Souk",
        "fallback": {"en": "fr", "es": "fr", "zgh": "fr"},
    }


def test_what_is_written_in_no_language_is_null(town: Town):
    assert content(town)["places"]["souk"]["story"] is None


def test_stops_come_in_order_with_their_people_and_products(town: Town):
    stops = content(town)["stops"]
    assert [(stop["order"], stop["place"]) for stop in stops] == [
        (1, "souk"),
        (2, "amhirich"),
        (3, "dlalat"),
    ]
    assert stops[0]["people"] == ["fatima"]
    assert stops[0]["products"] == ["sac"]
    assert stops[0]["crafts"] == ["cuir"]
    assert (stops[1]["dwell_minutes"], stops[1]["onward_mode"]) == (60, "foot")


def test_a_place_has_the_point_to_walk_to_and_how_well_it_is_known(town: Town):
    souk = content(town)["places"]["souk"]
    assert souk["position"] == [-10.0574, 28.987]
    assert souk["geometry"] is None
    assert (souk["position_quality"], souk["area"], souk["parent"]) == ("surveyed", None, "ville")
    assert (souk["code"], souk["opening_hours"]) == (town.souk.code, "Mo-Sa 09:00-18:00")


def test_an_unlocated_place_names_its_area_and_its_leg_has_no_length(town: Town):
    found = content(town)
    dlalat = found["places"]["dlalat"]
    assert (dlalat["position"], dlalat["position_quality"]) == (None, "unlocated")
    assert dlalat["area"]["place"] == "ville"
    assert dlalat["area"]["position"] == [-10.0574, 28.987]
    assert dlalat["area"]["radius_m"] == 1500
    leg = found["legs"][1]
    assert (leg["start"], leg["end"]) == (2, 3)
    assert (leg["geometry"], leg["distance_m"], leg["duration_s"]) == (None, None, None)


def test_a_leg_without_streets_is_about_so_long(town: Town):
    leg = content(town)["legs"][0]
    assert leg["geometry"]["coordinates"] == [[-10.0574, 28.987], [-10.05, 28.987]]
    assert (leg["approximate"], leg["basis"], leg["manoeuvres"]) == (True, "estimate", [])
    assert content(town)["attribution"] is None


@pytest.mark.django_db
def test_directions_are_said_in_every_language_and_point_into_the_line(streets: Streets):
    start = towns.place("Gate", at=tiny_streets.at(tiny_streets.GATE))
    end = towns.place("Corner", at=tiny_streets.at(tiny_streets.EAST))
    circuit = towns.circuit("Way", (start, 10), (end, 10))
    refresh_legs(circuit, Network(territory.current(), streets))
    found = document(circuit).content
    (leg,) = found["legs"]
    last = len(leg["geometry"]["coordinates"]) - 1
    assert leg["manoeuvres"][0]["kind"] == "depart"
    assert leg["manoeuvres"][-1]["begin"] == last
    for manoeuvre in leg["manoeuvres"]:
        assert 0 <= manoeuvre["begin"] <= manoeuvre["end"] <= last
        assert manoeuvre["icon"]
        said = manoeuvre["text"]
        assert len({said["ar"], said["fr"], said["en"], said["es"]}) == 4
    assert found["attribution"]["en"] == "© OpenStreetMap contributors"


def test_an_artisan_is_told_with_craft_and_workplace_but_not_with_a_private_telephone(town: Town):
    fatima = content(town)["artisans"]["fatima"]
    assert (fatima["crafts"], fatima["phone"], fatima["code"]) == (["cuir"], "", town.fatima.code)
    assert fatima["summary"]["fr"] == "Depuis 1990"
    (workplace,) = fatima["workplaces"]
    assert workplace["key"] == "fatima/souk"
    assert (workplace["stop_place"], workplace["opening_hours"]) == ("souk", "Mo-Th 09:00-12:00")


def test_an_artisan_who_has_not_agreed_is_in_no_part_of_it(town: Town):
    town.withdraw()
    assert "fatima" not in json.dumps(content(town)).lower()
    assert document(town.circuit).people == []


def test_a_product_has_its_price_and_its_makers(town: Town):
    bag = content(town)["products"]["sac"]
    assert (bag["price_mad"], bag["artisans"], bag["craft"]) == (250, ["fatima"], "cuir")
    assert bag["made_here"] is True


def test_samples_keep_their_mark(town: Town):
    potter = towns.artisan("Potter", is_sample=True, consent_given_on=None)
    town.circuit.stops.get(order=1).artisans.add(potter)
    found = content(town)
    assert found["artisans"]["potter"]["sample"] is True
    assert found["artisans"]["fatima"]["sample"] is False
    assert found["stops"][0]["people"] == ["potter", "fatima"]


def test_the_same_circuit_makes_the_same_document_on_any_day_and_in_any_language(
    town: Town, it_is: Callable[[str], Any]
):
    towns.craft("Zellige", [town.souk], name_ar="ا")
    first = serialised(document(town.circuit).content)
    it_is("2027-02-20T09:00")  # in Ramadan
    with override("ar"):
        assert serialised(document(town.circuit).content) == first


def test_what_a_closure_closes_and_where_to_go_instead_is_in_it(town: Town):
    towns.closure(
        town.souk.parent, "2026-12-01T00:00", None, "Travaux", instead=towns.place("Museum")
    )
    found = content(town)
    (closure,) = found["closures"]
    assert closure["closes"] == ["dlalat", "souk"]
    assert (closure["since"], closure["until"]) == ("2026-12-01T00:00+01:00", None)
    assert closure["instead"] == "museum"
    assert closure["reason"]["ar"] == "Travaux"
    assert "museum" in found["places"]


@pytest.mark.parametrize("field", ["hash", "version", "published_at"])
def test_the_document_itself_says_nothing_of_its_publication(town: Town, field: str):
    assert field not in content(town)


def test_a_festival_at_a_stop_or_in_its_town_is_in_it_and_one_elsewhere_is_not(town: Town):
    days = {"first_day": date(2026, 12, 5), "last_day": date(2026, 12, 7)}
    towns.event("Dromadaire", town.souk.parent, kind="festival", **days)
    towns.event("Elsewhere", towns.place("Far"), kind="festival", **days)
    towns.event("One day", town.amhirich, kind="fair", first_day=date(2026, 12, 1))
    towns.event("No day yet", town.souk, kind="festival")
    towns.draft(towns.event("Draft", town.souk, kind="festival", **days))
    one_day, camels = content(town)["events"]
    assert camels["at"] == ["dlalat", "souk"]
    assert camels["place_name"]["fr"] == "Ville"
    assert (camels["first_day"], camels["last_day"]) == ("2026-12-05", "2026-12-07")
    assert (one_day["first_day"], one_day["last_day"]) == ("2026-12-01", "2026-12-01")


def test_a_market_that_is_held_every_week_is_told_by_the_calendar_alone(town: Town):
    towns.event("Samedi", town.amhirich, "FREQ=WEEKLY;BYDAY=SA", first_day=date(2026, 11, 28))
    assert "events" not in content(town)
