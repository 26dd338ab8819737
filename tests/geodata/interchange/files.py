"""Make the files that people send, and those that they had better not send."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import geopandas
import pyogrio

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def table(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """Write a table of text."""
    path.write_bytes(text.encode(encoding))
    return path


def workbook(path: Path, rows: Iterable[Iterable[Any]]) -> Path:
    """Write an XLSX of one sheet; a pair in a cell is a formula and what it came to."""
    sheet = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types">'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/s.xml" ContentType="{_KIND}.worksheet+xml"/>'
            "</Types>",
        )
        archive.writestr("_rels/.rels", _relation("officeDocument", "xl/workbook.xml"))
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
            '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr("xl/_rels/workbook.xml.rels", _relation("worksheet", "worksheets/s.xml"))
        archive.writestr(
            "xl/worksheets/s.xml",
            f'<worksheet xmlns="{_MAIN}"><sheetData>{sheet}</sheetData></worksheet>',
        )
    return path


def geojson(path: Path, *features: tuple[dict[str, Any], Any], **more: Any) -> Path:
    """Write GeoJSON of properties and geometries."""
    document = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": properties, "geometry": geometry}
            for properties, geometry in features
        ],
    }
    path.write_text(json.dumps(document | more), encoding="utf-8")
    return path


def shapefile(path: Path, frame: geopandas.GeoDataFrame, without: tuple[str, ...] = ()) -> Path:
    """Write a zipped shapefile, without some of its files."""
    folder = path.with_suffix("")
    folder.mkdir()
    pyogrio.write_dataframe(frame, folder / "stalls.shp")
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.iterdir()):
            if file.suffix not in without:
                archive.write(file, file.name)
    return path


def packed(path: Path, **files: bytes) -> Path:
    """Write a zip file; in names ``__`` stands for a dot."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return path


def zipped(**files: bytes) -> bytes:
    """Return a zip file as bytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in files.items():
            archive.writestr(name.replace("__", "."), part)
    return content.getvalue()


def point(longitude: float, latitude: float) -> dict[str, Any]:
    """Return a GeoJSON point."""
    return {"type": "Point", "coordinates": [longitude, latitude]}


def _cell(value: Any) -> str:
    match value:
        case None:
            return "<c/>"
        case (formula, result):
            return f'<c t="str"><f>{escape(formula)}</f><v>{escape(result)}</v></c>'
        case int() | float():
            return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'


def _relation(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/{kind}" Target="{target}"/></Relationships>'
    )
