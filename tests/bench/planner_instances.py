"""Read the benchmark instances of the literature as problems of the planner.

Their formats stand beside them. A unit of time is a tenth (Solomon), a hundredth (Cordeau and the
tourist trips) of theirs, so that all times are whole.
"""

import csv
import math
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from circuits.planner.problem import Candidate, Day, Problem, Travel, Window, Wishes


@dataclass(frozen=True)
class Instance:
    """A problem of the literature: its name, number of tours, and the best value known."""

    name: str
    m: int
    family: str
    problem: Problem
    best: float | None


@dataclass(frozen=True)
class _Vertex:
    name: str
    x: float
    y: float
    stay: float
    score: float


def toptw(path: Path, m: int, best: float | None = None) -> Instance:
    """Read an instance of the team orienteering problem with time windows."""
    lines = [line.split() for line in path.read_text().splitlines() if line.strip()]
    rows = [[float(value) for value in line] for line in lines[2:]]
    unit = 100 if path.stem.startswith("pr") else 10
    depot = rows[0]
    vertices = [_Vertex(f"{int(r[0])}", r[1], r[2], r[3], r[4]) for r in rows]
    windows = [
        ((_units(row[-2], unit), _units(row[-1] + row[3], unit)),) if k else ()
        for k, row in enumerate(rows)
    ]
    problem = _problem(
        vertices, [[w] * m for w in windows], [(0, _units(depot[-1], unit))] * m, unit
    )
    return Instance(path.stem, m, "toptw", problem, best)


def mctopmtw(path: Path) -> Instance:
    """Read an instance with several windows, a budget and limits of types."""
    lines = [line.split() for line in path.read_text().splitlines() if line.strip()]
    m, budget = int(lines[0][0]), float(lines[0][2])
    at_most = {f"type {z}": int(lines[0][3 + z]) for z in range(10)}
    unit = 100 if "-pr" in path.stem else 10
    depot = [float(value) for value in lines[1]]
    vertices = [_Vertex("0", depot[1], depot[2], 0, 0)]
    windows: list[list[tuple[tuple[int, int], ...]]] = [[()] * m]
    fees, categories = [0.0], [()]
    for line in lines[2:]:
        row = [float(value) for value in line]
        vertices.append(_Vertex(line[0], row[1], row[2], row[3], row[4]))
        bounds = [_units(value, unit) for value in row[5:10]]
        stay = _units(row[3], unit)
        quarters = [(bounds[k], bounds[k + 1] + stay) for k in range(4)]
        # Tours are counted from 1: the first and the third share their windows.
        pairs = [(quarters[0], quarters[2]), (quarters[1], quarters[3])]
        odd = 0 if row[10] == 1 else 1
        windows.append([pairs[odd] if tour % 2 == 0 else pairs[1 - odd] for tour in range(m)])
        fees.append(row[11])
        categories.append(tuple(f"type {z}" for z in range(10) if row[12 + z]))
    name = re.sub(r"^MCTOPMTW-\d-", "", path.stem)
    problem = _problem(
        vertices,
        windows,
        [(_units(depot[5], unit), _units(depot[6], unit))] * m,
        unit,
        Wishes(budget_mad=budget, at_most=at_most),
        fees,
        categories,
    )
    return Instance(name, m, "mctopmtw", problem, None)


def ttdp(path: Path) -> Instance:
    """Read a tourist trip with opening hours by weekday."""
    lines = [line.split() for line in path.read_text().splitlines() if line.strip()]
    m, start_day = int(lines[0][1]), int(lines[0][2])
    unit = 100
    depot = [float(value) for value in lines[1]]
    vertices = [_Vertex("0", depot[1], depot[2], 0, 0)]
    windows: list[list[tuple[tuple[int, int], ...]]] = [[()] * m]
    for line in lines[2:]:
        row = [float(value) for value in line]
        vertices.append(_Vertex(line[0], row[1], row[2], row[3], row[4]))
        week = [(_units(row[6 + 2 * k], unit), _units(row[7 + 2 * k], unit)) for k in range(7)]
        of_days = [week[(start_day + tour) % 7] for tour in range(m)]
        # Closed all day is written as 0 0; what opens for an hour is no visit of two.
        windows.append([(w,) if w[1] > w[0] else () for w in of_days])
    problem = _problem(
        vertices, windows, [(_units(depot[5], unit), _units(depot[6], unit))] * m, unit
    )
    return Instance(path.stem, m, "ttdp", problem, None)


def _units(value: float, unit: int) -> int:
    return round(value * unit)


def _problem(
    vertices: list[_Vertex],
    windows: list[list[tuple[tuple[int, int], ...]]],
    days: list[tuple[int, int]],
    unit: int,
    wishes: Wishes | None = None,
    fees: list[float] | None = None,
    categories: list[tuple[str, ...]] | None = None,
) -> Problem:
    n = len(vertices)
    # Rounded down to whole units; the little more is for what floating point has lost.
    between = [
        [math.floor(math.hypot(a.x - b.x, a.y - b.y) * unit + 1e-7) for b in vertices]
        for a in vertices
    ]
    duration = np.array(between, np.int32)
    candidates = tuple(
        Candidate(
            key=vertices[k].name,
            node=k,
            score=vertices[k].score,
            visit_s=_units(vertices[k].stay, unit),
            windows=tuple(tuple(Window(*w) for w in of_day) for of_day in windows[k]),
            fee_mad=fees[k] if fees else 0.0,
            categories=categories[k] if categories else (),
        )
        for k in range(1, n)
    )
    return Problem(
        candidates=candidates,
        days=tuple(Day(first, last, 0, 0) for first, last in days),
        travel={"foot": Travel(duration, np.zeros((n, n), np.int32))},
        wishes=wishes or Wishes(),
    )


def read_best(folder: Path) -> dict[tuple[str, int], float]:
    """Return the best values known by instance and number of tours, from the lists there are."""
    best: dict[tuple[str, int], float] = {}
    for name, column in (("best_known.csv", "best_known"), ("published.csv", "best")):
        if not (folder / name).exists():
            continue
        with (folder / name).open(newline="") as file:
            for row in csv.DictReader(file):
                key = row["instance"], int(row["m"])
                best[key] = max(best.get(key, 0.0), float(row[column]))
    return best


def is_toptw(path: Path) -> bool:
    """Tell whether a file looks like an instance of TOPTW: four numbers, two, and long rows."""
    lines = [line.split() for line in path.read_text(errors="replace").splitlines()]
    lines = [line for line in lines if line]
    try:
        return (
            len(lines) > 2
            and [len([float(value) for value in line]) for line in lines[:2]] == [4, 2]
            and all(len([float(value) for value in line]) >= 8 for line in lines[2:])
        )
    except ValueError:
        return False


def all_toptw(folder: Path, tours: tuple[int, ...]) -> list[Instance]:
    """Return the instances of TOPTW in a folder and the folders in it, the known ones first."""
    best = read_best(folder)
    known = ["solomon50", "solomon100", "cordeau"]
    others = ["mctopmtw", "ttdp"]
    paths = [p for p in folder.rglob("*.txt") if p.relative_to(folder).parts[0] not in others]
    found = []
    for path in sorted(paths, key=lambda p: (_rank(p, known), p)):
        if is_toptw(path):
            found += [toptw(path, m, best.get((path.stem, m))) for m in tours]
    return found


def _rank(path: Path, known: list[str]) -> int:
    return known.index(path.parent.name) if path.parent.name in known else len(known)
