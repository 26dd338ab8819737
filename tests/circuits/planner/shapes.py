"""Problems of all shapes for hypothesis, which makes those that fail as small as it can."""

from typing import Any

import numpy as np
from hypothesis import strategies as st

from circuits.planner.problem import (
    UNREACHABLE_S,
    Candidate,
    Day,
    Lunch,
    Problem,
    Theme,
    Travel,
    Weights,
    Window,
    Wishes,
)

HOUR = 3600
QUARTER = 900
# Else so much would be against places that hardly any plan had one.
RARELY = st.sampled_from([False, False, True])


@st.composite
def problems(draw: st.DrawFn, most_places: int = 12, most_days: int = 3) -> Problem:
    """Return a problem: its days' ends may be anywhere, and some ways may not exist."""
    n_places, n_days = draw(st.integers(0, most_places)), draw(st.integers(1, most_days))
    candidates = tuple(draw(candidate(number, n_days)) for number in range(n_places))
    keys = [place.key for place in candidates]
    return Problem(
        candidates=candidates,
        days=tuple(draw(day(n_places)) for _ in range(n_days)),
        travel={"foot": draw(ways(n_places + 2))},
        wishes=draw(wishes(keys, n_days)),
        themes=draw(themes(keys)),
        weights=draw(weights()),
    )


@st.composite
def ways(draw: st.DrawFn, count: int) -> Travel:
    """Return ways between spots of a plane, uneven, and with some missing."""
    spots = np.array(
        draw(st.lists(st.tuples(*[st.integers(0, 1500)] * 2), min_size=count, max_size=count))
    )
    metres = np.abs(spots[:, None] - spots[None]).sum(axis=2).astype(np.int32)
    seconds = (metres * 0.8).astype(np.int32)
    node = st.integers(0, count - 1)
    for i, j, more in draw(st.lists(st.tuples(node, node, st.integers(1, 900)), max_size=4)):
        seconds[i, j] += more
    for i, j in draw(st.lists(st.tuples(node, node), max_size=1)):
        seconds[i, j] = UNREACHABLE_S
    return Travel(seconds, metres)


@st.composite
def day(draw: st.DrawFn, n_places: int) -> Day:
    """Return a day that starts outside of all places, and ends there or elsewhere."""
    starts_s = draw(st.integers(6, 14)) * HOUR
    lunch = None
    if draw(st.booleans()):
        opens_s = draw(st.integers(10, 14)) * HOUR
        lunch = Lunch(
            opens_s,
            opens_s + draw(st.integers(1, 3)) * HOUR,
            draw(st.integers(1, 4)) * QUARTER,
            draw(st.booleans()),
        )
    return Day(
        starts_s=starts_s,
        ends_s=starts_s + draw(st.integers(2, 36)) * QUARTER,
        start_node=n_places,
        end_node=n_places + draw(st.integers(0, 1)),
        lunch=lunch,
        max_walk_m=draw(st.sampled_from([None, None, 1000, 3000, 9000])),
        hot=draw(st.none() | st.just((12 * HOUR, 16 * HOUR))),
    )


@st.composite
def candidate(draw: st.DrawFn, number: int, n_days: int) -> Candidate:
    """Return a place with up to three windows a day; a visit may take no time."""
    brief_s = draw(st.integers(0, 8)) * 300
    return Candidate(
        key=f"p{number}",
        node=number,
        score=float(draw(st.integers(0, 40))),
        visit_s=brief_s + draw(st.integers(0, 4)) * 300,
        min_visit_s=brief_s,
        windows=tuple(draw(windows(brief_s)) for _ in range(n_days)),
        fee_mad=draw(st.integers(0, 4)) * 12.5,
        capacity=draw(st.sampled_from([None, None, 2, 6])),
        categories=tuple(draw(st.sets(st.sampled_from(["market", "museum"])))),
        kind=draw(st.sampled_from(["", "silver", "leather"])),
        serves_lunch=draw(RARELY),
        is_accessible=not draw(RARELY),
    )


@st.composite
def windows(draw: st.DrawFn, brief_s: int) -> tuple[Window, ...]:
    """Return none to three windows; one may be a single moment where a visit takes no time."""
    if not draw(RARELY):
        return (Window(8 * HOUR, 20 * HOUR),)
    edges = sorted(draw(st.sets(st.integers(6 * 4, 22 * 4), max_size=6)))
    found = [
        Window(a * QUARTER, b * QUARTER) for a, b in zip(edges[::2], edges[1::2], strict=False)
    ]
    if len(edges) % 2 and brief_s == 0:
        found.append(Window(edges[-1] * QUARTER, edges[-1] * QUARTER))
    return tuple(found)


@st.composite
def wishes(draw: st.DrawFn, keys: list[str], n_days: int) -> Wishes:
    """Return wishes about some of the places."""
    if not keys:
        return Wishes(budget_mad=draw(st.none() | st.integers(0, 100)))
    one = st.sampled_from(keys)
    avoid = draw(st.frozensets(one, max_size=2))
    pairs = draw(st.lists(st.tuples(one, one), max_size=3))
    others = st.sampled_from([*keys, None])
    first: dict[int, str] = {}
    for number in range(n_days):
        key = draw(others)
        if key is not None and key not in avoid and key not in first.values():
            first[number] = key
    return Wishes(
        must_see=draw(st.frozensets(one, max_size=3)) - avoid,
        avoid=avoid,
        before=tuple((a, b) for a, b in pairs if a != b),
        first=first if draw(st.booleans()) else {},
        budget_mad=draw(st.sampled_from([None, None, 20, 60])),
        at_most=draw(st.sampled_from([{}, {}, {"market": 1}, {"market": 2, "museum": 0}])),
        group_size=draw(st.integers(1, 4)),
        wheelchair=draw(RARELY),
    )


@st.composite
def themes(draw: st.DrawFn, keys: list[str]) -> tuple[Theme, ...]:
    """Return none or one theme."""
    if not keys or draw(st.booleans()):
        return ()
    members = draw(st.frozensets(st.sampled_from(keys), min_size=1, max_size=4))
    return (Theme("silver", members, draw(st.integers(1, len(members))), 15.0),)


def weights() -> st.SearchStrategy[Weights]:
    """Return discomforts, perhaps none."""
    some = {
        name: st.integers(0, 8).map(float)
        for name in ("walk_per_km", "heat_per_km", "wait_per_hour", "monotony", "backtrack_per_km")
    }
    return st.just(Weights()) | st.builds(Weights, risk=st.integers(0, 5).map(float), **some)


def seeds() -> st.SearchStrategy[int]:
    """Return the seed of a search."""
    return st.integers(0, 2**63)


def usual(**more: Any) -> dict[str, Any]:
    """Return the settings of hypothesis: the same problems at every run, and no clock."""
    return {"derandomize": True, "deadline": None, "database": None, **more}
