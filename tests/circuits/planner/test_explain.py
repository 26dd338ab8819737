"""Every stop and every missing place has a reason that a person understands."""

import datetime
from dataclasses import replace

import numpy as np

from circuits.planner.explain import Why, WhyNot, prices, why_in, why_not
from circuits.planner.planning import plan
from circuits.planner.problem import Problem, Theme, Travel, Wishes
from circuits.planner.stop import Iterations
from tests.circuits.planner.town import HOUR, place, town


def reasons(problem: Problem) -> dict:
    made = plan(problem, Iterations(300), 1)
    return {left.key: left for left in why_not(problem, made)}


def test_rules_leave_places_out_and_say_with_what_numbers() -> None:
    saturday = datetime.date(2026, 11, 28)
    problem = town(
        place("silver", 1),
        place("avoided", 2),
        place("small", 3, capacity=4),
        place("steps", 4, is_accessible=False),
        replace(place("closed", 5), windows=((),), next_opening=saturday),
        place("evening", 6, 10, (18, 20)),
        place("dear", 7, fee_mad=500),
        wishes=Wishes(avoid=frozenset({"avoided"}), group_size=10, wheelchair=True, budget_mad=100),
    )
    why = reasons(problem)
    assert why["avoided"].why == WhyNot.AVOIDED
    assert (why["small"].why, why["small"].found, why["small"].limit) == (WhyNot.CAPACITY, 10, 4)
    assert why["steps"].why == WhyNot.NOT_ACCESSIBLE
    assert (why["closed"].why, why["closed"].next_opening) == (WhyNot.CLOSED, saturday)
    assert why["evening"].why == WhyNot.OUTSIDE_HOURS
    assert why["evening"].more_s == 19 * HOUR + 300 - 13 * HOUR
    assert (why["dear"].why, why["dear"].found, why["dear"].limit) == (WhyNot.BUDGET, 500, 100)
    assert "silver" not in why


def test_a_place_beyond_the_walking_limit_is_too_far() -> None:
    ways_s = np.full((3, 3), 300, np.int32)
    ways_s[2, :] = ways_s[:, 2] = 3000
    np.fill_diagonal(ways_s, 0)
    problem = town(place("near", 1), place("far", 2), ways_s=ways_s, day={"max_walk_m": 2000})
    left = reasons(problem)["far"]
    assert (left.why, left.found, left.limit) == (WhyNot.TOO_FAR, 7200, 2000)


def test_enough_of_a_category_is_enough() -> None:
    problem = town(
        place("a", 1, 20, categories=("market",)),
        place("b", 2, 10, categories=("market",)),
        wishes=Wishes(at_most={"market": 1}),
    )
    left = reasons(problem)["b"]
    assert (left.why, left.category, left.limit) == (WhyNot.AT_MOST, "market", 1)


def test_a_place_that_time_is_short_for_says_how_much_and_who_would_make_room() -> None:
    # Three visits of an hour and four ways of five minutes fit into 3 h 20 min.
    problem = town(*(place(f"p{n}", n, 20 - n) for n in range(1, 5)), end=12 + 20 / 60)
    left = reasons(problem)["p4"]
    assert left.why == WhyNot.TIME
    assert left.more_s == 65 * 60
    assert left.instead_of == "p3"
    assert left.is_checked
    assert left.gives_up == ("p3",)
    assert left.costs == 1


def test_two_wishes_that_exclude_each_other_are_a_conflict() -> None:
    problem = town(
        place("a", 1, 10, (10, 11)),
        place("b", 2, 5, (10, 11)),
        wishes=Wishes(must_see=frozenset({"a"})),
    )
    assert reasons(problem)["b"].why == WhyNot.CONFLICT


def test_a_stop_says_what_it_is_there_for() -> None:
    problem = town(
        place("a", 1, 5),
        place("b", 2, 7),
        wishes=Wishes(must_see=frozenset({"a"}), first={0: "a"}),
        themes=(Theme("silver", frozenset("ab"), 2, 9.0),),
    )
    made = plan(problem, Iterations(200))
    why = why_in(problem, made)
    assert [reason.why for reason in why["a"]][:3] == [Why.FIRST, Why.MUST_SEE, Why.THEME]
    theme, interest = (r for r in why["b"] if r.why in (Why.THEME, Why.INTEREST))
    assert (theme.name, theme.score, interest.score) == ("silver", 9.0, 7.0)


def test_a_wish_has_its_price() -> None:
    ways_s = np.full((4, 4), 300, np.int32)
    ways_s[1, :] = ways_s[:, 1] = 4200
    np.fill_diagonal(ways_s, 0)
    problem = town(
        place("springs", 1, 3),
        place("silver", 2, 20),
        place("leather", 3, 20),
        end=12.5,
        ways_s=ways_s,
        wishes=Wishes(must_see=frozenset({"springs"})),
    )
    made = plan(problem, Iterations(300), 1)
    (price,) = prices(problem, made)
    assert price.key == "springs"
    assert price.costs == 37
    assert set(price.instead_of) == {"silver", "leather"}


def test_a_matrix_cannot_be_changed_behind_the_planners_back() -> None:
    ways = Travel(np.zeros((2, 2), np.int32), np.zeros((2, 2), np.int32))
    assert not ways.duration_s.flags.writeable
