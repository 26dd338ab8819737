"""Say what a plan is worth to the search: scores and bonuses less discomforts and penalties."""

import numpy as np
from numba import njit

from circuits.planner.search.model import (
    BACKTRACK,
    HEAT,
    MONOTONY,
    N_WINDOWS,
    RISK,
    RISK_SHARE,
    WAIT,
    WALK,
    WINDOWS,
    Model,
)
from circuits.planner.search.state import LEAVE, ROUTE, State
from circuits.planner.search.timing import earliest_start


@njit(cache=True, nogil=True)
def scores(score: np.ndarray, days: np.ndarray, r: int, n: int) -> float:
    """Return the sum of the scores of a day."""
    total = 0.0
    for p in range(1, n - 1):
        total += score[days[r, ROUTE, p]]
    return total


@njit(cache=True, nogil=True)
def discomfort(model: Model, state: State, r: int) -> float:
    """Return what a timed day costs in comfort, as `circuits.planner.problem.Weights` says."""
    m = model.mode[r]
    n = state.length[r]
    days, hours, there, walk, costs = state.days, model.hours, model.there, model.walk, model.costs
    if n == 2:
        return costs[WALK] * walk[m, days[r, ROUTE, 0], days[r, ROUTE, 1]]
    # One leaves so late that there is no wait at the first stop.
    first_leg = int(there[m, days[r, ROUTE, 0], days[r, ROUTE, 1]])
    away = earliest_start(hours, r, days[r, ROUTE, 1], model.begin[r] + first_leg) - first_leg
    total = 0.0
    for p in range(1, n):
        i, j = days[r, ROUTE, p - 1], days[r, ROUTE, p]
        leg = int(there[m, i, j])
        metres = int(walk[m, i, j])
        set_out = away if p == 1 else days[r, LEAVE, p - 1]
        arrival = set_out + leg
        total += costs[WALK] * metres
        if leg > 0 and costs[HEAT] > 0.0:
            in_heat = min(arrival, model.hot_until[r]) - max(set_out, model.hot_from[r])
            if in_heat > 0:
                total += costs[HEAT] * metres * in_heat / leg
        if p < n - 1:
            start = earliest_start(hours, r, j, arrival)
            total += costs[WAIT] * (start - arrival)
            if p > 1 and model.kind[j] >= 0 and model.kind[i] == model.kind[j]:
                total += costs[MONOTONY]
            spare_wanted = costs[RISK_SHARE] * leg
            spare = last_of_window(hours, r, j, start) - arrival
            if spare < spare_wanted:
                total += costs[RISK] * (1.0 - spare / spare_wanted)
            if costs[BACKTRACK] > 0.0:
                k = days[r, ROUTE, p + 1]
                twice = metres + walk[m, j, k] - walk[m, i, k]
                if twice > 0:
                    total += costs[BACKTRACK] * 0.5 * twice
    return total


@njit(cache=True, nogil=True)
def last_of_window(hours: np.ndarray, r: int, v: int, start_s: int) -> int:
    """Return the latest start in the window of a start."""
    for w in range(hours[r, v, N_WINDOWS]):
        if start_s <= hours[r, v, WINDOWS + 2 * w + 1]:
            return int(hours[r, v, WINDOWS + 2 * w + 1])
    return start_s


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
