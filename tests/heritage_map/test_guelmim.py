"""The territory that the site is shipped with: every page of it, with and without its samples."""

from collections.abc import Iterator
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from circuits import itinerary
from circuits.models import Circuit
from crafts.models import Artisan, Craft, Motif, Organisation, Product
from geodata.models import Place, PositionQuality, Record
from tests import towns
from tests.conftest import SetClock
from tests.reading import read

pytestmark = pytest.mark.django_db

KINDS: list[type[Record]] = [Place, Circuit, Craft, Organisation, Artisan, Product, Motif]
LISTS = ["places", "circuits", "crafts", "organisations", "artisans", "products", "motifs"]
SATURDAY, TUESDAY = date.fromisoformat(towns.SATURDAY), date.fromisoformat(towns.TUESDAY)


def failing(client: Client, language: str) -> list[str]:
    """Return the addresses of records whose page in a language is not there."""
    addresses = [
        record.get_absolute_url().replace("/fr/", f"/{language}/", 1)
        for kind in KINDS
        for record in kind.objects.public()
    ]
    assert len(addresses) > 100
    return [address for address in addresses if client.get(address).status_code != 200]


@pytest.mark.usefixtures("guelmim")
class TestAsShipped:
    """With its samples."""

    @pytest.mark.parametrize("language", ["fr", "ar"])
    def test_every_record_has_a_page(self, client: Client, language: str):
        assert failing(client, language) == []

    @pytest.mark.parametrize("slug", LISTS)
    def test_every_list_has_something_in_it(self, client: Client, slug: str):
        listed = read(client.get(f"/ar/{slug}/"))
        assert listed.all("h2", class_="card__title")

    def test_there_are_circuits_for_every_day_of_the_week(self):
        assert Circuit.objects.public().count() >= 4
        for day in range(23, 30):
            good = [
                circuit.slug
                for circuit in Circuit.objects.public()
                if itinerary.is_good_day(circuit, date(2026, 11, day))
            ]
            assert len(good) >= 2, day

    @pytest.mark.parametrize("slug", ["trois-marches-du-samedi", "ville-en-semaine"])
    def test_a_circuit_works_on_its_good_day(self, slug: str):
        circuit = Circuit.objects.get(slug=slug)
        day = itinerary.next_good_day(circuit, TUESDAY)
        assert day is not None
        plan = itinerary.itinerary(circuit, day)
        assert len(plan.stops) >= 4
        assert plan.closed == []

    def test_on_a_tuesday_the_saturday_circuit_is_closed_at_amhirich_and_others_are_offered(self):
        saturday = Circuit.objects.get(slug="trois-marches-du-samedi")
        plan = itinerary.itinerary(saturday, TUESDAY)
        assert [item.stop.place.slug for item in plan.closed] == ["souk-amhirich"]
        assert plan.next_good_day == SATURDAY
        offered = [other.slug for other in itinerary.alternatives(saturday, TUESDAY)]
        assert offered[0] == "ville-en-semaine"

    def test_amhirich_is_open_on_saturday_morning_and_on_no_other_morning(
        self, client: Client, it_is: SetClock
    ):
        kinds = {}
        for day in range(23, 30):
            it_is(f"2026-11-{day}T08:00")
            page = read(client.get("/fr/places/souk-amhirich/"))
            kinds[day] = "open" if page.badges("open") else "closed"
        assert [day for day, kind in kinds.items() if kind == "open"] == [28]

    def test_somebody_is_met_at_amhirich_on_saturday(self, client: Client):
        page = read(client.get(f"/fr/circuits/trois-marches-du-samedi/?date={towns.SATURDAY}"))
        people = [href for href in page.links.values() if "/artisans/" in href]
        assert people

    def test_every_artisan_is_a_sample_and_wears_the_ribbon(self, client: Client):
        for artisan in Artisan.objects.public():
            page = read(client.get(artisan.get_absolute_url()))
            assert artisan.is_sample
            assert page.all("p", class_="ribbon")
            assert page.json_ld is None

    def test_no_rough_position_is_told_to_search_engines(self, client: Client):
        trusted = [PositionQuality.SURVEYED, PositionQuality.PUBLISHED]
        for place in Place.objects.public().exclude(position_quality__in=trusted):
            assert "geo" not in (read(client.get(place.get_absolute_url())).json_ld or {}), place

    def test_names_are_in_arabic_on_arabic_pages(self, client: Client):
        page = read(client.get("/ar/places/souk-amhirich/"))
        assert "أمحيريش" in page.one("h1").text

    def test_every_fact_and_every_place_names_a_source(self):
        without = Place.objects.public().filter(sources=None, is_sample=False)
        assert list(without.values_list("slug", flat=True)) == []


@pytest.fixture(scope="class")
def cleared(guelmim: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Take the samples away for the tests of a class."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("clear_sample_data", "--yes", stdout=StringIO())
        yield
        transaction.set_rollback(True)


@pytest.mark.usefixtures("cleared")
class TestWithoutSamples:
    """After `clear_sample_data`."""

    def test_every_record_has_a_page(self, client: Client):
        assert failing(client, "fr") == []

    def test_no_page_shows_a_sample(self, client: Client):
        for address in ("", *(f"{slug}/" for slug in LISTS)):
            assert not read(client.get(f"/fr/{address}")).all("p", class_="ribbon"), address

    def test_the_list_of_artisans_says_why_it_is_empty(self, client: Client):
        page = read(client.get("/en/artisans/"))
        assert "No artisan has been recorded yet" in page.text

    def test_ways_between_unsurveyed_stops_are_no_longer_measured(self):
        saturday = Circuit.objects.get(slug="trois-marches-du-samedi")
        plan = itinerary.itinerary(saturday, SATURDAY)
        assert not plan.is_fully_known
        assert len(plan.stops) == 4
