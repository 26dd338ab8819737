"""Plan problems of all shapes made from seeds, and have every plan checked.

    python -m tests.bench.planner_random [--count 100000] [--first 0] [--iterations 60]

One process; problem n has the seed n. Prints how far it is, and at the end how many were planned,
how many of them keep all wishes, and how many were refused and why. Exits with 1 if any plan fails
the checker, after naming its seed.
"""

import argparse
import sys
import time
from collections import Counter

from circuits.planner import checker
from circuits.planner.errors import ImpossibleDay, WrongPlan
from circuits.planner.planning import plan
from circuits.planner.stop import Iterations
from tests.circuits.planner import random_problems


def run(first: int, count: int, iterations: int) -> Counter[str]:
    """Return how many problems ended how."""
    ends: Counter[str] = Counter()
    began = time.thread_time()
    for seed in range(first, first + count):
        problem = random_problems.problem(seed)
        try:
            made = plan(problem, Iterations(iterations), seed)
        except ImpossibleDay as impossible:
            ends[f"refused: {impossible.reason}"] += 1
        except WrongPlan as wrong:
            ends["WRONG"] += 1
            print(f"seed {seed}: {wrong.violations}", flush=True)
        else:
            # Checked once more here, in case the planner should ever forget to.
            violations = checker.check(problem, made)
            if violations:
                ends["WRONG"] += 1
                print(f"seed {seed}: {violations}", flush=True)
            else:
                ends["planned"] += 1
                ends["of them complete"] += made.is_complete
        done = seed - first + 1
        if done % 5000 == 0:
            print(
                f"{done} of {count}, {time.thread_time() - began:.0f} s: {dict(ends)}", flush=True
            )
    return ends


def main() -> None:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--iterations", type=int, default=60)
    given = parser.parse_args()
    ends = run(given.first, given.count, given.iterations)
    print(f"{given.count} problems: " + ", ".join(f"{n} {end}" for end, n in sorted(ends.items())))
    sys.exit(1 if ends["WRONG"] else 0)


if __name__ == "__main__":
    main()
