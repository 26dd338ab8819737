"""Put a stop back that was replaced or left out for a closure, once that is over.

What was done is a change in the history, so to put the stop back is to undo it: the stop says again
all that it said, its note, people and products too, and nothing else becomes otherwise.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from circuits.models import Circuit, StandIn
from geodata import opening, territory
from geodata.history.models import Revision
from geodata.history.restoring import undo
from geodata.models import Place
from geodata.rules import rules_by_id


def to_put_back() -> list[StandIn]:
    """Return the stops of published circuits that can be put back, in two queries.

    Their closure is over, or has been deleted, and no other one holds.
    """
    now = timezone.now()
    found = list(
        StandIn.objects.filter(
            Q(closure=None) | Q(closure__until__lte=now),
            circuit__in=Circuit.objects.public(),
            place__in=Place.objects.public(),
            revision__undone_by=None,
        )
        .select_related("circuit", "place", "instead")
        .order_by("circuit__order", "pk")
    )
    if not found:
        return []
    calendar = territory.current().calendar
    rules = rules_by_id(Place.objects.filter(pk__in=[one.place_id for one in found]))
    return [one for one in found if opening.at(rules[one.place_id], now, calendar).closure is None]


def put_back(stand_in: StandIn, *, by: Any = None) -> Revision:
    """Put a stop back exactly as it was, and return the change that did it.

    Raises
    ------
    geodata.errors.RestoreRefused
        The stop has been changed again since, or something stands in the way; nothing was done.
    """
    with transaction.atomic():
        list(Circuit.objects.select_for_update().filter(pk=stand_in.circuit_id).values("pk"))
        revision = undo(stand_in.revision, by=by)
        stand_in.delete()
    return revision
