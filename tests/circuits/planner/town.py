"""A small town by hand, for tests that read as stories: five minutes from door to door."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from circuits.planner.problem import Candidate, Day, Problem, Travel, Weights, Window, Wishes

HOUR = 3600
MINUTE = 60


def place(key: str, node: int, score: float = 10, *hours: tuple[float, float], **more: Any):
    """Return a place of one day, open all day unless hours are given, visited for an hour."""
    windows = tuple(Window(int(a * HOUR), int(b * HOUR)) for a, b in hours or ((8, 20),))
    return Candidate(key, node, score, more.pop("visit_s", HOUR), (windows,), **more)


def town(
    *places: Candidate,
    start: float = 9,
    end: float = 13,
    wishes: Wishes | None = None,
    weights: Weights | None = None,
    day: Mapping[str, Any] | None = None,
    ways_s: np.ndarray | None = None,
    **more: Any,
) -> Problem:
    """Return a problem of one day; one starts and ends at node 0."""
    count = 1 + max((p.node for p in places), default=0)
    if ways_s is None:
        ways_s = np.full((count, count), 5 * MINUTE, np.int32)
        np.fill_diagonal(ways_s, 0)
    return Problem(
        candidates=places,
        days=(Day(int(start * HOUR), int(end * HOUR), 0, 0, **(day or {})),),
        travel={"foot": Travel(ways_s, (ways_s * 1.2).astype(np.int32))},
        wishes=wishes or Wishes(),
        weights=weights or Weights(),
        **more,
    )
