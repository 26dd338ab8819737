"""Read when places are open, many at a time; for one, ``Place.rules``."""

from django.db.models import QuerySet

from geodata.models import ANCESTORS, Closure, Place
from geodata.opening import ClosedPeriod, Rules


def rules_by_id(places: QuerySet[Place]) -> dict[int, Rules]:
    """Return when each of some places is open, by id, main places first; in two queries.

    Places of which neither hours nor a closure are known are left out.
    """
    paths = ["", *("parent__" * (step + 1) for step in range(ANCESTORS))]
    columns = [
        f"{path}{field}"
        for path in paths
        for field in ("pk", "opening_hours", "ramadan_opening_hours")
    ]
    closures: dict[int, list[ClosedPeriod]] = {}
    for closure in Closure.objects.all():
        closures.setdefault(closure.place_id, []).append(closure.period)
    rules = {}
    for row in places.order_by("-is_core", "pk").values_list(*columns):
        lineage = [row[start : start + 3] for start in range(0, len(row), 3)]
        _pk, hours, ramadan_hours = next((place for place in lineage if place[1]), lineage[0])
        closed = [period for pk, *_hours in lineage for period in closures.get(pk, ())]
        if hours or closed:
            rules[row[0]] = Rules(hours or "", ramadan_hours or "", tuple(closed))
    return rules
