"""Keep what restricts stops beside their times: order, limits, lunch; and count themes.

Only called for problems that have such rules (`Model.has_rules`).
"""

import numpy as np
from numba import njit

from circuits.planner.search.model import Model
from circuits.planner.search.state import ROUTE, State


@njit(cache=True, nogil=True)
def note(model: Model, state: State, r: int, v: int, change: int) -> None:
    """Count a version that comes into a day (change 1) or goes (-1)."""
    state.lunches[r] += change * model.has_lunch[v]
    for k in range(len(model.limit)):
        state.used[k] += change * model.use[v, k]
    for q in range(len(model.needed)):
        state.themed[q] += change * model.member[model.owner[v], q]


@njit(cache=True, nogil=True)
def fits(used: np.ndarray, use: np.ndarray, limit: np.ndarray, v: int) -> bool:
    """Tell whether money and categories let a version in."""
    for k in range(len(limit)):  # noqa: SIM110 - numba compiles loops, not generators
        if used[k] + use[v, k] > limit[k]:
            return False
    return True


@njit(cache=True, nogil=True)
def position(state: State, c: int) -> int:
    """Return the position of a candidate that is in, within its day."""
    v = state.version_of[c]
    p = 1
    while state.days[state.day_of[v], ROUTE, p] != v:
        p += 1
    return p


@njit(cache=True, nogil=True)
def allowed_positions(model: Model, state: State, r: int, v: int) -> tuple[int, int]:
    """Return from and up to which position a version may come into a day; from > to if not."""
    if model.has_lunch[v] != 0 and (model.needs_lunch[r] == 0 or state.lunches[r] > 0):
        return 1, 0
    c = model.owner[v]
    low, high = 1, state.length[r] - 1
    if model.must_be_first[c] >= 0:
        if model.must_be_first[c] != r:
            return 1, 0
        high = 1
    elif (
        model.first[r] >= 0 and high > 1 and model.owner[state.days[r, ROUTE, 1]] == model.first[r]
    ):
        low = 2
    if model.is_ordered[c] != 0:
        for k in range(len(model.before)):
            earlier, later = model.before[k, 0], model.before[k, 1]
            if earlier == c and state.version_of[later] >= 0:
                day = state.day_of[state.version_of[later]]
                if day < r:
                    return 1, 0
                if day == r:
                    high = min(high, position(state, later))
            elif later == c and state.version_of[earlier] >= 0:
                day = state.day_of[state.version_of[earlier]]
                if day > r:
                    return 1, 0
                if day == r:
                    low = max(low, position(state, earlier) + 1)
    return low, high
