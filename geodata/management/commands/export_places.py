"""Write all places to a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, no_translations

from geodata.errors import GeodataError
from geodata.interchange import exporting
from geodata.models import Place, Publication


class Command(BaseCommand):
    """Write places to a file in any format that geopandas writes."""

    help = "Write places to a file: .gpkg, .geojson, .csv, .xlsx, .kml, .gpx or .zip (Shapefile)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="its ending tells the format")
        parser.add_argument(
            "--status", choices=Publication.values, help="only places of this status"
        )

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        places = Place.objects.all()
        if options["status"]:
            places = places.filter(status=options["status"])
        try:
            count = exporting.export(places, options["file"])
        except GeodataError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be written: {error}.") from error
        self.stdout.write(f"{count} places written to {options['file']}")
