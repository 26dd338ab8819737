"""Every stop and every missing place has a reason that a person understands."""

import datetime
from dataclasses import replace

import numpy as np

from circuits.planner.explain import why_in, why_not
from circuits.planner.planning import plan
from circuits.planner.problem import UNREACHABLE_S, Problem, Theme, Travel, Weights, Wishes
from circuits.planner.reasons import LeftOut, Why, WhyNot
from circuits.planner.stop import Iterations
from circuits.planner.wish import Wish, WishKind
from tests.circuits.planner import random_problems
from tests.circuits.planner.town import HOUR, place, town


def reasons(problem: Problem) -> dict[str, LeftOut]:
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
        place("morning", 8, 10, (6, 9)),
        wishes=Wishes(avoid=frozenset({"avoided"}), group_size=10, wheelchair=True, budget_mad=100),
    )
    why = reasons(problem)
    assert why["avoided"].why == WhyNot.AVOIDED
    assert (why["small"].why, why["small"].found, why["small"].limit) == (WhyNot.CAPACITY, 10, 4)
    assert why["steps"].why == WhyNot.NOT_ACCESSIBLE
    assert (why["closed"].why, why["closed"].next_opening) == (WhyNot.CLOSED, saturday)
    assert (why["evening"].why, why["evening"].opens_s) == (WhyNot.OPENS_LATE, 18 * HOUR)
    assert why["evening"].more_s == 19 * HOUR + 300 - 13 * HOUR
    assert (why["morning"].why, why["morning"].closes_s) == (WhyNot.CLOSES_EARLY, 9 * HOUR)
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


def test_a_place_that_is_closed_on_a_day_of_the_plan_says_on_which() -> None:
    friday = datetime.date(2026, 11, 27)
    problem = town(replace(place("souk", 1), windows=((),)), day={"date": friday})
    assert reasons(problem)["souk"].closed_on == (friday,)


def test_a_place_that_time_is_short_for_says_how_much_and_who_would_make_room() -> None:
    # Two visits of an hour and one of half an hour fit into 2 h 50 min with their ways; two hours
    # for the garden do not, unless both visits go.
    garden = place("garden", 4, 21, visit_s=2 * HOUR)
    kiosk = place("kiosk", 3, 20, visit_s=HOUR // 2)
    problem = town(place("p1", 1, 22), place("p2", 2, 23), kiosk, garden, end=11 + 50 / 60)
    left = reasons(problem)["garden"]
    assert left.why == WhyNot.TIME
    assert left.more_s == 2 * HOUR + 5 * 60
    assert left.instead_of is None
    assert left.is_checked
    assert left.gives_up == ("p1", "p2") or set(left.gives_up) == {"p1", "p2"}
    assert left.costs == 24


def test_a_place_of_lower_interest_than_all_that_is_in_says_so() -> None:
    # Three visits of an hour and four ways of five minutes fit into 3 h 20 min.
    problem = town(*(place(f"p{n}", n, 20 - n) for n in range(1, 5)), end=12 + 20 / 60)
    left = reasons(problem)["p4"]
    assert left.why == WhyNot.LOWER_INTEREST
    assert left.more_s == 65 * 60
    assert left.instead_of == "p3"
    assert (left.gives_up, left.costs, left.is_checked) == (("p3",), 1, True)


def test_a_place_that_would_fit_but_is_not_worth_the_way_is_of_lower_interest() -> None:
    ways_s = np.full((3, 3), 300, np.int32)
    ways_s[2, :] = ways_s[:, 2] = 3000
    np.fill_diagonal(ways_s, 0)
    problem = town(
        place("near", 1), place("far", 2, 1), end=15, ways_s=ways_s, weights=Weights(walk_per_km=1)
    )
    left = reasons(problem)["far"]
    assert (left.why, left.more_s, left.gives_up) == (WhyNot.LOWER_INTEREST, 0, ())
    assert left.costs is not None
    assert left.costs > 5


def test_a_place_that_the_walk_of_the_plan_leaves_no_metres_for_is_too_far() -> None:
    problem = town(place("a", 1, 20), place("b", 2, 10), day={"max_walk_m": 800})
    left = reasons(problem)["b"]
    assert (left.why, left.found, left.limit) == (WhyNot.TOO_FAR, 1080, 800)
    assert left.instead_of == "a"


def test_a_budget_that_is_spent_says_so_and_who_would_make_room() -> None:
    places = (place("a", 1, 20, fee_mad=30), place("b", 2, 10, fee_mad=30), place("c", 3, 15))
    problem = town(*places, wishes=Wishes(budget_mad=50))
    left = reasons(problem)["b"]
    assert (left.why, left.found, left.limit) == (WhyNot.BUDGET, 60, 50)
    assert (left.instead_of, left.gives_up, left.more_s) == ("a", ("a",), None)


def test_a_place_without_a_way_there_says_so() -> None:
    ways_s = np.full((3, 3), 300, np.int32)
    ways_s[:, 2] = UNREACHABLE_S
    np.fill_diagonal(ways_s, 0)
    assert reasons(town(place("a", 1), place("b", 2), ways_s=ways_s))["b"].why == WhyNot.NO_WAY


def test_a_place_that_two_wishes_leave_no_time_for_is_a_conflict_with_one_of_them() -> None:
    problem = town(
        place("a", 1, 10, (10, 11)),
        place("b", 2, 5, (10, 11)),
        place("c", 3),
        wishes=Wishes(must_see=frozenset({"a", "c"})),
    )
    left = reasons(problem)["b"]
    assert left.why == WhyNot.CONFLICT
    assert left.conflicts_with == (Wish(WishKind.MUST_SEE, ("a",)),)


def test_the_reasons_are_the_same_for_the_same_seed() -> None:
    problem = random_problems.problem(5)
    made = plan(problem, Iterations(200), 1)
    assert why_not(problem, made, 3) == why_not(problem, made, 3)


def test_all_reasons_of_a_town_are_searched_for_in_the_time_given() -> None:
    problem = random_problems.problem(5)
    made = plan(problem, Iterations(200), 1)
    found = why_not(problem, made, stop=Iterations(100), most=8)
    assert sum(left.is_checked for left in found) == 2


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


def test_a_matrix_cannot_be_changed_behind_the_planners_back() -> None:
    ways = Travel(np.zeros((2, 2), np.int32), np.zeros((2, 2), np.int32))
    assert not ways.duration_s.flags.writeable
