"""Value a day with its short visits as long as there is time for, as the timetable lengthens them.

Without it the search would like best what is worst: a day so full that nothing can be lengthened.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from circuits.planner.search.model import NOT_BEFORE, STAY, WAIT, Model
from circuits.planner.search.state import LATEST, LEAVE, ROUTE, State
from circuits.planner.search.timing import earliest_start, last_of_window, latest_start
from circuits.planner.search.worth import discomfort, scores, short_value


class Lengthened(NamedTuple):
    """A day whose visits are longer than their versions. L is the room for stops in a day."""

    leave: np.ndarray  # int64 [L] earliest departures
    latest: np.ndarray  # int64 [L] latest starts that lose nothing of the rest of the day
    more: np.ndarray  # int64 [L] seconds by which each visit is longer
    order: np.ndarray  # int64 [L] positions that can be lengthened, the most worth it first


@njit(cache=True, nogil=True)
def make_lengthened(size: int) -> Lengthened:
    """Return room for days of this size."""
    return Lengthened(
        np.zeros(size, np.int64),
        np.zeros(size, np.int64),
        np.zeros(size, np.int64),
        np.zeros(size, np.int64),
    )


@njit(cache=True, nogil=True)
def day_value(model: Model, state: State, r: int, day: Lengthened) -> float:
    """Return what a timed day is worth: scores less discomforts, with its visits lengthened."""
    day.more[:] = 0
    value = short_value(model, state, r, day.more)
    return _lengthen(model, state, r, value, day) if model.has_lengths else value


@njit(cache=True, nogil=True)
def most_gained(model: Model, state: State, r: int) -> float:
    """Return what lengthening a timed day can hardly bring more than.

    No visit more than if the others stayed short, and all of them not more than the time to spare
    at the end of the day and before doors and breaks.
    """
    days, hours, m, n = state.days, model.hours, model.mode[r], state.length[r]
    total, best_rate, waits = 0.0, 0.0, 0
    for p in range(1, n - 1):
        u, v = days[r, ROUTE, p - 1], days[r, ROUTE, p]
        arrival = days[r, LEAVE, p - 1] + model.there[m, u, v]
        start = earliest_start(hours, r, v, arrival)
        waits += days[r, LEAVE, p] - hours[r, v, STAY] - (arrival if p > 1 else start)
        if model.longer[v] > 0:
            leave_by = days[r, LATEST, p + 1] - model.there[m, v, days[r, ROUTE, p + 1]]
            more = min(model.longer[v], leave_by - start - hours[r, v, STAY])
            more = min(more, last_of_window(hours, r, v, start) - start)
            if more > 0:
                total += more * model.rate[v]
                best_rate = max(best_rate, model.rate[v])
    spare = waits + days[r, LATEST, n - 1] - days[r, LEAVE, n - 1]
    return min(total, best_rate * spare) + model.costs[WAIT] * waits


@njit(cache=True, nogil=True)
def _room_for(
    model: Model, days: np.ndarray, leave: np.ndarray, latest: np.ndarray, r: int, p: int
) -> int:
    """Return by how many seconds a visit that is not lengthened yet can be."""
    m, u, v = model.mode[r], days[r, ROUTE, p - 1], days[r, ROUTE, p]
    start = earliest_start(model.hours, r, v, leave[p - 1] + model.there[m, u, v])
    leave_by = latest[p + 1] - model.there[m, v, days[r, ROUTE, p + 1]]
    more = min(np.int64(model.longer[v]), leave_by - start - model.hours[r, v, STAY])
    return int(min(more, last_of_window(model.hours, r, v, start) - start))


@njit(cache=True, nogil=True)
def _lengthen(model: Model, state: State, r: int, value: float, day: Lengthened) -> float:
    """Lengthen visits as `circuits.planner.timetable` does, and return the value of the day."""
    pace, days, n = model.pace, state.days, state.length[r]
    for p in range(n):
        day.leave[p], day.latest[p], day.more[p] = days[r, LEAVE, p], days[r, LATEST, p], 0
    count = 0
    for p in range(1, n - 1):
        v = days[r, ROUTE, p]
        if model.longer[v] > 0:
            k = count
            while k > 0 and pace[days[r, ROUTE, day.order[k - 1]]] < pace[v]:
                day.order[k] = day.order[k - 1]
                k -= 1
            day.order[k] = p
            count += 1
    total, gained = scores(model.score, days, r, n), 0.0
    for k in range(count):
        p = day.order[k]
        more = _room_for(model, days, day.leave, day.latest, r, p)
        if more <= 0:
            continue
        day.more[p] = more
        _time_around(model, days, r, n, p, day)
        gain = gained + more * model.rate[days[r, ROUTE, p]]
        tried = total + gain
        if model.has_costs:
            tried -= discomfort(model, days, day.leave, day.more, r, n)
        if tried > value:
            value, gained = tried, gain
        else:
            day.more[p] = 0
            _time_around(model, days, r, n, p, day)
    return value


@njit(cache=True, nogil=True)
def _time_around(
    model: Model, days: np.ndarray, r: int, n: int, position: int, day: Lengthened
) -> None:
    """Mend departures from a position on, and latest starts up to it."""
    m, there, hours = model.mode[r], model.there, model.hours
    for p in range(position, n):
        v = days[r, ROUTE, p]
        time = day.leave[p - 1] + there[m, days[r, ROUTE, p - 1], v]
        if p < n - 1:
            start = earliest_start(hours, r, v, time, day.more[p])
            time = max(start + day.more[p] + hours[r, v, STAY], np.int64(hours[r, v, NOT_BEFORE]))
        if p > position and time == day.leave[p]:
            break
        day.leave[p] = time
    for p in range(position, 0, -1):
        v = days[r, ROUTE, p]
        by = day.latest[p + 1] - there[m, v, days[r, ROUTE, p + 1]]
        time = latest_start(hours, r, v, by, day.more[p])
        if p < position and time == day.latest[p]:
            break
        day.latest[p] = time
