"""Bring the editions of all circuits up to date: not every change announces itself."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, no_translations

from circuits.editions import publishing
from circuits.models import Circuit


class Command(BaseCommand):
    """Publish what has changed; for a nightly timer."""

    help = (
        "Make a new edition of every published circuit that says something else than its current "
        "one, and remove images that no edition shows any more. Changes at the desk are published "
        "at once; this finds what was changed in bulk, or while a process died. Run it once a "
        "night; run twice, it makes nothing the second time."
    )

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        made = publishing.publish_all()
        self.stdout.write(
            f"Circuits published: {Circuit.objects.public().count()}. New editions: {len(made)}."
        )
        for edition in made:
            self.stdout.write(f"{edition.circuit.slug}: version {edition.version}, {edition.hash}")
