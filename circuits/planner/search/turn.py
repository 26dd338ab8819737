"""Go a part of a day the other way round, and have lunch elsewhere.

Ruins of a few stops get to neither: what goes back in goes where the rest of the day lets it, and
lunch, which must not be missed, goes back first and where it was.
"""

import numpy as np
from numba import njit

from circuits.planner.search.dice import below, uniform
from circuits.planner.search.model import NEVER, NOT_BEFORE, STAY, Model
from circuits.planner.search.rules import note
from circuits.planner.search.state import LEAVE, ROUTE, State
from circuits.planner.search.timing import earliest_start, time_day, walk_m

ONLY_LUNCH = 0.3
IDLE_S = 900


@njit(cache=True, nogil=True)
def turn(model: Model, state: State, r: int, dice: np.ndarray) -> bool:
    """Reverse some stops of a day that has any, and move its lunch; return whether it is possible.

    What cannot be reached in time any more is out. The books are kept.
    """
    days, m = state.days, model.mode[r]
    n_stops = state.length[r] - 2
    low, high = 1 + below(dice, n_stops), 1 + below(dice, n_stops)
    low, high = min(low, high), max(low, high)
    if not model.has_order and uniform(dice) >= ONLY_LUNCH:
        while low < high:
            days[r, ROUTE, low], days[r, ROUTE, high] = days[r, ROUTE, high], days[r, ROUTE, low]
            low += 1
            high -= 1
    if model.needs_lunch[r] != 0:
        _move_lunch(model, state, r, dice)
    _leave_out_late(model, state, r)
    n = state.length[r]
    if model.has_walk_limit:
        state.walked[r] = walk_m(model.walk, days, m, r, n)
        if state.walked[r] > model.max_walk[r]:
            return False
    return bool(time_day(model.there, model.hours, days, m, r, n, model.end[r]))


@njit(cache=True, nogil=True)
def _move_lunch(model: Model, state: State, r: int, dice: np.ndarray) -> None:
    """Have lunch with any of the visits that end in time for it, if there is one."""
    days, hours = state.days, model.hours
    here, clock = days[r, ROUTE, 0], days[r, LEAVE, 0]
    chosen, count = 0, 0
    for p in range(1, state.length[r] - 1):
        v = days[r, ROUTE, p]
        arrival = clock + model.there[model.mode[r], here, v]
        without, eating = (v, model.twin[v]) if model.has_lunch[v] == 0 else (model.twin[v], v)
        if eating >= 0:
            start = earliest_start(hours, r, eating, arrival)
            idle = hours[r, eating, NOT_BEFORE] - start - hours[r, eating, STAY]
            if start != NEVER and idle <= IDLE_S:
                count += 1
                if below(dice, count) == 0:
                    chosen = p
        if without >= 0:
            start = earliest_start(hours, r, without, arrival)
            if start != NEVER:
                here, clock = v, start + hours[r, without, STAY]
    if chosen > 0:
        for p in range(1, state.length[r] - 1):
            v = days[r, ROUTE, p]
            if model.has_lunch[v] != 0 and p != chosen:
                _exchange(model, state, r, p, model.twin[v])
        if model.has_lunch[days[r, ROUTE, chosen]] == 0:
            _exchange(model, state, r, chosen, model.twin[days[r, ROUTE, chosen]])


@njit(cache=True, nogil=True)
def _exchange(model: Model, state: State, r: int, p: int, to: int) -> None:
    """Replace a version by another one of its place, or by none if that is -1."""
    v = state.days[r, ROUTE, p]
    note(model, state, r, v, -1)
    state.day_of[v] = -1
    state.version_of[model.owner[v]] = to
    state.days[r, ROUTE, p] = to
    if to >= 0:
        note(model, state, r, to, 1)
        state.day_of[to] = r


@njit(cache=True, nogil=True)
def _leave_out_late(model: Model, state: State, r: int) -> None:
    """Take out what cannot be reached in time, or from where one is not back in time."""
    days, hours, m, n = state.days, model.hours, model.mode[r], state.length[r]
    end = days[r, ROUTE, n - 1]
    here, clock, kept = days[r, ROUTE, 0], days[r, LEAVE, 0], 1
    for p in range(1, n - 1):
        v = days[r, ROUTE, p]
        if v < 0:
            continue
        start = earliest_start(hours, r, v, clock + model.there[m, here, v])
        leave = max(start + hours[r, v, STAY], np.int64(hours[r, v, NOT_BEFORE]))
        if start == NEVER or leave + model.there[m, v, end] > model.end[r]:
            note(model, state, r, v, -1)
            state.day_of[v] = -1
            state.version_of[model.owner[v]] = -1
            continue
        here, clock = v, leave
        days[r, ROUTE, kept] = v
        kept += 1
    days[r, ROUTE, kept] = end
    state.length[r] = kept + 1
