"""What search engines are told of a place: nothing that is not known, and no sample."""

from typing import Any

import pytest
from django.test import Client

from tests import towns
from tests.conftest import SetClock
from tests.reading import read

pytestmark = pytest.mark.django_db


def told(client: Client, slug: str, language: str = "fr") -> dict[str, Any] | None:
    """Return what the page of a place tells search engines."""
    return read(client.get(f"/{language}/places/{slug}/")).json_ld


def test_a_place_is_told_with_its_name_its_town_and_its_country(client: Client):
    town = towns.place("Guelmim", "town")
    towns.place("Souk", parent=town, summary_fr="Le souk.", phone="+212 5 28 00 00 00")
    assert told(client, "souk") == {
        "@context": "https://schema.org",
        "@type": "TouristAttraction",
        "name": "Souk",
        "description": "Le souk.",
        "inLanguage": "fr",
        "url": "http://testserver/fr/places/souk/",
        "address": {
            "@type": "PostalAddress",
            "addressCountry": "MA",
            "addressLocality": "Guelmim",
        },
        "geo": {"@type": "GeoCoordinates", "longitude": -10.0574, "latitude": 28.987},
        "telephone": "+212 5 28 00 00 00",
        "containedInPlace": {
            "@type": "Place",
            "name": "Guelmim",
            "url": "http://testserver/fr/places/guelmim/",
        },
    }


def test_it_is_told_in_the_language_of_the_page(client: Client):
    towns.place("Souk", name_ar="السوق")
    data = told(client, "souk", "ar")
    assert data is not None
    assert (data["name"], data["inLanguage"]) == ("السوق", "ar")


@pytest.mark.parametrize("quality", ["surveyed", "published"])
def test_a_well_known_position_is_told(client: Client, quality: str):
    towns.place("Souk", quality=quality)
    assert "geo" in (told(client, "souk") or {})


@pytest.mark.parametrize("quality", ["approximate", "sample"])
def test_a_rough_or_a_made_up_position_is_not_told(client: Client, quality: str):
    towns.place("Souk", quality=quality, position_accuracy_m=300)
    data = told(client, "souk")
    assert data is not None
    assert "geo" not in data


def test_an_unlocated_place_is_told_without_a_position(client: Client):
    towns.place("Souk", at=None)
    data = told(client, "souk")
    assert data is not None
    assert "geo" not in data


def test_the_hours_of_the_coming_week_are_told(client: Client, it_is: SetClock):
    it_is("2026-11-24T10:00")
    towns.place("Museum", "museum", opening_hours="Sa 09:00-12:30,15:00-18:00")
    hours = (told(client, "museum") or {})["openingHoursSpecification"]
    assert [(part["dayOfWeek"], part["opens"], part["closes"]) for part in hours] == [
        ("Saturday", "09:00", "12:30"),
        ("Saturday", "15:00", "18:00"),
    ]
    assert {part["validFrom"] for part in hours} == {towns.SATURDAY}


def test_hours_are_those_of_the_towns_clocks_in_ramadan_too(client: Client, it_is: SetClock):
    it_is("2026-02-25T10:00")  # clocks go back to UTC for Ramadan
    towns.place("Museum", "museum", opening_hours="Mo-Su 09:00-12:00")
    hours = (told(client, "museum") or {})["openingHoursSpecification"]
    assert {(part["opens"], part["closes"]) for part in hours} == {("09:00", "12:00")}


def test_a_market_without_a_published_end_is_told_without_hours(client: Client):
    towns.place("Amhirich", "weekly_market", opening_hours="Sa 06:00+")
    assert "openingHoursSpecification" not in (told(client, "amhirich") or {})


def test_unknown_hours_are_not_told(client: Client):
    towns.place("Souk")
    assert "openingHoursSpecification" not in (told(client, "souk") or {})


def test_a_sample_place_is_not_told_at_all(client: Client):
    towns.place("Example", is_sample=True)
    assert told(client, "example") is None


def test_a_place_around_it_that_is_not_public_is_not_told(client: Client):
    hidden = towns.draft(towns.place("Secret", "town"))
    towns.place("Souk", parent=hidden)
    assert "Secret" not in str(told(client, "souk"))


def test_a_name_cannot_break_out_of_the_page(client: Client):
    towns.place("Souk", name_fr="</script><script>alert(1)</script>")
    page = read(client.get("/fr/places/souk/"))
    assert page.json_ld is not None
    assert page.json_ld["name"] == "</script><script>alert(1)</script>"
    assert "<script>alert" not in page.html
