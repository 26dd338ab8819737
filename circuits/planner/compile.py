"""Compile the search ahead, so that no request waits for a compiler.

    python -m circuits.planner.compile

Run at set-up. numba keeps what it compiles in the folder that ``NUMBA_CACHE_DIR`` names; the
settings of the site and this command set it to `folder`. Every process that plans must see the
same folder and the same kind of processor; where something has changed, the first plan compiles
again and is slow, not wrong. Several processes may do so at once: numba replaces its files
atomically.
"""

import os
import shutil
import sys
import time
from hashlib import sha256
from pathlib import Path

CACHE = "NUMBA_CACHE_DIR"


def folder(var_dir: Path) -> Path:
    """Return where to keep what is compiled of these sources.

    numba notices a change of the file that a function is in, but not of the files it calls into:
    so other sources have another folder.
    """
    digest = sha256()
    for source in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(source.read_bytes())
    return var_dir / "numba" / digest.hexdigest()[:16]


def warm() -> float:
    """Plan something tiny; return the seconds that it took, most of them the compiler's if any."""
    began = time.monotonic()
    # Most processes of the site never plan, and numba takes a second to import.
    import numpy as np

    from circuits.planner.planning import plan
    from circuits.planner.problem import Candidate, Day, Lunch, Problem, Travel, Window
    from circuits.planner.stop import Iterations

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
    # The exchanges that reasons are made of have loops of their own.
    from circuits.planner.explain import why_not

    why_not(problem, first)
    return time.monotonic() - began


def main() -> None:
    """Compile, and remove what was compiled of earlier sources."""
    ours = folder(Path(os.environ.get("VAR_DIR", "var")).resolve())
    os.environ.setdefault(CACHE, str(ours))
    sys.stdout.write(f"The planner is compiled in {os.environ[CACHE]} ({warm():.1f} s).\n")
    for other in ours.parent.glob("*/"):
        if other != ours:
            shutil.rmtree(other, ignore_errors=True)


if __name__ == "__main__":
    main()
