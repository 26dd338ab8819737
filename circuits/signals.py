"""Keep legs in step with what they are computed from: stops, their places, and the mode.

Bulk updates send no signals: who makes them calls `refresh_legs` themselves.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from circuits.legs import refresh_legs, refresh_legs_through
from circuits.models import Circuit, Stop
from geodata.models import Place


@receiver(post_save, sender=Stop)
def refresh_after_a_stop_was_saved(
    sender: type[Model], instance: Stop, raw: bool = False, **kwargs: Any
) -> None:
    """Recompute the legs of the stop's circuit."""
    if not raw:
        refresh_legs(instance.circuit)


@receiver(post_delete, sender=Stop)
def refresh_after_a_stop_was_deleted(sender: type[Model], instance: Stop, **kwargs: Any) -> None:
    """Join the two stops that are now neighbours, unless the whole circuit goes."""
    for circuit in Circuit.objects.filter(pk=instance.circuit_id):
        refresh_legs(circuit)


@receiver(post_save, sender=Circuit)
def refresh_after_a_circuit_was_saved(
    sender: type[Model], instance: Circuit, raw: bool = False, created: bool = False, **kwargs: Any
) -> None:
    """Recompute the legs, whose mode may be another now."""
    if not raw and not created:
        refresh_legs(instance)


@receiver(post_save, sender=Place)
def refresh_after_a_place_was_saved(
    sender: type[Model], instance: Place, raw: bool = False, created: bool = False, **kwargs: Any
) -> None:
    """Recompute the legs to and from the place, which may have moved."""
    if not raw and not created:
        refresh_legs_through([instance])
