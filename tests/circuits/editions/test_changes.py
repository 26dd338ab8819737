"""What has changed is told in words, and nobody loses their place in the walk."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.utils.translation import override

from circuits.editions.changes import Comparison
from circuits.models import Edition, Stop
from geodata.models import Closure, Event, Place
from tests import towns
from tests.circuits.editions.conftest import EAST, Town


def told(before: Edition, after: Edition) -> list[tuple[str, str]]:
    """Return the kinds and the English sentences of what has changed."""
    with override("en"):
        comparison = Comparison(before.document, after.document)
        return [(change.kind.value, change.text) for change in comparison.changes]


def places(before: Edition, after: Edition) -> list[tuple[int, int | None, int | None]]:
    """Return the number of each old stop, its number now, and the number of the next one."""
    stops = Comparison(before.document, after.document).stops
    return [(stop.order, stop.now, stop.next) for stop in stops]


def change(place: Place, **fields: Any) -> None:
    Place.objects.filter(pk=place.pk).update(**fields)


def test_nothing_is_told_where_nothing_has_changed(town: Town):
    edition = town.publish()
    assert told(edition, edition) == []
    assert places(edition, edition) == [(1, 1, 2), (2, 2, 3), (3, 3, None)]


def test_a_market_that_moves_for_a_week_is_told_with_its_day(town: Town):
    before = town.publish()
    change(
        town.amhirich,
        opening_hours="Sa 06:00-12:00; 2026 Nov 28 off; 2026 Nov 29 06:00-12:00",
    )
    assert told(before, town.publish()) == [
        ("day_moved", "Amhirich has moved from Saturday to Sunday this week.")
    ]


def test_a_market_that_moves_for_good_is_told_so(town: Town):
    before = town.publish()
    change(town.amhirich, opening_hours="Su 06:00-12:00")
    assert told(before, town.publish()) == [
        ("day_moved", "Amhirich has moved from Saturday to Sunday.")
    ]


def test_a_market_that_is_closed_on_its_day_and_held_on_another_has_moved(town: Town):
    before = town.publish()
    towns.closure(town.amhirich, "2026-11-28T00:00", "2026-11-29T00:00", "Fête")
    change(town.amhirich, opening_hours="Sa 06:00-12:00; 2026 Nov 29 06:00-12:00")
    assert told(before, town.publish()) == [
        ("day_moved", "Amhirich has moved from Saturday to Sunday this week.")
    ]


def test_a_market_day_that_an_officer_moves_has_moved(town: Town):
    before = town.publish()
    towns.moved(town.amhirich, "2026-11-28", "2026-11-29", "Fête")
    assert told(before, town.publish()) == [
        ("day_moved", "Amhirich has moved from Saturday to Sunday this week.")
    ]


def test_a_market_day_of_later_that_is_moved_is_told_with_its_dates(town: Town):
    before = town.publish()
    towns.moved(town.amhirich, "2026-12-19", "2026-12-17", "Fête")
    assert told(before, town.publish()) == [
        (
            "closed",
            "Amhirich is held on Thursday 17 December instead of Saturday 19 December: Fête.",
        )
    ]


def test_a_closure_that_ends_at_midnight_lasts_until_the_day_before(town: Town):
    before = town.publish()
    towns.closure(town.souk, "2026-12-01T00:00", "2026-12-05T00:00", "Travaux")
    assert told(before, town.publish()) == [
        ("closed", "Souk is closed from Tuesday 1 December to Friday 4 December: Travaux.")
    ]


def test_a_closure_is_told_with_its_dates_and_its_reason(town: Town):
    before = town.publish()
    closure = towns.closure(town.souk, "2026-12-01T00:00", "2026-12-05T18:00", "Travaux")
    after = town.publish()
    assert told(before, after) == [
        ("closed", "Souk is closed from Tuesday 1 December to Saturday 5 December: Travaux.")
    ]
    Closure.objects.filter(pk=closure.pk).update(until=None)
    assert told(after, town.publish()) == [
        ("closed", "Souk is closed from Tuesday 1 December until further notice: Travaux.")
    ]


def test_a_closure_that_is_over_is_no_news(town: Town):
    before = town.publish()
    towns.closure(town.souk, "2026-11-01T00:00", "2026-11-05T00:00", "Travaux")
    assert told(before, town.publish()) == [("texts", "Descriptions or details have been revised.")]


def test_a_closure_that_is_lifted_is_told(town: Town):
    closure = towns.closure(town.souk, "2026-11-20T00:00", None, "Travaux")
    before = town.publish()
    closure.delete()
    assert told(before, town.publish()) == [("reopened", "The closure of Souk is over.")]


def test_new_hours_are_told_with_the_first_day_that_differs(town: Town):
    before = town.publish()
    change(town.souk, opening_hours="Mo-Th 09:00-18:00; Fr,Sa 09:00-12:00")
    ((kind, text),) = told(before, town.publish())
    assert kind == "hours"
    assert text.startswith("Souk has new opening hours; Friday 27 November: 09:00")


def test_a_stop_that_is_replaced_is_told_and_the_walk_goes_on_there(town: Town):
    before = town.publish()
    stop = town.circuit.stops.get(order=2)
    stop.place = towns.place("Museum", "museum", at=EAST)
    stop.save()
    after = town.publish()
    assert told(before, after)[0] == ("stop_replaced", "Stop 2 is now Museum, no longer Amhirich.")
    assert places(before, after) == [(1, 1, 2), (2, None, 2), (3, 3, None)]


def test_a_stop_that_is_gone_leaves_the_others_their_place(town: Town):
    before = town.publish()
    town.circuit.stops.get(order=2).delete()
    after = town.publish()
    assert told(before, after)[0] == ("stop_gone", "Amhirich is no longer on this circuit.")
    assert places(before, after) == [(1, 1, 2), (2, None, 2), (3, 2, None)]
    assert Comparison(before.document, after.document).makes_sense


def test_a_new_stop_is_told_with_its_number(town: Town):
    before = town.publish()
    museum = towns.place("Museum", "museum", at=EAST)
    Stop.objects.create(circuit=town.circuit, order=4, place=museum, dwell_minutes=20)
    after = town.publish()
    assert ("stop_new", "Museum is new on this circuit, as stop 4.") in told(before, after)
    assert places(before, after)[-1] == (3, 3, 4)


def test_another_order_is_told(town: Town):
    before = town.publish()
    first, second = town.circuit.stops.filter(order__in=(1, 2)).order_by("order")
    first.order, second.order = 2, 1
    first.save()
    second.save()
    after = town.publish()
    kinds = dict(told(before, after))
    assert kinds["order"] == "The stops come in another order: Amhirich, Souk, Dlalat."
    assert places(before, after) == [(1, 2, 3), (2, 1, 2), (3, 3, None)]


def test_a_walk_of_which_one_stop_is_left_makes_no_sense(town: Town):
    before = town.publish()
    for order in (2, 3):
        stop = town.circuit.stops.get(order=order)
        stop.place = towns.place(f"Other {order}", at=EAST)
        stop.save()
    assert not Comparison(before.document, town.publish().document).makes_sense


def test_another_mode_is_told_and_makes_no_sense_of_the_walk(town: Town):
    before = town.publish()
    town.circuit.mode = "car"
    town.circuit.save()
    after = town.publish()
    assert told(before, after)[0] == ("mode", "This circuit is now made by car or taxi.")
    assert not Comparison(before.document, after.document).makes_sense


def test_a_longer_way_and_a_moved_spot_are_told_in_metres(town: Town):
    before = town.publish()
    amhirich = Place.objects.get(pk=town.amhirich.pk)
    amhirich.geometry = Point(-10.048, 28.987, srid=4326)
    amhirich.save()
    assert told(before, town.publish()) == [
        ("spot", "Amhirich is shown 190 m from where it was."),
        ("leg_longer", "The way from Souk to Amhirich is about 250 m longer."),
    ]


def test_a_place_that_is_surveyed_is_told(town: Town):
    before = town.publish()
    dlalat = Place.objects.get(pk=town.dlalat.pk)
    dlalat.geometry, dlalat.position_quality = Point(EAST, srid=4326), "surveyed"
    dlalat.save()
    assert told(before, town.publish())[0] == ("spot", "The spot of Dlalat is known now.")


def test_a_longer_stay_is_told(town: Town):
    before = town.publish()
    town.circuit.stops.filter(order=1).update(dwell_minutes=45)
    assert told(before, town.publish()) == [("stay", "Time at Souk: 45 min instead of 30 min.")]


def test_who_is_new_is_named_and_who_has_gone_is_not(town: Town):
    before = town.publish()
    town.withdraw()
    towns.works_at(towns.artisan("Brahim"), town.souk)
    found = told(before, town.publish())
    assert found == [
        ("person_gone", "1 person is not shown on this circuit any more."),
        ("person_new", "You can now also meet Brahim."),
    ]


def test_the_most_important_comes_first(town: Town):
    before = town.publish()
    town.circuit.stops.filter(order=1).update(dwell_minutes=45)
    towns.closure(town.souk, "2026-11-24T00:00", None, "Travaux")
    assert [kind for kind, _text in told(before, town.publish())] == ["closed", "stay"]


@pytest.mark.parametrize("language", ["ar", "fr", "es", "zgh"])
def test_names_are_said_in_the_readers_language(town: Town, language: str):
    before = town.publish()
    change(town.souk, opening_hours="")
    after = town.publish()
    with override(language):
        (found,) = Comparison(before.document, after.document).changes
    assert (found.place, found.stop) == ("souk", 1)
    assert after.document["places"]["souk"]["name"][language] in found.text


def test_a_festival_is_told_when_it_is_announced_moved_and_taken_back(town: Town):
    before = town.publish()
    days = {"first_day": date(2026, 12, 5), "last_day": date(2026, 12, 7)}
    festival = towns.event("Dromadaire", town.amhirich, kind="festival", **days)
    announced = town.publish()
    assert told(before, announced) == [
        ("event", "Dromadaire, Amhirich: from Saturday 5 December to Monday 7 December.")
    ]
    Event.objects.update(first_day=date(2026, 12, 7))
    moved = town.publish()
    assert told(announced, moved) == [("event", "Dromadaire, Amhirich: on Monday 7 December.")]
    festival.delete()
    assert told(moved, town.publish()) == [("event", "Dromadaire is announced no longer.")]


def test_a_festival_that_is_over_is_no_news(town: Town):
    before = town.publish()
    towns.event("Dromadaire", town.souk, kind="festival", first_day=date(2026, 11, 1))
    assert told(before, town.publish()) == [("texts", "Descriptions or details have been revised.")]
