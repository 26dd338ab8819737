"""The calendar of an edition says what `geodata.opening` says, without any rules."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from circuits.editions.calendar import DAYS, calendar
from geodata import opening, territory
from geodata.models import Place
from geodata.opening import Rules
from tests import towns
from tests.circuits.editions.conftest import Town

HERE = territory.current().calendar


def read(town: Town) -> dict[str, Any]:
    """Return the calendar of the town's circuit as a phone reads it."""
    found: dict[str, Any] = json.loads(calendar(town.publish()).text)
    return found


def stands(course: dict[str, Any], moment: datetime) -> dict[str, Any]:
    """Return how something stands, as docs/editions.md tells phones to find it."""
    begun = [
        stretch for stretch in course["timeline"] if datetime.fromisoformat(stretch["at"]) <= moment
    ]
    return begun[-1]


def hours(day: dict[str, Any]) -> list[tuple[str, str | None]]:
    """Return the intervals of a day on the clock."""
    return [
        (one["start"][11:16], one["end"][11:16] if one["end"] else None) for one in day["intervals"]
    ]


def test_a_market_day_that_is_moved_is_moved_on_the_phone(town: Town, it_is: Callable[[str], Any]):
    it_is(f"{towns.MONDAY}T09:00")
    towns.moved(town.amhirich, towns.SATURDAY, towns.THURSDAY, "Fête")
    days = read(town)["places"]["amhirich"]["days"]
    assert [number for number, day in enumerate(days[:7]) if day["state"] == "open"] == [3]


@pytest.mark.parametrize("start", [towns.MONDAY, "2027-02-05"])  # Ramadan begins on 8 February
def test_at_every_half_hour_it_says_what_the_rules_say(
    town: Town, it_is: Callable[[str], Any], start: str
):
    now = it_is(f"{start}T09:00")
    Place.objects.filter(pk=town.souk.pk).update(ramadan_opening_hours="Mo-Su 20:00-01:00")
    day = date.fromisoformat(start)
    towns.closure(town.souk, f"{day + timedelta(2)}T10:00", f"{day + timedelta(4)}T15:00", "Fête")
    town.souk.refresh_from_db()
    found = read(town)
    midnight = datetime.fromisoformat(found["from"])
    assert midnight.date() == now.astimezone(HERE.timezone).date() == day
    for place in (town.souk, town.amhirich, town.dlalat):
        for half_hours in range(14 * 48):
            moment = midnight + timedelta(minutes=30 * half_hours)
            said = stands(found["places"][place.slug], moment)
            true = opening.at(place.rules, moment, HERE)
            assert (said["state"], said["reason"]) == (true.state, true.reason), moment


def test_a_day_has_its_hours_and_why_there_are_none(town: Town):
    closure = towns.closure(town.souk, "2026-11-25T00:00", "2026-11-26T00:00", "Fête")
    found = read(town)
    monday, _tuesday, wednesday, *_others, sunday = found["places"]["souk"]["days"][:7]
    assert (monday["state"], hours(monday)) == ("open", [("09:00", "18:00")])
    assert (wednesday["state"], wednesday["reason"]) == ("closed", "closure")
    assert wednesday["closure"] == closure.pk
    assert found["closures"][str(closure.pk)]["ar"] == "Fête"
    assert (sunday["state"], sunday["reason"], sunday["intervals"]) == ("closed", "hours", [])


def test_where_no_closing_time_is_published_the_end_is_null_and_later_nobody_knows(town: Town):
    Place.objects.filter(pk=town.amhirich.pk).update(opening_hours="Sa 06:00+")
    found = read(town)["places"]["amhirich"]
    assert hours(found["days"][5]) == [("06:00", None)]
    assert stands(found, towns.moment("2026-11-28T11:00"))["state"] == "open"
    assert stands(found, towns.moment("2026-11-28T13:00"))["state"] == "unknown"


def test_hours_that_nobody_has_published_are_unknown_on_every_day(town: Town):
    found = read(town)["places"]["dlalat"]
    assert [stretch["state"] for stretch in found["timeline"]] == ["unknown"]
    assert {day["state"] for day in found["days"]} == {"unknown"}


def test_it_ends_after_six_weeks(town: Town):
    found = read(town)
    assert len(found["days"]) == DAYS == len(found["places"]["souk"]["days"])
    assert (found["days"][0]["date"], found["days"][-1]["date"]) == ("2026-11-23", "2027-01-03")
    assert found["until"] == "2027-01-04T00:00+01:00"


def test_holidays_have_names_and_ramadan_is_marked(town: Town, it_is: Callable[[str], Any]):
    assert read(town)["days"][39]["holiday"]["fr"]  # New Year's Day
    assert not any(day["ramadan"] for day in read(town)["days"])
    it_is("2027-02-01T09:00")
    assert [day["ramadan"] for day in read(town)["days"][6:8]] == [False, True]


def test_the_good_days_of_the_circuit_are_marked(town: Town):
    town.circuit.days = "Sa"
    town.circuit.save()
    assert [day["good_day"] for day in read(town)["days"][:7]] == [False] * 5 + [True, False]


def test_who_is_where_is_cut_by_the_closures_of_the_place(town: Town):
    towns.closure(town.souk, "2026-11-24T00:00", "2026-11-25T00:00", "Fête")
    found = read(town)["workplaces"]["fatima/souk"]
    assert [day["state"] for day in found["days"][:5]] == [
        "open",
        "closed",
        "open",
        "open",
        "closed",
    ]


def test_a_later_week_is_another_calendar_of_the_same_edition(
    town: Town, it_is: Callable[[str], Any]
):
    edition = town.publish()
    first = calendar(edition)
    it_is("2026-11-30T09:00")
    assert town.publish() == edition
    assert calendar(edition).hash != first.hash


def test_an_old_edition_gets_the_rules_of_today(town: Town):
    edition = town.publish()
    Place.objects.filter(pk=town.souk.pk).update(opening_hours="Mo-Su 10:00-12:00")
    town.publish()
    day = json.loads(calendar(edition).text)["places"]["souk"]["days"][6]
    assert hours(day) == [("10:00", "12:00")]


def test_the_midnights_around_a_change_of_the_clocks_leave_no_gap(
    town: Town, it_is: Callable[[str], Any]
):
    it_is("2027-02-05T09:00")
    course = opening.course(Rules("Mo-Su 00:00-24:00"), date(2027, 2, 5), 5, HERE)
    assert [stretch.state for stretch in course] == ["open"]
