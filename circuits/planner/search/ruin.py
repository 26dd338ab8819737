"""Take stops out of a plan: strings of neighbours, scattered ones, or what is in a place's way."""

import numpy as np
from numba import njit

from circuits.planner.search.dice import below, uniform
from circuits.planner.search.model import FIRST_END, LAST_START, N_WINDOWS, STAY
from circuits.planner.search.state import LATEST, LEAVE, ROUTE


@njit(cache=True, nogil=True)
def cut(
    days: np.ndarray, length: np.ndarray, day_of: np.ndarray, r: int, start: int, count: int
) -> None:
    """Take ``count`` stops out of a day from position ``start`` on, without timing it."""
    for p in range(start, start + count):
        day_of[days[r, ROUTE, p]] = -1
    for p in range(start, length[r] - count):
        days[r, ROUTE, p] = days[r, ROUTE, p + count]
    length[r] -= count


@njit(cache=True, nogil=True)
def cut_strings(
    near: np.ndarray,
    version_of: np.ndarray,
    days: np.ndarray,
    length: np.ndarray,
    day_of: np.ndarray,
    seed: int,
    most: int,
    touched: np.ndarray,
    dice: np.ndarray,
) -> None:
    """Take out strings of stops around the neighbours of a version.

    Adjacent string removal of Christiaens and Vanden Berghe (2020), "Slack induction by string
    removals for vehicle routing problems", except that a day may lose several strings: with one
    day there would be only one.
    """
    target = 1 + below(dice, most)
    longest = 1 + below(dice, target)
    done = 0
    for g in range(-1, near.shape[1]):
        v = seed if g < 0 else version_of[near[seed, g]]
        if v < 0 or day_of[v] < 0:
            continue
        r = day_of[v]
        n_stops = length[r] - 2
        p = 1
        while days[r, ROUTE, p] != v:
            p += 1
        count = min(1 + below(dice, longest), n_stops, target - done)
        start = p - below(dice, count)
        start = max(1, min(start, n_stops + 1 - count))
        if count > 1 and count < n_stops and uniform(dice) < 0.3:
            # Split string: keep one stop in the middle.
            front = below(dice, count)
            cut(days, length, day_of, r, start, front)
            rest = min(count - front, length[r] - 2 - start)
            if rest > 0:
                cut(days, length, day_of, r, start + 1, rest)
        else:
            cut(days, length, day_of, r, start, count)
        touched[r] = 1
        done += count
        if done >= target:
            break


@njit(cache=True, nogil=True)
def cut_scattered(
    there: np.ndarray,
    hours: np.ndarray,
    score: np.ndarray,
    mode: np.ndarray,
    days: np.ndarray,
    length: np.ndarray,
    day_of: np.ndarray,
    most: int,
    touched: np.ndarray,
    dice: np.ndarray,
) -> None:
    """Take out single stops, those that bring little for their time more often."""
    for _ in range(1 + below(dice, most)):
        r = below(dice, len(mode))
        if length[r] == 2:
            continue
        best_p, best_key = 0, 1e18
        m = mode[r]
        for _trial in range(2):
            p = 1 + below(dice, length[r] - 2)
            i, v, j = days[r, ROUTE, p - 1], days[r, ROUTE, p], days[r, ROUTE, p + 1]
            saved = there[m, i, v] + there[m, v, j] - there[m, i, j] + hours[r, v, STAY]
            key = score[v] / max(1.0, 1.0 + saved)
            if key < best_key:
                best_p, best_key = p, key
        cut(days, length, day_of, r, best_p, 1)
        touched[r] = 1


@njit(cache=True, nogil=True)
def place_for(
    there: np.ndarray,
    hours: np.ndarray,
    mode: np.ndarray,
    days: np.ndarray,
    length: np.ndarray,
    v: int,
    dice: np.ndarray,
) -> tuple[int, int]:
    """Return a day and a position where a version would lie well if stops made room for it.

    Judged by the additional time under way, blurred, among positions that its windows allow. The
    position is 0 if there is none.
    """
    best_r, best_p, best_cost = 0, 0, 1e18
    for r in range(len(mode)):
        if hours[r, v, N_WINDOWS] == 0:
            continue
        m = mode[r]
        for p in range(1, length[r]):
            if p > 1 and days[r, LEAVE, p - 1] > hours[r, v, LAST_START]:
                break
            if p < length[r] - 1 and days[r, LATEST, p] < hours[r, v, FIRST_END]:
                continue
            i, j = days[r, ROUTE, p - 1], days[r, ROUTE, p]
            cost = (there[m, i, v] + there[m, v, j] - there[m, i, j]) * (0.3 + uniform(dice))
            if cost < best_cost:
                best_r, best_p, best_cost = r, p, cost
    return best_r, best_p
