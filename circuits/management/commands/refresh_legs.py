"""Compute the ways of all circuits again: closures begin and end without anybody's click."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, no_translations

from circuits import upkeep
from circuits.models import Circuit


class Command(BaseCommand):
    """Bring every leg up to date; for a daily timer."""

    help = (
        "Compute the ways of all circuits again, on the street graph that serves and around what "
        "is closed now. What the public sees of a published circuit changes only when a publisher "
        "says so at the desk. Run it once a day; run twice, it changes nothing the second time."
    )

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        waiting = upkeep.refresh_all()
        sentence = f"Circuits computed: {Circuit.objects.count()}."
        if waiting:
            sentence += f" New ways that wait for a publisher at the desk: {waiting}."
        self.stdout.write(sentence)
