"""A request becomes an address, and the address the same request."""

from dataclasses import replace
from datetime import date, time

import pytest
from django.http import QueryDict
from django.utils.translation import override

from circuits.models import Pace
from circuits.plans.address import query
from circuits.plans.form import PlanForm
from circuits.plans.request import Interest, PlanRequest, Transport
from tests import towns
from tests.conftest import SetClock

pytestmark = pytest.mark.django_db

USUAL = PlanRequest(day=date(2026, 11, 28))


@pytest.fixture(autouse=True)
def _a_town(it_is: SetClock) -> None:
    it_is("2026-11-23T10:00")
    souk = towns.place("Souk")
    towns.place("Complex", "craft_centre")
    towns.place("Oasis", "oasis")
    towns.craft("Cuir", [souk])


@pytest.mark.parametrize(
    "request_",
    [
        USUAL,
        replace(USUAL, starts_at=time(14, 5), ends_at=time(18), pace=Pace.SLOW, group_size=18),
        replace(USUAL, interests=dict.fromkeys(Interest, 3), crafts=frozenset({"cuir"})),
        replace(USUAL, transport=Transport.WHEELCHAIR, max_walk_m=0, budget_mad=0, days=3),
        replace(USUAL, origin="souk", destination=(-10.0574, 28.987), has_lunch=True),
        replace(USUAL, must_see=("souk", "oasis"), avoid=frozenset({"complex"}), first="souk"),
        replace(USUAL, before=(("souk", "oasis"), ("oasis", "complex"))),
        replace(USUAL, stops=(("souk", "oasis"), ("complex",)), days=2),
        replace(USUAL, at_most={"souk": 1, "oasis": 0}),
        replace(USUAL, was=(("souk", "gone-by-now"),)),
    ],
)
def test_what_is_written_is_read_again(request_: PlanRequest) -> None:
    form = PlanForm(QueryDict(query(request_)))
    assert form.is_valid(), form.errors
    assert form.request() == request_


def test_what_is_as_usual_is_left_out() -> None:
    assert query(USUAL) == "date=2026-11-28&starts_at=09:00&ends_at=13:00"


class TestTheForm:
    """What it reads and what it refuses, each time with a sentence."""

    def problems(self, **said: str) -> dict[str, list[str]]:
        form = PlanForm(QueryDict("&".join(f"{name}={text}" for name, text in said.items())))
        form.is_valid()
        return {name: list(errors) for name, errors in form.errors.items()}

    def test_the_first_day_that_says_something_counts(self) -> None:
        form = PlanForm(QueryDict("date=&date=2026-12-05"))
        assert form.is_valid()
        assert form.request().day == date(2026, 12, 5)
        form = PlanForm(QueryDict("date=2026-11-28&date=2026-12-05"))
        assert form.is_valid()
        assert form.request().day == date(2026, 11, 28)

    def test_back_is_where_one_has_started(self) -> None:
        form = PlanForm(QueryDict("origin=souk&destination=back"))
        assert form.is_valid()
        assert form.request().destination == "souk"

    def test_swapped_coordinates_are_told_apart(self) -> None:
        with override("en"):
            assert "swapped" in self.problems(origin="28.987,-10.0574")["origin"][0]

    def test_a_place_that_is_nowhere_is_refused_where_one_starts(self) -> None:
        towns.place("Lost", at=None)
        assert "origin" in self.problems(origin="lost")

    def test_a_stop_twice_and_stops_for_days_that_are_not_there(self) -> None:
        assert "stops" in self.problems(stops="souk;oasis,souk", days="2")
        assert "stops" in self.problems(stops="souk;oasis;complex", days="2")

    def test_a_limit_names_a_kind_and_a_number(self) -> None:
        for text in ("souk", "souk:many", "castle:1", "souk:-1", "souk:١"):
            assert "at_most" in self.problems(at_most=text), text

    def test_a_program_may_send_lists(self) -> None:
        form = PlanForm({"must": ["souk", "oasis"], "stops": [["souk"], ["oasis"]], "days": 2})
        assert form.is_valid(), form.errors
        assert form.request().stops == (("souk",), ("oasis",))
        assert form.request().must_see == ("souk", "oasis")
