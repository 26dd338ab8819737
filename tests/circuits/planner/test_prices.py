"""Every wish has its price, and what comes in without it."""

from dataclasses import replace

import numpy as np

from circuits.planner.errors import ImpossibleDay
from circuits.planner.planning import plan
from circuits.planner.prices import Price, prices
from circuits.planner.problem import Lunch, Wishes
from circuits.planner.stop import Iterations
from circuits.planner.wish import Wish, WishKind, without
from tests.circuits.planner import random_problems
from tests.circuits.planner.town import HOUR, place, town


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
    assert price.wish == Wish(WishKind.MUST_SEE, ("springs",))
    assert price.costs == 37
    assert set(price.brings) == {"silver", "leather"}
    assert price.gives_up == ("springs",)


def test_a_lunch_has_the_price_of_what_its_hour_could_hold() -> None:
    lunch = Lunch(11 * HOUR, 12 * HOUR, HOUR)
    problem = town(place("a", 1, 20), place("b", 2, 7), end=12.25, day={"lunch": lunch})
    made = plan(problem, Iterations(300), 1)
    assert made.keys == ("a",)
    (price,) = prices(problem, made)
    assert price == Price(Wish(WishKind.LUNCH, (), 0), 7, brings=("b",))


def test_limits_and_orders_have_their_prices() -> None:
    problem = town(
        place("a", 1, 20, (9, 11), fee_mad=30),
        place("b", 2, 7, fee_mad=30),
        place("c", 3, 5, (9, 12), categories=("market",)),
        place("d", 4, 4, categories=("market",)),
        wishes=Wishes(budget_mad=30, at_most={"market": 1}, before=(("d", "c"),)),
        end=15,
    )
    made = plan(problem, Iterations(500), 1)
    assert set(made.keys) == {"a", "c"}
    price = {price.wish.kind: price for price in prices(problem, made)}
    assert set(price) == {WishKind.BUDGET, WishKind.AT_MOST}
    assert (price[WishKind.BUDGET].costs, price[WishKind.BUDGET].brings) == (7, ("b",))
    assert price[WishKind.AT_MOST].costs == 0  # After the order d would have to come before c.


def test_a_must_see_that_is_in_anyway_costs_nothing() -> None:
    problem = town(place("a", 1), place("b", 2), wishes=Wishes(frozenset({"a"})))
    made = plan(problem, Iterations(100), 1)
    assert prices(problem, made) == (Price(Wish(WishKind.MUST_SEE, ("a",)), 0),)


def test_a_plan_without_the_wish_is_really_worth_what_is_said() -> None:
    dear = 0
    for seed in range(60):
        problem = random_problems.problem(seed, 14, 2)
        try:
            made = plan(problem, Iterations(300), seed)
        except ImpossibleDay:
            continue
        for price in prices(problem, made, seed):
            if price.costs == 0:
                assert not price.brings
                continue
            dear += 1
            assert not set(price.brings) & set(made.keys)
            assert set(price.gives_up) <= set(made.keys)
            free = without(problem, price.wish)
            visits = (set(made.keys) | set(price.brings)) - set(price.gives_up)
            asked = replace(free, wishes=replace(free.wishes, must_see=frozenset(visits)))
            found = plan(asked, Iterations(2000), seed)
            assert set(found.missing) <= set(made.missing)
            assert found.value.total >= made.value.total + price.costs - 1e-6, price
    assert dear > 20
