"""Let the ways of circuits follow what changes around them, but not before the public's eyes.

When a place moves, a way is blocked or free again, or the streets change, every circuit is computed
again. What nobody has seen yet is updated at once. In a published circuit a way along the streets
is replaced by another only when a publisher says so: the new one waits as a `Rerouting`.

Taken at once all the same is

- a way where there was only an estimate, or none: the first street graph must not wait for
  somebody's click, and neither must the straight line to a place whose pin has moved;
- the loss of a spot: nobody is led to where nothing is known to be;
- a difference that nobody on the way would notice: see `circuits.legs.is_same_way`. So are the
  words of the directions and the word "about".

A proposal that is dismissed is not made again as long as it stays the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from circuits import ways
from circuits.legs import Comparison, Step, compare, is_same_way, put, write
from circuits.models import Basis, Circuit, Leg, Rerouting
from circuits.ways import Network, Way

type Record = dict[str, Any]


@dataclass(frozen=True)
class ReroutedLeg:
    """One leg of a proposal."""

    start: int
    end: int
    before: Way
    after: Way


def follow(
    circuit: Circuit, network: Network, reason: Rerouting.Reason | None = None
) -> Rerouting | None:
    """Bring the legs of a circuit up to date after a change around it.

    Returns the proposal that waits for a publisher now, None if nothing does. Without a reason,
    the most likely one is found.
    """
    with transaction.atomic():
        comparison = compare(circuit, network)
        if not circuit.is_public:
            circuit.reroutings.exclude(state=Rerouting.State.PUBLISHED).delete()
            write(comparison, comparison.steps)
            return None
        held_back = [step for step in comparison.steps if not _is_at_once(step)]
        write(comparison, [step for step in comparison.steps if step not in held_back])
        return _propose(comparison, held_back, reason or _likely_reason(held_back))


def legs_of(rerouting: Rerouting) -> list[ReroutedLeg]:
    """Return what a proposal says of each leg that changes."""
    return [
        ReroutedLeg(
            record["start"],
            record["end"],
            ways.from_json(record["before"]),
            ways.from_json(record["after"]),
        )
        for record in rerouting.legs
    ]


def publish(rerouting: Rerouting) -> bool:
    """Show a proposed way to the public; False if it is no longer the one to decide on."""
    with transaction.atomic():
        if not _decide(rerouting, Rerouting.State.PUBLISHED):
            return False
        for part in legs_of(rerouting):
            for leg in Leg.objects.filter(start=part.start, end=part.end):
                put(leg, part.after)
                leg.save()
    return True


def dismiss(rerouting: Rerouting) -> bool:
    """Keep the way that the public sees; False if the proposal is no longer to be decided on."""
    with transaction.atomic():
        return _decide(rerouting, Rerouting.State.DISMISSED)


def _decide(rerouting: Rerouting, state: Rerouting.State) -> bool:
    waiting = Rerouting.objects.filter(pk=rerouting.pk, state=Rerouting.State.WAITING)
    rerouting.state, rerouting.decided_at = state, timezone.now()
    return bool(waiting.update(state=state, decided_at=rerouting.decided_at))


def _is_at_once(step: Step) -> bool:
    """Tell whether the public may see a new way before anybody has looked at it."""
    if step.before is None or not step.before.follows_streets:
        return True
    return step.after.basis == Basis.UNKNOWN or step.is_same_way


def _likely_reason(steps: list[Step]) -> Rerouting.Reason:
    """Return why a way differs, as far as the ways themselves tell."""
    versions = {
        (step.before.streets_version, step.after.streets_version)
        for step in steps
        if step.before is not None and step.after.follows_streets
    }
    if any(before != after for before, after in versions):
        return Rerouting.Reason.STREETS
    return Rerouting.Reason.CLOSURE


def _propose(
    comparison: Comparison, steps: list[Step], reason: Rerouting.Reason
) -> Rerouting | None:
    """Keep one proposal for what is held back; none where nothing is."""
    circuit = comparison.circuit
    undecided = circuit.reroutings.exclude(state=Rerouting.State.PUBLISHED)
    if not steps:
        undecided.delete()
        return None
    latest = undecided.first()
    if latest is not None and _proposes(latest, steps):
        return latest if latest.state == Rerouting.State.WAITING else None
    undecided.delete()
    before, after = comparison.before, comparison.after
    return Rerouting.objects.create(
        circuit=circuit,
        reason=reason,
        legs=[
            {
                "start": step.start.pk,
                "end": step.end.pk,
                "before": ways.to_json(step.before),
                "after": ways.to_json(step.after),
            }
            for step in steps
            if step.before is not None
        ],
        distance_before_m=before.distance_m,
        distance_after_m=after.distance_m,
        duration_before_s=before.duration_s,
        duration_after_s=after.duration_s,
    )


def _proposes(rerouting: Rerouting, steps: list[Step]) -> bool:
    """Tell whether a proposal says already what these steps say."""
    parts = {(part.start, part.end): part.after for part in legs_of(rerouting)}
    return parts.keys() == {(step.start.pk, step.end.pk) for step in steps} and all(
        is_same_way(parts[step.start.pk, step.end.pk], step.after) for step in steps
    )
