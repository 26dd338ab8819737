"""Find where a stop fits into a day at the least cost."""

import numpy as np
from numba import njit

from circuits.planner.search.dice import uniform
from circuits.planner.search.model import (
    FIRST_END,
    LAST_START,
    N_WINDOWS,
    NEVER,
    NOT_BEFORE,
    STAY,
    WINDOWS,
)
from circuits.planner.search.state import LATEST, LEAVE, ROUTE

NO_COST = 1e18


@njit(cache=True, nogil=True)
def best_place(
    there: np.ndarray,
    back: np.ndarray,
    walk: np.ndarray,
    hours: np.ndarray,
    days: np.ndarray,
    m: int,
    r: int,
    v: int,
    low: int,
    high: int,
    spare_walk_m: int,
    wait_weight: float,
    blink: float,
    dice: np.ndarray,
) -> tuple[float, int]:
    """Return the cost and the position of the cheapest feasible insertion into a day.

    Only before positions from ``low`` to ``high``. The cost is the additional time under way, plus
    a share of the wait. Each position is missed with the probability ``blink`` (Christiaens and
    Vanden Berghe 2020). The position is 0 if there is none.
    """
    best_cost, best_p = NO_COST, 0
    n_windows = hours[r, v, N_WINDOWS]
    if n_windows == 0:
        return best_cost, best_p
    stay = np.int64(hours[r, v, STAY])
    not_before = np.int64(hours[r, v, NOT_BEFORE])
    opens = np.int64(hours[r, v, WINDOWS])
    last_start = np.int64(hours[r, v, LAST_START])
    first_end = np.int64(hours[r, v, FIRST_END])
    # Latest starts grow along a day: leave out by halves the positions that come too early.
    top = high
    while low < top:
        middle = (low + top) >> 1
        if days[r, LATEST, middle] < first_end:
            low = middle + 1
        else:
            top = middle
    for p in range(low, high + 1):
        leave = days[r, LEAVE, p - 1]
        if leave > last_start:
            break
        i = days[r, ROUTE, p - 1]
        j = days[r, ROUTE, p]
        leg_in = np.int64(back[m, v, i])
        arrival = leave + leg_in
        if arrival > last_start:
            continue
        start = max(arrival, opens)
        if n_windows > 1:
            for w in range(n_windows):
                if arrival <= hours[r, v, WINDOWS + 2 * w + 1]:
                    start = max(arrival, np.int64(hours[r, v, WINDOWS + 2 * w]))
                    break
        leg_out = np.int64(there[m, v, j])
        if max(start + stay, not_before) + leg_out > days[r, LATEST, p]:
            continue
        if spare_walk_m < NEVER:
            longer_m = np.int64(walk[m, i, v]) + walk[m, v, j] - walk[m, i, j]
            if longer_m > spare_walk_m:
                continue
        cost = leg_in + leg_out - there[m, i, j] + wait_weight * (start - arrival)
        if cost < best_cost and (blink == 0.0 or uniform(dice) >= blink):
            best_cost, best_p = cost, p
    return best_cost, best_p
