"""Find two or three plans that really differ, on the Pareto front of interest and walking."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from circuits.planner import timetable
from circuits.planner.errors import ImpossibleDay
from circuits.planner.plan import Plan
from circuits.planner.planning import checked
from circuits.planner.planning import plan as make_plan
from circuits.planner.problem import Problem, Weights
from circuits.planner.stop import Iterations, StopRule

MOST_ALIKE = 0.8
LESS_WALK = 0.85
LESS_FEES = 0.8


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
    problem: Problem, plan: Plan, seed: int = 0, *, each: StopRule | None = None, most: int = 3
) -> tuple[Alternative, ...]:
    """Return up to ``most`` plans that differ from a plan and from each other.

    Two plans differ if they share at most four fifths of their places (Jaccard), or if one walks
    at least 15 % less. None is both less interesting and longer to walk than the plan or another
    alternative, unless it is cheaper.
    """
    found: list[Alternative] = []
    for kind, variant in _variants(problem, plan):
        try:
            made = make_plan(variant, each or Iterations(1500), seed)
            # Timed and valued as what was asked, and checked as such.
            made = checked(problem, timetable.make(problem, timetable.visits_of(made)))
        except (ImpossibleDay, ValueError):
            continue
        if not made.is_complete and plan.is_complete:
            continue
        if not _is_as_it_says(problem, kind, made, plan):
            continue
        others = [plan, *(other.plan for other in found)]
        if all(_differ(made, other) for other in others) and not any(
            _is_dominated(problem, made, other) for other in others
        ):
            found.append(
                Alternative(
                    kind,
                    made,
                    _interest(made) - _interest(plan),
                    made.walk_m - plan.walk_m,
                    fees_mad(problem, made) - fees_mad(problem, plan),
                )
            )
        if len(found) == most:
            break
    return tuple(found)


def fees_mad(problem: Problem, plan: Plan) -> float:
    """Return the entrance fees of a plan."""
    return sum(problem.candidate(key).fee_mad for key in plan.keys)


def _variants(problem: Problem, plan: Plan) -> Iterator[tuple[Kind, Problem]]:
    """Yield problems whose best plans are likely to be alternatives."""
    weights = problem.weights
    interest_per_km = _interest(plan) / max(0.5, plan.walk_m / 1000)
    for share in (0.5, 1.0):
        dear = replace(weights, walk_per_km=weights.walk_per_km + share * interest_per_km)
        yield Kind.SHORTER_WALK, replace(problem, weights=dear)
    yield Kind.MORE_INTEREST, replace(problem, weights=Weights(brief_share=weights.brief_share))
    fees = fees_mad(problem, plan)
    if fees > 0:
        wishes = replace(problem.wishes, budget_mad=fees * 0.5)
        yield Kind.CHEAPER, replace(problem, wishes=wishes)


def _interest(plan: Plan) -> float:
    return plan.value.score + plan.value.bonus


def _is_as_it_says(problem: Problem, kind: Kind, made: Plan, plan: Plan) -> bool:
    match kind:
        case Kind.SHORTER_WALK:
            return made.walk_m <= LESS_WALK * plan.walk_m
        case Kind.MORE_INTEREST:
            return _interest(made) > _interest(plan) * 1.02
        case Kind.CHEAPER:
            return fees_mad(problem, made) <= LESS_FEES * fees_mad(problem, plan)


def _differ(one: Plan, other: Plan) -> bool:
    a, b = set(one.keys), set(other.keys)
    is_alike = len(a & b) > MOST_ALIKE * len(a | b)
    walks = sorted((one.walk_m, other.walk_m))
    return not is_alike or walks[0] <= LESS_WALK * walks[1]


def _is_dominated(problem: Problem, one: Plan, other: Plan) -> bool:
    """Tell whether another plan is at least as interesting, short and cheap."""
    return (
        _interest(other) >= _interest(one)
        and other.walk_m <= one.walk_m
        and fees_mad(problem, other) <= fees_mad(problem, one)
    )
