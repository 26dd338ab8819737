"""Where wishes cannot all be fulfilled, the fewest are named."""

from dataclasses import replace

import pytest

from circuits.planner.conflicts import choices, to_give_up
from circuits.planner.planning import plan
from circuits.planner.problem import Lunch, Problem, Wishes
from circuits.planner.stop import Iterations
from circuits.planner.wish import Wish, WishKind, without
from tests.circuits.planner import random_problems
from tests.circuits.planner.enumeration import can_give_up, is_possible
from tests.circuits.planner.town import HOUR, place, town


def must(*keys: str, **more: object) -> Wishes:
    return Wishes(must_see=frozenset(keys), **more)


def must_see(*keys: str) -> tuple[Wish, ...]:
    return tuple(Wish(WishKind.MUST_SEE, (key,)) for key in keys)


def test_wishes_that_fit_together_are_all_kept() -> None:
    assert to_give_up(town(place("a", 1), place("b", 2), wishes=must("a", "b"))) == ()


def test_a_place_closed_all_day_is_the_one_to_give_up() -> None:
    problem = town(place("a", 1), place("souk", 2, 10, (18, 20)), wishes=must("a", "souk"))
    assert to_give_up(problem) == must_see("souk")


def test_of_three_places_that_do_not_fit_together_the_least_interesting_goes() -> None:
    places = (place("a", 1, 10), place("b", 2, 5), place("c", 3, 10))
    problem = town(*places, end=11.5, wishes=must(*"abc"))
    assert to_give_up(problem) == must_see("b")
    assert choices(problem) == (must_see("b"), must_see("a"), must_see("c"))


def test_places_that_exclude_each_other_by_their_hours_cost_one_of_them() -> None:
    places = (place("a", 1, 9, (10, 11)), place("b", 2, 5, (10, 11)), place("c", 3, 1))
    assert to_give_up(town(*places, wishes=must(*"abc"))) == must_see("b")


def test_an_order_that_goes_in_a_circle_is_given_up_and_no_place() -> None:
    order = (("a", "b"), ("b", "c"), ("c", "a"))
    problem = town(
        *(place(k, n) for n, k in enumerate("abc", 1)), wishes=must(*"abc", before=order)
    )
    (given_up,) = to_give_up(problem) or ()
    assert given_up.kind == WishKind.BEFORE


def test_a_place_that_is_to_be_first_and_behind_another_loses_one_of_both_wishes() -> None:
    problem = town(
        place("a", 1), place("b", 2), wishes=must("a", "b", first={0: "b"}, before=(("a", "b"),))
    )
    (given_up,) = to_give_up(problem) or ()
    assert given_up in (Wish(WishKind.FIRST, ("b",), 0), Wish(WishKind.BEFORE, ("a", "b")))


def test_a_place_that_is_to_be_first_but_opens_late_is_named() -> None:
    problem = town(place("a", 1, 10, (18, 20)), place("b", 2), wishes=Wishes(first={0: "a"}))
    assert to_give_up(problem) == (Wish(WishKind.FIRST, ("a",), 0),)


def test_a_budget_that_is_too_small_for_two_places_is_given_up_rather_than_both() -> None:
    places = [place(k, n, fee_mad=50) for n, k in enumerate("abc", 1)]
    problem = town(*places, wishes=must(*"abc", budget_mad=40))
    assert to_give_up(problem) == (Wish(WishKind.BUDGET),)


def test_a_lunch_that_nobody_serves_is_named() -> None:
    lunch = Lunch(12 * HOUR, 13 * HOUR, HOUR, anywhere=False)
    assert to_give_up(town(place("a", 1), wishes=must("a"), day={"lunch": lunch})) == (
        Wish(WishKind.LUNCH, (), 0),
    )


def test_a_lunch_or_the_place_that_is_open_at_that_time_only_is_named() -> None:
    problem = town(
        place("a", 1, 10, (11.9, 13.1)),
        end=13.5,
        wishes=Wishes(first={0: "a"}),
        day={"lunch": Lunch(12 * HOUR, 13 * HOUR, HOUR)},
    )
    named = choices(problem)
    assert {wish.kind for (wish,) in named} == {WishKind.FIRST, WishKind.LUNCH}


def test_a_limit_to_the_walk_that_the_way_back_breaks_is_named() -> None:
    problem = town(place("a", 1), day={"max_walk_m": 100})
    far = replace(problem, days=(replace(problem.days[0], end_node=1),))
    assert to_give_up(far) == (Wish(WishKind.WALK, (), 0),)


def test_nothing_helps_a_day_without_time() -> None:
    problem = town(place("a", 1), end=9.01)
    assert to_give_up(replace(problem, days=(replace(problem.days[0], end_node=1),))) is None


def test_eight_places_where_three_fit_leave_the_three_most_interesting() -> None:
    keys = [f"p{n}" for n in range(1, 9)]
    problem = town(*(place(k, n, n) for n, k in enumerate(keys, 1)), end=12.5, wishes=must(*keys))
    assert to_give_up(problem) == must_see(*keys[:5])


def test_without_what_is_given_up_there_is_a_plan() -> None:
    tried = 0
    for seed in range(60):
        problem = random_problems.problem(seed, 10, 2)
        given_up = to_give_up(problem)
        if not given_up:
            continue
        tried += 1
        bare = replace(without(problem, *given_up), themes=())
        assert plan(bare, Iterations(2000), seed).is_complete, seed
    assert tried > 10


def wishful(seed: int) -> Problem:
    """Return a small problem of one day with many wishes."""
    problem = random_problems.problem(seed, 4, 1)
    keys = [candidate.key for candidate in problem.candidates]
    first = dict.fromkeys(range(seed % 2), keys[0])
    wishes = replace(
        problem.wishes,
        must_see=frozenset(keys) - problem.wishes.avoid,
        first={} if keys[0] in problem.wishes.avoid else first,
    )
    return replace(problem, wishes=wishes)


@pytest.mark.parametrize("block", range(5))
def test_no_fewer_wishes_would_do(block: int) -> None:
    for seed in range(block * 20, block * 20 + 20):
        problem = wishful(seed)
        given_up = to_give_up(problem)
        if given_up is None:
            assert not any(can_give_up(problem, count) for count in range(4)), seed
            continue
        assert is_possible(without(problem, *given_up)), seed
        if given_up:
            assert not can_give_up(problem, len(given_up) - 1), seed
