"""Undo an import as one."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from geodata.errors import GeodataError
from geodata.interchange import batches
from geodata.models import ImportBatch


class Command(BaseCommand):
    """Delete what an import added and restore what it changed, all of it or nothing."""

    help = "Undo an import as one: delete what it added, restore what it changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", type=int, help="the number that the import was given")
        parser.add_argument(
            "--force", action="store_true", help="also where records have been changed since"
        )

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        batch = ImportBatch.objects.filter(pk=options["id"]).first()
        if batch is None:
            raise CommandError(f"There is no import {options['id']}.")
        try:
            outcome = batches.undo(batch, force=options["force"])
        except GeodataError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Import {batch.pk} undone: {outcome['deleted']} deleted, "
            f"{outcome['restored']} restored."
        )
