"""Put times on a circuit: when each stop is reached, and whether it is open then.

Plain Python: stops go in as rules and minutes, times and states come out. Nothing is guessed: after
a leg whose duration is not known, arrivals are not known either.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from geodata import opening
from geodata.opening import Calendar, Day, Interval, Rules, State


@dataclass(frozen=True)
class Stay:
    """What the schedule needs to know of a stop.

    ``onward_s`` is the duration of the leg to the next stop in seconds; None where it is unknown.
    """

    rules: Rules
    dwell_minutes: int
    onward_s: int | None


@dataclass(frozen=True)
class TimedStop:
    """A stop with its times.

    Attributes
    ----------
    state
        Of the whole stay, or of the day where times are not known.
    visit_start
        When the visit begins, where one comes earlier and waits.
    lunch
        When one eats, here or before the next stop.
    """

    arrival: datetime | None
    departure: datetime | None
    state: State
    day: Day
    next_opening: Interval | None
    visit_start: datetime | None = None
    lunch: datetime | None = None

    @property
    def is_closed(self) -> bool:
        """Whether somebody who comes as planned finds it closed."""
        return self.state == State.CLOSED


def schedule(stays: Sequence[Stay], start: datetime, calendar: Calendar) -> tuple[TimedStop, ...]:
    """Return the stops in order with their times, beginning at an aware ``start``."""
    local_day = start.astimezone(calendar.timezone).date()
    clock: datetime | None = start
    stops = []
    for stay in stays:
        day = opening.on(stay.rules, local_day, calendar)
        arrival, departure = clock, None
        if arrival is None:
            state = day.state
        else:
            departure = arrival + timedelta(minutes=stay.dwell_minutes)
            state = opening.during(stay.rules, arrival, departure, calendar)
        stops.append(
            TimedStop(
                arrival=arrival,
                departure=departure,
                state=state,
                day=day,
                next_opening=opening.next_opening(stay.rules, arrival or start, calendar)
                if state == State.CLOSED
                else None,
            )
        )
        clock = (
            departure + timedelta(seconds=stay.onward_s)
            if departure is not None and stay.onward_s is not None
            else None
        )
    return tuple(stops)
