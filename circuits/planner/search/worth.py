"""Say what a plan is worth to the search: scores and bonuses less discomforts and penalties."""

import numpy as np
from numba import njit

from circuits.planner.search.model import (
    BACKTRACK,
    HEAT,
    MONOTONY,
    RISK,
    RISK_SHARE,
    WAIT,
    WALK,
    Model,
)
from circuits.planner.search.state import LEAVE, ROUTE, State
from circuits.planner.search.timing import earliest_start, last_of_window


@njit(cache=True, nogil=True)
def scores(score: np.ndarray, days: np.ndarray, r: int, n: int) -> float:
    """Return the sum of the scores of a day."""
    total = 0.0
    for p in range(1, n - 1):
        total += score[days[r, ROUTE, p]]
    return total


@njit(cache=True, nogil=True)
def short_value(model: Model, state: State, r: int, no_more: np.ndarray) -> float:
    """Return what a timed day is worth as it is: scores less discomforts.

    ``no_more`` are at least as many zeros (int64) as the day has entries.
    """
    n = state.length[r]
    value = scores(model.score, state.days, r, n)
    if model.has_costs:
        value -= discomfort(model, state.days, state.days[r, LEAVE], no_more, r, n)
    return value


@njit(cache=True, nogil=True)
def discomfort(
    model: Model, days: np.ndarray, leave: np.ndarray, more: np.ndarray, r: int, n: int
) -> float:
    """Return what a timed day costs in comfort, as `circuits.planner.problem.Weights` says.

    ``leave`` are the departures of its n entries, whose stays are ``more`` seconds longer than
    their versions.
    """
    m = model.mode[r]
    hours, there, walk, costs = model.hours, model.there, model.walk, model.costs
    if n == 2:
        return costs[WALK] * walk[m, days[r, ROUTE, 0], days[r, ROUTE, 1]]
    # One leaves so late that there is no wait at the first stop.
    i, j = days[r, ROUTE, 0], days[r, ROUTE, 1]
    first_leg = int(there[m, i, j])
    away = earliest_start(hours, r, j, model.begin[r] + first_leg, more[1]) - first_leg
    total = 0.0
    for p in range(1, n):
        i, j = days[r, ROUTE, p - 1], days[r, ROUTE, p]
        leg = int(there[m, i, j])
        metres = int(walk[m, i, j])
        set_out = away if p == 1 else leave[p - 1]
        arrival = set_out + leg
        total += costs[WALK] * metres
        if leg > 0 and costs[HEAT] > 0.0:
            in_heat = min(arrival, model.hot_until[r]) - max(set_out, model.hot_from[r])
            if in_heat > 0:
                total += costs[HEAT] * metres * in_heat / leg
        if p < n - 1:
            start = earliest_start(hours, r, j, arrival, more[p])
            total += costs[WAIT] * (start - arrival)
            if p > 1 and model.kind[j] >= 0 and model.kind[i] == model.kind[j]:
                total += costs[MONOTONY]
            spare_wanted = costs[RISK_SHARE] * leg
            spare = last_of_window(hours, r, j, start) - more[p] - arrival
            if spare < spare_wanted:
                total += costs[RISK] * (1.0 - spare / spare_wanted)
            if costs[BACKTRACK] > 0.0:
                k = days[r, ROUTE, p + 1]
                twice = metres + walk[m, j, k] - walk[m, i, k]
                if twice > 0:
                    total += costs[BACKTRACK] * 0.5 * twice
    return total


@njit(cache=True, nogil=True)
def bonuses(model: Model, state: State) -> float:
    """Return the bonuses of themes less the penalties of wishes that are not fulfilled."""
    total = 0.0
    for q in range(len(model.needed)):
        if state.themed[q] >= model.needed[q]:
            total += model.bonus[q]
    for c in range(len(model.required)):
        if model.required[c] != 0 and state.version_of[c] < 0:
            total -= model.penalty
    for r in range(len(model.mode)):
        if model.needs_lunch[r] != 0 and state.lunches[r] == 0:
            total -= model.penalty
    return total
