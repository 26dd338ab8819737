"""Build the basemap from an OpenStreetMap extract."""

from __future__ import annotations

from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from geodata import basemap, extracts
from geodata.basemap import building
from geodata.errors import GeodataError
from geodata.progress import Progress


class Command(BaseCommand):
    """Build a basemap beside the one that serves, then let it serve in one step."""

    help = (
        "Build the basemap from an OpenStreetMap extract (.osm.pbf, .osm or .osm.gz). The one "
        "that serves goes on serving until the new one is ready, and stays if the file is of no "
        "use. No restart is needed."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="an OpenStreetMap extract")
        parser.add_argument(
            "--force", action="store_true", help="take an extract of another region all the same"
        )

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        progress = Progress(self.stdout)
        shelf = basemap.shelf()
        try:
            with ExitStack() as stack:
                folder = stack.enter_context(shelf.draft())
                with progress.stage("Checking the file") as at:
                    extract = stack.enter_context(
                        extracts.opened(file, force=options["force"], progress=at)
                    )
                made = building.build(extract, folder, progress=progress)
                shelf.publish(folder)
        except GeodataError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"The basemap cannot be written: {error}.") from error
        listed = ", ".join(f"{count} {layer}" for layer, count in sorted(made.features.items()))
        self.stdout.write(f"{listed}; {made.size_bytes / 1000:.0f} kB, serve from now on.")
