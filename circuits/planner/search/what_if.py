"""Ask what a finished plan would be with one place more, for all places that are out at once.

The model has one length of visit per place here (see `circuits.planner.exchange`), so that a plan
whose visits were lengthened is what it is. Nothing is searched: all strings of stops in a row are
taken out of a day in turn, and what then fits in their stead is valued exactly. The shortest string
from each stop on is enough: what makes more room costs more.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from circuits.planner.search.model import N_WINDOWS, NEVER, NOT_BEFORE, STAY, Model
from circuits.planner.search.rules import allowed_positions, fits, note
from circuits.planner.search.state import LATEST, LEAVE, ROUTE, State
from circuits.planner.search.timing import earliest_start, insert_timed, time_day, walk_m
from circuits.planner.search.worth import bonuses, short_value


class Answers(NamedTuple):
    """What was found out for each of C candidates that is out."""

    longer_s: np.ndarray  # int64 [C] by which a day has to be longer; NEVER if hours forbid it
    longer_day: np.ndarray  # int64 [C] that day
    walked: np.ndarray  # int64 [C] metres of a day that has the time but not the legs; else NEVER
    walked_day: np.ndarray  # int64 [C] that day
    swap: np.ndarray  # int64 [C] the version in the plan that alone makes room; -1 if none
    loss: np.ndarray  # float64 [C] of value with the best exchange; 1e300 if there is none
    exchange: np.ndarray  # int64 [C, 5] that exchange, see below


# Columns of Answers.exchange: the day, the positions (from 1) that go (from, up to before), the
# position at which the version comes in once they are gone, and the version.
DAY, FROM, BEFORE, AT, VERSION = range(5)


def no_answers(count: int) -> Answers:
    """Return room for the answers on ``count`` candidates."""
    return Answers(
        longer_s=np.full(count, NEVER, np.int64),
        longer_day=np.full(count, -1, np.int64),
        walked=np.full(count, NEVER, np.int64),
        walked_day=np.full(count, -1, np.int64),
        swap=np.full(count, -1, np.int64),
        loss=np.full(count, 1e300),
        exchange=np.full((count, 5), -1, np.int64),
    )


@njit(cache=True, nogil=True)
def ask(model: Model, state: State, is_wanted: np.ndarray, answers: Answers) -> None:
    """Answer for all candidates that are out of a timed state.

    Stops whose candidate ``is_wanted`` (int8 [C + R]) are not taken out. The state is the same
    afterwards.
    """
    owner, days, length = model.owner, state.days, state.length
    n_candidates = len(answers.loss)
    is_out = np.empty(len(owner), np.int8)
    for v in range(len(owner)):
        is_out[v] = owner[v] < n_candidates and state.version_of[owner[v]] < 0
    value = bonuses(model, state)
    for r in range(len(model.mode)):
        value += _day_value(model, state, r)
    for r in range(len(model.mode)):
        others = value - bonuses(model, state) - _day_value(model, state, r)
        has_eaten = state.lunches[r] > 0
        n = length[r]
        whole = days[r, :, :n].copy()
        _add(model, state, r, is_out, others, value, answers)
        for start in range(1, n - 1):
            is_done = np.zeros(len(owner), np.int8)
            for stop in range(start + 1, n):
                if is_wanted[owner[whole[ROUTE, stop - 1]]] != 0:
                    break
                for p in range(start, stop):
                    _forget(model, state, r, whole[ROUTE, p])
                for p in range(stop, n):
                    days[r, ROUTE, p - stop + start] = whole[ROUTE, p]
                length[r] = n - stop + start
                is_timed = time_day(
                    model.there, model.hours, days, model.mode[r], r, length[r], model.end[r]
                )
                state.walked[r] = walk_m(model.walk, days, model.mode[r], r, length[r])
                if is_timed and state.walked[r] <= model.max_walk[r]:
                    lacks_lunch = has_eaten and state.lunches[r] == 0
                    _exchange(
                        model, state, r, start, stop, whole[ROUTE, start], lacks_lunch,
                        is_out, is_done, others, value, answers,
                    )  # fmt: skip
                for p in range(start, stop):
                    _remember(model, state, r, whole[ROUTE, p])
                days[r, :, :n] = whole
                length[r] = n
                state.walked[r] = walk_m(model.walk, days, model.mode[r], r, n)


@njit(cache=True, nogil=True)
def _day_value(model: Model, state: State, r: int) -> float:
    return short_value(model, state, r, np.zeros(state.length[r], np.int64))


@njit(cache=True, nogil=True)
def _forget(model: Model, state: State, r: int, v: int) -> None:
    state.day_of[v] = -1
    state.version_of[model.owner[v]] = -1
    note(model, state, r, v, -1)


@njit(cache=True, nogil=True)
def _remember(model: Model, state: State, r: int, v: int) -> None:
    state.day_of[v] = r
    state.version_of[model.owner[v]] = v
    note(model, state, r, v, 1)


@njit(cache=True, nogil=True)
def _value_with(model: Model, state: State, r: int, p: int, v: int) -> float:
    """Return what a day and all bonuses are worth with a version at a position where it fits."""
    n = state.length[r]
    before = state.days[r, :, :n].copy()
    insert_timed(model.there, model.hours, state.days, state.length, model.mode[r], r, p, v)
    _remember(model, state, r, v)
    value = _day_value(model, state, r) + bonuses(model, state)
    _forget(model, state, r, v)
    state.days[r, :, :n] = before
    state.length[r] = n
    return value


@njit(cache=True, nogil=True)
def _best_position(model: Model, state: State, r: int, v: int, low: int, high: int) -> int:
    """Return the position of the shortest detour at which a version fits into a day; 0 if none."""
    days, there, walk = state.days, model.there, model.walk
    m = model.mode[r]
    best_s, best_p = NEVER, 0
    for p in range(low, high + 1):
        i, j = days[r, ROUTE, p - 1], days[r, ROUTE, p]
        start = earliest_start(model.hours, r, v, days[r, LEAVE, p - 1] + there[m, i, v])
        if start == NEVER:
            continue
        leave = max(start + model.hours[r, v, STAY], np.int64(model.hours[r, v, NOT_BEFORE]))
        if leave + there[m, v, j] > days[r, LATEST, p]:
            continue
        if state.walked[r] + walk[m, i, v] + walk[m, v, j] - walk[m, i, j] > model.max_walk[r]:
            continue
        detour = np.int64(there[m, i, v]) + there[m, v, j] - there[m, i, j]
        if detour < best_s:
            best_s, best_p = detour, p
    return best_p


@njit(cache=True, nogil=True)
def _return_with(model: Model, state: State, r: int, p: int, v: int) -> int:
    """Return when one is back with a version at a position, however late; NEVER if hours forbid."""
    days, there, hours = state.days, model.there, model.hours
    m = model.mode[r]
    u, here, clock = v, days[r, ROUTE, p - 1], days[r, LEAVE, p - 1]
    for q in range(p, state.length[r]):
        start = earliest_start(hours, r, u, clock + there[m, here, u])
        if start == NEVER:
            return NEVER
        clock = max(start + hours[r, u, STAY], np.int64(hours[r, u, NOT_BEFORE]))
        here, u = u, days[r, ROUTE, q]
    return int(clock + there[m, here, u])


@njit(cache=True, nogil=True)
def _add(
    model: Model,
    state: State,
    r: int,
    is_out: np.ndarray,
    others: float,
    value: float,
    answers: Answers,
) -> None:
    """Try all that is out in a day that loses nothing, but may become longer."""
    m = model.mode[r]
    for v in range(len(model.owner)):
        if is_out[v] == 0 or model.has_lunch[v] != 0 or model.hours[r, v, N_WINDOWS] == 0:
            continue
        if not fits(state.used, model.use, model.limit, v):
            continue
        c = model.owner[v]
        low, high = allowed_positions(model, state, r, v)
        for p in range(low, high + 1):
            i, j = state.days[r, ROUTE, p - 1], state.days[r, ROUTE, p]
            metres = np.int64(model.walk[m, i, v]) + model.walk[m, v, j] - model.walk[m, i, j]
            metres += state.walked[r]
            back = _return_with(model, state, r, p, v)
            if back == NEVER:
                continue
            longer = max(0, back - model.end[r])
            if metres <= model.max_walk[r]:
                if longer < answers.longer_s[c]:
                    answers.longer_s[c], answers.longer_day[c] = longer, r
            elif longer == 0 and metres < answers.walked[c]:
                answers.walked[c], answers.walked_day[c] = metres, r
        p = _best_position(model, state, r, v, low, high)
        if p > 0:
            loss = value - others - _value_with(model, state, r, p, v)
            if loss < answers.loss[c]:
                answers.loss[c] = loss
                answers.exchange[c] = np.array([r, 1, 1, p, v])


@njit(cache=True, nogil=True)
def _exchange(
    model: Model,
    state: State,
    r: int,
    start: int,
    stop: int,
    gone: int,
    lacks_lunch: bool,
    is_out: np.ndarray,
    is_done: np.ndarray,
    others: float,
    value: float,
    answers: Answers,
) -> None:
    """Try all that is out in a day that has lost the stops from ``start`` to before ``stop``."""
    for v in range(len(model.owner)):
        if is_out[v] == 0 or is_done[v] != 0 or model.hours[r, v, N_WINDOWS] == 0:
            continue
        if (model.has_lunch[v] != 0) != lacks_lunch:
            continue
        if not fits(state.used, model.use, model.limit, v):
            continue
        low, high = allowed_positions(model, state, r, v)
        if stop - start > 1:
            low, high = max(low, start), min(high, start)
        p = _best_position(model, state, r, v, low, high)
        if p == 0:
            continue
        c = model.owner[v]
        is_done[v] = 1
        if stop - start == 1 and model.owner[gone] < len(answers.swap):
            known = answers.swap[c]
            if known < 0 or model.score[gone] < model.score[known]:
                answers.swap[c] = gone
        loss = value - others - _value_with(model, state, r, p, v)
        if loss < answers.loss[c]:
            answers.loss[c] = loss
            answers.exchange[c] = np.array([r, start, stop, p, v])
