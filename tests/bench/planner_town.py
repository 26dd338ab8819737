"""Measure the planner on a town's day: 60 places, two windows each, with comfort and lunch.

    python -m tests.bench.planner_town [--towns 10] [--long 60]

Prints for each made-up town when the first plan stands, how far the plan of 200 ms is from that of
``--long`` seconds, and what explanations, alternatives and the simulation take; then the memory
that planning adds to the process, and the first plan of a fresh process. Nothing fails on a clock.
Times are processor time of one thread.
"""

import argparse
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np

from circuits.planner import alternatives, explain, simulate
from circuits.planner.compile import warm
from circuits.planner.plan import Plan
from circuits.planner.planning import plan
from circuits.planner.problem import Candidate, Day, Lunch, Problem, Theme, Travel, Weights, Window
from circuits.planner.stop import Iterations, Seconds

HOUR = 3600
FRESH = """
import time
began = time.perf_counter()
from tests.bench import planner_town
loaded = time.perf_counter()
planner_town.plan(planner_town.town(1), planner_town.Iterations(50))
first = time.perf_counter() - loaded
print(f"{loaded - began:.2f} s for imports, {first:.2f} s for the first plan")
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


ACTIONS: dict[str, Callable[[Problem, Plan], object]] = {
    "reasons": explain.why_not,
    "alternatives": alternatives.alternatives,
    "simulation": simulate.simulate,
}


def main() -> None:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--towns", type=int, default=10)
    parser.add_argument("--long", type=float, default=60.0)
    given = parser.parse_args()
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"set-up: {warm():.1f} s")
    loaded_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    gaps = []
    for seed in range(given.towns):
        problem = town(seed)
        began = time.thread_time()
        plan(problem, Iterations(1))
        first_ms = (time.thread_time() - began) * 1000
        short = plan(problem, Seconds(0.2, time.thread_time), seed)
        long = plan(problem, Seconds(given.long, time.thread_time), seed)
        best = max(long.value.total, short.value.total)
        gaps.append(100 * (1 - short.value.total / best))
        parts = {}
        for name, action in ACTIONS.items():
            began = time.thread_time()
            action(problem, short)
            parts[name] = (time.thread_time() - began) * 1000
        print(
            f"town {seed}: first plan {first_ms:.0f} ms, 200 ms plan {gaps[-1]:.2f} % below, "
            f"{short.iterations} iterations, "
            + ", ".join(f"{name} {ms:.0f} ms" for name, ms in parts.items()),
            flush=True,
        )
    after_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"mean {statistics.fmean(gaps):.2f} %, worst {max(gaps):.2f} %")
    print(
        f"memory: {(loaded_kb - before_kb) / 1024:.0f} MB for loading the compiled search, "
        f"{(after_kb - loaded_kb) / 1024:.0f} MB more for planning"
    )
    fresh = subprocess.run(
        [sys.executable, "-c", FRESH], capture_output=True, text=True, check=True
    )
    print(f"fresh process: {fresh.stdout.strip()}")


if __name__ == "__main__":
    main()
