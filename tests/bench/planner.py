"""Measure the planner on the instances of the literature, alone or beside its peers.

    python -m tests.bench.planner DIR [--budget 1] [--m 1,2,3,4] [--seeds 5] [--peers] --json FILE

DIR is laid out like ``shared/bench/toptw`` (see its README), or holds any other instances of TOPTW,
with or without lists of values known. What is written is a list of
``{instance, m, solver, seed, budget_s, score, time_s, valid}``; our engine is ``ours``. With
``--family`` other folders of DIR are run (mctopmtw, ttdp); these have no peers here.

All solvers run in this one process and thread. The budget of ours and of the iterated local search
is processor time (``time.thread_time``), so that a busy machine does not blur the comparison;
PyVRP and OR-Tools only know time on the wall, and ``time_s`` is the processor time of each. PyVRP
is used where it is installed.
"""

import argparse
import json
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from circuits.planner import checker, timetable
from circuits.planner.compile import warm
from circuits.planner.planning import plan
from circuits.planner.stop import Seconds
from circuits.planner.timetable import Visit
from tests.bench import planner_peers
from tests.bench.planner_instances import Instance, all_toptw, mctopmtw, ttdp

FOUND = Path(__file__).with_name("planner_found.json")


def instances(folder: Path, family: str, tours: tuple[int, ...]) -> Iterator[Instance]:
    """Yield the instances of a family."""
    if family == "toptw":
        yield from all_toptw(folder, tours)
    elif family == "mctopmtw":
        for path in sorted((folder / "mctopmtw").glob("*/*.txt")):
            if int(path.stem.split("-")[1]) in tours:
                yield mctopmtw(path)
    else:
        for path in sorted((folder / "ttdp").glob("t*.txt")):
            instance = ttdp(path)
            if instance.m in tours:
                yield instance


def ours(instance: Instance, seed: int, budget_s: float) -> tuple[float, float, bool]:
    """Return score, processor time and verdict of our engine."""
    began = time.thread_time()
    made = plan(instance.problem, Seconds(budget_s, time.thread_time), seed)
    took_s = time.thread_time() - began
    return made.value.total, took_s, not checker.check(instance.problem, made)


def peer(
    solve: Callable[[Instance, int, float], list[list[str]]],
    instance: Instance,
    seed: int,
    budget_s: float,
) -> tuple[float, float, bool]:
    """Return the same of a peer, whose routes are timed and checked as ours are."""
    began = time.thread_time()
    routes = solve(instance, seed, budget_s)
    took_s = time.thread_time() - began
    problem = instance.problem
    visits = [[Visit(key, problem.candidate(key).visit_s, False) for key in r] for r in routes]
    try:
        made = timetable.make(problem, visits)
    except ValueError:
        return 0.0, took_s, False
    return made.value.total, took_s, not checker.check(problem, made)


def main() -> None:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--budget", type=float, default=1.0)
    parser.add_argument("--m", default="1,2,3,4")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--family", choices=("toptw", "mctopmtw", "ttdp"), default="toptw")
    parser.add_argument("--only", default="", help="names to run, separated by commas")
    parser.add_argument("--json", type=Path, required=True)
    given = parser.parse_args()
    warm()
    tours = tuple(int(m) for m in given.m.split(","))
    chosen = [
        instance
        for instance in instances(given.folder, given.family, tours)
        if not given.only or instance.name in given.only.split(",")
    ]
    solvers: dict[str, Callable[[Instance, int, float], tuple[float, float, bool]]] = {"ours": ours}
    if given.peers:
        for name, solve in planner_peers.available().items():
            solvers[name] = lambda i, s, b, solve=solve: peer(solve, i, s, b)
    rows = []
    for instance in chosen:
        for name, solver in solvers.items():
            for seed in range(1, given.seeds + 1):
                score, took_s, is_valid = solver(instance, seed, given.budget)
                rows.append(
                    {
                        "instance": instance.name,
                        "m": instance.m,
                        "solver": name,
                        "seed": seed,
                        "budget_s": given.budget,
                        "score": score,
                        "time_s": round(took_s, 4),
                        "valid": is_valid,
                    }
                )
        given.json.write_text(json.dumps(rows, indent=0))
    if not rows:
        sys.exit(f"There are no such instances in {given.folder}.")
    report(rows, chosen, given.family)


def report(rows: list[dict], chosen: list[Instance], family: str) -> None:
    """Print gaps to the best value known (published, found before, or just now) and to peers."""
    found = json.loads(FOUND.read_text()) if FOUND.exists() else {}
    best = {
        (i.name, i.m): max(i.best or 0.0, found.get(f"{family} {i.name} {i.m}", 0.0))
        for i in chosen
    }
    scores: dict[str, dict[tuple[str, int], list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        key = (row["instance"], row["m"])
        score = row["score"] if row["valid"] else 0.0
        best[key] = max(best[key], score)
        scores[row["solver"]][key].append(score)
    for solver, by_instance in scores.items():
        means = {
            key: gap(statistics.fmean(values), best[key]) for key, values in by_instance.items()
        }
        worst = sorted(means.items(), key=lambda item: -item[1])[:5]
        by_m = {
            m: round(statistics.fmean(g for (_, of), g in means.items() if of == m), 3)
            for m in sorted({m for _, m in means})
        }
        invalid = sum(not row["valid"] for row in rows if row["solver"] == solver)
        took_s = statistics.fmean(row["time_s"] for row in rows if row["solver"] == solver)
        print(
            f"{solver}: mean gap {statistics.fmean(means.values()):.3f} %, by m {by_m}, "
            f"mean time {took_s:.3f} s, invalid {invalid}, worst "
            + ", ".join(f"{name}/{m} {g:.2f} %" for (name, m), g in worst)
        )
        if solver != "ours":
            less = [
                gap(statistics.fmean(values), statistics.fmean(scores["ours"][key]))
                for key, values in by_instance.items()
            ]
            print(
                f"  {statistics.fmean(less):.3f} % below ours on average; better on "
                f"{sum(x < 0 for x in less)}, worse on {sum(x > 0 for x in less)} of {len(less)}"
            )
    sys.stdout.flush()


def gap(score: float, best: float) -> float:
    """Return by how many per cent a score is below the best."""
    return 100 * (1 - score / best) if best else 0.0


if __name__ == "__main__":
    main()
