"""Notice when what legs are computed from changes: stops, their places, closures and streets.

Bulk updates send no signals: who makes them sends `records_changed`, or calls
`circuits.legs.refresh_legs` themselves.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver

from circuits import upkeep
from circuits.models import Circuit, Rerouting, Stop
from geodata.models import Closure, Place
from geodata.signals import records_changed, streets_changed

# The fields that ways depend on.
_WATCHED: dict[type[Model], tuple[str, ...]] = {
    Circuit: ("mode", "pace", "status"),
    Stop: ("circuit_id", "order", "place_id", "onward_mode"),
    Place: ("geometry", "entrance", "position_quality", "position_accuracy_m"),
    Closure: ("place_id", "since", "until", "blocks_way"),
}
_BEFORE = "_ways_depended_on"


def _remember(sender: type[Model], instance: Model, raw: bool = False, **kwargs: Any) -> None:
    """Remember what the database says of the watched fields, before they are written."""
    instance.__dict__[_BEFORE] = (
        None
        if raw or instance.pk is None
        else sender._default_manager.filter(pk=instance.pk).values_list(*_WATCHED[sender]).first()
    )


for _model in _WATCHED:
    pre_save.connect(_remember, _model, dispatch_uid=f"ways depend on {_model.__name__}")


def _before(instance: Model) -> dict[str, Any] | None:
    """Return the watched fields as they were, None for what is new or has not changed."""
    names = _WATCHED[type(instance)]
    before = instance.__dict__.pop(_BEFORE, None)
    if before is None or before == tuple(getattr(instance, name) for name in names):
        return None
    return dict(zip(names, before, strict=True))


@receiver(post_save, sender=Stop)
def refresh_after_a_stop_was_saved(
    sender: type[Model], instance: Stop, raw: bool = False, created: bool = False, **kwargs: Any
) -> None:
    """Compute the circuit of a stop again, and the one that it was taken from."""
    before = _before(instance)
    if raw or not (created or before):
        return
    upkeep.circuit_edited(instance.circuit_id)
    if before and before["circuit_id"] != instance.circuit_id:
        upkeep.circuit_edited(before["circuit_id"])


@receiver(post_delete, sender=Stop)
def refresh_after_a_stop_was_deleted(
    sender: type[Model], instance: Stop, origin: Any = None, **kwargs: Any
) -> None:
    """Join the two stops that are now neighbours, unless the whole circuit goes."""
    if getattr(origin, "model", type(origin)) is not Circuit:
        upkeep.circuit_edited(instance.circuit_id)


@receiver(post_save, sender=Circuit)
def refresh_after_a_circuit_was_saved(
    sender: type[Model], instance: Circuit, raw: bool = False, **kwargs: Any
) -> None:
    """Compute a circuit again that is travelled otherwise now, or seen by others."""
    if not raw and _before(instance):
        upkeep.circuit_edited(instance.pk)


@receiver(post_save, sender=Place)
def refresh_after_a_place_was_saved(
    sender: type[Model], instance: Place, raw: bool = False, **kwargs: Any
) -> None:
    """Compute the circuits through a place that has moved; all, if ways lead around it."""
    if not raw and _before(instance):
        _places_moved([instance.pk])


@receiver(records_changed, sender=Place)
def refresh_after_places_were_changed(
    sender: type[Model], pks: Collection[int], names: Collection[str], **kwargs: Any
) -> None:
    """Do the same where many are changed at once."""
    if not set(_WATCHED[Place]).isdisjoint(names):
        _places_moved(pks)


def _places_moved(pks: Collection[int]) -> None:
    circuits = Circuit.objects.order_by("pk")
    if not Closure.objects.filter(place__in=pks, blocks_way=True).exists():
        circuits = circuits.filter(stops__place__in=pks).distinct()
    upkeep.surroundings_changed(circuits.values_list("pk", flat=True), Rerouting.Reason.PLACE)


@receiver(post_save, sender=Closure)
def refresh_after_a_closure_was_saved(
    sender: type[Model], instance: Closure, raw: bool = False, created: bool = False, **kwargs: Any
) -> None:
    """Compute all circuits again if nobody gets through a place now, or one does again."""
    before = _before(instance)
    if raw or not (created or before):
        return
    if instance.blocks_way or (before and before["blocks_way"]):
        _all_circuits(Rerouting.Reason.CLOSURE)


@receiver(post_delete, sender=Closure)
def refresh_after_a_closure_was_deleted(
    sender: type[Model], instance: Closure, **kwargs: Any
) -> None:
    """Compute all circuits again if a way is free."""
    if instance.blocks_way:
        _all_circuits(Rerouting.Reason.CLOSURE)


@receiver(streets_changed)
def refresh_after_the_streets_changed(sender: Any, **kwargs: Any) -> None:
    """Compute all circuits again on the new graph."""
    _all_circuits(Rerouting.Reason.STREETS)


def _all_circuits(reason: Rerouting.Reason) -> None:
    circuits = Circuit.objects.order_by("pk").values_list("pk", flat=True)
    upkeep.surroundings_changed(circuits, reason)
