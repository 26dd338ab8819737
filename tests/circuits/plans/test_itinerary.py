"""A plan that is taken along, read as a circuit is: at the times at which it was seen."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.http import QueryDict

from circuits.errors import EditionWithdrawn
from circuits.models import Circuit, Leg, Stop
from circuits.plans.itinerary import itinerary_on
from circuits.plans.taken import TakenForm, TakenPlan
from geodata.models import Place
from geodata.opening import State
from tests import towns
from tests.conftest import SetClock

pytestmark = pytest.mark.django_db

EAST, FAR = (-10.05, 28.987), (-10.0, 28.987)
SATURDAY, SUNDAY = date(2026, 11, 28), date(2026, 11, 29)
WEEKEND = (
    "date=2026-11-28&days=2&starts_at=09:00&ends_at=13:00&stops=souk,museum;amhirich"
    "&times=08:55-09:00-09:45~12:00,10:05-11:00;09:30-10:30"
)


@pytest.fixture(autouse=True)
def _a_town(it_is: SetClock, settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    it_is("2026-11-27T19:00")
    souk = towns.place("Souk", opening_hours="Mo-Sa 09:00-18:00")
    towns.place("Museum", "museum", EAST, opening_hours="Mo-Su 10:00-17:00")
    towns.place("Amhirich", "weekly_market", FAR, opening_hours="Sa,Su 06:00-12:00")
    towns.works_at(towns.artisan("Fatima"), souk, "Mo-Sa 09:00-12:00")


def plan(query: str = WEEKEND) -> TakenPlan:
    form = TakenForm(QueryDict(query))
    assert form.is_valid(), form.errors
    return form.plan()


def clocks(*moments: Any) -> list[str | None]:
    return [moment and f"{moment:%H:%M}" for moment in moments]


def test_its_times_are_those_that_were_seen_with_waiting_and_lunch():
    souk, museum = (item.timed for item in itinerary_on(plan(), SATURDAY).stops)
    assert clocks(souk.arrival, souk.visit_start, souk.departure, souk.lunch) == [
        "08:55",
        "09:00",
        "09:45",
        "12:00",
    ]
    assert clocks(museum.arrival, museum.visit_start, museum.departure, museum.lunch) == [
        "10:05",
        None,
        "11:00",
        None,
    ]


def test_one_who_waits_for_the_door_finds_it_open():
    assert itinerary_on(plan(), SATURDAY).stops[0].timed.state == State.OPEN


def test_a_stop_that_has_closed_since_says_so():
    Place.objects.filter(slug="museum").update(opening_hours="Mo-Su 14:00-17:00")
    closed = itinerary_on(plan(), SATURDAY).closed
    assert [item.stop.place.slug for item in closed] == ["museum"]
    assert closed[0].timed.next_opening is not None


def test_each_day_has_its_own_stops_which_count_from_one():
    sunday = itinerary_on(plan(), SUNDAY)
    assert [(item.number, item.stop.place.slug) for item in sunday.stops] == [(1, "amhirich")]
    assert (sunday.start.date(), sunday.is_good_day) == (SUNDAY, True)


def test_the_way_on_and_whom_one_meets_are_known_as_on_a_circuit():
    souk, museum = itinerary_on(plan(), SATURDAY).stops
    assert souk.leg is not None
    assert souk.onward == museum.stop.place
    assert museum.leg is None
    assert [(one.artisan.slug, one.is_here) for one in souk.people] == [("fatima", True)]


def test_it_lasts_from_the_first_arrival_to_the_last_leave():
    assert itinerary_on(plan(), SATURDAY).total_minutes == 125


def test_nothing_of_it_is_saved():
    itinerary_on(plan(), SATURDAY)
    assert not any(model.objects.exists() for model in (Circuit, Stop, Leg))


def test_a_day_whose_places_are_all_gone_is_not_shown():
    made = plan()
    towns.draft(Place.objects.get(slug="amhirich"))
    with pytest.raises(EditionWithdrawn):
        itinerary_on(made, SUNDAY)
