"""Read a file of records into rows, whatever its format, without trusting it."""

from __future__ import annotations

import codecs
import json
import re
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pyproj
import shapely
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from geodata.errors import UnreadableFile
from geodata.interchange import collector, safety, text
from geodata.interchange.coordinates import UNSEEN

WGS_84 = 4326
MOST_ROWS = 200_000
MOST_COLUMNS = 400
MOST_CORNERS = 20_000  # of one geometry; an outline of a town has some hundreds
UNKEPT = re.compile("[\0\ud800-\udfff]")  # NUL and halves of letters, which PostgreSQL refuses
EMPTY = frozenset({"", "nan", "none", "null", "nat"})
LONGEST_EMPTY = max(map(len, EMPTY))
FORMULA = tuple("=+-@\t\r")
GUARD = "'"  # what `exporting` puts before a cell that a spreadsheet would take for a formula
LAYERS_OF_OWN = ("layer_styles", "qgis_projects")  # QGIS keeps them in tables of the file


@dataclass(slots=True)
class Row:
    """One record of a file.

    Attributes
    ----------
    number
        Where it stands: the line or row of a table, counted from its heading at 1; else the
        feature, counted from 1.
    cells
        What it says, as text, by column; empty cells are left out.
    shape
        Its geometry, in the reference system of the file.
    fault
        Why the geometry cannot be used, "" where it can.
    """

    number: int
    cells: dict[str, str]
    shape: BaseGeometry | None = None
    fault: str = ""


@dataclass
class Table:
    """What a file holds.

    Attributes
    ----------
    srid
        EPSG code of the reference system that the file states, None where it states none.
    """

    columns: list[str]
    rows: list[Row] = field(default_factory=list)
    srid: int | None = None


@collector.paused()
def read(path: Path, name: str, *, encoding: str = "", srid: int | None = None) -> Table:
    """Return the rows of a file.

    Parameters
    ----------
    name
        What the file is called by its owner: its ending tells the format.
    encoding
        Of a table of text or of a shapefile; found out where it is "".
    srid
        EPSG code to read positions by, whatever the file states.

    Raises
    ------
    UnreadableFile
        With one sentence on what to mend.
    """
    safety.check_size(path.stat().st_size)
    ending = Path(name).suffix.lower()
    reader = READERS.get(ending)
    if reader is None:
        raise UnreadableFile(
            _("Files named %(ending)s are not read; these are: %(known)s.")
            % {"ending": ending or _("without an ending"), "known": ", ".join(READERS)}
        )
    with tempfile.TemporaryDirectory(prefix="import-") as folder:
        table = reader(path, Path(folder), encoding)
    if srid is not None:
        table.srid = srid
    if not table.rows:
        raise _nothing(ending)
    if not table.columns:
        raise UnreadableFile(_("The rows of the file say nothing: it has no columns."))
    return table


def _nothing(ending: str) -> UnreadableFile:
    if ending == ".gpx":
        return UnreadableFile(_("The file holds no waypoints, and tracks are not read."))
    if READERS[ending] in (_text, _spreadsheet):
        return UnreadableFile(_("The file has no rows below its heading."))
    return UnreadableFile(_("The file holds no features: export the layer again."))


def _text(path: Path, _folder: Path, encoding: str) -> Table:
    found = text.lines(text.decode(path.read_bytes(), encoding))
    return _below_heading((line.number, line.cells) for line in found)


def _below_heading(rows: Iterable[tuple[int, list[str]]]) -> Table:
    """Return a table whose first row names the columns."""
    rows = iter(rows)
    _number, heading = next(rows, (0, []))
    columns = [cell.strip() for cell in heading]
    named = [column for column in columns if column]
    _check_columns(named)
    twice = sorted({column for column in named if named.count(column) > 1})
    if twice:
        raise UnreadableFile(
            _("Two columns are named “%(name)s”: rename one of them.") % {"name": twice[0][:40]}
        )
    table = Table(named)
    for number, cells in rows:
        if any(cell.strip() for cell in cells[len(columns) :]):
            raise UnreadableFile(
                _("Row %(row)d has more cells than the heading: is one of its texts not quoted?")
                % {"row": number}
            )
        row = Row(number, _cells(zip(columns, cells, strict=False)))
        for column, cell in row.cells.items():
            if cell[0] == GUARD and cell.lstrip(GUARD).startswith(FORMULA):
                row.cells[column] = cell[1:]
        _append(table, row)
    return table


