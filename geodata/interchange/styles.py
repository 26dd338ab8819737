"""Write into a GeoPackage how QGIS draws its layers: by category, labelled in a language.

QGIS looks for the table ``layer_styles`` when it opens a layer, and takes the style that is marked
as the default one: https://docs.qgis.org/latest/en/docs/user_manual/working_with_vector/vector_properties.html
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree

from django.utils.translation import get_language

from geodata.interchange.columns import languages
from geodata.interchange.subjects import Subject

TABLE = "layer_styles"
# Of the site's own drawings: indigo, saffron, red, green, dune, sky, ink, in turns.
COLOURS = ("#2c3a9c", "#e3a82b", "#a8321f", "#1d6b47", "#d3b577", "#7787ec", "#16142b")
SYMBOLS = {
    "Point": ("marker", "SimpleMarker", {"name": "circle", "size": "3.4"}),
    "Line": ("line", "SimpleLine", {"line_width": "0.8"}),
    "Polygon": ("fill", "SimpleFill", {"style": "solid", "outline_width": "0.4"}),
}
COLOUR_OF = {"Point": "color", "Line": "line_color", "Polygon": "color"}
AROUND = "6"  # Qgis.LabelPlacement.OrderedPositionsAroundPoint: never on the marker
ALPHA = {"Point": 255, "Line": 255, "Polygon": 110}


def add(path: Path, layers: Mapping[str, str], subject: Subject) -> None:
    """Add the styles of layers, given with the kind of their geometries, to a GeoPackage."""
    with closing(sqlite3.connect(path)) as package, package:
        package.execute(
            f"CREATE TABLE {TABLE} (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,"
            " f_table_catalog TEXT, f_table_schema TEXT, f_table_name TEXT,"
            " f_geometry_column TEXT, styleName TEXT, styleQML TEXT, styleSLD TEXT,"
            " useAsDefault BOOLEAN, description TEXT, owner TEXT, ui TEXT, update_time DATETIME)"
        )
        package.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier)"
            " VALUES (?, 'attributes', ?)",
            [TABLE, TABLE],
        )
        columns = dict(package.execute("SELECT table_name, column_name FROM gpkg_geometry_columns"))
        package.executemany(
            f"INSERT INTO {TABLE} (f_table_catalog, f_table_schema, f_table_name,"  # noqa: S608
            " f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner,"
            " update_time) VALUES ('', '', ?, ?, ?, ?, '', 1, '', '', datetime('now'))",
            [
                (layer, columns.get(layer), str(subject.title), qml(subject, family))
                for layer, family in layers.items()
            ],
        )


def qml(subject: Subject, family: str) -> str:
    """Return a style as QGIS writes it: a symbol for each category, the name as a label."""
    root = ElementTree.Element("qgis", version="3.34", styleCategories="Symbology|Labeling")
    choices: tuple[tuple[str, str], ...] = ()
    if "category" in subject.fields:
        choices = tuple(subject.fields["category"].flatchoices)
    kind = "categorizedSymbol" if choices else "singleSymbol"
    renderer = ElementTree.SubElement(root, "renderer-v2", type=kind, symbollevels="0")
    if choices:
        renderer.set("attr", "category")
        categories = ElementTree.SubElement(renderer, "categories")
        for number, (value, label) in enumerate(choices):
            ElementTree.SubElement(
                categories, "category",
                value=value, label=str(label), symbol=str(number), render="true", type="string",
            )  # fmt: skip
    symbols = ElementTree.SubElement(renderer, "symbols")
    for number in range(max(1, len(choices))):
        _symbol(symbols, family, number)
    _labels(root, family)
    return f"<!DOCTYPE qgis>{ElementTree.tostring(root, encoding='unicode')}"


def _symbol(symbols: ElementTree.Element, family: str, number: int) -> None:
    kind, drawn_by, options = SYMBOLS[family]
    colour = COLOURS[number % len(COLOURS)]
    rgb = ",".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    symbol = ElementTree.SubElement(symbols, "symbol", type=kind, name=str(number), alpha="1")
    layer = ElementTree.SubElement(
        symbol, "layer", {"class": drawn_by, "enabled": "1", "locked": "0", "pass": "0"}
    )
    said = ElementTree.SubElement(layer, "Option", type="Map")
    for name, value in (options | {COLOUR_OF[family]: f"{rgb},{ALPHA[family]}"}).items():
        ElementTree.SubElement(said, "Option", type="QString", name=name, value=value)


def _labels(root: ElementTree.Element, family: str) -> None:
    """Label in the active language, else in the first one in which there is a name."""
    codes = dict.fromkeys([get_language() or "fr", "fr", *languages()])
    names = ", ".join(f'"name_{code}"' for code in codes if code in languages())
    labeling = ElementTree.SubElement(root, "labeling", type="simple")
    settings = ElementTree.SubElement(labeling, "settings", calloutType="simple")
    style = ElementTree.SubElement(
        settings, "text-style",
        fieldName=f"coalesce({names})", isExpression="1", fontSize="9", fontSizeUnit="Point",
        textColor="22,20,43,255",
    )  # fmt: skip
    ElementTree.SubElement(
        style, "text-buffer", bufferDraw="1", bufferSize="0.8", bufferColor="255,255,255,255"
    )
    if family == "Point":
        ElementTree.SubElement(settings, "placement", placement=AROUND, dist="1.5", distUnits="MM")
