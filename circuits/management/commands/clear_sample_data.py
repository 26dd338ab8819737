"""Remove the samples: what stays is what sources or people have said."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, no_translations
from django.db import transaction
from django.db.models import Model, ProtectedError, QuerySet

from circuits import upkeep
from circuits.editions import outdated
from circuits.models import Circuit, Stop
from crafts.models import SalePoint
from geodata import findable
from geodata.loading import forget_samples
from geodata.models import Place, PositionQuality, Record


class Command(BaseCommand):
    """Remove every sample record, what refers to it, and every sample position."""

    help = (
        "Remove every sample record and what refers to it, and set places that have a sample "
        "position back to unlocated. Real records stay. A later load_territory brings no sample "
        "back."
    )

    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--yes", action="store_true", help="do not ask first")

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        count = _count()
        if count and not options["yes"]:
            self._ask(count)
        try:
            with (
                transaction.atomic(),
                findable.deferred(),
                outdated.deferred(),
                upkeep.deferred(),
            ):
                removed = _clear()
        except ProtectedError as error:
            raise CommandError(_sentence(error)) from error
        parts = [f"{number} {what}" for what, number in removed.items() if number]
        self.stdout.write(f"Removed: {', '.join(parts)}." if parts else "There are no samples.")
        for circuit in Circuit.objects.all():
            if circuit.stops.count() < 2:
                self.stdout.write(f"{circuit.slug} has fewer than two stops left: add some.")

    def _ask(self, count: int) -> None:
        try:
            answer = input(f"Remove {count} samples for good? [y/N] ")
        except EOFError:
            raise CommandError("Nobody is there to ask: run it with --yes.") from None
        if answer.strip().lower() not in {"y", "yes"}:
            raise CommandError("Nothing was removed.")


def _samples() -> dict[str, QuerySet]:
    """Return the sample records by what they are called, those that refer to others first."""
    return {
        str(model._meta.verbose_name_plural): model._default_manager.filter(is_sample=True)
        for model in reversed(list(apps.get_models()))
        if issubclass(model, Record)
    }


def _count() -> int:
    return (
        sum(records.count() for records in _samples().values())
        + SalePoint.objects.filter(basis=SalePoint.Basis.SAMPLE).count()
        + Place.objects.filter(position_quality=PositionQuality.SAMPLE).count()
    )


def _clear() -> dict[str, int]:
    """Remove all samples; return how many of what were removed."""
    forget_samples()
    removed = {"stops at sample places": _clear_stops()}
    sale_points = SalePoint.objects.filter(basis=SalePoint.Basis.SAMPLE)
    removed["sample sale points"] = sale_points.count()
    sale_points.delete()
    for name, records in _samples().items():
        removed[f"sample {name}"] = _remove(records)
    removed["sample positions"] = _clear_positions()
    return removed


def _clear_stops() -> int:
    """Take sample places off the real circuits, and number the remaining stops anew."""
    stops = Stop.objects.filter(place__is_sample=True, circuit__is_sample=False)
    circuits = Circuit.objects.filter(pk__in=list(stops.values_list("circuit", flat=True)))
    count = stops.count()
    stops.delete()
    for circuit in circuits:
        for number, stop in enumerate(circuit.stops.order_by("order"), start=1):
            if stop.order != number:
                stop.order = number
                stop.save()
    return count


def _remove(records: QuerySet) -> int:
    """Remove records of one model, those first that lie in others; return how many."""
    is_tree = any(part.name == "parent" for part in records.model._meta.fields)
    count = 0
    while total := records.count():
        leaves = records.exclude(children__is_sample=True) if is_tree else records.all()
        leaves.delete()
        count += total - records.count()
    return count


def _clear_positions() -> int:
    """Set places of a sample position back to unlocated; how far off it may be stays known."""
    places = list(Place.objects.filter(position_quality=PositionQuality.SAMPLE))
    for place in places:
        place.position_quality = PositionQuality.UNLOCATED
        place.geometry = place.entrance = None
        place.save()
    return len(places)


def _sentence(error: ProtectedError) -> str:
    """Say which real records stand on a sample, and what to do about them."""
    objects: list[Model] = sorted(error.protected_objects, key=str)
    names = ", ".join(f"{part._meta.verbose_name} “{part}”" for part in objects[:5])
    return (
        f"Nothing was removed, because these need a sample: {names}. "
        "Give them another at the desk, or remove them, and run this again."
    )
