"""A circuit on a date: what is closed, what to do instead, and who is there."""

from datetime import date, time

import pytest
from django.contrib.gis.geos import Point

from circuits import itinerary
from circuits.models import Circuit, Mode
from geodata.models import Place
from tests import towns

pytestmark = pytest.mark.django_db

TUESDAY, SATURDAY, SUNDAY = (
    date.fromisoformat(day) for day in (towns.TUESDAY, towns.SATURDAY, towns.SUNDAY)
)
EAST = (-10.05, 28.987)


@pytest.fixture
def amhirich() -> Place:
    return towns.place("Amhirich", "weekly_market", opening_hours="Sa 06:00+")


@pytest.fixture
def souk() -> Place:
    return towns.place("Souk", at=EAST)


@pytest.fixture
def saturday(amhirich: Place, souk: Place) -> Circuit:
    """A circuit for Saturdays, from the market to a souk."""
    return towns.circuit("Saturday", (amhirich, 105), (souk, 45), start="07:00", days="Sa")


def closed(plan: itinerary.Itinerary) -> list[str]:
    return [item.stop.place.name for item in plan.closed]


class TestTheDay:
    """Good days, closed days, and other circuits."""

    def test_on_a_good_day_it_begins_at_its_own_time_and_nothing_is_closed(self, saturday: Circuit):
        plan = itinerary.itinerary(saturday, SATURDAY)
        assert plan.is_good_day
        assert plan.start == towns.moment("2026-11-28T07:00")
        assert closed(plan) == []

    def test_a_visitor_may_begin_at_another_time(self, saturday: Circuit):
        plan = itinerary.itinerary(saturday, SATURDAY, time(5, 0))
        assert plan.start == towns.moment("2026-11-28T05:00")
        assert closed(plan) == ["Amhirich"]

    def test_on_a_tuesday_amhirich_is_closed_and_saturday_is_the_next_good_day(
        self, saturday: Circuit
    ):
        plan = itinerary.itinerary(saturday, TUESDAY)
        assert not plan.is_good_day
        assert closed(plan) == ["Amhirich"]
        assert plan.next_good_day == SATURDAY

    def test_a_good_day_is_its_own_next_good_day(self, saturday: Circuit):
        assert itinerary.next_good_day(saturday, SATURDAY) == SATURDAY
        assert itinerary.next_good_day(saturday, SUNDAY) == date(2026, 12, 5)

    def test_a_circuit_without_named_days_is_made_for_every_day(self, souk: Place):
        any_day = towns.circuit("Any day", (souk, 30))
        assert itinerary.is_good_day(any_day, TUESDAY)

    def test_a_circuit_whose_day_never_comes_has_no_next_good_day(self, souk: Place):
        never = towns.circuit("Never", (souk, 30), days="off")
        assert itinerary.next_good_day(never, TUESDAY) is None

    def test_another_circuit_that_works_that_day_is_offered(self, saturday: Circuit, souk: Place):
        weekdays = towns.circuit("Weekdays", (souk, 30), days="Mo-Th,Su")
        assert itinerary.alternatives(saturday, TUESDAY) == [weekdays]

    def test_a_circuit_with_a_closed_stop_or_a_draft_is_not_offered(
        self, saturday: Circuit, souk: Place, amhirich: Place
    ):
        towns.circuit("With the market", (souk, 30), (amhirich, 30))
        towns.draft(towns.circuit("Draft", (souk, 30)))
        assert itinerary.alternatives(saturday, TUESDAY) == []

    def test_closed_places_are_told_by_circuit(self, saturday: Circuit, souk: Place):
        weekdays = towns.circuit("Weekdays", (souk, 30))
        found = itinerary.closed_places([saturday, weekdays], TUESDAY)
        assert {pk: [place.name for place in places] for pk, places in found.items()} == {
            saturday.pk: ["Amhirich"],
            weekdays.pk: [],
        }


