"""Times on a circuit: when each stop is reached, and whether it is open for the whole stay."""

from datetime import datetime

import pytest

from circuits.schedule import Stay, TimedStop, schedule
from geodata.opening import ClosedPeriod, Rules, State
from geodata.territory import current
from tests.towns import moment

OPEN_ALWAYS, AMHIRICH, SHOP = Rules("24/7"), Rules("Sa 06:00+"), Rules("Mo-Sa 09:00-12:30")


def timed(start: str, *stays: Stay) -> tuple[TimedStop, ...]:
    """Return the stops of a way that begins at a local date and time."""
    return schedule(stays, moment(start), current().calendar)


def clock(moment: datetime | None) -> str | None:
    return moment.astimezone(current().timezone).strftime("%H:%M") if moment else None


def times(stops: tuple[TimedStop, ...]) -> list[tuple[str | None, str | None]]:
    return [(clock(stop.arrival), clock(stop.departure)) for stop in stops]


def test_each_stop_is_reached_after_the_stay_and_the_way_before_it():
    stops = timed(
        "2026-11-28T07:00",
        Stay(OPEN_ALWAYS, dwell_minutes=105, onward_s=900),
        Stay(OPEN_ALWAYS, dwell_minutes=60, onward_s=90),
        Stay(OPEN_ALWAYS, dwell_minutes=30, onward_s=None),
    )
    assert times(stops) == [("07:00", "08:45"), ("09:00", "10:00"), ("10:01", "10:31")]


def test_after_a_way_of_unknown_length_no_time_is_known():
    stops = timed(
        "2026-11-28T07:00",
        Stay(OPEN_ALWAYS, dwell_minutes=60, onward_s=None),
        Stay(OPEN_ALWAYS, dwell_minutes=60, onward_s=600),
        Stay(OPEN_ALWAYS, dwell_minutes=60, onward_s=None),
    )
    assert times(stops) == [("07:00", "08:00"), (None, None), (None, None)]


def test_a_circuit_without_stops_has_no_times():
    assert timed("2026-11-28T07:00") == ()


@pytest.mark.parametrize(
    ("start", "state"),
    [
        ("2026-11-28T07:00", State.OPEN),
        ("2026-11-28T05:30", State.CLOSED),
        ("2026-11-28T11:30", State.UNKNOWN),
        ("2026-11-24T07:00", State.CLOSED),
    ],
)
def test_a_stop_is_open_only_if_it_is_so_for_the_whole_stay(start: str, state: State):
    (stop,) = timed(start, Stay(AMHIRICH, dwell_minutes=60, onward_s=None))
    assert stop.state == state
    assert stop.is_closed == (state == State.CLOSED)


def test_a_stop_that_closes_during_the_stay_counts_as_closed():
    (stop,) = timed("2026-11-24T12:00", Stay(SHOP, dwell_minutes=45, onward_s=None))
    assert stop.is_closed


def test_a_closed_stop_tells_when_it_opens_again():
    (stop,) = timed("2026-11-24T07:00", Stay(AMHIRICH, dwell_minutes=60, onward_s=None))
    assert stop.next_opening is not None
    assert stop.next_opening.start == moment("2026-11-28T06:00")


def test_a_stop_in_works_is_closed_whatever_its_hours():
    works = ClosedPeriod(moment("2026-11-20T00:00"), None, "works")
    rules = Rules(OPEN_ALWAYS.hours, closures=(works,))
    (stop,) = timed("2026-11-24T09:00", Stay(rules, dwell_minutes=60, onward_s=None))
    assert (stop.is_closed, stop.day.closure, stop.next_opening) == (True, works, None)


def test_a_stop_without_published_hours_is_not_known_to_be_open_or_closed():
    (stop,) = timed("2026-11-24T09:00", Stay(Rules(), dwell_minutes=60, onward_s=None))
    assert stop.state == State.UNKNOWN


def test_where_the_arrival_is_not_known_the_day_decides():
    unsure = Stay(Rules(), dwell_minutes=60, onward_s=None)
    market = Stay(AMHIRICH, dwell_minutes=60, onward_s=None)
    _first, on_tuesday = timed("2026-11-24T07:00", unsure, market)
    _first, on_saturday = timed("2026-11-28T07:00", unsure, market)
    assert (on_tuesday.state, on_saturday.state) == (State.CLOSED, State.OPEN)


def test_times_run_on_when_ramadan_changes_the_clock():
    # On 15 February 2026 at 03:00 the clocks go back to 02:00.
    stops = timed(
        "2026-02-15T01:30",
        Stay(OPEN_ALWAYS, dwell_minutes=120, onward_s=0),
        Stay(OPEN_ALWAYS, dwell_minutes=30, onward_s=None),
    )
    assert times(stops)[1] == ("02:30", "03:00")
