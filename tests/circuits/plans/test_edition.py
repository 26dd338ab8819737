"""The edition of a plan: one document with the stops that a traveller saw, saved nowhere."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.http import QueryDict
from django.utils.translation import override

from circuits.editions import calendar, publishing
from circuits.editions.texts import serialised
from circuits.errors import EditionWithdrawn
from circuits.models import Circuit, Edition, Leg, Stop
from circuits.plans.edition import changes, edition
from circuits.plans.taken import TakenForm, TakenPlan
from crafts.models import Artisan
from geodata.models import Photo, Place
from tests import towns
from tests.circuits.editions.test_images import photo
from tests.conftest import SetClock

pytestmark = pytest.mark.django_db

EAST, FAR = (-10.05, 28.987), (-10.0, 28.987)
WEEKEND = (
    "date=2026-11-28&days=2&starts_at=09:00&ends_at=13:00&stops=souk,museum;amhirich"
    "&times=08:55-09:00-09:45~12:00,10:05-11:00;09:30-10:30"
)


@pytest.fixture(autouse=True)
def _a_town(it_is: SetClock, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.VAR_DIR = tmp_path / "var"
    it_is("2026-11-27T19:00")
    ville = towns.place("Ville", "town", position_accuracy_m=1500)
    souk = towns.place("Souk", name_ar="السوق", opening_hours="Mo-Sa 09:00-18:00", parent=ville)
    towns.place("Museum", "museum", EAST, opening_hours="Mo-Su 10:00-17:00")
    towns.place("Amhirich", "weekly_market", FAR, opening_hours="Sa,Su 06:00-12:00")
    leather = towns.craft("Cuir", [souk])
    fatima = towns.artisan("Fatima", leather)
    towns.works_at(fatima, souk, "Mo-Sa 09:00-12:00")
    towns.product("Sac", leather, [souk]).artisans.add(fatima)


def plan(query: str = WEEKEND, **options: Any) -> TakenPlan:
    form = TakenForm(QueryDict(query), **options)
    assert form.is_valid(), form.errors
    return form.plan()


def content(query: str = WEEKEND) -> dict[str, Any]:
    return json.loads(serialised(edition(plan(query)).document))


def told(since: str, query: str = WEEKEND) -> dict[str, Any]:
    with override("en"):
        return changes(plan(query, may_be_gone=True), since)


class TestTheDocument:
    def test_has_the_stops_that_were_seen_at_their_times(self):
        stops = content()["stops"]
        keys = ("order", "place", "arrives_at", "leaves_at", "wait_minutes", "dwell_minutes")
        assert [tuple(stop[key] for key in keys) for stop in stops] == [
            (1, "souk", "2026-11-28T08:55+01:00", "2026-11-28T09:45+01:00", 5, 45),
            (2, "museum", "2026-11-28T10:05+01:00", "2026-11-28T11:00+01:00", 0, 55),
            (3, "amhirich", "2026-11-29T09:30+01:00", "2026-11-29T10:30+01:00", 0, 60),
        ]
        assert [stop["day"] for stop in stops] == ["2026-11-28", "2026-11-28", "2026-11-29"]
        assert stops[0]["note"]["en"] == "An hour for lunch from 12:00"

    def test_is_called_by_its_day_and_its_stops_in_every_language(self):
        circuit = content()["circuit"]
        assert circuit["name"]["en"] == "My circuit, Saturday 28 November"
        assert circuit["name"]["ar"] != circuit["name"]["fr"] != circuit["name"]["es"]
        assert all(circuit["name"][code] for code in ("ar", "fr", "en", "es", "zgh"))
        assert circuit["summary"]["ar"].startswith("السوق")
        assert (circuit["slug"], circuit["start_time"]) == (plan().slug, "08:55")

    def test_says_where_the_days_start_and_end_if_that_is_a_place(self):
        found = content(f"{WEEKEND}&origin=museum&destination=souk")
        assert found["circuit"]["story"]["en"] == "Start: Museum\nEnd: Souk"
        assert content(f"{WEEKEND}&origin=-10.06,28.98")["circuit"]["story"] is None

    def test_has_the_ways_of_each_day_and_none_over_night(self):
        legs = content()["legs"]
        assert [(leg["start"], leg["end"], leg["mode"]) for leg in legs] == [(1, 2, "foot")]
        assert legs[0]["geometry"]["coordinates"] == [[-10.0574, 28.987], [-10.05, 28.987]]

    def test_goes_by_taxi_where_the_plan_does(self):
        query = WEEKEND.replace("museum;amhirich", "museum,amhirich").replace(";09:30", ",12:30")
        query = query.replace("12:30-10:30", "12:30-13:00")
        found = content(query)
        assert [leg["mode"] for leg in found["legs"]] == ["foot", "car"]
        assert [stop["onward_mode"] for stop in found["stops"]] == ["foot", "car", "foot"]
        on_foot = content(f"{query}&transport=foot")
        assert [leg["mode"] for leg in on_foot["legs"]] == ["foot", "foot"]

    def test_has_whom_one_meets_and_what_is_sold_there(self):
        found = content()
        assert found["stops"][0]["people"] == ["fatima"]
        assert found["stops"][0]["products"] == ["sac"]
        assert found["artisans"]["fatima"]["name"]["fr"] == "Fatima"

    def test_does_not_show_who_has_not_agreed(self):
        Artisan.objects.update(consent_withdrawn_on=date(2026, 11, 23))
        assert "fatima" not in json.dumps(content()).lower()
        assert edition(plan()).people == []

    def test_says_the_same_on_any_day_and_in_any_language(self, it_is: SetClock):
        first = edition(plan()).hash
        it_is("2026-11-29T09:00")
        with override("ar"):
            assert edition(plan()).hash == first

    def test_stays_as_it_was_seen_where_opening_hours_have_changed_since(self):
        before = content()["stops"]
        Place.objects.update(opening_hours="Mo 20:00-21:00")
        assert content()["stops"] == before

    def test_knows_where_a_place_lies_that_has_lost_its_spot(self):
        Place.objects.filter(slug="museum").update(geometry=None, position_quality="unlocated")
        (leg,) = content()["legs"]
        assert (leg["geometry"], leg["duration_s"]) == (None, None)

    def test_leaves_no_trace_in_the_database(self):
        edition(plan())
        kinds = (Circuit, Stop, Leg, Edition)
        assert [kind.objects.count() for kind in kinds] == [0, 0, 0, 0]

    def test_of_places_that_are_all_gone_there_is_none(self):
        Place.objects.update(status="archived")
        with pytest.raises(EditionWithdrawn):
            edition(plan(may_be_gone=True))


class TestItsCalendar:
    def test_says_when_its_places_are_open_and_which_days_it_is_made_for(self):
        found = json.loads(calendar.calendar(edition(plan())).text)
        assert set(found["places"]) == {"souk", "museum", "amhirich"}
        assert set(found["workplaces"]) == {"fatima/souk"}
        good = [day["date"] for day in found["days"] if day["good_day"]]
        assert good == ["2026-11-28", "2026-11-29"]

    def test_knows_nothing_of_a_place_that_is_gone(self):
        towns.draft(Place.objects.get(slug="museum"))
        found = json.loads(calendar.calendar(edition(plan(may_be_gone=True))).text)
        assert set(found["places"]) == {"souk", "amhirich"}


class TestWhatHasChanged:
    def test_is_nothing_while_the_document_says_the_same(self):
        found = told(edition(plan()).hash)
        assert (found["is_current"], found["changes"], found["people"]) == (True, [], ["fatima"])

    def test_a_stop_that_is_closed_by_then_is_told_and_stays(self):
        before = edition(plan()).hash
        souk = Place.objects.get(slug="souk")
        towns.closure(souk, "2026-11-28T00:00", None, "travaux")
        found = told(before)
        (change,) = found["changes"]
        assert (change["kind"], change["place"], change["stop"]) == ("closed", "souk", 1)
        assert change["text"].startswith("Souk is closed when you want to be there, tomorrow: ")
        assert [stop["now"] for stop in found["stops"]] == [1, 2, 3]

    def test_a_closure_at_another_time_does_not_alarm(self):
        before = edition(plan()).hash
        museum = Place.objects.get(slug="museum")
        towns.closure(museum, "2026-12-05T00:00", None, "travaux")
        assert [change["kind"] for change in told(before)["changes"]] == ["texts"]

    def test_a_visit_that_is_over_is_no_news(self, it_is: SetClock):
        before = edition(plan()).hash
        it_is("2026-11-28T12:00")
        towns.closure(Place.objects.get(slug="souk"), "2026-11-28T00:00", None, "travaux")
        assert [change["kind"] for change in told(before)["changes"]] == ["texts"]

    def test_a_stop_whose_place_is_archived_is_told_without_its_name(self):
        before = edition(plan()).hash
        museum = Place.objects.get(slug="museum")
        museum.status = "archived"
        museum.save()
        found = told(before)
        (change,) = found["changes"]
        assert (change["kind"], change["stop"]) == ("stop_gone", 2)
        assert "Museum" not in change["text"]
        assert found["current"] is None  # there is nothing to take instead
        assert [stop["now"] for stop in found["stops"]] == [1, None, 3]

    def test_who_takes_back_consent_is_named_nowhere(self):
        before = edition(plan()).hash
        Artisan.objects.update(consent_withdrawn_on=date(2026, 11, 23))
        found = told(before)
        assert found["people"] == []
        assert "atima" not in json.dumps(found)


class TestItsImages:
    def test_are_handed_out_though_no_published_edition_shows_them(self):
        souk = Place.objects.get(slug="souk")
        souk.photos.add(photo())
        name = content()["places"]["souk"]["images"][0]
        file = content()["images"][name]["files"][0]["name"]
        assert publishing.image(file) is not None

    def test_of_who_is_not_to_be_shown_any_more_are_not(self):
        Artisan.objects.get(slug="fatima").photos.add(photo())
        file = next(iter(content()["images"].values()))["files"][0]["name"]
        assert publishing.image(file) is not None
        Artisan.objects.update(consent_withdrawn_on=date(2026, 11, 23))
        assert publishing.image(file) is None

    def test_that_nothing_public_shows_are_not(self):
        assert Photo.objects.count() == 0
        assert publishing.image("0123456789abcdef-480.webp") is None
