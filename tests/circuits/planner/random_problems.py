"""Make up problems of all shapes from a seed: towns, days, hours and wishes of every kind."""

import numpy as np

from circuits.planner.problem import (
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


def problem(seed: int, most_places: int = 25, most_days: int = 3) -> Problem:
    """Return a problem; the same for the same seed."""
    dice = np.random.default_rng(seed)
    n_places, n_days = int(dice.integers(1, most_places + 1)), int(dice.integers(1, most_days + 1))
    spots = dice.uniform(0, 2500, (n_places + 2, 2))
    metres = np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1))
    # Ways of alleys are uneven, and not the same in both directions.
    metres = np.rint(metres * dice.uniform(1.1, 1.5, metres.shape)).astype(np.int32)
    np.fill_diagonal(metres, 0)
    seconds = np.rint(metres / 1.2).astype(np.int32)
    if dice.random() < 0.1:
        seconds[dice.integers(n_places), dice.integers(n_places)] = 10**8
    days = tuple(_day(dice, n_places) for _ in range(n_days))
    candidates = tuple(_candidate(dice, number, n_days) for number in range(n_places))
    keys = [candidate.key for candidate in candidates]
    return Problem(
        candidates=candidates,
        days=days,
        travel={"foot": Travel(seconds, metres)},
        wishes=_wishes(dice, keys, n_days),
        themes=tuple(
            Theme(f"theme {t}", frozenset(dice.choice(keys, 3, replace=False).tolist()), 2, 15.0)
            for t in range(int(dice.integers(0, 3)) if n_places > 3 else 0)
        ),
        weights=_weights(dice),
    )


def _day(dice: np.random.Generator, n_places: int) -> Day:
    starts_s = int(dice.integers(7, 12)) * HOUR
    lunch = None
    if dice.random() < 0.4:
        opens_s = int(dice.integers(11, 14)) * HOUR
        lunch = Lunch(
            opens_s, opens_s + 2 * HOUR, int(dice.integers(2, 5)) * 900, bool(dice.random() < 0.6)
        )
    return Day(
        starts_s=starts_s,
        ends_s=starts_s + int(dice.integers(1, 10)) * HOUR,
        start_node=n_places,
        end_node=n_places + int(dice.integers(0, 2)),
        lunch=lunch,
        max_walk_m=int(dice.integers(1000, 12000)) if dice.random() < 0.3 else None,
        hot=(12 * HOUR, 16 * HOUR) if dice.random() < 0.5 else None,
    )


def _candidate(dice: np.random.Generator, number: int, n_days: int) -> Candidate:
    visit_s = int(dice.integers(0, 13)) * 300
    windows: list[tuple[Window, ...]] = []
    for _day_number in range(n_days):
        edges = np.sort(dice.choice(np.arange(7 * 4, 21 * 4), 6, replace=False)) * 900
        count = int(dice.integers(0, 4))
        windows.append(
            tuple(Window(int(edges[2 * k]), int(edges[2 * k + 1])) for k in range(count))
        )
    return Candidate(
        key=f"place {number}",
        node=number,
        score=float(dice.integers(0, 50)),
        visit_s=visit_s,
        min_visit_s=int(visit_s * 0.5) if dice.random() < 0.5 else None,
        windows=tuple(windows),
        fee_mad=float(dice.integers(0, 5)) * 12.5,
        capacity=int(dice.integers(1, 20)) if dice.random() < 0.3 else None,
        categories=tuple(name for name in ("market", "museum") if dice.random() < 0.3),
        kind=str(dice.choice(["", "silver", "leather"])),
        serves_lunch=bool(dice.random() < 0.3),
        is_accessible=bool(dice.random() < 0.8),
    )


def _wishes(dice: np.random.Generator, keys: list[str], n_days: int) -> Wishes:
    shuffled = dice.permutation(keys).tolist()
    must_see = shuffled[: int(dice.integers(0, 3))]
    avoid = shuffled[3:5] if dice.random() < 0.3 else []
    first = {}
    if dice.random() < 0.25:
        first = {int(dice.integers(0, n_days)): shuffled[0]}
    pairs = [tuple(dice.choice(keys, 2, replace=False)) for _ in range(3) if len(keys) > 1]
    return Wishes(
        must_see=frozenset(must_see),
        avoid=frozenset(avoid),
        before=tuple((str(a), str(b)) for a, b in pairs) if dice.random() < 0.4 else (),
        first=first,
        budget_mad=float(dice.integers(0, 150)) if dice.random() < 0.3 else None,
        at_most={"market": int(dice.integers(0, 4))} if dice.random() < 0.3 else {},
        group_size=int(dice.integers(1, 15)),
        wheelchair=bool(dice.random() < 0.2),
    )


def _weights(dice: np.random.Generator) -> Weights:
    if dice.random() < 0.3:
        return Weights()
    return Weights(
        walk_per_km=float(dice.uniform(0, 5)),
        heat_per_km=float(dice.uniform(0, 8)),
        wait_per_hour=float(dice.uniform(0, 10)),
        monotony=float(dice.uniform(0, 4)),
        backtrack_per_km=float(dice.uniform(0, 4)),
        risk=float(dice.uniform(0, 5)),
    )
