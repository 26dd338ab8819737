"""Read when places are open, many at a time; for one, ``Place.rules``."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Case, F, Q, QuerySet, Value, When

from geodata.models import ANCESTORS, Closure, Place
from geodata.opening import ClosedPeriod, Rules

# A place, then what it lies in, the nearest first, as the beginnings of field names.
LINEAGE = ("", *("parent__" * (step + 1) for step in range(ANCESTORS)))


@dataclass(frozen=True)
class RuleGroup:
    """Places, by id, that are open by the same rules."""

    rules: Rules
    places: tuple[int, ...]


def rule_groups(places: QuerySet[Place]) -> list[RuleGroup]:
    """Return the rules of some places, those of equal rules together, in two queries.

    Many places share few rules, so a whole town is read in the time that its rules take. Places of
    which neither hours nor a closure are known are left out.
    """
    closures = _closures()
    shut = Q()
    for near in LINEAGE:
        shut |= Q(**{f"{near}pk__in": list(closures)})
    # A place that a closure concerns is a group of its own, told by its lineage.
    lineage = {
        f"shut_{step}": Case(When(shut, then=F(f"{near}pk"))) for step, near in enumerate(LINEAGE)
    }
    rows = (
        places.order_by()
        .annotate(hours=_kept("opening_hours"), ramadan_hours=_kept("ramadan_opening_hours"))
        .filter(~Q(hours="") | shut)
        .annotate(**lineage)
        .values_list("hours", "ramadan_hours", *lineage)
        .annotate(ids=ArrayAgg("pk", distinct=True))
    )
    return [
        RuleGroup(
            Rules(hours, ramadan_hours, tuple(_periods(pks, closures))),
            tuple(ids),
        )
        for hours, ramadan_hours, *pks, ids in rows
    ]


def rules_by_id(places: QuerySet[Place]) -> dict[int, Rules]:
    """Return when each of some places is open, by id; see `rule_groups`."""
    return {pk: group.rules for group in rule_groups(places) for pk in group.places}


def _kept(field: str) -> Case:
    """Return a field of the nearest in a place's lineage whose opening hours are known."""
    return Case(
        *(
            When(Q(**{f"{near}opening_hours__gt": ""}), then=F(f"{near}{field}"))
            for near in LINEAGE
        ),
        default=Value(""),
    )


def _closures() -> dict[int, list[Closure]]:
    found: dict[int, list[Closure]] = defaultdict(list)
    for closure in Closure.objects.all():
        found[closure.place_id].append(closure)
    return found


def _periods(lineage: Iterable[int], closures: dict[int, list[Closure]]) -> Iterable[ClosedPeriod]:
    return (closure.period for pk in lineage for closure in (closures.get(pk, ()) if pk else ()))
