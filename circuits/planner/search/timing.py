"""Time a day, whole or around a new stop.

These are the hottest loops: they take the arrays they need and not the tuples that hold them,
because numba hands every array of a tuple over one by one.
"""

import numpy as np
from numba import njit

from circuits.planner.search.model import N_WINDOWS, NEVER, NOT_BEFORE, STAY, WINDOWS
from circuits.planner.search.state import LATEST, LEAVE, ROUTE


@njit(cache=True, nogil=True)
def earliest_start(hours: np.ndarray, r: int, v: int, arrival_s: int, more_s: int = 0) -> int:
    """Return the earliest start of a stay at or after the arrival; `NEVER` if there is none.

    The stay is ``more_s`` longer than its version.
    """
    for w in range(hours[r, v, N_WINDOWS]):
        start = max(arrival_s, int(hours[r, v, WINDOWS + 2 * w]))
        if start <= hours[r, v, WINDOWS + 2 * w + 1] - more_s:
            return start
    return NEVER


@njit(cache=True, nogil=True)
def latest_start(hours: np.ndarray, r: int, v: int, end_s: int, more_s: int = 0) -> int:
    """Return the latest start of a stay that is over by ``end_s``; ``-NEVER`` if there is none.

    The stay is ``more_s`` longer than its version.
    """
    if end_s >= hours[r, v, NOT_BEFORE]:
        for w in range(hours[r, v, N_WINDOWS] - 1, -1, -1):
            last = np.int64(hours[r, v, WINDOWS + 2 * w + 1])
            start = min(end_s - hours[r, v, STAY], last) - more_s
            if start >= hours[r, v, WINDOWS + 2 * w]:
                return int(start)
    return -NEVER


@njit(cache=True, nogil=True)
def last_of_window(hours: np.ndarray, r: int, v: int, start_s: int) -> int:
    """Return the latest start in the window of a start."""
    for w in range(hours[r, v, N_WINDOWS]):
        if start_s <= hours[r, v, WINDOWS + 2 * w + 1]:
            return int(hours[r, v, WINDOWS + 2 * w + 1])
    return start_s


@njit(cache=True, nogil=True)
def time_day(
    there: np.ndarray, hours: np.ndarray, days: np.ndarray, m: int, r: int, n: int, end_s: int
) -> bool:
    """Compute all times of a day of n entries; False if some stop cannot be reached in time.

    The departure from the start is in its place already.
    """
    for p in range(1, n - 1):
        v = days[r, ROUTE, p]
        start = earliest_start(
            hours, r, v, days[r, LEAVE, p - 1] + there[m, days[r, ROUTE, p - 1], v]
        )
        if start == NEVER:
            return False
        days[r, LEAVE, p] = max(start + hours[r, v, STAY], np.int64(hours[r, v, NOT_BEFORE]))
    last = days[r, LEAVE, n - 2] + there[m, days[r, ROUTE, n - 2], days[r, ROUTE, n - 1]]
    days[r, LEAVE, n - 1] = last
    days[r, LATEST, n - 1] = end_s
    for p in range(n - 2, 0, -1):
        v = days[r, ROUTE, p]
        days[r, LATEST, p] = latest_start(
            hours, r, v, days[r, LATEST, p + 1] - there[m, v, days[r, ROUTE, p + 1]]
        )
    return last <= end_s


@njit(cache=True, nogil=True)
def insert_timed(
    there: np.ndarray,
    hours: np.ndarray,
    days: np.ndarray,
    length: np.ndarray,
    m: int,
    r: int,
    p: int,
    v: int,
) -> None:
    """Put a version that fits before position p of a day, and mend the times it changes."""
    n = length[r] + 1
    for q in range(n - 1, p, -1):
        days[r, ROUTE, q] = days[r, ROUTE, q - 1]
        days[r, LEAVE, q] = days[r, LEAVE, q - 1]
        days[r, LATEST, q] = days[r, LATEST, q - 1]
    days[r, ROUTE, p] = v
    length[r] = n
    for q in range(p, n):
        u = days[r, ROUTE, q]
        time = days[r, LEAVE, q - 1] + there[m, days[r, ROUTE, q - 1], u]
        if q < n - 1:
            start = earliest_start(hours, r, u, time)
            time = max(start + hours[r, u, STAY], np.int64(hours[r, u, NOT_BEFORE]))
        if q > p and time == days[r, LEAVE, q]:
            break
        days[r, LEAVE, q] = time
    for q in range(p, 0, -1):
        u = days[r, ROUTE, q]
        time = latest_start(
            hours, r, u, days[r, LATEST, q + 1] - there[m, u, days[r, ROUTE, q + 1]]
        )
        if q < p and time == days[r, LATEST, q]:
            break
        days[r, LATEST, q] = time


@njit(cache=True, nogil=True)
def travel_s(there: np.ndarray, days: np.ndarray, m: int, r: int, n: int) -> int:
    """Return how long one is under way on a day."""
    total = 0
    for p in range(1, n):
        total += there[m, days[r, ROUTE, p - 1], days[r, ROUTE, p]]
    return total


@njit(cache=True, nogil=True)
def walk_m(walk: np.ndarray, days: np.ndarray, m: int, r: int, n: int) -> int:
    """Return how far one walks on a day."""
    total = 0
    for p in range(1, n):
        total += walk[m, days[r, ROUTE, p - 1], days[r, ROUTE, p]]
    return total
