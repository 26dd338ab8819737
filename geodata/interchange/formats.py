"""The kinds of files that records go out in; `geodata.interchange.exporting` writes them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Format:
    """A kind of file that records go out in."""

    ending: str
    title: str
    content_type: str


FORMATS = (
    Format(".gpkg", "GeoPackage (QGIS)", "application/geopackage+sqlite3"),
    Format(".geojson", "GeoJSON", "application/geo+json"),
    Format(".xlsx", "Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    Format(".csv", "CSV", "text/csv; charset=utf-8"),
    Format(".kml", "KML", "application/vnd.google-earth.kml+xml"),
    Format(".zip", "Shapefile (zip)", "application/zip"),
    Format(".gpx", "GPX", "application/gpx+xml"),
)
