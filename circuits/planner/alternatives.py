"""Find two or three plans that really differ, on the Pareto front of interest, walking and fees."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from circuits.planner import timetable
from circuits.planner.plan import Plan
from circuits.planner.planning import checked
from circuits.planner.problem import Problem
from circuits.planner.search.driver import Settings, run
from circuits.planner.search.model import WALK, Model, Version, build
from circuits.planner.share import Shared
from circuits.planner.stop import Iterations, StopRule

ITERATIONS = 1600
MOST_ALIKE = 0.8
LESS_WALK = 0.85
LESS_FEES = 0.8
MORE_INTEREST = 1.02
# What a shorter or cheaper plan must keep: to stay at home is no alternative.
LEAST_INTEREST = 0.5
# Multiples of what a kilometre brings in interest that a kilometre may cost in addition, in the
# order in which they are tried.
DEAR_WALKS = (0.5, 0.25, 1.0)
SETTINGS = Settings(hot=0.5, most=8, most_last=8)


class Kind(StrEnum):
    """What an alternative is better at."""

    SHORTER_WALK = "shorter_walk"
    MORE_INTEREST = "more_interest"
    CHEAPER = "cheaper"


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another plan for the same problem: its kind, and how it differs from the first one."""

    kind: Kind
    plan: Plan
    score_more: float
    walk_more_m: int
    fees_more_mad: float


def alternatives(
    problem: Problem,
    plan: Plan,
    seed: int = 0,
    *,
    stop: StopRule | None = None,
    most: int = 3,
) -> tuple[Alternative, ...]:
    """Return up to ``most`` plans, one of each kind, that differ from a plan and from each other.

    Two plans differ if they share at most four fifths of their places (Jaccard), or if one walks
    at least 15 % less. None is less interesting, longer to walk and dearer than the plan or another
    alternative, and none has less than half of the plan's interest. All searches together end when
    ``stop`` says so (`ITERATIONS` by default, and then all is the same for the same seed).
    """
    shared = Shared(stop or Iterations(ITERATIONS), len(DEAR_WALKS) + 2)
    found: dict[Kind, Plan] = {}
    for kind, model, versions in _variants(problem, plan):
        if kind in found or shared.is_over:
            continue
        visits = run(model, versions, shared.next(), seed, start=plan, settings=SETTINGS).visits
        made = timetable.make(problem, visits)
        if (
            set(made.missing) <= set(plan.missing)
            and set(made.lunchless) <= set(plan.lunchless)
            and _is_as_it_says(problem, kind, made, plan)
        ):
            found[kind] = checked(problem, made)
    front = list(_front(problem, plan, found))
    return tuple(
        Alternative(
            kind,
            other,
            _interest(other) - _interest(plan),
            other.walk_m - plan.walk_m,
            fees_mad(problem, other) - fees_mad(problem, plan),
        )
        for kind, other in front[:most]
    )


def fees_mad(problem: Problem, plan: Plan) -> float:
    """Return the entrance fees of a plan."""
    return sum(problem.candidate(key).fee_mad for key in plan.keys)


def _variants(problem: Problem, plan: Plan) -> Iterator[tuple[Kind, Model, tuple[Version, ...]]]:
    """Yield models whose best plans are likely to be alternatives."""
    model, versions = build(problem)
    interest_per_m = _interest(plan) / max(500, plan.walk_m)
    for share in DEAR_WALKS:
        costs = model.costs.copy()
        costs[WALK] += share * interest_per_m
        # A wish outweighs the longest way even so.
        dear = model._replace(costs=costs, has_costs=True, penalty=1000 * model.penalty)
        yield Kind.SHORTER_WALK, dear, versions
    yield (
        Kind.MORE_INTEREST,
        model._replace(costs=np.zeros_like(model.costs), has_costs=False),
        versions,
    )
    fees = fees_mad(problem, plan)
    if fees > 0:
        cheap = replace(problem, wishes=replace(problem.wishes, budget_mad=fees / 2))
        yield Kind.CHEAPER, *build(cheap)


def _front(problem: Problem, plan: Plan, found: dict[Kind, Plan]) -> Iterator[tuple[Kind, Plan]]:
    """Yield what nothing beats and what differs from all before it."""
    told = [plan]
    for kind, made in found.items():
        others = [plan, *(other for other in found.values() if other is not made)]
        if any(_is_beaten(problem, made, other) for other in others):
            continue
        if all(_differ(made, other) for other in told):
            told.append(made)
            yield kind, made


def _interest(plan: Plan) -> float:
    return plan.value.score + plan.value.bonus


def _is_as_it_says(problem: Problem, kind: Kind, made: Plan, plan: Plan) -> bool:
    if _interest(made) < LEAST_INTEREST * _interest(plan):
        return False
    match kind:
        case Kind.SHORTER_WALK:
            return made.walk_m < LESS_WALK * plan.walk_m
        case Kind.MORE_INTEREST:
            return _interest(made) > _interest(plan) * MORE_INTEREST
        case Kind.CHEAPER:
            return fees_mad(problem, made) < LESS_FEES * fees_mad(problem, plan)


def _differ(one: Plan, other: Plan) -> bool:
    a, b = set(one.keys), set(other.keys)
    is_alike = a == b or len(a & b) > MOST_ALIKE * len(a | b)
    walks = sorted((one.walk_m, other.walk_m))
    return not is_alike or walks[0] < LESS_WALK * walks[1]


def _is_beaten(problem: Problem, one: Plan, other: Plan) -> bool:
    """Tell whether another plan is at least as good in everything, and better in something."""
    a, b = ((_interest(made), -made.walk_m, -fees_mad(problem, made)) for made in (one, other))
    return a != b and all(theirs >= ours for ours, theirs in zip(a, b, strict=True))