def _spreadsheet(path: Path, _folder: Path, _encoding: str) -> Table:
    safety.check_is_open(path)
    if "xl/workbook.xml" not in safety.check_archive(path):
        raise UnreadableFile(_("The file is named .xlsx, and its content is something else."))
    sheets = [(name, count) for name, count in _layers(path) if count]
    if len(sheets) > 1:
        raise UnreadableFile(
            _("The workbook has several sheets with rows (%(names)s): send one of them.")
            % {"names": ", ".join(name for name, _count in sheets[:5])}
        )
    if not sheets:
        return Table([])
    # Read as text, with the heading among the rows: nothing is guessed, and numbers stay whole.
    fids, _shapes, columns, _meta = _raw(path, sheets[0][0], HEADERS="DISABLE")
    texts = [[_cell(value) for value in column] for column in columns]
    rows = (
        (int(fid), list(cells)) for fid, cells in zip(fids, zip(*texts, strict=True), strict=True)
    )
    return _below_heading(row for row in rows if any(row[1]))


def _json(path: Path, _folder: Path, _encoding: str) -> Table:
    try:
        document = json.loads(text.decode(path.read_bytes()))
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(_("The file is not JSON: export it as GeoJSON again.")) from error
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or document.get("type") != "FeatureCollection":
        raise UnreadableFile(_("The file is not GeoJSON: it must be a FeatureCollection."))
    table = Table([], srid=_srid_of_json(document.get("crs")))
    columns: dict[str, None] = {}
    for number, feature in enumerate(features, start=1):
        if not isinstance(feature, dict):
            raise UnreadableFile(_("Feature %(number)d is no feature.") % {"number": number})
        properties = feature.get("properties")
        cells = _cells((properties if isinstance(properties, dict) else {}).items())
        if "id" in feature:
            cells.setdefault("@id", _cell(feature["id"]))
        row = Row(number, cells)
        columns |= dict.fromkeys(cells)
        if feature.get("geometry") is not None:
            set_shape(row, lambda: shapely.from_geojson(json.dumps(feature["geometry"])))  # noqa: B023
        _append(table, row)
    table.columns = list(columns)
    _check_columns(table.columns)
    return table


def _srid_of_json(crs: Any) -> int:
    """Return the reference system of GeoJSON: WGS 84, or what the standard before 2016 named."""
    if crs is None:
        return WGS_84
    try:
        name = crs["properties"]["name"]
        found = WGS_84 if "CRS84" in name else pyproj.CRS.from_user_input(name).to_epsg()
    except (TypeError, KeyError, ValueError, pyproj.exceptions.CRSError):
        found = None
    if found is None:
        raise UnreadableFile(
            _("The file names a reference system that is not known (crs): export it in WGS 84.")
        )
    return found


def _package(path: Path, folder: Path, _encoding: str) -> Table:
    safety.check_package(path)
    # Under a name of our own: the ending is what GDAL tells a GeoPackage from other databases by.
    own = folder / "records.gpkg"
    own.symlink_to(path.resolve())
    return _features(own)


def _kml(path: Path, folder: Path, _encoding: str) -> Table:
    safety.check_xml(path, "kml")
    own = folder / "records.kml"
    own.symlink_to(path.resolve())
    return _features(own)


def _kmz(path: Path, folder: Path, encoding: str) -> Table:
    found = [file for file in safety.unpack(path, folder) if file.suffix == ".kml"]
    if len(found) != 1:
        raise UnreadableFile(
            _("The KMZ file holds %(count)d KML files, and one is read.") % {"count": len(found)}
        )
    safety.check_xml(found[0], "kml")
    return _features(found[0])


def _gpx(path: Path, _folder: Path, _encoding: str) -> Table:
    """Return the waypoints of GPX.

    Not by GDAL, which takes what looks like a number for one, 0612345678 too, and joins lines.
    """
    safety.check_xml(path, "gpx")
    table = Table([], srid=WGS_84)
    columns: dict[str, None] = {}
    for _event, element in ElementTree.iterparse(path):  # noqa: S314 (without a DOCTYPE)
        kind = _local(element)
        if kind == "wpt":
            row = Row(len(table.rows) + 1, _waypoint(element))
            at = element.get("lon", ""), element.get("lat", "")
            set_shape(row, lambda: shapely.Point(*map(float, at)))  # noqa: B023
            columns |= dict.fromkeys(row.cells)
            _append(table, row)
        if kind in {"wpt", "trkpt", "rtept"}:
            element.clear()
    table.columns = list(columns)
    _check_columns(table.columns)
    return table


