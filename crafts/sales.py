"""Say where a product is sold, which of those places are open, and which opens next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from crafts.models import SalePoint
from geodata import opening, territory
from geodata.models import Place
from geodata.opening import Interval, Opening, Rules, State
from geodata.rules import rules_by_id


@dataclass(frozen=True)
class Shop:
    """A place that sells a product, how it stands now, and when it opens next."""

    sale_point: SalePoint
    now: Opening
    next_opening: Interval | None


def shops(sale_points: Sequence[SalePoint], moment: datetime) -> list[Shop]:
    """Return where a product is sold: what is open first, then what opens soonest."""
    calendar = territory.current().calendar
    places = Place.objects.filter(pk__in=[point.place_id for point in sale_points])
    rules = rules_by_id(places)
    found = []
    for point in sale_points:
        own = rules.get(point.place_id, Rules())
        found.append(
            Shop(
                sale_point=point,
                now=opening.at(own, moment, calendar),
                next_opening=opening.next_opening(own, moment, calendar),
            )
        )
    return sorted(found, key=_soonest)


def _soonest(shop: Shop) -> tuple[bool, bool, float]:
    return (
        shop.now.state != State.OPEN,
        shop.next_opening is None,
        shop.next_opening.start.timestamp() if shop.next_opening else 0.0,
    )
