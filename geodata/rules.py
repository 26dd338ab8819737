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
    """Return the rules of some places, those of equal rules together, in two or three queries.

    Many places share few rules, so a whole town is read in the time that its rules take. Places of
    which neither hours nor a closure are known are left out.
    """
    closures = _closures()
    shut = _shut(places, closures) if closures else {}
    groups = []
    known = places.order_by().annotate(
        hours=_kept("opening_hours"), ramadan_hours=_kept("ramadan_opening_hours")
    )
    rows = (
        known.exclude(hours="")
        .exclude(pk__in=list(shut))
        .values_list("hours", "ramadan_hours")
        .annotate(ids=ArrayAgg("pk", distinct=True))
    )
    for hours, ramadan_hours, ids in rows:
        groups.append(RuleGroup(Rules(hours, ramadan_hours), tuple(ids)))
    return groups + [RuleGroup(rules, (pk,)) for pk, rules in shut.items()]


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


def _shut(places: QuerySet[Place], closures: dict[int, list[Closure]]) -> dict[int, Rules]:
    """Return the rules of the places that a closure concerns, their own or of what they lie in."""
    concerned = Q()
    for near in LINEAGE:
        concerned |= Q(**{f"{near}pk__in": list(closures)})
    rows = (
        places.order_by()
        .filter(concerned)
        .annotate(hours=_kept("opening_hours"), ramadan_hours=_kept("ramadan_opening_hours"))
        .values_list("hours", "ramadan_hours", *(f"{near}pk" for near in LINEAGE))
    )
    return {
        lineage[0]: Rules(hours, ramadan_hours, tuple(_periods(lineage, closures)))
        for hours, ramadan_hours, *lineage in rows
    }


def _periods(lineage: Iterable[int], closures: dict[int, list[Closure]]) -> Iterable[ClosedPeriod]:
    return (closure.period for pk in lineage for closure in closures.get(pk, ()))
