"""Load or refresh the data of a territory."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, no_translations

from geodata import loading
from geodata.errors import GeodataError


class Command(BaseCommand):
    """Check a territory's folder as a whole, then load it, all of it or nothing."""

    help = (
        "Check a territory's files and bring them into the database. Run again, it takes over "
        "what has changed in the files and keeps what was corrected at the desk."
    )
    # The site's start waits for this command, and none of it depends on its addresses.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "name",
            nargs="?",
            help="a folder in geodata/territories; the one that the site serves if left out",
        )
        parser.add_argument(
            "--without-samples",
            action="store_true",
            help="leave out sample records and sample positions",
        )
        parser.add_argument(
            "--check", action="store_true", help="only check the files; change nothing"
        )
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="let the files win over what was edited at the desk",
        )

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        folder = _folder(options["name"] or settings.TERRITORY)
        try:
            if options["check"]:
                contents = loading.read(folder)
                counts = {kind.plural: len(contents.records[kind.name]) for kind in contents.kinds}
                self.stdout.write(f"{folder.name}: {_listed(counts)}; no fault found")
                return
            outcome = loading.load(
                folder,
                samples=not options["without_samples"],
                overwrite=options["overwrite"],
            )
        except loading.InvalidTerritory as error:
            for fault in error.faults:
                self.stderr.write(str(fault))
            raise CommandError(str(error)) from error
        except GeodataError as error:
            raise CommandError(str(error)) from error
        self._tell(folder, outcome)
        if folder.name != settings.TERRITORY:
            self.stderr.write(
                f"The site is set to serve {settings.TERRITORY}: "
                f"start it with TERRITORY={folder.name} to serve what was loaded."
            )

    def _tell(self, folder: Path, outcome: loading.Outcome) -> None:
        if outcome.unchanged:
            self.stdout.write(f"{folder.name}: nothing changed")
            return
        for sentence in (*outcome.kept, *outcome.left_out, *outcome.gone):
            self.stdout.write(sentence)
        parts = [f"{_listed(outcome.counts)} loaded"]
        for count, what in (
            (outcome.added, "added"),
            (outcome.updated, "updated"),
            (len(outcome.kept), "kept as edited at the desk"),
            (outcome.deleted, "stay deleted at the desk"),
            (len(outcome.left_out), "left out"),
            (len(outcome.gone), "no longer in the files"),
        ):
            if count:
                parts.append(f"{count} {what}")
        self.stdout.write(f"{folder.name}: {'; '.join(parts)}")


def _folder(name: str) -> Path:
    """Return the folder of a territory; raise `CommandError` naming those there are."""
    folders = {
        path.name: path for path in sorted(settings.TERRITORIES_DIR.iterdir()) if path.is_dir()
    }
    if name not in folders:
        raise CommandError(
            f"There is no territory “{name}” in {settings.TERRITORIES_DIR.name}/; "
            f"there is: {', '.join(folders) or 'none'}."
        )
    return folders[name]


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {plural}" for plural, count in counts.items())
