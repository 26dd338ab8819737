"""Every wish has its price, and what comes in without it."""

import numpy as np

from circuits.planner.planning import plan
from circuits.planner.prices import prices
from circuits.planner.problem import Wishes
from circuits.planner.stop import Iterations
from circuits.planner.wish import Wish, WishKind
from tests.circuits.planner.town import place, town


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
