"""When market days and festivals come next."""

from datetime import date

import pytest

from geodata import events
from geodata.models import Event, Place
from geodata.territory import current

SATURDAYS, FRIDAYS = "FREQ=WEEKLY;BYDAY=SA", "FREQ=WEEKLY;BYDAY=FR"


def upcoming(*listed: Event) -> list[tuple[str, date]]:
    """Return what is announced for the week from Tuesday 24 November 2026."""
    found = events.upcoming(listed, date(2026, 11, 24), 7, current().calendar)
    return [(occurrence.event.slug, occurrence.day) for occurrence in found]


@pytest.mark.parametrize(
    ("today", "next_date"),
    [("2026-11-24", "2026-11-28"), ("2026-11-28", "2026-11-28"), ("2026-11-29", "2026-12-05")],
)
def test_a_saturday_market_is_next_held_on_saturday_today_included(today: str, next_date: str):
    first_day = date.fromisoformat(today)
    found = events.upcoming([Event(rrule=SATURDAYS)], first_day, 7, current().calendar)
    assert [occurrence.day for occurrence in found] == [date.fromisoformat(next_date)]


def test_the_soonest_comes_first():
    found = upcoming(Event(slug="saturday", rrule=SATURDAYS), Event(slug="friday", rrule=FRIDAYS))
    assert found == [("friday", date(2026, 11, 27)), ("saturday", date(2026, 11, 28))]


def test_on_the_same_day_the_main_places_come_first():
    village = Event(slug="village", rrule=SATURDAYS, place=Place(is_core=False))
    amhirich = Event(slug="amhirich", rrule=SATURDAYS, place=Place(is_core=True))
    assert [slug for slug, _day in upcoming(village, amhirich)] == ["amhirich", "village"]


def test_what_has_no_certain_days_is_not_announced():
    assert upcoming(Event(slug="date-festival", recurrence="in autumn", rrule="")) == []


def test_what_comes_after_the_days_asked_for_is_not_announced():
    assert upcoming(Event(slug="yearly", rrule="FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=20")) == []


def test_a_series_that_is_over_does_not_come_again():
    assert upcoming(Event(slug="over", rrule="FREQ=WEEKLY;BYDAY=SA;UNTIL=20251231")) == []


@pytest.mark.parametrize("rule", ["every Saturday", "FREQ=WEEKLY;BYDAY=SAT", "FREQ=SOMETIMES"])
def test_a_rule_that_cannot_be_read_announces_nothing_and_breaks_nothing(rule: str):
    assert upcoming(Event(slug="typo", rrule=rule)) == []


def test_a_festival_is_told_at_its_dates_and_while_it_lasts():
    announced = Event(slug="dates", first_day=date(2026, 11, 22), last_day=date(2026, 11, 25))
    later = Event(slug="later", first_day=date(2026, 12, 1))
    over = Event(slug="over", first_day=date(2026, 11, 20), last_day=date(2026, 11, 23))
    assert upcoming(later, over, announced) == [("dates", date(2026, 11, 24))]


@pytest.mark.parametrize("days", [[], ["SA"], ["FR", "SA"]])
def test_ticked_days_become_a_rule_and_are_ticked_again(days: list[str]):
    assert events.weekdays_of(events.weekly(days)) == days


def test_a_rule_that_says_more_than_days_of_the_week_ticks_none():
    assert events.weekdays_of("FREQ=WEEKLY;BYDAY=SA;UNTIL=20271231") == []
    assert events.weekdays_of("FREQ=MONTHLY;BYDAY=1SA") == []
