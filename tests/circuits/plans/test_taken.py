"""A plan that is taken along becomes an address, and the address the same plan."""

from datetime import date, time
from typing import Any

import pytest
from django.http import QueryDict

from circuits.planner.stop import Iterations
from circuits.plans.answer import answer
from circuits.plans.request import PlanRequest, Transport
from circuits.plans.taken import Stay, TakenForm, TakenPlan, taken
from geodata.models import Place
from tests import towns
from tests.conftest import SetClock

pytestmark = pytest.mark.django_db

SATURDAY = date(2026, 11, 28)
ADDRESS = "date=2026-11-28&days=2&starts_at=09:00&ends_at=13:00&stops=souk,oasis;complex"
TIMES = "09:00-09:45,10:00-11:00;09:30-10:30"


@pytest.fixture(autouse=True)
def _a_town(it_is: SetClock) -> None:
    it_is("2026-11-23T10:00")
    towns.place("Souk", opening_hours="Mo-Su 09:00-18:00")
    towns.place("Complex", "craft_centre", (-10.05, 28.987), opening_hours="Mo-Su 10:00-17:00")
    towns.place("Oasis", "oasis", (-10.0574, 28.99))


def read(query: str, **options: Any) -> TakenForm:
    return TakenForm(QueryDict(query), **options)


def plan(query: str, **options: Any) -> TakenPlan:
    form = read(query, **options)
    assert form.is_valid(), form.errors
    return form.plan()


class TestWhatIsSeenIsTaken:
    @pytest.mark.parametrize(
        "request_",
        [
            PlanRequest(day=SATURDAY),
            PlanRequest(day=SATURDAY, days=3, ends_at=time(18), has_lunch=True),
            PlanRequest(day=SATURDAY, transport=Transport.WHEELCHAIR, origin="souk", first="oasis"),
        ],
    )
    def test_each_stop_at_its_time(self, request_: PlanRequest):
        made = answer(request_, Iterations(100), with_reasons=False)
        found = plan(taken(made).query)
        assert found == taken(made)
        assert [(slug, day) for slug, day, _stay in found.visits] == [
            (stop.place.slug, day.day) for day in made.days for stop in day.stops
        ]
        for stop, (_slug, _day, stay) in zip(made.stops, found.visits, strict=True):
            assert f"{stay.arrives_at:%H:%M}" == f"{stop.arrives_at:%H:%M}"
            assert f"{stay.leaves_at:%H:%M}" == f"{stop.leaves_at:%H:%M}"
            assert stay.wait_minutes == stop.wait_minutes

    def test_a_wait_before_the_door_and_the_hour_for_lunch_are_in_its_times(self):
        found = plan(f"{ADDRESS}&times=08:50-09:00-09:45~12:00,10:00-11:00;09:30-10:30")
        stay = found.stays[0][0]
        assert stay == Stay(time(8, 50), time(9), time(9, 45), time(12))
        assert (stay.wait_minutes, stay.dwell_minutes) == (10, 45)

    def test_hours_that_change_afterwards_change_nothing_of_it(self):
        made = taken(answer(PlanRequest(day=SATURDAY), Iterations(100), with_reasons=False))
        Place.objects.update(opening_hours="Mo 20:00-21:00")
        assert plan(made.query).visits == made.visits


class TestItsName:
    def test_is_the_same_for_the_same_address_and_no_other(self):
        one, same = (plan(f"{ADDRESS}&times={TIMES}") for _turn in range(2))
        other = plan(f"{ADDRESS}&times=09:05-09:45,10:00-11:00;09:30-10:30")
        assert one.slug == same.slug != other.slug
        assert one.slug.startswith("plan-")
        assert len(one.slug) == len("plan-") + 16

    def test_is_the_one_that_a_phone_makes_of_the_address(self):
        query = "date=2026-11-28&starts_at=09:00&ends_at=13:00&stops=souk&times=09:00-09:45"
        assert plan(query).query == query
        # frontend/js/offline/addresses.test.js has the same pair.
        assert plan(query).slug == "plan-0f94ce50be08f5f2"

    def test_says_nothing_of_the_wishes_that_led_to_it(self):
        assert "must" not in plan(f"{ADDRESS}&times={TIMES}&must=souk&was=souk").query


class TestAnAddressThatCannotBeRead:
    @pytest.mark.parametrize(
        "times",
        [
            "",
            "soon",
            "09:00-09:45",
            "09:00-09:45,10:00-11:00",
            "09:00-09:45,10:00-11:00,12:00-12:30",
            "09:00-09:45;10:00-11:00;09:30-10:30",
            "09:45-09:00,10:00-11:00;09:30-10:30",
            "09:00-10:45,10:00-11:00;09:30-10:30",
            "09:00-08:50-09:45,10:00-11:00;09:30-10:30",
            "25:00-26:00,27:00-28:00;09:30-10:30",
            "٠٩:٠٠-٠٩:٤٥,10:00-11:00;09:30-10:30",
            "09:00-09:45," * 400,
        ],
    )
    def test_times_that_are_not_those_of_the_stops_are_refused(self, times: str):
        assert "times" in read(f"{ADDRESS}&times={times}").errors

    def test_a_place_that_never_was_is_refused(self):
        assert "stops" in read(f"{ADDRESS}&times={TIMES}".replace("oasis", "castle")).errors

    @pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2020-01-01"])
    def test_a_day_in_another_age_is_refused(self, day: str):
        assert "date" in read(f"{ADDRESS}&times={TIMES}".replace("2026-11-28", day)).errors


class TestAPhoneThatHasItAlready:
    def test_may_ask_about_it_on_its_last_day_and_after(self, it_is: SetClock):
        it_is("2026-11-29T10:00")
        assert plan(f"{ADDRESS}&times={TIMES}").request.day == SATURDAY

    def test_may_ask_though_a_place_is_gone(self):
        towns.draft(Place.objects.get(slug="oasis"))
        assert "stops" in read(f"{ADDRESS}&times={TIMES}").errors
        found = plan(f"{ADDRESS}&times={TIMES}&craft=gone", may_be_gone=True)
        assert [slug for slug, _day, _stay in found.visits] == ["souk", "oasis", "complex"]
