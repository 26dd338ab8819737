"""Find the fewest wishes to give up where they cannot all be fulfilled.

The places that are asked for are planned alone, each worth about the same: the best plan then
leaves out as few of them as possible. That is tried with all limits, orders and breaks, then
without one of them, and so on, for as long as fewer wishes in all could still come of it.
"""

from dataclasses import replace
from itertools import combinations
from typing import NamedTuple

import numpy as np

from circuits.planner.errors import ImpossibleDay
from circuits.planner.planning import plan
from circuits.planner.problem import Problem, Wishes
from circuits.planner.search import driver
from circuits.planner.search.model import build
from circuits.planner.stop import Iterations, Target
from circuits.planner.timetable import Visit
from circuits.planner.wish import Wish, WishKind, wishes_of, without

ITERATIONS = 400
MOST_TRIALS = 60

# What is rather given up where the number is the same, and what last.
_RATHER = (
    WishKind.BEFORE,
    WishKind.MUST_SEE,
    WishKind.FIRST,
    WishKind.LUNCH,
    WishKind.WALK,
    WishKind.BUDGET,
    WishKind.AT_MOST,
    WishKind.WHEELCHAIR,
)
# A place that is worth nothing is still asked for; a break is as one place, but rather kept.
_LEAST = 0.01
_LUNCH = 1.12


class Trial(NamedTuple):
    """The wishes that a plan could not fulfil, and the plan."""

    unfulfilled: tuple[Wish, ...]
    visits: list[list[Visit]]


def to_give_up(problem: Problem, seed: int = 0) -> tuple[Wish, ...] | None:
    """Return the fewest wishes without which the others can be fulfilled; none if all can.

    Of several such sets an order is given up rather than a place, a place rather than a limit, and
    the places that are worth least rather than others. None if even that does not help, such as
    where a day is too short for its own way back.
    """
    found = choices(problem, seed, most=1)
    return found[0] if found else None


def choices(
    problem: Problem,
    seed: int = 0,
    *,
    most: int = 3,
    keep: str = "",
    trials: int = MOST_TRIALS,
) -> tuple[tuple[Wish, ...], ...]:
    """Return up to ``most`` of the smallest sets of wishes to give up, the first as `to_give_up`.

    One empty set if all wishes can be fulfilled; no set if nothing helps. The must-see ``keep`` is
    not given up. After so many ``trials`` with other wishes than for places the smallest sets found
    until then are returned.
    """
    forced = _too_far(problem)
    if forced is None:
        return ()
    problem = without(problem, *forced)
    others = [wish for wish in wishes_of(problem) if _is_relevant(problem, wish)]
    kept = Wish(WishKind.MUST_SEE, (keep,))
    found = list(_choices_of_places(problem, seed, most, keep))
    if not found[0]:
        return (forced,)
    found = [wishes for wishes in found if kept not in wishes]
    fewest = len(found[0]) if found else len(wishes_of(problem))
    # Without all other wishes: what no choice of them can better.
    least = len(fulfil(without(problem, *others), seed, above_all=keep).unfulfilled)
    for count in range(1, len(others) + 1):
        for given_up in combinations(others, count):
            if count + least > fewest or trials == 0:
                break
            trials -= 1
            rest = fulfil(without(problem, *given_up), seed, above_all=keep).unfulfilled
            if kept not in rest:
                fewest = min(fewest, count + len(rest))
                found.append((*given_up, *rest))
    smallest = {tuple(sorted(set(wishes), key=_rank)) for wishes in found if len(wishes) == fewest}
    best = sorted(smallest, key=lambda wishes: _dearness(problem, wishes))
    return tuple((*forced, *wishes) for wishes in best[:most])


def fulfil(
    problem: Problem, seed: int = 0, rather: frozenset[str] = frozenset(), above_all: str = ""
) -> Trial:
    """Plan as many wishes as possible; of places rather those in ``rather``, then what is worth it.

    The place ``above_all`` is worth more than all others together.
    """
    bare = _bare(problem, rather)
    model, versions = build(bare)
    # A place that is to be seen and to be first is two wishes.
    asked = np.zeros(len(model.required))
    for key in (*problem.wishes.must_see, *problem.wishes.first.values()):
        asked[bare.number_of[key]] += 1
    score = model.score.copy()
    best = max(1.0, float(score.sum()))
    # All wishes count as one, and what places are worth decides among as many of them.
    score = 0.1 * score / best + asked[model.owner]
    if above_all:
        score[model.owner == bare.number_of[above_all]] += asked.sum() + 1
    model = model._replace(score=score, required=np.zeros_like(model.required), penalty=_LUNCH)
    target = (1 + bool(above_all)) * float(asked.sum()) + bool(above_all) - 0.5
    rule = Target(target, Iterations(ITERATIONS))
    visits = driver.run(model, versions, rule, seed).visits
    return Trial(_unfulfilled(problem, visits), visits)


