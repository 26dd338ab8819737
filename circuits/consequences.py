"""What a draft would change for circuits: their length, their time, and what is closed on them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from circuits.itinerary import itinerary, shown_day
from circuits.legs import Totals, compare
from circuits.models import Circuit
from circuits.ways import Network
from geodata import wording
from geodata.drafts.consequences import Consequence, watchers
from geodata.models import Place


@dataclass(frozen=True)
class Look:
    """A circuit as it would be computed now, on its next good day."""

    name: str
    totals: Totals
    stops: frozenset[str]
    closed: frozenset[str]


def look(label: str, pk: int) -> dict[int, Look]:
    """Return the public circuits that stop at a place, or a circuit itself, by primary key."""
    circuits = Circuit.objects.public()
    if label == Place._meta.label_lower:
        circuits = circuits.filter(stops__place=pk).distinct()
    elif label == Circuit._meta.label_lower:
        circuits = circuits.filter(pk=pk)
    else:
        return {}
    network = Network.now()
    looks = {}
    for circuit in circuits:
        with transaction.atomic():
            totals = compare(circuit, network).after
        day = itinerary(circuit, shown_day(circuit, None))
        looks[circuit.pk] = Look(
            name=circuit.name,
            totals=totals,
            stops=frozenset(str(item.stop.place) for item in day.stops),
            closed=frozenset(str(item.stop.place) for item in day.closed),
        )
    return looks


def tell(before: dict[int, Look], after: dict[int, Look]) -> list[Consequence]:
    """Say what becomes of each circuit; those that stay as they are are named too."""
    found = []
    for pk, was in before.items():
        now = after.get(pk)
        said = _differences(was, now) if now else [_("It is no longer shown.")]
        found.append(
            Consequence(
                label=was.name,
                url=reverse("admin:circuits_circuit_change", args=[pk]),
                text=" ".join(said) or _("It stays as it is."),
            )
        )
    return found


def _differences(was: Look, now: Look) -> list[str]:
    said = []
    before, time_before = _length(was)
    after, time_after = _length(now)
    if (before, time_before) != (after, time_after):
        said.append(
            _("From %(before)s and %(time_before)s on the way to %(after)s and %(time_after)s.")
            % {
                "before": before,
                "time_before": time_before,
                "after": after,
                "time_after": time_after,
            }
        )
    if gone := was.stops - now.stops:
        said.append(_("No longer a stop: %(places)s.") % {"places": ", ".join(sorted(gone))})
    if shut := now.closed - was.closed:
        said.append(
            _("Closed when one comes as planned: %(places)s.") % {"places": ", ".join(sorted(shut))}
        )
    if opened := (was.closed - now.closed) & now.stops:
        said.append(
            _("Open again when one comes as planned: %(places)s.")
            % {"places": ", ".join(sorted(opened))}
        )
    return said


def _length(look: Look) -> tuple[str, str]:
    """Return how far a circuit goes and how long that takes, in words."""
    totals = look.totals
    return wording.distance(totals.distance_m), wording.duration(totals.duration_s / 60)


def register() -> None:
    """Let drafts be looked at for what they mean to circuits."""
    watchers.append((look, tell))