def _waypoint(element: ElementTree.Element) -> dict[str, str]:
    """Return what a waypoint says; what extensions say goes before what repeats it in short."""
    own = {_local(one): one.text for one in element.iterfind("{*}extensions/{*}*")}
    short = {_local(one): one.text for one in element if _local(one) != "extensions"}
    prefix = "gpx " if own else ""
    return _cells(({f"{prefix}{name}": text for name, text in short.items()} | own).items())


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _zipped(path: Path, folder: Path, encoding: str) -> Table:
    files = safety.unpack(path, folder)
    by_name = {file.name: file for file in files}
    shapes = [file for file in files if file.suffix == ".shp"]
    if not shapes:
        raise UnreadableFile(
            _("There is no shapefile in the zip file: pack the .shp, .shx, .dbf and .prj together.")
        )
    tables = []
    for shape in shapes:
        safety.check_shapefile(shape)
        stem = shape.stem
        missing = [end for end in (".shx", ".dbf") if f"{stem}{end}" not in by_name]
        if missing:
            raise UnreadableFile(
                _("%(name)s comes without its %(missing)s: pack all files of the shapefile.")
                % {"name": shape.name, "missing": missing[0]}
            )
        safety.check_rows(shape)
        if encoding or f"{stem}.cpg" not in by_name:
            (folder / f"{stem}.cpg").write_text(encoding or _dbf_encoding(by_name[f"{stem}.dbf"]))
        table = _features(shape)
        if f"{stem}.prj" not in by_name:
            table.srid = None
        tables.append(table)
    return _joined(tables)


def _dbf_encoding(path: Path) -> str:
    """Return what the texts of a shapefile are most likely in, where nothing says so."""
    content = path.read_bytes()[:5_000_000]
    content = content[int.from_bytes(content[8:10], "little") :]  # the rows, below their heading
    try:
        codecs.getincrementaldecoder("utf-8")().decode(content)  # it may end within a letter
    except UnicodeDecodeError:
        return (
            "CP1256"
            if text.decode(content.replace(b"\0", b" "))
            == content.replace(b"\0", b" ").decode("cp1256", errors="replace")
            else "CP1252"
        )
    return "UTF-8"


def _features(path: Path) -> Table:
    """Return the features of all layers of a file that GDAL reads."""
    tables = []
    for layer, count in _layers(path):
        if layer in LAYERS_OF_OWN or not count:
            continue
        _fids, shapes, columns, meta = _raw(path, layer)
        names = [str(name) for name in meta["fields"]]
        _check_columns(names)
        table = Table(names, srid=_srid_of(meta["crs"]))
        texts = [[_cell(value) for value in column] for column in columns]
        read = [None] * count if shapes is None else _usable(shapes).tolist()
        for index, cells in enumerate(zip(*texts, strict=True) if texts else [()] * count):
            said = {name: cell for name, cell in zip(names, cells, strict=True) if cell}
            row = Row(index + 1, said, read[index])
            if row.shape is None and shapes is not None and shapes[index] is not None:
                set_shape(row, lambda: shapely.from_wkb(shapes[index]))  # noqa: B023
            _append(table, row)
        tables.append(table)
    return _joined(tables) if tables else Table([])


def _layers(path: Path) -> list[tuple[str, int]]:
    """Return the layers of a file and how many features each has."""
    import pyogrio  # which brings pandas along: not for every process that has a desk

    try:
        layers = [str(name) for name, _kind in pyogrio.list_layers(path)]
        counts = [
            pyogrio.read_info(path, layer, force_feature_count=True)["features"] for layer in layers
        ]
    except (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        UnicodeDecodeError,
    ) as error:
        raise UnreadableFile(
            _("The file is broken, or is not what its name says: export it again.")
        ) from error
    if sum(counts) > MOST_ROWS:
        raise _too_many()
    return list(zip(layers, counts, strict=True))


def _raw(path: Path, layer: str, **options: str) -> tuple[Any, Any, list[Any], dict[str, Any]]:
    import pyogrio

    try:
        meta, fids, shapes, columns = pyogrio.raw.read(
            path, layer, return_fids=True, force_2d=True, datetime_as_string=True, **options
        )
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as error:
        raise UnreadableFile(
            _("The file is broken, or is not what its name says: export it again.")
        ) from error
    return fids, shapes, list(columns), meta