def _unfulfilled(problem: Problem, visits: list[list[Visit]]) -> tuple[Wish, ...]:
    visited = {visit.key for of_day in visits for visit in of_day}
    wishes = problem.wishes
    found = [Wish(WishKind.MUST_SEE, (key,)) for key in sorted(wishes.must_see - visited)]
    found += [
        Wish(WishKind.FIRST, (key,), day)
        for day, key in sorted(wishes.first.items())
        if key not in visited
    ]
    found += [
        Wish(WishKind.LUNCH, (), number)
        for number, (day, of_day) in enumerate(zip(problem.days, visits, strict=True))
        if day.lunch is not None and not any(visit.with_lunch for visit in of_day)
    ]
    return tuple(found)


def _choices_of_places(problem: Problem, seed: int, most: int, keep: str) -> list[tuple[Wish, ...]]:
    """Return sets of wishes that a plan under all limits cannot fulfil, the smallest first."""
    found: list[tuple[Wish, ...]] = []
    rather: frozenset[str] = frozenset()
    for _ in range(most):
        wishes = fulfil(problem, seed, rather, keep).unfulfilled
        if wishes in found or (found and len(wishes) > len(found[0])):
            break
        found.append(wishes)
        if not wishes:
            break
        rather |= {key for wish in wishes for key in wish.keys}
    return found


def _too_far(problem: Problem) -> tuple[Wish, ...] | None:
    """Return the limits to a walk that an empty day breaks; None if it is impossible anyway."""
    found: tuple[Wish, ...] = ()
    empty = replace(problem, candidates=(), themes=(), wishes=Wishes())
    while True:
        try:
            plan(without(empty, *found), Iterations(1))
        except ImpossibleDay as impossible:
            if impossible.reason != "walk":
                return None
            found = (*found, Wish(WishKind.WALK, (), impossible.day))
        else:
            return found


def _is_relevant(problem: Problem, wish: Wish) -> bool:
    """Tell whether a wish is about more than a place to see, and about any that is asked for."""
    asked = _asked(problem)
    match wish.kind:
        case WishKind.MUST_SEE:
            return False
        case WishKind.BEFORE:
            return asked.issuperset(wish.keys)
        case WishKind.AT_MOST:
            return any(wish.keys[0] in problem.candidate(key).categories for key in asked)
        case WishKind.WHEELCHAIR:
            return any(not problem.candidate(key).is_accessible for key in asked)
    return True


def _asked(problem: Problem) -> set[str]:
    return set(problem.wishes.must_see) | set(problem.wishes.first.values())


def _rank(wish: Wish) -> tuple[int, tuple[str, ...], int]:
    return _RATHER.index(wish.kind), wish.keys, wish.day or 0


def _dearness(
    problem: Problem, wishes: tuple[Wish, ...]
) -> tuple[list[int], float, list[tuple[int, tuple[str, ...], int]]]:
    """Return what makes one set of wishes dearer to give up than another of the same size."""
    lost = sum(
        problem.candidate(wish.keys[0]).score for wish in wishes if wish.kind == WishKind.MUST_SEE
    )
    kinds = sorted((_RATHER.index(wish.kind) for wish in wishes), reverse=True)
    return kinds, lost, [_rank(wish) for wish in wishes]


def _bare(problem: Problem, rather: frozenset[str]) -> Problem:
    """Return the problem with the places alone that wishes are about, for the shortest visits."""
    wishes, asked = problem.wishes, _asked(problem)
    eats = any(day.lunch is not None and not day.lunch.anywhere for day in problem.days)
    most = 1.0 + max((problem.candidate(key).score for key in asked), default=0.0)
    candidates = tuple(
        replace(
            candidate,
            score=(most if candidate.key in rather else 0.0) + candidate.score + _LEAST
            if candidate.key in asked
            else 0.0,
            visit_s=candidate.brief_s,
            min_visit_s=None,
        )
        for candidate in problem.candidates
        if candidate.key in asked or (eats and candidate.serves_lunch)
    )
    known = {candidate.key for candidate in candidates}
    return replace(
        problem,
        candidates=candidates,
        themes=(),
        weights=replace(
            problem.weights, walk_per_km=0, heat_per_km=0, wait_per_hour=0, monotony=0,
            backtrack_per_km=0, risk=0, change=0,
        ),
        wishes=replace(
            wishes,
            avoid=wishes.avoid & known,
            before=tuple(pair for pair in wishes.before if known.issuperset(pair)),
        ),
    )  # fmt: skip
