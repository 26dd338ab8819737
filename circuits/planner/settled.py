"""Lay a finished plan out for the search as it is, with its visits as long as planned.

The search knows visits that are whole or as short as possible, but the timetable lengthens short
ones as far as there is time. Here a visit of the plan is as long as planned, or as short as
possible, and what is out is as short as possible: what starts from the plan really starts from it,
and there is less to try.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from circuits.planner import timetable
from circuits.planner.plan import Plan
from circuits.planner.problem import Candidate, Problem
from circuits.planner.search.driver import Settings, run
from circuits.planner.search.model import Model, Version, build
from circuits.planner.search.rules import note
from circuits.planner.search.state import LEAVE, ROUTE, State, empty
from circuits.planner.search.timing import time_day, walk_m
from circuits.planner.stop import StopRule
from circuits.planner.timetable import Visit

# Who starts from a good plan does not want it shaken to pieces first.
WARM = Settings(hot=0.2, most=8, most_last=8)


class Settled(NamedTuple):
    """The model of a problem around one plan, and what its versions stand for."""

    model: Model
    versions: tuple[Version, ...]


def settle(problem: Problem, plan: Plan) -> Settled:
    """Return the model of a problem around a plan."""
    planned_s = {stop.key: stop.visit_s for day in plan.days for stop in day.stops}

    def settled(candidate: Candidate) -> Candidate:
        visit_s = planned_s.get(candidate.key, candidate.brief_s)
        return replace(candidate, visit_s=visit_s, min_visit_s=candidate.brief_s)

    around = replace(problem, candidates=tuple(settled(c) for c in problem.candidates))
    model, versions = build(around)
    score = model.score.copy()
    for v, version in enumerate(versions):
        if version.candidate is not None:
            candidate = problem.candidates[version.number]
            score[v] = problem.worth(candidate, version.visit_s)
    return Settled(model._replace(score=score), versions)


def state_of(settled: Settled, plan: Plan) -> State:
    """Return the plan that a model was settled around as the search holds it."""
    model, versions = settled
    number_of = {v.candidate.key: v.number for v in versions if v.candidate is not None}
    n_candidates = len(model.required) - len(model.mode)
    # Of versions of different lengths the first is the longest, which is the planned one.
    of_stop: dict[tuple[int, bool], int] = {}
    for v, version in enumerate(versions):
        of_stop.setdefault((version.number, version.with_lunch), v)
    state = empty(model)
    for r, day in enumerate(plan.days):
        n = len(day.stops) + 2
        state.days[r, ROUTE, n - 1] = state.days[r, ROUTE, 1]
        state.length[r] = n
        state.days[r, LEAVE, 0] = model.begin[r]
        for p, stop in enumerate(day.stops, 1):
            number = n_candidates + r if stop.key is None else number_of[stop.key]
            v = of_stop[number, stop.lunch_from_s is not None]
            state.days[r, ROUTE, p] = v
            state.day_of[v] = r
            state.version_of[model.owner[v]] = v
            note(model, state, r, v, 1)
        m = int(model.mode[r])
        time_day(model.there, model.hours, state.days, m, r, n, int(model.end[r]))
        state.walked[r] = walk_m(model.walk, state.days, m, r, n)
    return state


def search_on(
    problem: Problem,
    settled: Settled,
    visits: Sequence[Sequence[Visit]],
    stop: StopRule,
    seed: int,
) -> list[list[Visit]]:
    """Return the best visits found from some on; raise ValueError if those do not fit."""
    start = timetable.make(problem, visits, lengthen=False)
    return run(*settled, stop, seed, start=start, settings=WARM).visits