def _joined(tables: list[Table]) -> Table:
    """Return several layers as one table, numbered on."""
    first, *others = tables
    located = [table for table in tables if any(row.shape or row.fault for row in table.rows)]
    if len({table.srid for table in located}) > 1:
        raise UnreadableFile(
            _("The layers of the file are in different reference systems: export them in one.")
        )
    if located:
        first.srid = located[0].srid
    for other in others:
        for row in other.rows:
            row.number = len(first.rows) + 1
            _append(first, row)
        first.columns += [name for name in other.columns if name not in first.columns]
    return first


def _srid_of(crs: str | None) -> int | None:
    if not crs:
        return None
    try:
        found = pyproj.CRS(crs)
    except pyproj.exceptions.CRSError:
        return None
    return found.to_epsg() or found.to_epsg(min_confidence=20)


def _usable(shapes: np.ndarray) -> Any:
    """Return the geometries of WKB that can be used as they are, None for the others."""
    read = shapely.force_2d(shapely.from_wkb(shapes, on_invalid="ignore"))
    is_usable = (
        ~shapely.is_empty(read)
        & shapely.is_valid(read)
        & (shapely.get_num_coordinates(read) <= MOST_CORNERS)
        & (shapely.get_type_id(read) != shapely.GeometryType.GEOMETRYCOLLECTION)
    )
    return np.where(is_usable, read, None)


def set_shape(row: Row, read_shape: Callable[[], BaseGeometry]) -> None:
    """Give a row its geometry in two dimensions, or the reason why it has none."""
    try:
        shape = shapely.force_2d(read_shape())
    except (shapely.errors.ShapelyError, NotImplementedError, ValueError):  # as curves are
        row.fault = _("The geometry is broken: draw it again.")
        return
    corners = shapely.get_num_coordinates(shape)
    if shape.is_empty:
        row.fault = _("The geometry is empty: draw it, or leave it out.")
    elif corners > MOST_CORNERS:
        row.fault = _(
            "The geometry has %(count)d corners, and no more than %(most)d are kept: simplify it."
        ) % {"count": corners, "most": MOST_CORNERS}
    elif not np.isfinite(shapely.get_coordinates(shape)).all():
        row.fault = _("The geometry has a corner that is no number: draw it again.")
    elif shape.geom_type == "GeometryCollection":
        row.fault = _("The geometry mixes points, lines and areas: keep one of them.")
    elif not shape.is_valid:
        row.fault = _("The outline crosses itself at %(where)s: draw it again.") % {
            "where": _where(shapely.is_valid_reason(shape))
        }
    else:
        row.shape = shape


def _where(reason: str) -> str:
    """Return the position in a reason of GEOS such as ``Self-intersection[1 2]``."""
    return reason.partition("[")[2].rstrip("]") or reason


def _cells(pairs: Iterable[tuple[str, Any]]) -> dict[str, str]:
    texts = ((UNKEPT.sub("", name), _cell(value)) for name, value in pairs if name)
    return {name: found for name, found in texts if found}


def _cell(value: Any) -> str:
    """Return what a cell says as text, "" where it says nothing."""
    if isinstance(value, str):
        found = UNKEPT.sub("", value).strip()
        is_empty = len(found) <= LONGEST_EMPTY and found.lower() in EMPTY
        return "" if is_empty or not found.strip(UNSEEN) else found
    if value is None or value is np.ma.masked:
        return ""
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, float | np.floating):
        number = float(value)
        return "" if number != number else str(int(number)) if number.is_integer() else repr(number)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return _cell(str(value))


def _check_columns(names: list[str]) -> None:
    if len(names) > MOST_COLUMNS:
        raise UnreadableFile(
            _("The file has %(count)d columns, and no more than %(most)d are read.")
            % {"count": len(names), "most": MOST_COLUMNS}
        )


def _append(table: Table, row: Row) -> None:
    if len(table.rows) >= MOST_ROWS:
        raise _too_many()
    table.rows.append(row)


def _too_many() -> UnreadableFile:
    return UnreadableFile(
        _("The file has more than %(most)d rows: split it.") % {"most": MOST_ROWS}
    )


READERS: dict[str, Callable[[Path, Path, str], Table]] = {
    ".gpkg": _package,
    ".zip": _zipped,
    ".geojson": _json,
    ".json": _json,
    ".kml": _kml,
    ".kmz": _kmz,
    ".gpx": _gpx,
    ".csv": _text,
    ".tsv": _text,
    ".txt": _text,
    ".xlsx": _spreadsheet,
}
