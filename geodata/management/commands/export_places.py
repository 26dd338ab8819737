"""Write all places to a file."""

from geodata.interchange.commands import ExportCommand


class Command(ExportCommand):
    """Write places to a file in any format that geopandas writes."""

    help = "Write places to a file: .gpkg, .geojson, .csv, .xlsx, .kml, .gpx or .zip (Shapefile)."
    subject = "place"
