"""Alternatives really differ, and each is better at something."""

from dataclasses import replace

import numpy as np

from circuits.planner.alternatives import Kind, alternatives, fees_mad
from circuits.planner.checker import check
from circuits.planner.planning import plan
from circuits.planner.problem import Wishes
from circuits.planner.stop import Iterations
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
