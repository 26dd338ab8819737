"""What goes out comes back and changes nothing, as far as the format can carry it."""

import geopandas
import pytest
from django.contrib.gis.geos import Point, Polygon
from django.core.management import CommandError, call_command

from geodata.errors import UnreadableFile
from geodata.interchange import exporting
from geodata.models import Place
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
    assert exporting.export(Place.objects.all(), path) == 4
    found = look(path)
    assert {f.label: (f.state.value, f.values, f.reasons) for f in found.findings} == {
        name: ("unchanged", {}, []) for name in ("Souk", "Stall", "Lost", "Tried")
    }


def test_waypoints_carry_the_points_alone(town, tmp_path, look):
    exporting.export(Place.objects.all(), tmp_path / "p.gpx")
    (finding,) = look(tmp_path / "p.gpx").findings
    assert (finding.label, finding.state) == ("Stall", "unchanged")


@pytest.mark.parametrize("ending", ["gpkg", "geojson"])
def test_every_language_is_a_column_and_no_sample_position_goes_out(town, tmp_path, ending):
    exporting.export(Place.objects.all(), tmp_path / f"p.{ending}")
    frame = geopandas.read_file(tmp_path / f"p.{ending}").set_index("slug")
    assert frame.loc["souk", "name_zgh"] == "ⵙⵙⵓⵇ"
    assert frame.loc["souk", "name_ar"] == "السوق"
    assert frame.loc["tried"].geometry is None
    assert "made-up" not in frame.index


def test_no_cell_goes_out_as_a_formula(town, tmp_path):
    exporting.export(Place.objects.all(), tmp_path / "p.csv")
    text = (tmp_path / "p.csv").read_text(encoding="utf-8-sig")
    assert "'=1+1" in text and "'=HYPERLINK" in text
    assert ",=" not in text


def test_a_format_that_cannot_be_written_is_refused_in_a_sentence(town, tmp_path):
    with pytest.raises(UnreadableFile, match="cannot be written"):
        exporting.export(Place.objects.all(), tmp_path / "p.exe")
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_places", tmp_path / "no" / "folder" / "p.csv")
