"""Measure the planner on a town's day: 60 places, two windows each, with comfort and lunch.

    python -m tests.bench.planner_town [--towns 10] [--seeds 3] [--long 60]

Prints for each made-up town when the first plan stands, how far plans of 200 ms are from that of
``--long`` seconds (or from the best of them, if that is better), and what explanations, prices,
alternatives and the simulation take; then the first plan of a fresh process, and the memory that
the compiled search and planning add to one that has NumPy. Nothing fails on a clock. Times are
processor time of one thread.
"""

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from circuits.planner import alternatives, explain, prices, simulate
from circuits.planner.compile import warm
from circuits.planner.plan import Plan
from circuits.planner.planning import plan
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
from circuits.planner.stop import Iterations, Seconds

HOUR = 3600
FRESH = """
import time
from pathlib import Path

import numpy

def memory_mb():
    lines = [line.split() for line in Path("/proc/self/smaps_rollup").read_text().splitlines()]
    kb = {line[0]: int(line[1]) for line in lines[1:]}
    return kb["Rss:"] / 1024, (kb["Private_Clean:"] + kb["Private_Dirty:"]) / 1024

def more(before):
    resident, own = (now - then for now, then in zip(memory_mb(), before))
    return f"{resident:.0f} MB resident, {own:.0f} MB of them its own"

idle = memory_mb()
began = time.thread_time()
from tests.bench import planner_town
loaded = time.thread_time()
planner_town.plan(planner_town.town(1), planner_town.Iterations(50))
first = time.thread_time() - loaded
print(f"{loaded - began:.2f} s for imports, {first:.2f} s for the first plan; {more(idle)}")
before = memory_mb()
planner_town.plan(planner_town.town(2), planner_town.Iterations(5000))
print(f"planning on: {more(before)}")
"""


def town(seed: int, places: int = 60) -> Problem:
    """Return a made-up town's day."""
    dice = np.random.default_rng(seed)
    spots = np.vstack([dice.normal(0, 600, (places, 2)), [[0, 0]]])
    metres = np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1)) * 1.3
    walk_m = np.rint(metres).astype(np.int32)
    duration_s = np.ceil(metres / 1.25).astype(np.int32)
    candidates = []
    for n in range(places):
        opens, noon = int(dice.integers(16, 21)), int(dice.integers(23, 27))
        again, closes = int(dice.integers(28, 31)), int(dice.integers(34, 40))
        visit_s = int(dice.integers(2, 9)) * 600
        windows = (Window(opens * 1800, noon * 1800), Window(again * 1800, closes * 1800))
        candidates.append(
            Candidate(
                key=f"place {n}",
                node=n,
                score=float(dice.integers(5, 60)),
                visit_s=visit_s,
                min_visit_s=visit_s // 2,
                windows=(windows,),
                fee_mad=float(dice.integers(0, 3) * 10),
                kind=str(dice.choice(["silver", "leather", "weaving", ""])),
                serves_lunch=bool(dice.random() < 0.15),
            )
        )
    return Problem(
        candidates=tuple(candidates),
        days=(
            Day(
                9 * HOUR, 18 * HOUR, places, places,
                lunch=Lunch(12 * HOUR, 15 * HOUR, 2700), hot=(12 * HOUR, 16 * HOUR),
            ),
        ),
        travel={"foot": Travel(duration_s, walk_m)},
        themes=(Theme("silver", frozenset(f"place {n}" for n in range(0, 60, 12)), 3, 30.0),),
        weights=Weights(
            walk_per_km=3, heat_per_km=4, wait_per_hour=10, monotony=3, backtrack_per_km=3, risk=5
        ),
    )  # fmt: skip


def with_wishes(problem: Problem, plan: Plan) -> Problem:
    """Return the same town for somebody who must see three places that a plan leaves out."""
    left_out = [place for place in problem.candidates if place.key not in plan.keys]
    left_out.sort(key=lambda place: place.score)
    middle = len(left_out) // 2
    must_see = frozenset(place.key for place in left_out[middle - 1 : middle + 2])
    return replace(problem, wishes=Wishes(must_see=must_see))


ACTIONS: dict[str, Callable[[Problem, Plan], object]] = {
    "reasons": explain.why_not,
    "alternatives": alternatives.alternatives,
    "simulation": simulate.simulate,
}


def main() -> None:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--towns", type=int, default=10)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--long", type=float, default=60.0)
    given = parser.parse_args()
    warm()
    # What is first in a process is slower.
    plan(town(0), Iterations(1))
    gaps: list[float] = []
    for number in range(given.towns):
        problem = town(number)
        began = time.thread_time()
        plan(problem, Iterations(1))
        first_ms = (time.thread_time() - began) * 1000
        shorts = [
            plan(problem, Seconds(0.2, time.thread_time), seed) for seed in range(given.seeds)
        ]
        long = plan(problem, Seconds(given.long, time.thread_time))
        short = shorts[0]
        worth = [made.value.total for made in shorts]
        best = max(long.value.total, *worth)
        below = [100 * (1 - value / best) for value in worth]
        gaps += below
        parts = {}
        for name, action in ACTIONS.items():
            began = time.thread_time()
            action(problem, short)
            parts[name] = (time.thread_time() - began) * 1000
        wished = with_wishes(problem, short)
        compromise = plan(wished, Seconds(0.2, time.thread_time))
        began = time.thread_time()
        prices.prices(wished, compromise)
        parts["prices"] = (time.thread_time() - began) * 1000
        print(
            f"town {number}: first plan {first_ms:.1f} ms, plans of 200 ms "
            f"{statistics.fmean(below):.2f} % below, {short.iterations} iterations, "
            + ", ".join(f"{name} {ms:.0f} ms" for name, ms in parts.items()),
            flush=True,
        )
    print(f"mean {statistics.fmean(gaps):.2f} %, worst {max(gaps):.2f} %")
    fresh = subprocess.run(
        [sys.executable, "-c", FRESH], capture_output=True, text=True, check=True
    )
    print(f"fresh process: {fresh.stdout.strip()}")


if __name__ == "__main__":
    main()
