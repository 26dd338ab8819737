"""Distances, durations, dates and openings in the reader's words."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from geodata import opening, wording
from geodata.opening import ClosedPeriod, Rules
from geodata.territory import current
from tests.towns import moment

AMHIRICH = Rules(hours="Sa 06:00+")
SHOP = Rules(hours="Mo-Sa 09:00-12:30,15:00-19:00; PH off")


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield


def said_at(rules: Rules, text: str) -> str:
    """Return how a place is said to stand at a local date and time."""
    now = moment(text)
    return wording.opening_sentence(opening.at(rules, now, current().calendar), now)


def said_of(rules: Rules, text: str) -> str:
    """Return the hours that are said of a local date."""
    return wording.day_hours(opening.on(rules, date.fromisoformat(text), current().calendar))


@pytest.mark.parametrize(
    ("distance_m", "words"),
    [
        (3, "10 m"),
        (84, "80 m"),
        (430, "450 m"),
        (960, "950 m"),
        (980, "1.0 km"),
        (2440, "2.4 km"),
        (9960, "10 km"),
        (57_300, "57 km"),
    ],
)
def test_a_distance_is_no_more_precise_than_legs_are(distance_m: float, words: str):
    assert wording.distance(distance_m) == words


def test_a_distance_has_the_decimal_sign_of_the_language():
    with override("fr"):
        assert "2,4" in wording.distance(2440)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0.2, "1 min"), (25, "25 min"), (58, "58 min"), (62, "1 h"), (132, "2 h 10"), (128, "2 h 10")],
)
def test_a_duration_over_an_hour_is_rounded_to_five_minutes(minutes: float, words: str):
    assert wording.duration(minutes) == words


def test_a_time_is_that_of_the_towns_clocks():
    assert wording.clock(datetime(2026, 11, 28, 9, 30, tzinfo=UTC)) == "10:30"


def test_today_and_tomorrow_have_names_and_later_days_a_date():
    today = date(2026, 11, 27)
    assert wording.near_day(today, today) == "today"
    assert wording.near_day(date(2026, 11, 28), today) == "tomorrow"
    assert wording.near_day(date(2026, 11, 29), today) == "Sunday 29 November"


def test_the_date_of_a_moment_is_that_of_the_towns_calendar():
    assert wording.long_date(datetime(2026, 11, 27, 23, 30, tzinfo=UTC)) == "Saturday 28 November"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026-11-28T05:59", "Closed; opens today at 06:00"),
        ("2026-11-28T06:00", "Open since 06:00; no closing time is published"),
        ("2026-11-28T13:00", "Began at 06:00; may be over by now, ask"),
        ("2026-11-27T10:00", "Closed; opens tomorrow at 06:00"),
        ("2026-11-24T10:00", "Closed; opens Saturday 28 November at 06:00"),
    ],
)
def test_a_market_without_a_published_end_is_said_to_be_one(text: str, words: str):
    assert said_at(AMHIRICH, text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026-11-23T10:00", "Open until 12:30"),
        ("2026-11-23T13:00", "Closed; opens today at 15:00"),
        ("2026-11-23T20:00", "Closed; opens tomorrow at 09:00"),
        ("2026-11-18T10:00", "Closed for a public holiday; opens tomorrow at 09:00"),
    ],
)
def test_a_shop_is_said_to_be_open_or_when_it_opens_next(text: str, words: str):
    assert said_at(SHOP, text) == words


def test_what_never_closes_is_open_and_no_more_is_said():
    assert said_at(Rules(hours="24/7"), "2026-11-23T10:00") == "Open"


def test_where_no_hours_are_published_the_reader_is_told_to_ask():
    assert said_at(Rules(), "2026-11-23T10:00") == "Hours not known: ask"
    assert said_of(Rules(), "2026-11-23") == "not known, ask"


def test_a_closure_is_said_with_its_reason_and_its_end():
    works = ClosedPeriod(
        moment("2026-11-20T00:00"), moment("2026-11-25T08:00"), "works on the roof"
    )
    rules = Rules(hours=SHOP.hours, closures=(works,))
    assert said_at(rules, "2026-11-23T10:00") == (
        "Closed: works on the roof; opens Wednesday 25 November at 09:00"
    )
    assert said_of(rules, "2026-11-23") == "closed: works on the roof"


def test_a_closure_without_an_end_lasts_until_further_notice():
    works = ClosedPeriod(moment("2026-11-20T00:00"), None, "works")
    rules = Rules(hours=SHOP.hours, closures=(works,))
    assert said_at(rules, "2026-11-23T10:00") == "Closed: works, until further notice"


@pytest.mark.parametrize(
    ("rules", "text", "words"),
    [
        (SHOP, "2026-11-23", f"09:00{wording.TO}12:30, 15:00{wording.TO}19:00"),
        (SHOP, "2026-11-29", "closed"),
        (SHOP, "2026-11-18", "closed, public holiday"),
        (AMHIRICH, "2026-11-28", "from 06:00"),
    ],
)
def test_the_hours_of_a_day_are_told_or_why_there_are_none(rules: Rules, text: str, words: str):
    assert said_of(rules, text) == words


def test_the_accuracy_of_a_position_is_a_distance():
    assert wording.accuracy(1300) == "within 1.3 km"
    assert wording.accuracy(None) == ""


@pytest.mark.parametrize(
    ("published_on", "words"),
    [
        ("2014-11-23", "23 November 2014"),
        ("2014-11", "November 2014"),
        ("2014", "2014"),
        ("", "undated"),
        ("2014-13", "2014-13"),
        ("2014-11-31", "2014-11-31"),
    ],
)
def test_the_date_of_a_source_is_as_precise_as_it_is_known(published_on: str, words: str):
    assert wording.source_date(published_on) == words
