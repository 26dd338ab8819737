"""Write all artisans to a file."""

from geodata.interchange.commands import ExportCommand


class Command(ExportCommand):
    """Write artisans to a file in any format that geopandas writes."""

    help = "Write artisans to a file: .gpkg, .geojson, .csv, .xlsx, .kml, .gpx or .zip (Shapefile)."
    subject = "artisan"
