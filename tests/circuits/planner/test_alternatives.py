"""Alternatives really differ, and each is better at something."""

from dataclasses import replace
from itertools import combinations, permutations

import numpy as np

from circuits.planner.alternatives import Kind, alternatives, fees_mad
from circuits.planner.checker import check
from circuits.planner.plan import Plan
from circuits.planner.planning import plan
from circuits.planner.problem import Problem, Weights, Wishes
from circuits.planner.stop import Iterations
from tests.bench import planner_town
from tests.circuits.planner import random_problems
from tests.circuits.planner.town import place, town


def test_alternatives_are_right_plans_that_nothing_beats() -> None:
    found = 0
    for seed in range(40, 60):
        problem = replace(random_problems.problem(seed, 20, 1), wishes=Wishes())
        if any(day.lunch or day.max_walk_m for day in problem.days):
            continue
        made = plan(problem, Iterations(800), seed)
        for other in alternatives(problem, made, seed):
            found += 1
            assert check(problem, other.plan) == ()
            assert set(other.plan.keys) != set(made.keys) or other.walk_more_m < 0
            assert other.score_more > 0 or other.walk_more_m < 0 or other.fees_more_mad < 0
    assert found > 5


def test_a_cheaper_plan_is_offered_where_fees_are_high() -> None:
    problem = town(
        place("palace", 1, 20, fee_mad=100), *(place(f"p{n}", n, 18) for n in range(2, 5)), end=12
    )
    made = plan(problem, Iterations(300), 1)
    assert "palace" in made.keys
    (cheaper,) = [a for a in alternatives(problem, made, 1) if a.kind == Kind.CHEAPER]
    assert cheaper.fees_more_mad == -100
    assert fees_mad(problem, cheaper.plan) == 0


def test_one_who_walks_far_for_interest_is_offered_less_of_it() -> None:
    ways_s = np.full((6, 6), 300, np.int32)
    ways_s[4:, :4] = ways_s[:4, 4:] = 1500
    np.fill_diagonal(ways_s, 0)
    near = (place(f"near {n}", n, 10) for n in range(1, 4))
    far = (place(f"far {n}", n, 20) for n in range(4, 6))
    problem = town(*near, *far, end=12 + 20 / 60, ways_s=ways_s)
    made = plan(problem, Iterations(300), 1)
    assert set(made.keys) == {"far 4", "far 5"}
    (shorter,) = alternatives(problem, made, 1)
    assert shorter.kind == Kind.SHORTER_WALK
    assert set(shorter.plan.keys) == {"near 1", "near 2", "near 3"}
    assert shorter.score_more == -10


def test_one_who_dislikes_walking_is_offered_more_interest_for_more_of_it() -> None:
    ways_s = np.full((4, 4), 300, np.int32)
    ways_s[3, :] = ways_s[:, 3] = 1500
    np.fill_diagonal(ways_s, 0)
    problem = town(
        place("near", 1, 10),
        place("far", 3, 30),
        end=13,
        ways_s=ways_s,
        weights=Weights(walk_per_km=10),
    )
    made = plan(problem, Iterations(300), 1)
    assert made.keys == ("near",)
    (more,) = alternatives(problem, made, 1)
    assert more.kind == Kind.MORE_INTEREST
    assert set(more.plan.keys) == {"near", "far"}
    assert more.score_more == 30
    assert more.walk_more_m > 0


def test_there_is_no_alternative_where_all_that_there_is_is_in() -> None:
    problem = town(place("a", 1), place("b", 2), end=16)
    assert alternatives(problem, plan(problem, Iterations(100), 1)) == ()


def test_there_is_no_alternative_to_an_empty_plan() -> None:
    problem = town(place("evening", 1, 10, (18, 20)))
    assert alternatives(problem, plan(problem, Iterations(100), 1)) == ()


def test_alternatives_keep_the_wishes_and_differ_from_each_other() -> None:
    kinds: set[Kind] = set()
    for seed in range(4):
        problem = planner_town.town(seed)
        problem = replace(problem, wishes=Wishes(must_see=frozenset({"place 1", "place 2"})))
        made = plan(problem, Iterations(1000), seed)
        found = alternatives(problem, made, seed)
        plans = [made, *(other.plan for other in found)]
        for other in found:
            kinds.add(other.kind)
            assert check(problem, other.plan) == ()
            assert other.plan.is_complete
            assert other.plan.value.score >= 0.4 * made.value.score
        for a, b in combinations(plans, 2):
            shared = len(set(a.keys) & set(b.keys)) / len(set(a.keys) | set(b.keys))
            short, long = sorted((a.walk_m, b.walk_m))
            assert shared <= 0.8 or short <= 0.85 * long
        for a, b in permutations(plans, 2):
            assert a is made or not is_better(problem, b, a)
    assert len(kinds) >= 2


def is_better(problem: Problem, one: Plan, other: Plan) -> bool:
    """Tell whether one plan is at least as good in all three, and better in one."""
    ours, theirs = (
        (p.value.score + p.value.bonus, -p.walk_m, -fees_mad(problem, p)) for p in (one, other)
    )
    return ours != theirs and all(a >= b for a, b in zip(ours, theirs, strict=True))


def test_the_same_seed_gives_the_same_alternatives() -> None:
    problem = planner_town.town(1)
    made = plan(problem, Iterations(300), 1)
    assert alternatives(problem, made, 5) == alternatives(problem, made, 5)
