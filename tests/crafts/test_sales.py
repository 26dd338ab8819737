"""Where a product is sold: what is open comes first, then what opens soonest."""

import pytest

from crafts import sales
from crafts.models import Craft, SalePoint
from geodata.opening import State
from tests import towns
from tests.towns import moment

pytestmark = pytest.mark.django_db


@pytest.fixture
def leather() -> Craft:
    return towns.craft("Cuir")


def shops(text: str) -> list[sales.Shop]:
    """Return where everything is sold, as it stands at a local date and time."""
    return sales.shops(list(SalePoint.objects.select_related("place")), moment(text))


def names(text: str) -> list[str]:
    return [shop.sale_point.place.name for shop in shops(text)]


def test_what_is_open_comes_first_then_what_opens_soonest_then_what_nobody_knows(leather: Craft):
    towns.product(
        "Sac",
        leather,
        [
            towns.place("Unknown"),
            towns.place("Saturday", opening_hours="Sa 06:00-14:00"),
            towns.place("Afternoon", opening_hours="Mo-Su 15:00-19:00"),
            towns.place("Morning", opening_hours="Mo-Su 09:00-12:00"),
        ],
    )
    assert names("2026-11-24T10:00") == ["Morning", "Afternoon", "Saturday", "Unknown"]
    assert names("2026-11-24T16:00") == ["Afternoon", "Morning", "Saturday", "Unknown"]


def test_a_shop_tells_when_it_opens_next(leather: Craft):
    towns.product("Sac", leather, [towns.place("Saturday", opening_hours="Sa 06:00-14:00")])
    (shop,) = shops("2026-11-24T10:00")
    assert shop.now.state == State.CLOSED
    assert shop.next_opening is not None
    assert shop.next_opening.start == moment("2026-11-28T06:00")


def test_a_shop_closed_for_good_comes_after_one_that_opens_again(leather: Craft):
    closed, later = towns.place("Closed", opening_hours="24/7"), towns.place("Later")
    later.opening_hours = "Sa 06:00-14:00"
    later.save()
    towns.closure(closed, "2026-01-01T00:00", None, "Travaux")
    towns.product("Sac", leather, [closed, later])
    assert names("2026-11-24T10:00") == ["Later", "Closed"]


def test_hundreds_of_shops_cost_two_queries(leather: Craft, django_assert_num_queries):
    souks = [towns.place(f"Souk {n}", opening_hours="Sa 06:00-14:00") for n in range(5)]
    towns.product("Sac", leather, souks)
    points = list(SalePoint.objects.select_related("place"))
    with django_assert_num_queries(2):
        sales.shops(points, moment("2026-11-24T10:00"))
