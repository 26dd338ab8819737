"""Build the street graph that routes are found on."""

from __future__ import annotations

from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from geodata import built, extracts, street_graph
from geodata.errors import GeodataError
from geodata.progress import Progress
from geodata.signals import streets_changed


class Command(BaseCommand):
    """Build a graph beside the one that serves, then let it serve in one step."""

    help = (
        "Build the street graph for routing from an OpenStreetMap extract (.osm.pbf, .osm or "
        ".osm.gz). The graph that serves goes on serving until the new one is ready, and stays if "
        "the file is of no use. No restart is needed."
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
        shelf = built.shelf("streets")
        try:
            with ExitStack() as stack:
                folder = stack.enter_context(shelf.draft())
                with progress.stage("Checking the file") as at:
                    extract = stack.enter_context(
                        extracts.opened(file, force=options["force"], progress=at)
                    )
                graph = street_graph.build(extract, folder, source=file.name, progress=progress)
                version = shelf.publish(folder).name
        except GeodataError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"The street graph cannot be written: {error}.") from error
        self.stdout.write(
            f"{graph.nodes} crossings and {graph.edges} pieces of street, "
            f"{graph.size_bytes / 1e6:.1f} MB, serve from now on."
        )
        # A failure of theirs is logged by Django and does not take the streets away again.
        for _receiver, outcome in streets_changed.send_robust(sender=None, version=version):
            if isinstance(outcome, Exception):
                said = str(outcome).partition("\n")[0]
                self.stderr.write(f"The new streets serve, but this failed afterwards: {said}")
