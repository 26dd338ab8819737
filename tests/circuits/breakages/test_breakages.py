"""Circuits that break, why, and what is proposed: computed, and true once it has been done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time

import pytest
from django.utils.translation import override

from circuits.breakages.finding import Breakage, Cause, breakages, reviewed
from circuits.breakages.proposals import Kind, Proposal, apply, proposals
from circuits.breakages.telling import effects, proposal_sentence, trouble_sentence
from circuits.models import Circuit, Leg
from geodata.models import Place
from tests import towns
from tests.conftest import SetClock

pytestmark = pytest.mark.django_db

SOUK, HALL, FAR, SQUARE = (-10.057, 28.987), (-10.058, 28.988), (-10.10, 29.02), (-10.060, 28.985)


@pytest.fixture(autouse=True)
def _on_a_monday_in_english(it_is: SetClock) -> Iterator[None]:
    it_is(f"{towns.MONDAY}T08:00")
    with override("en"):
        yield


def square(**fields: object) -> Place:
    return towns.place("Square", "square", at=SQUARE, opening_hours="24/7", **fields)


def souk(hours: str = "Mo-Su 08:00-18:00", **fields: object) -> Place:
    return towns.place("Souk", at=SOUK, opening_hours=hours, **fields)


def broken() -> Breakage:
    (one,) = breakages()
    return one


def offered(kind: Kind) -> list[Proposal]:
    return [one for one in proposals(broken()) if one.kind == kind]


def the(kind: Kind) -> Proposal:
    (one,) = offered(kind)
    return one


def test_a_circuit_whose_stops_are_open_breaks_nowhere():
    towns.circuit("Round", (souk(), 30), (square(), 10))
    assert breakages() == []
    (review,) = reviewed()
    assert len(review.days) == 28
    assert review.doubts == ()


def test_what_nobody_knows_is_a_doubt_and_breaks_nothing():
    dlalat = towns.place("Dlalat", at=None)
    towns.circuit("Round", (dlalat, 30), (square(), 10))
    assert breakages() == []
    (review,) = reviewed()
    assert {doubt.cause for doubt in review.doubts} == {Cause.NO_SPOT, Cause.NO_HOURS}


def test_a_closure_breaks_a_circuit_on_its_days_and_says_why():
    market = souk()
    towns.circuit("Round", (market, 30), (square(), 10))
    towns.closure(market, "2026-11-25T00:00", "2026-11-28T00:00", "Travaux")
    (trouble,) = broken().troubles
    assert trouble.cause == Cause.CLOSURE
    assert trouble.days == tuple(date(2026, 11, day) for day in (25, 26, 27))
    assert trouble_sentence(trouble) == (
        "Souk is closed from Wednesday 25 November to Friday 27 November: Travaux."
    )


def test_a_closure_of_the_town_breaks_what_lies_in_it():
    town = towns.place("Town", "town")
    towns.circuit("Round", (souk(parent=town), 30), (square(), 10))
    towns.closure(town, "2026-11-25T00:00", None, "Crue")
    assert broken().troubles[0].cause == Cause.CLOSURE


def test_hours_that_do_not_fit_the_arrival_break_a_circuit():
    towns.circuit("Round", (square(), 30), (souk("Mo-Su 15:00-18:00"), 30))
    (trouble,) = broken().troubles
    assert (trouble.cause, len(trouble.days)) == (Cause.HOURS, 28)
    assert "its hours on that day: 15:00" in trouble_sentence(trouble)


def test_a_place_that_was_archived_breaks_a_circuit():
    market = souk()
    towns.circuit("Round", (market, 30), (square(), 10), (souk_beside(), 10))
    Place.objects.filter(pk=market.pk).update(status="archived")
    assert [one.cause for one in broken().troubles] == [Cause.GONE]
    assert {one.kind for one in proposals(broken())} == {Kind.LEAVE_OUT}


def souk_beside(name: str = "Hall", hours: str = "Mo-Su 08:00-18:00", **fields: object) -> Place:
    return towns.place(name, at=HALL, opening_hours=hours, **fields)


def test_drafts_and_other_days_than_the_circuits_own_are_not_looked_at():
    market = souk("Mo-Sa 08:00-18:00; Su off")
    towns.draft(towns.circuit("Draft", (market, 30), (square(), 10)))
    towns.circuit("Weekdays", (market, 30), (Place.objects.get(slug="square"), 10), days="Mo-Sa")
    assert breakages() == []


def test_the_place_that_a_closure_names_takes_the_turn_of_the_closed_one():
    market, other = souk(), souk_beside("Craft centre")
    towns.circuit("Round", (market, 30), (square(), 10))
    towns.closure(market, "2026-11-25T00:00", None, "Travaux", instead=other)
    proposal = the(Kind.REPLACE)
    assert proposal_sentence(proposal) == "Go to Craft centre instead of Souk."
    assert proposal.is_certain
    assert proposal.after != proposal.before


def test_a_replacement_that_is_closed_then_is_not_proposed():
    market, other = souk(), souk_beside(hours="Mo-Su 20:00-22:00")
    towns.circuit("Round", (market, 30), (square(), 10))
    towns.closure(market, "2026-11-25T00:00", None, "Travaux", instead=other)
    assert offered(Kind.REPLACE) == []


def test_the_nearest_place_of_its_kind_is_proposed_and_none_that_is_far_or_another():
    market, near = souk(), souk_beside()
    towns.place("Far", at=FAR, opening_hours="24/7")
    towns.place("Museum", "museum", at=HALL, opening_hours="24/7")
    towns.circuit("Round", (market, 30), (square(), 10))
    towns.closure(market, "2026-11-25T00:00", None, "Travaux")
    assert the(Kind.REPLACE).place == near


def test_a_place_of_the_same_craft_is_of_its_kind():
    market, museum = souk(), towns.place("Museum", "museum", at=HALL)
    towns.craft("Leather", [market, museum])
    towns.circuit("Round", (market, 30), (square(), 10))
    towns.closure(market, "2026-11-25T00:00", None, "Travaux")
    proposal = the(Kind.REPLACE)
    assert (proposal.place, proposal.is_certain) == (museum, False)
    assert "Nobody knows the hours of Museum." in effects(proposal)


def test_what_is_done_replaces_the_stop_with_its_ways_and_what_was_told_of_it():
    market, other = souk(), souk_beside()
    circuit = towns.circuit("Round", (market, 30), (square(), 10))
    stop = circuit.stops.get(order=1)
    stop.note_fr = "Demandez Fatma"
    stop.save()
    stop.artisans.add(towns.artisan("Fatma"))
    before = Leg.objects.get().distance_m
    towns.closure(market, "2026-11-25T00:00", None, "Travaux")
    assert apply(circuit, the(Kind.REPLACE).key) is not None
    assert breakages() == []
    stop.refresh_from_db()
    assert (stop.place, stop.note_fr, stop.artisans.count()) == (other, "", 0)
    assert Leg.objects.get().distance_m != before


def test_a_stop_is_left_out_only_where_two_remain():
    market = souk()
    circuit = towns.circuit("Round", (market, 30), (square(), 10))
    towns.closure(market, "2026-11-25T00:00", None, "Travaux")
    assert offered(Kind.LEAVE_OUT) == []
    circuit.stops.create(order=3, place=towns.place("Well", "spring", at=HALL), dwell_minutes=5)
    proposal = the(Kind.LEAVE_OUT)
    assert proposal.before.minutes > proposal.after.minutes
    apply(circuit, proposal.key)
    assert [stop.place.name for stop in circuit.stops.all()] == ["Square", "Well"]
    assert breakages() == []
    assert Leg.objects.get().distance_m == proposal.after.distance_m


def test_the_nearest_start_at_which_all_is_open_is_proposed():
    circuit = towns.circuit("Round", (souk("Mo-Su 10:00-12:00"), 30), (square(), 10))
    proposal = the(Kind.START)
    assert proposal_sentence(proposal) == "Start at 10:00."
    apply(circuit, proposal.key)
    circuit.refresh_from_db()
    assert circuit.start_time == time(10)
    assert breakages() == []


def test_the_weekdays_on_which_a_stop_is_never_open_are_taken_out():
    circuit = towns.circuit("Round", (souk("Sa-Th 08:00-18:00"), 30), (square(), 10))
    apply(circuit, the(Kind.DAYS).key)
    circuit.refresh_from_db()
    assert circuit.days == "Mo,Tu,We,Th,Sa,Su"
    assert breakages() == []


def test_a_circuit_of_a_market_day_follows_it_to_the_day_that_it_is_moved_to():
    market = souk("Sa 06:00-13:00")
    circuit = towns.circuit("Market", (market, 60), (square(), 10), days="Sa")
    towns.moved(market, towns.SATURDAY, towns.THURSDAY, "Fête")
    (trouble,) = broken().troubles
    assert trouble_sentence(trouble) == (
        "Souk is held on Thursday 26 November instead of Saturday 28 November: Fête."
    )
    apply(circuit, the(Kind.DAYS).key)
    (review,) = reviewed()
    assert review.troubles == ()
    assert [f"{day:%m-%d}" for day in review.days] == ["11-26", "12-05", "12-12", "12-19"]


def test_a_circuit_without_an_open_stop_is_not_offered_while_it_is_closed():
    market = souk()
    circuit = towns.circuit("Round", (market, 30), (square(), 10))
    towns.closure(market, "2026-11-25T00:00", "2026-12-01T00:00", "Travaux")
    apply(circuit, the(Kind.DAYS).key)
    circuit.refresh_from_db()
    assert circuit.days == "Mo-Su; 2026 Nov 25-2026 Nov 30 off"
    assert breakages() == []


def test_another_order_comes_to_each_door_while_it_is_open():
    early = towns.place("Early", "museum", at=HALL, opening_hours="Mo-Su 09:00-10:00")
    late = towns.place("Late", "monument", at=SOUK, opening_hours="Mo-Su 09:30-18:00")
    circuit = towns.circuit("Round", (late, 30), (early, 30))
    proposal = the(Kind.ORDER)
    assert [call.place for call in proposal.variant.calls] == [early, late]
    apply(circuit, proposal.key)
    assert [stop.place for stop in circuit.stops.all()] == [early, late]
    assert breakages() == []
    assert Leg.objects.get().start.place == early


def test_a_proposal_says_on_how_many_days_another_stop_is_still_closed():
    first, second = souk(), souk_beside("Other", category="museum")
    third = towns.place("Well", "spring", at=FAR)
    towns.circuit("Round", (first, 30), (second, 30), (third, 10), mode="car")
    towns.closure(first, "2026-11-25T00:00", None, "Travaux")
    towns.closure(second, "2026-11-27T00:00", "2026-11-29T00:00", "Travaux")
    (without_first,) = (one for one in offered(Kind.LEAVE_OUT) if one.trouble.stop.place == first)
    assert without_first.still_broken == (date(2026, 11, 27), date(2026, 11, 28))
    assert "On 2 days another stop still does not work." in effects(without_first)


def test_what_is_not_proposed_any_more_is_not_done():
    market = souk()
    circuit = towns.circuit("Round", (market, 30), (square(), 10), (souk_beside(), 10))
    closure = towns.closure(market, "2026-11-25T00:00", None, "Travaux")
    key = the(Kind.LEAVE_OUT).key
    closure.delete()
    assert apply(circuit, key) is None
    assert apply(circuit, "leave-out-0") is None
    assert circuit.stops.count() == 3


def test_all_circuits_are_looked_at_in_few_queries(django_assert_max_num_queries):
    places = [souk(), square(), souk_beside()]
    for number in range(5):
        towns.circuit(f"Round {number}", *((place, 10) for place in places))
    with django_assert_max_num_queries(4):
        reviewed()


def test_a_draft_is_not_mended():
    market = souk()
    circuit = towns.circuit("Round", (market, 30), (square(), 10), (souk_beside(), 10))
    towns.closure(market, "2026-11-25T00:00", None, "Travaux")
    key = the(Kind.LEAVE_OUT).key
    towns.draft(circuit)
    assert apply(Circuit.objects.get(), key) is None
