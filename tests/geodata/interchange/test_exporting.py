"""What goes out comes back and changes nothing, as far as the format can carry it."""

import sqlite3
from contextlib import closing
from xml.etree import ElementTree

import geopandas
import pandas
import pyogrio
import pytest
from django.contrib.gis.geos import Point, Polygon
from django.core.management import CommandError, call_command

from geodata.errors import UnreadableFile
from geodata.interchange import exporting
from geodata.interchange.subjects import SUBJECTS
from geodata.models import Category, Place
from tests import towns

pytestmark = pytest.mark.django_db

LONG = "Une longue histoire, avec « des signes », des lignes\net 1001 nuits. " * 8


@pytest.fixture
def town():
    """Fill a town with places that have everything to say, or nearly nothing."""
    souk = towns.place(
        "Souk",
        name_ar="السوق",
        name_zgh="ⵙⵙⵓⵇ",
        other_names="=HYPERLINK(1); Dlalat",
        summary_fr="=1+1",
        summary_ar="وصف",
        story_fr=LONG,
        opening_hours="Mo-Sa 09:00-18:00",
        visit_minutes=30,
        admission_mad="12.50",
        wheelchair="limited",
        phone="+212528870000",
        website="https://example.org/souk",
        entrance=Point(-10.057412345, 28.987012345, srid=4326),
        position_accuracy_m=10,
        is_core=True,
    )
    souk.geometry = Polygon.from_bbox((-10.06, 28.98, -10.05, 28.99))
    souk.save()
    towns.place("Stall", category="workshop", parent=souk, at=(-10.0571234567, 28.9871234567))
    towns.place("Lost", at=None, status="draft")
    towns.place("Tried", at=(-10.2, 28.9), quality="sample")
    towns.place("Made up", is_sample=True)


@pytest.mark.parametrize("ending", ["gpkg", "geojson", "csv", "tsv", "xlsx", "kml", "zip"])
def test_a_round_trip_changes_nothing(town, tmp_path, look, ending):
    path = tmp_path / f"places.{ending}"
    assert exporting.export(SUBJECTS["place"], Place.objects.all(), path) == 4
    found = look(path)
    assert {f.label: (f.state.value, f.values, f.reasons) for f in found.findings} == {
        name: ("unchanged", {}, []) for name in ("Souk", "Stall", "Lost", "Tried")
    }


def test_waypoints_carry_the_points_alone(town, tmp_path, look):
    exporting.export(SUBJECTS["place"], Place.objects.all(), tmp_path / "p.gpx")
    (finding,) = look(tmp_path / "p.gpx").findings
    assert (finding.label, finding.state) == ("Stall", "unchanged")


@pytest.mark.parametrize("ending", ["gpkg", "geojson"])
def test_every_language_is_a_column_and_no_sample_position_goes_out(town, tmp_path, ending):
    exporting.export(SUBJECTS["place"], Place.objects.all(), tmp_path / f"p.{ending}")
    layers = pyogrio.list_layers(tmp_path / f"p.{ending}")[:, 0]
    frame = pandas.concat(
        geopandas.read_file(tmp_path / f"p.{ending}", layer=layer)
        for layer in layers
        if layer != "layer_styles"
    ).set_index("slug")
    assert frame.loc["souk", "name_zgh"] == "ⵙⵙⵓⵇ"
    assert frame.loc["souk", "name_ar"] == "السوق"
    assert frame.loc["tried"].geometry is None
    assert "made-up" not in frame.index


def test_no_cell_goes_out_as_a_formula(town, tmp_path):
    exporting.export(SUBJECTS["place"], Place.objects.all(), tmp_path / "p.csv")
    text = (tmp_path / "p.csv").read_text(encoding="utf-8-sig")
    assert "'=1+1" in text and "'=HYPERLINK" in text
    assert ",=" not in text


def test_a_format_that_cannot_be_written_is_refused_in_a_sentence(town, tmp_path):
    with pytest.raises(UnreadableFile, match="cannot be written"):
        exporting.export(SUBJECTS["place"], Place.objects.all(), tmp_path / "p.exe")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_places", tmp_path / "no" / "folder" / "p.csv")


def test_qgis_finds_how_to_draw_every_layer_by_category_and_what_to_write_beside(town, tmp_path):
    path = tmp_path / "p.gpkg"
    exporting.export(SUBJECTS["place"], Place.objects.all(), path)
    with closing(sqlite3.connect(path)) as package:
        rows = package.execute(
            "SELECT f_table_name, f_geometry_column, useAsDefault, styleQML FROM layer_styles"
        ).fetchall()
        columns = dict(package.execute("SELECT table_name, column_name FROM gpkg_geometry_columns"))
        known = {name for (name,) in package.execute("SELECT table_name FROM gpkg_contents")}
    assert {(layer, geometry) for layer, geometry, _default, _qml in rows} == set(columns.items())
    assert known == {*columns, "layer_styles"}
    for layer, _geometry, is_default, qml in rows:
        assert is_default == 1
        style = ElementTree.fromstring(qml)
        renderer = style.find("renderer-v2")
        assert renderer is not None and renderer.get("attr") == "category"
        symbols = {one.get("name"): one.get("type") for one in style.iter("symbol")}
        drawn = {one.get("value"): one.get("symbol") for one in style.iter("category")}
        assert drawn.keys() == set(Category.values)
        assert set(drawn.values()) == symbols.keys()
        assert set(symbols.values()) == {"fill" if layer == "places_polygons" else "marker"}
        (label,) = (one.get("fieldName", "") for one in style.iter("text-style"))
        assert label.startswith('coalesce("name_en"') and '"name_zgh"' in label


def test_a_style_of_qgis_is_no_layer_to_read(town, tmp_path, look):
    exporting.export(SUBJECTS["place"], Place.objects.all(), tmp_path / "p.gpkg")
    assert len(look(tmp_path / "p.gpkg").findings) == 4
