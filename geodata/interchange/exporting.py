"""Write records to a file that reads back as they are: any format that geopandas writes.

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
import pandas
import pyogrio
import shapely
from django.contrib.gis.db.models import PointField
from django.db.models import ForeignKey, ManyToManyField, QuerySet
from django.utils.translation import gettext as _

from geodata.errors import UnreadableFile
from geodata.interchange import styles
from geodata.interchange.columns import languages
from geodata.interchange.records import plain_query, stored
from geodata.interchange.report import guarded
from geodata.interchange.subjects import Subject, printable
from geodata.models import PositionQuality

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
# What GDAL's drivers do not write so that anybody reads it as it was.
UNCARRIED = {".kml": "]]>", ".gpx": "<"}
FAMILIES = ("Point", "Line", "Polygon")
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
    # of artisans
    "consent_given_on": "consent_on",
    "consent_given_to": "consent_to",
    "consent_withdrawn_on": "withdrawn",
    "phone_is_public": "tel_public",
    "organisation": "organ",
}


def export(subject: Subject, records: QuerySet, path: Path) -> int:
    """Write records to a file whose ending tells the format; return how many.

    Sample records are left out, and sample positions too. Raises `UnreadableFile` where GDAL
    cannot write such a file.
    """
    chosen = records.filter(is_sample=False).order_by("pk").values_list("pk", "code")
    codes = dict(chosen)
    frame = geopandas.GeoDataFrame(
        _rows(subject, codes),
        columns=[*_columns(subject), "geometry"],
        geometry="geometry",
        crs=WGS_84,
    )
    ending = path.suffix.lower()
    path.unlink(missing_ok=True)
    try:
        if ending in TABLES:
            _write_table(frame, path, subject)
        elif ending == ".zip":
            _write_shapefiles(frame, path, subject)
        elif ending == ".gpkg":
            _write_package(frame, path, subject)
        else:
            _write(frame, path, ending)
    except (ValueError, pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise UnreadableFile(
            _("Files named %(ending)s cannot be written: choose .gpkg, .geojson, .csv or .xlsx.")
            % {"ending": ending or "?"}
        ) from error
    return len(codes)


def _columns(subject: Subject) -> list[str]:
    names = []
    for column in subject.columns:
        if column.translated:
            names += [f"{column.attribute}_{code}" for code in languages()]
        elif column.attribute in (*subject.kept, *subject.parts, "code"):
            names.append(column.attribute)
    return names


def _rows(subject: Subject, codes: dict[int, str]) -> list[dict[str, Any]]:
    """Return what records say as texts, by column, and where they lie."""
    slugs = {
        one.name: dict(plain_query(one.related_model).values_list("pk", "slug"))
        for one in subject.fields.values()
        if isinstance(one, ForeignKey | ManyToManyField)
    }
    where = subject.where(codes)
    stands = stored(subject, codes)
    rows = []
    for pk, code in codes.items():
        said = stands[pk]
        row: dict[str, Any] = {
            name: _text(subject, name, said.get(name), slugs) for name in _columns(subject)
        }
        row["code"] = code
        shape = said.get("geometry") or where.get(pk)
        if said.get("position_quality") == PositionQuality.SAMPLE:
            shape, row["position_quality"] = None, None
        row["geometry"] = shapely.from_wkb(shape) if shape else None
        rows.append(row)
    return rows


def _text(subject: Subject, name: str, value: Any, slugs: dict[str, dict[int, str]]) -> str | None:
    """Return a value as its column's reader reads it again, None for nothing."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or value in ("", []):
        return None
    if part := subject.parts.get(name):
        return part.shown(value)
    if name in slugs:
        known = slugs[name]
        return "; ".join(known[pk] for pk in (value if isinstance(value, list) else [value]))
    if isinstance(subject.fields[name], PointField):
        point = shapely.from_wkb(value)
        return f"{point.y!r}; {point.x!r}"
    return printable(str(value))


def _write_table(frame: geopandas.GeoDataFrame, path: Path, subject: Subject) -> None:
    table = frame.drop(columns="geometry").map(_guarded)
    if subject.has_position:
        _add_positions(table, frame.geometry)
    if path.suffix.lower() == ".xlsx":
        pyogrio.write_dataframe(
            table.astype("string"), path, driver="XLSX", layer=str(subject.title)
        )
    else:
        separator = "\t" if path.suffix.lower() == ".tsv" else ","
        table.to_csv(path, index=False, encoding="utf-8-sig", sep=separator)


def _add_positions(table: pandas.DataFrame, shapes: geopandas.GeoSeries) -> None:
    """Add points as longitude and latitude, lines and areas as WKT."""
    points = [
        shape if shape is not None and shape.geom_type == "Point" else None for shape in shapes
    ]
    table["longitude"] = [None if point is None else repr(point.x) for point in points]
    table["latitude"] = [None if point is None else repr(point.y) for point in points]
    table["wkt"] = [
        shape.wkt if shape is not None and point is None else None
        for shape, point in zip(shapes, points, strict=True)
    ]


def _guarded(cell: Any) -> Any:
    return guarded(cell) if isinstance(cell, str) else cell


def _write(frame: geopandas.GeoDataFrame, path: Path, ending: str) -> None:
    options: dict[str, Any] = {}
    if ending in {".geojson", ".json"}:
        # Else a text in braces is written as an object.
        options = {
            "RFC7946": True,
            "COORDINATE_PRECISION": 9,
            "AUTODETECT_JSON_STRINGS": "NO",
        }
    if ending == ".gpx":
        frame = frame[
            [shape is not None and shape.geom_type == "Point" for shape in frame.geometry]
        ]
        frame = frame.assign(name=frame["name_fr"].fillna(frame["name_ar"]))
        options = {"GPX_USE_EXTENSIONS": "YES", "layer": "waypoints"}
    if ending in DRIVERS:
        options["driver"] = DRIVERS[ending]
    if signs := UNCARRIED.get(ending):
        texts = list(frame.columns.drop("geometry"))
        frame = frame.assign(
            **frame[texts].map(lambda cell: None if signs in str(cell) else cell).astype(object)
        )
    pyogrio.write_dataframe(frame, path, **options)


def _write_package(frame: geopandas.GeoDataFrame, path: Path, subject: Subject) -> None:
    """Write one layer for points, lines and areas each, and how QGIS draws them."""
    layers: dict[str, str] = {}
    for family in FAMILIES:
        mine = frame[[_family(shape) == family for shape in frame.geometry]]
        if len(mine) or not layers:
            layer = f"{subject.name}s" + ("" if family == FAMILIES[0] else f"_{family.lower()}s")
            pyogrio.write_dataframe(mine, path, layer=layer, append=path.exists())
            layers[layer] = family
    styles.add(path, layers, subject)


def _write_shapefiles(frame: geopandas.GeoDataFrame, path: Path, subject: Subject) -> None:
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
        for family in FAMILIES:
            mine = short[[_family(shape) == family for shape in short.geometry]]
            if len(mine):
                pyogrio.write_dataframe(
                    mine,
                    folder / f"{subject.name}s_{family.lower()}.shp",
                    driver="ESRI Shapefile",
                    encoding="UTF-8",
                )
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(folder.iterdir()):
                archive.write(file, file.name)


def _family(shape: Any) -> str:
    """Return the kind of shapefile that a geometry goes to; points for none."""
    kind = "" if shape is None else shape.geom_type
    return next((name for name in FAMILIES if name in kind), FAMILIES[0])