class TestTheWay:
    """Legs, distances and times."""

    def test_distance_and_time_are_those_of_its_legs_and_stays(self, saturday: Circuit):
        plan = itinerary.itinerary(saturday, SATURDAY)
        assert plan.is_fully_known
        assert 800 < plan.distance_m < 1100  # 722 m as the crow flies, times 1.3
        assert plan.dwell_minutes == 150
        assert plan.total_minutes == 150 + plan.travel_s // 60

    def test_a_leg_to_an_unlocated_stop_has_no_distance_and_later_times_are_not_known(
        self, amhirich: Place, souk: Place
    ):
        lost = towns.place("Dlalat", at=None)
        circuit = towns.circuit("Way", (amhirich, 30), (lost, 30), (souk, 30), start="07:00")
        plan = itinerary.itinerary(circuit, SATURDAY)
        assert not plan.is_fully_known
        assert plan.distance_m == 0
        assert [item.timed.arrival is not None for item in plan.stops] == [True, False, False]

    def test_a_stop_that_is_not_public_is_left_out_and_the_way_past_it_is_not_known(
        self, amhirich: Place, souk: Place
    ):
        hidden = towns.draft(towns.place("Hidden", at=(-10.053, 28.987)))
        circuit = towns.circuit("Way", (amhirich, 30), (hidden, 30), (souk, 30))
        plan = itinerary.itinerary(circuit, SATURDAY)
        assert [(item.number, item.stop.place.name) for item in plan.stops] == [
            (1, "Amhirich"),
            (2, "Souk"),
        ]
        assert plan.stops[0].leg is None
        assert plan.stops[1].timed.arrival is None
        assert (plan.distance_m, plan.is_fully_known) == (0, False)

    def test_no_way_leads_on_from_the_last_public_stop(self, amhirich: Place, souk: Place):
        hidden = towns.draft(towns.place("Hidden"))
        circuit = towns.circuit("Way", (amhirich, 30), (souk, 30), (hidden, 30))
        plan = itinerary.itinerary(circuit, SATURDAY)
        assert plan.stops[-1].leg is None
        assert plan.is_fully_known

    def test_when_a_stop_is_surveyed_the_way_to_it_becomes_known(self, amhirich: Place):
        lost = towns.place("Dlalat", at=None)
        circuit = towns.circuit("Way", (amhirich, 30), (lost, 30), mode=Mode.FOOT)
        lost.geometry, lost.position_quality = Point(EAST, srid=4326), "surveyed"
        lost.save()
        assert itinerary.itinerary(circuit, SATURDAY).is_fully_known

    def test_a_circuit_without_public_stops_is_empty(self):
        plan = itinerary.itinerary(towns.circuit("Empty"), SATURDAY)
        assert (plan.stops, plan.distance_m, plan.total_minutes) == ([], 0, 0)

    def test_a_longer_circuit_costs_no_more_queries(self, django_assert_num_queries):
        places = [towns.place(f"Souk {number}") for number in range(8)]
        circuit = towns.circuit("Long", *((place, 10) for place in places))
        with django_assert_num_queries(8):
            itinerary.itinerary(circuit, SATURDAY)


class TestWhoAndWhat:
    """Whom to meet and what to look for at a stop."""

    def people(self, circuit: Circuit, day: date) -> list[tuple[str, bool]]:
        (stop,) = itinerary.itinerary(circuit, day).stops
        return [(person.artisan.name, person.is_here) for person in stop.people]

    def test_those_who_come_that_day_are_named(self, souk: Place):
        towns.works_at(towns.artisan("On Saturday"), souk, "Sa 08:00-12:00")
        towns.works_at(towns.artisan("On Tuesday"), souk, "Tu 08:00-12:00")
        circuit = towns.circuit("Way", (souk, 30))
        assert self.people(circuit, SATURDAY) == [("On Saturday", True)]
        assert self.people(circuit, TUESDAY) == [("On Tuesday", True)]

    def test_featured_artisans_come_first_and_it_is_said_whether_they_are_there(self, souk: Place):
        towns.works_at(towns.artisan("A neighbour"), souk, "Sa 08:00-12:00")
        featured = towns.artisan("The silversmith")
        towns.works_at(featured, souk, "Mo-Fr 08:00-12:00")
        circuit = towns.circuit("Way", (souk, 30))
        circuit.stops.get().artisans.add(featured)
        assert self.people(circuit, SATURDAY) == [("The silversmith", False), ("A neighbour", True)]

    def test_people_of_a_workshop_inside_the_stop_are_met_unless_it_is_closed(self, souk: Place):
        for name in ("Open", "Closed"):
            workshop = towns.place(name, "workshop", at=None, parent=souk)
            towns.works_at(towns.artisan(f"At {name}"), workshop, "Sa 08:00-12:00")
        towns.closure(Place.objects.get(slug="closed"), "2026-11-01T00:00", None, "Travaux")
        circuit = towns.circuit("Way", (souk, 30))
        assert self.people(circuit, SATURDAY) == [("At Open", True)]

    def test_people_without_consent_and_drafts_are_not_named(self, souk: Place):
        withdrawn = towns.artisan("Withdrawn", consent_withdrawn_on="2026-11-01")
        hidden = towns.draft(towns.artisan("Draft"))
        circuit = towns.circuit("Way", (souk, 30))
        circuit.stops.get().artisans.set([withdrawn, hidden])
        towns.works_at(withdrawn, souk, "Sa 08:00-12:00")
        towns.works_at(hidden, souk, "Sa 08:00-12:00")
        assert self.people(circuit, SATURDAY) == []

    def test_featured_products_are_shown_else_what_is_sold_there(self, souk: Place):
        leather = towns.craft("Cuir", [souk])
        bag = towns.product("Sac", leather)
        towns.product("Sandales", leather, [souk])
        circuit = towns.circuit("Way", (souk, 30))
        (stop,) = itinerary.itinerary(circuit, SATURDAY).stops
        assert [product.name for product in stop.products] == ["Sandales"]
        assert [craft.name for craft in stop.crafts] == ["Cuir"]
        circuit.stops.get().products.add(bag)
        (stop,) = itinerary.itinerary(circuit, SATURDAY).stops
        assert [product.name for product in stop.products] == ["Sac"]
