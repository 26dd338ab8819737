"""Write places to a file that reads back as they are: any format that geopandas writes.

Columns are named as the model names them, each language in its own, so that an import knows them.
Tables carry positions as WKT, and points as longitude and latitude too. What a format cannot carry
is left empty, which an import takes as nothing said: see docs/imports.md.
"""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path
from typing import Any

import geopandas
import pyogrio
import shapely
from django.contrib.gis.geos import Point
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from geodata.errors import UnreadableFile
from geodata.interchange.columns import languages
from geodata.interchange.report import guarded
from geodata.models import Place, PositionQuality

WGS_84 = "EPSG:4326"
TABLES = {".csv", ".xlsx", ".tsv"}
# The driver of each ending where GDAL would take another one.
DRIVERS = {
    ".kml": "LIBKML",
    ".gpx": "GPX",
    ".xlsx": "XLSX",
    ".csv": "CSV",
    ".zip": "ESRI Shapefile",
}
SHAPEFILE_TEXT_BYTES = 254
SHAPEFILE_FAMILIES = ("Point", "Line", "Polygon")
# What a shapefile calls them in ten letters; `geodata.importable` knows these names too.
SHORT = {
    "position_quality": "quality",
    "position_accuracy_m": "accuracy_m",
    "ramadan_opening_hours": "ramadan",
    "opening_hours": "hours",
    "visit_minutes": "visit",
    "admission_mad": "admission",
    "wheelchair": "pmr",
    "other_names": "alias",
}

_TRANSLATED = ("name", "summary", "story", "address", "position_source")
_PLAIN = (
    "other_names",
    "is_core",
    "status",
    "position_quality",
    "position_accuracy_m",
    "opening_hours",
    "ramadan_opening_hours",
    "visit_minutes",
    "admission_mad",
    "wheelchair",
    "phone",
    "website",
)


def export(places: QuerySet[Place], path: Path) -> int:
    """Write places to a file whose ending tells the format; return how many.

    Sample records are left out, and sample positions too. Raises `UnreadableFile` where GDAL
    cannot write such a file.
    """
    chosen = places.filter(is_sample=False).select_related("parent").order_by("pk")
    records = [_record(place) for place in chosen]
    ending = path.suffix.lower()
    frame = geopandas.GeoDataFrame(
        records, columns=[*_columns(), "geometry"], geometry="geometry", crs=WGS_84
    )
    path.unlink(missing_ok=True)
    try:
        if ending in TABLES:
            _write_table(frame, path)
        elif ending == ".zip":
            _write_shapefiles(frame, path)
        else:
            _write(frame, path, ending)
    except (ValueError, pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise UnreadableFile(
            _("Files named %(ending)s cannot be written: choose .gpkg, .geojson, .csv or .xlsx.")
            % {"ending": ending or "?"}
        ) from error
    return len(records)


def _columns() -> list[str]:
    translated = [f"{name}_{code}" for name in _TRANSLATED for code in languages()]
    return ["code", "slug", "category", "parent", *translated, *_PLAIN, "entrance"]


def _record(place: Place) -> dict[str, Any]:
    record: dict[str, Any] = {name: getattr(place, name, None) or None for name in _columns()}
    record["parent"] = place.parent.slug if place.parent else None
    record["is_core"] = "yes" if place.is_core else "no"
    record["admission_mad"] = None if place.admission_mad is None else f"{place.admission_mad:.2f}"
    for name in ("visit_minutes", "position_accuracy_m"):
        value = getattr(place, name)
        record[name] = None if value is None else str(value)
    entrance: Point | None = place.entrance
    record["entrance"] = None if entrance is None else f"{entrance.y!r}; {entrance.x!r}"
    shape = place.geometry
    if place.position_quality == PositionQuality.SAMPLE:
        shape, record["position_quality"] = None, None
    record["geometry"] = None if shape is None else shapely.from_wkb(bytes(shape.wkb))
    return record


def _write_table(frame: geopandas.GeoDataFrame, path: Path) -> None:
    table = frame.drop(columns="geometry").map(_guarded)
    shapes = frame.geometry
    points = [
        shape if shape is not None and shape.geom_type == "Point" else None for shape in shapes
    ]
    table["longitude"] = [None if point is None else repr(point.x) for point in points]
    table["latitude"] = [None if point is None else repr(point.y) for point in points]
    table["wkt"] = [
        shape.wkt if shape is not None and point is None else None
        for shape, point in zip(shapes, points, strict=True)
    ]
    if path.suffix.lower() == ".xlsx":
        pyogrio.write_dataframe(table.astype("string"), path, driver="XLSX", layer=_("places"))
    else:
        separator = "\t" if path.suffix.lower() == ".tsv" else ","
        table.to_csv(path, index=False, encoding="utf-8-sig", sep=separator)


def _guarded(cell: Any) -> Any:
    return guarded(cell) if isinstance(cell, str) else cell


def _write(frame: geopandas.GeoDataFrame, path: Path, ending: str) -> None:
    options: dict[str, Any] = {}
    if ending in {".geojson", ".json"}:
        options = {"RFC7946": True, "COORDINATE_PRECISION": 9}
    if ending == ".gpx":
        frame = frame[
            [shape is not None and shape.geom_type == "Point" for shape in frame.geometry]
        ]
        frame = frame.assign(name=frame["name_fr"].fillna(frame["name_ar"]))
        options = {"GPX_USE_EXTENSIONS": "YES", "layer": "waypoints"}
    if ending in DRIVERS:
        options["driver"] = DRIVERS[ending]
    if ending == ".gpkg":
        options["layer"] = "places"
    pyogrio.write_dataframe(frame, path, **options)


def _write_shapefiles(frame: geopandas.GeoDataFrame, path: Path) -> None:
    """Write one shapefile for points, lines and areas each, in a zip file."""
    texts = [name for name in frame.columns if name != "geometry"]
    short = frame.copy()
    short[texts] = short[texts].map(
        lambda cell: cell if len(str(cell).encode()) <= SHAPEFILE_TEXT_BYTES else None
    )
    short = short.drop(columns=[name for name in texts if name.startswith("position_source")])
    short = short.rename(columns=SHORT)
    short = short.rename(
        columns={name: name.replace("summary", "sum").replace("address", "addr") for name in short}
    )
    with tempfile.TemporaryDirectory(prefix="export-") as name:
        folder = Path(name)
        for family in SHAPEFILE_FAMILIES:
            mine = short[[_family(shape) == family for shape in short.geometry]]
            if len(mine):
                pyogrio.write_dataframe(
                    mine,
                    folder / f"places_{family.lower()}.shp",
                    driver="ESRI Shapefile",
                    encoding="UTF-8",
                )
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(folder.iterdir()):
                archive.write(file, file.name)


def _family(shape: Any) -> str:
    """Return the kind of shapefile that a geometry goes to; points for none."""
    kind = "" if shape is None else shape.geom_type
    return next((name for name in SHAPEFILE_FAMILIES if name in kind), SHAPEFILE_FAMILIES[0])
