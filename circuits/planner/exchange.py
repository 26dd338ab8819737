"""Find for each place that is out what would let it into a plan: time, a walk, or an exchange."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from circuits.planner.plan import Plan
from circuits.planner.problem import UNREACHABLE_S, Problem
from circuits.planner.search import what_if
from circuits.planner.search.model import NEVER, Version
from circuits.planner.settled import Settled, state_of
from circuits.planner.timetable import Visit, visits_of


@dataclass(frozen=True, slots=True)
class Entry:
    """What would let a place into a plan, for its shortest visit.

    Attributes
    ----------
    more_s, more_day
        How much longer a day would have to be with all its stops as planned, and which day. None
        where hours (or a limit) stand in the way.
    walk_m, walk_day
        How far one would walk on a day that has the time for it, but whose limit is less; else
        None.
    instead_of
        The stop worth least of those of which a single one would make room; None if none does.
    visits
        The plan with the best exchange of it for stops in a row (perhaps none); None if none is
        possible.
    gives_up, costs
        The stops that go in that exchange, and how much less that plan is worth.
    """

    more_s: int | None
    more_day: int | None
    walk_m: int | None
    walk_day: int | None
    instead_of: str | None
    visits: list[list[Visit]] | None
    gives_up: tuple[str, ...]
    costs: float


def entries(problem: Problem, plan: Plan, settled: Settled) -> Mapping[str, Entry]:
    """Return the entry of each place that is out of a plan, must-sees staying where they are."""
    model, versions = settled
    answers = what_if.no_answers(len(problem.candidates))
    what_if.ask(model, state_of(settled, plan), model.required, answers)
    visited = set(plan.keys)
    return {
        candidate.key: _entry(plan, versions, answers, number)
        for number, candidate in enumerate(problem.candidates)
        if candidate.key not in visited
    }


def _entry(
    plan: Plan, versions: tuple[Version, ...], answers: what_if.Answers, number: int
) -> Entry:
    more_s, walk = int(answers.longer_s[number]), int(answers.walked[number])
    has_time, swap = more_s < UNREACHABLE_S, int(answers.swap[number])
    swapped = versions[swap].candidate if swap >= 0 else None
    visits, gone = _exchanged(plan, versions, answers.exchange[number])
    return Entry(
        more_s=more_s if has_time else None,
        more_day=int(answers.longer_day[number]) if has_time else None,
        walk_m=walk if walk < NEVER else None,
        walk_day=int(answers.walked_day[number]) if walk < NEVER else None,
        instead_of=None if swapped is None else swapped.key,
        visits=visits,
        gives_up=tuple(visit.key for visit in gone if visit.key is not None),
        costs=float(answers.loss[number]),
    )


def _exchanged(
    plan: Plan, versions: tuple[Version, ...], exchange: np.ndarray
) -> tuple[list[list[Visit]] | None, list[Visit]]:
    """Return the visits after an exchange, and those that went; None if there is none."""
    day, start, stop, at, v = (int(part) for part in exchange)
    version = versions[v] if v >= 0 else None
    if version is None or version.candidate is None:
        return None, []
    visits = visits_of(plan)
    gone = visits[day][start - 1 : stop - 1]
    del visits[day][start - 1 : stop - 1]
    visits[day].insert(at - 1, Visit(version.candidate.key, version.visit_s, version.with_lunch))
    return visits, gone
