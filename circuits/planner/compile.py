"""Compile the search ahead, so that no request waits for a compiler.

    python -m circuits.planner.compile

Run at set-up. numba keeps what it compiles in the folder that ``NUMBA_CACHE_DIR`` names, else in
``__pycache__`` beside the sources (or in the user's cache folder where those cannot be written).
Every process that plans must see the same folder, the same sources (by their times) and the same
kind of processor; where one of them has changed, the first plan compiles again and is slow, not
wrong. Several processes may do so at once: numba replaces its files atomically.
"""

import sys
import time

import numpy as np

from circuits.planner.planning import plan
from circuits.planner.problem import Candidate, Day, Lunch, Problem, Travel, Window
from circuits.planner.stop import Iterations


def warm() -> float:
    """Plan something tiny; return the seconds that it took, most of them the compiler's if any."""
    began = time.monotonic()
    ways = np.full((2, 2), 60, np.int32)
    np.fill_diagonal(ways, 0)
    place = Candidate("place", 0, 1.0, 600, ((Window(0, 3600),),), min_visit_s=300)
    problem = Problem(
        candidates=(place,),
        days=(Day(0, 7200, 1, 1, lunch=Lunch(0, 7200, 600)),),
        travel={"foot": Travel(ways, ways.copy())},
    )
    first = plan(problem, Iterations(50))
    plan(problem, Iterations(50), start=first)
    return time.monotonic() - began


if __name__ == "__main__":
    sys.stdout.write(f"The planner is compiled ({warm():.1f} s).\n")
