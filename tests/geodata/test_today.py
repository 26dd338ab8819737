"""Today in town: what is open, what opens next, and which market day comes."""

from datetime import date

import pytest

from geodata import today
from geodata.territory import current
from tests import towns
from tests.towns import moment

pytestmark = pytest.mark.django_db


def board(text: str, limit: int = 6) -> today.Board:
    """Return the board at a local date and time."""
    return today.board(moment(text), current().calendar, limit)


def names(listed: list[today.PlaceOpening]) -> list[str]:
    return [item.place.name for item in listed]


def test_what_is_open_is_listed_and_what_opens_next_after_it_the_soonest_first():
    towns.place("Bakery", opening_hours="Mo-Su 05:00-20:00")
    towns.place("Amhirich", "weekly_market", opening_hours="Sa 06:00+")
    towns.place("Museum", "museum", opening_hours="Mo-Fr 15:00-18:00")
    now = board("2026-11-24T10:00")
    assert names(now.open_now) == ["Bakery"]
    assert names(now.opens_next) == ["Museum", "Amhirich"]
    assert now.open_count == 1


def test_the_main_places_come_first():
    for name, is_core in [("Corner shop", False), ("Complex", True)]:
        towns.place(name, is_core=is_core, opening_hours="24/7")
    assert names(board("2026-11-24T10:00").open_now) == ["Complex", "Corner shop"]


def test_places_without_published_hours_are_counted_and_never_called_open():
    for number in range(3):
        towns.place(f"Souk {number}")
    now = board("2026-11-24T10:00")
    assert (now.open_now, now.opens_next, now.open_count) == ([], [], 0)
    assert now.unknown_count == 3


def test_a_market_that_may_be_over_by_now_is_not_called_open():
    towns.place("Amhirich", "weekly_market", opening_hours="Sa 06:00+")
    assert names(board("2026-11-28T11:59").open_now) == ["Amhirich"]
    assert board("2026-11-28T12:01").open_now == []


def test_a_hall_keeps_the_hours_of_the_market_that_it_lies_in():
    market = towns.place("Market", "weekly_market", opening_hours="Sa 06:00-14:00")
    towns.place("Hall", "souk", parent=market)
    assert set(names(board("2026-11-28T10:00").open_now)) == {"Market", "Hall"}


def test_workshops_open_with_their_complex_and_are_neither_listed_nor_counted():
    complex_ = towns.place("Complex", "craft_centre", opening_hours="24/7")
    towns.place("Workshop 1", "workshop", at=None, parent=complex_)
    towns.place("Workshop 2", "workshop", at=None)
    now = board("2026-11-24T10:00")
    assert (names(now.open_now), now.open_count, now.unknown_count) == (["Complex"], 1, 0)


def test_a_place_closed_for_works_is_not_open_nor_announced_before_its_end():
    souk = towns.place("Souk", opening_hours="24/7")
    towns.closure(souk, "2026-11-01T00:00", None, "Travaux")
    now = board("2026-11-24T10:00")
    assert (now.open_now, now.opens_next) == ([], [])


def test_drafts_are_neither_shown_nor_counted():
    towns.draft(towns.place("Open draft", opening_hours="24/7"))
    towns.draft(towns.place("Unknown draft"))
    now = board("2026-11-24T10:00")
    assert (now.open_now, now.unknown_count) == ([], 0)


def test_only_so_many_are_shown_and_all_are_counted():
    for number in range(5):
        towns.place(f"Shop {number}", opening_hours="24/7")
    now = board("2026-11-24T10:00", limit=2)
    assert (len(now.open_now), now.open_count) == (2, 5)


def test_the_market_days_of_the_coming_week_are_announced():
    amhirich = towns.place("Amhirich", "weekly_market")
    towns.event("Samedi", amhirich, "FREQ=WEEKLY;BYDAY=SA")
    towns.event("Fête des dattes", kind="festival", rrule="FREQ=WEEKLY;BYDAY=SA")
    towns.draft(towns.event("Brouillon", amhirich, "FREQ=WEEKLY;BYDAY=SA"))
    (market,) = board("2026-11-24T10:00").markets
    assert (market.event.name, market.day.isoformat()) == ("Samedi", towns.SATURDAY)


def test_the_market_of_a_place_that_is_not_public_is_not_announced():
    hidden = towns.draft(towns.place("Hidden", "weekly_market"))
    towns.event("Samedi", hidden, "FREQ=WEEKLY;BYDAY=SA")
    assert board("2026-11-24T10:00").markets == []


def test_a_market_moved_because_of_a_feast_is_announced_for_the_other_day():
    amhirich = towns.place("Amhirich", "weekly_market", opening_hours="Sa 06:00-13:00")
    towns.event("Samedi", amhirich, "FREQ=WEEKLY;BYDAY=SA")
    towns.moved(amhirich, towns.SATURDAY, towns.THURSDAY, "Fête")
    now = board("2026-11-24T10:00")
    (market,) = now.markets
    assert (market.day.isoformat(), str(market.usual_day)) == (towns.THURSDAY, towns.SATURDAY)
    (opens,) = now.opens_next
    assert opens.opening.next_change == moment(f"{towns.THURSDAY}T06:00")


def test_a_market_that_does_not_take_place_is_not_announced():
    amhirich = towns.place("Amhirich", "weekly_market")
    towns.event("Samedi", amhirich, "FREQ=WEEKLY;BYDAY=SA")
    towns.closure(amhirich, "2026-11-28T00:00", "2026-11-29T00:00", "Fête")
    assert board("2026-11-24T10:00").markets == []


def test_a_festival_is_announced_two_weeks_ahead():
    dates = date(2026, 12, 3), date(2026, 12, 5)
    towns.event("Dattes", kind="festival", first_day=dates[0], last_day=dates[1])
    assert [one.day for one in board("2026-11-24T10:00").festivals] == [dates[0]]
    assert board("2026-11-18T10:00").festivals == []
    assert [one.day for one in board("2026-12-05T10:00").festivals] == [dates[1]]
    assert board("2026-12-06T10:00").festivals == []
