"""Find where a stop fits into a day at the least cost."""

import numpy as np
from numba import njit

from circuits.planner.search.dice import below, uniform
from circuits.planner.search.model import (
    FIRST_END,
    LAST_START,
    N_WINDOWS,
    NEVER,
    NEVER_S,
    NOT_BEFORE,
    SPAN_NOT_BEFORE,
    SPAN_STAY,
    SPANS,
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


# The functions below run over all versions, position by position, without branches and with one
# array written in each loop: so the compiler makes vector instructions of them. Single precision
# is exact here (`Model.is_plain`).
_NONE = np.float32(1e18)
_SHUT = np.float32(NEVER_S)


@njit(cache=True, nogil=True)
def best_places(
    leg_to: np.ndarray,
    leg_from: np.ndarray,
    spans: np.ndarray,
    there: np.ndarray,
    days: np.ndarray,
    m: int,
    r: int,
    n: int,
    wait_weight: float,
    blink: float,
    noise: np.ndarray,
    dice: np.ndarray,
    tried: np.ndarray,
    cost: np.ndarray,
    place: np.ndarray,
) -> None:
    """Find what `best_place` finds, for every version in a day of n entries.

    ``cost`` is at least 1e17 where there is no place. Chance is taken from ``noise``, from
    somewhere else at each position. ``tried`` is room to work in; only as many versions as it is
    long, the first ones, are looked at.
    """
    cost[:] = _NONE
    place[:] = 0
    stay, not_before = spans[r, SPAN_STAY], spans[r, SPAN_NOT_BEFORE]
    for p in range(1, n):
        leave, latest = np.float32(days[r, LEAVE, p - 1]), np.float32(days[r, LATEST, p])
        if leave > latest:
            continue
        i, j = days[r, ROUTE, p - 1], days[r, ROUTE, p]
        to = leg_to[m, i]
        tried[:] = _SHUT
        for k in range(spans.shape[1] - 2, SPANS - 1, -2):
            _start(to, spans[r, k], spans[r, k + 1], leave, tried)
        _price(
            to, leg_from[m, j], stay, not_before, noise[below(dice, len(noise) - len(to)) :],
            leave, latest, np.float32(there[m, i, j]), np.float32(wait_weight),
            np.float32(blink), tried,
        )  # fmt: skip
        _take(tried, np.int32(p), cost, place)


@njit(cache=True, nogil=True)
def _start(
    to: np.ndarray, opens: np.ndarray, last: np.ndarray, leave: np.float32, start: np.ndarray
) -> None:
    """Set when stays start, where one arrives before the end of a window."""
    for v in range(len(start)):
        arrival = leave + to[v]
        begin = arrival if arrival > opens[v] else opens[v]
        start[v] = begin if arrival <= last[v] else start[v]


@njit(cache=True, nogil=True)
def _price(
    to: np.ndarray,
    onward: np.ndarray,
    stay: np.ndarray,
    not_before: np.ndarray,
    noise: np.ndarray,
    leave: np.float32,
    latest: np.float32,
    leg: np.float32,
    wait_weight: np.float32,
    blink: np.float32,
    start: np.ndarray,
) -> None:
    """Replace starts by costs, which are endless where what follows would be too late."""
    for v in range(len(start)):
        end = start[v] + stay[v]
        end = end if end > not_before[v] else not_before[v]
        cost = to[v] + onward[v] - leg + wait_weight * (start[v] - leave - to[v])
        cost = cost if end + onward[v] <= latest else _NONE
        start[v] = cost if noise[v] >= blink else _NONE


@njit(cache=True, nogil=True)
def _take(tried: np.ndarray, p: np.int32, cost: np.ndarray, place: np.ndarray) -> None:
    """Keep the cheaper ones."""
    for v in range(len(tried)):
        place[v] = p if tried[v] < cost[v] else place[v]
        cost[v] = tried[v] if tried[v] < cost[v] else cost[v]
