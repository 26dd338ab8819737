"""Hold a plan as arrays while the search changes it."""

from typing import NamedTuple

import numpy as np

from circuits.planner.search.model import Model


class State(NamedTuple):
    """Where a search stands. L is the room for stops in a day, its start and end included."""

    days: np.ndarray  # int64 [R, 3, L]: what comes in order, and its times, see below
    length: np.ndarray  # int64 [R]
    day_of: np.ndarray  # int64 [V], -1 if out
    version_of: np.ndarray  # int64 [C + R] the version that is in, -1 if none
    used: np.ndarray  # int64 [K]
    walked: np.ndarray  # int64 [R] metres
    lunches: np.ndarray  # int64 [R]
    themed: np.ndarray  # int64 [Q] members that are in
    value: np.ndarray  # float64 [R] score less discomforts of each day


# Rows of State.days: versions in order; their earliest departure; the latest start that loses
# nothing of the rest of the day.
ROUTE, LEAVE, LATEST = range(3)


def empty(model: Model) -> State:
    """Return a plan without stops, not yet timed."""
    n_versions, n_days = len(model.owner), len(model.mode)
    room = int(model.owner.max(initial=0)) + 4 if n_versions else 3
    room = min(room, n_versions + 3)
    days = np.zeros((n_days, 3, room), np.int64)
    days[:, ROUTE, 0] = n_versions + np.arange(n_days)
    days[:, ROUTE, 1] = n_versions + n_days + np.arange(n_days)
    return State(
        days=days,
        length=np.full(n_days, 2, np.int64),
        day_of=np.full(n_versions, -1, np.int64),
        version_of=np.full(len(model.required), -1, np.int64),
        used=np.zeros(len(model.limit), np.int64),
        walked=np.zeros(n_days, np.int64),
        lunches=np.zeros(n_days, np.int64),
        themed=np.zeros(len(model.needed), np.int64),
        value=np.zeros(n_days, np.float64),
    )
