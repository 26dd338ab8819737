"""Files are read whatever they are written with, and refused in one sentence where they must be."""

from __future__ import annotations

import time
import zipfile
from pathlib import Path

import geopandas
import pyogrio
import pytest
from shapely.geometry import Point

from geodata.errors import UnreadableFile
from geodata.interchange import reading, safety
from geodata.interchange.report import guarded
from tests.geodata.interchange import files

FRAME = geopandas.GeoDataFrame(
    {"nom": ["Atelier", "Échoppe"]},
    geometry=[Point(-10.0574, 28.987), Point(-10.06, 28.99)],
    crs="EPSG:4326",
)


def read(path: Path, **options) -> list[reading.Row]:
    return reading.read(path, path.name, **options).rows


def refusal(path: Path, **options) -> str:
    with pytest.raises(UnreadableFile) as told:
        reading.read(path, path.name, **options)
    sentence = str(told.value)
    assert sentence.endswith((".", "?"))
    return sentence


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_arabic_tables_are_read_in_any_encoding(tmp_path, encoding, separator):
    text = separator.join(["الاسم", "الصنف"]) + "\r\n" + separator.join(["سوق أمحيريش", "سوق"])
    (row,) = read(files.table(tmp_path / "t.csv", text, encoding))
    assert row.cells == {"الاسم": "سوق أمحيريش", "الصنف": "سوق"}
    assert row.number == 2


def test_french_tables_of_windows_keep_their_accents(tmp_path):
    (row,) = read(
        files.table(tmp_path / "t.csv", "nom;catégorie\nÉchoppe à l’étage;souk", "cp1252")
    )
    assert row.cells == {"nom": "Échoppe à l’étage", "catégorie": "souk"}


def test_rows_are_numbered_as_the_spreadsheet_shows_them(tmp_path):
    path = files.workbook(
        tmp_path / "t.xlsx", [["nom", "lat"], ["A", 28.987], [None, None], ["B", "28,9"]]
    )
    assert [(row.number, row.cells["nom"]) for row in read(path)] == [(2, "A"), (4, "B")]
    path = files.table(tmp_path / "t.csv", 'nom,x\n"A\nB",1\n\nC,2\n')
    assert [row.number for row in read(path)] == [2, 5]


def test_a_formula_is_read_as_the_text_that_it_shows(tmp_path):
    path = files.workbook(
        tmp_path / "t.xlsx", [["nom"], [('HYPERLINK("http://evil.example","Souk")', "Souk")]]
    )
    assert read(path)[0].cells == {"nom": "Souk"}
    path = files.table(tmp_path / "t.csv", 'nom\n"=HYPERLINK(""http://evil.example"")"')
    assert read(path)[0].cells["nom"].startswith("=HYPERLINK")


def test_a_formula_goes_out_as_text_and_comes_back_as_it_was(tmp_path):
    assert guarded("=1+1") == "'=1+1"
    assert guarded("+212 528-87") == "+212 528-87"
    assert guarded("@SUM(A1)") == "'@SUM(A1)"
    (row,) = read(files.table(tmp_path / "t.csv", f"nom\n{guarded('=1+1')}"))
    assert row.cells["nom"] == "=1+1"


@pytest.mark.parametrize("ending", ["gpkg", "geojson", "kml"])
def test_maps_are_read_with_their_positions(tmp_path, ending):
    path = tmp_path / f"t.{ending}"
    pyogrio.write_dataframe(FRAME, path, driver="LIBKML" if ending == "kml" else None)
    first, second = read(path)
    assert first.cells["nom"] == "Atelier"
    assert second.cells["nom"] == "Échoppe"
    assert first.shape is not None
    assert first.shape.equals_exact(Point(-10.0574, 28.987), 1e-7)


def test_a_packed_kml_and_waypoints_are_read(tmp_path):
    pyogrio.write_dataframe(FRAME, tmp_path / "t.kml", driver="LIBKML")
    path = files.packed(tmp_path / "t.kmz", doc__kml=(tmp_path / "t.kml").read_bytes())
    assert [row.cells["nom"] for row in read(path)] == ["Atelier", "Échoppe"]
    path = files.table(
        tmp_path / "t.gpx",
        '<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="x">'
        '<wpt lat="28.987" lon="-10.0574"><name>Souk</name></wpt></gpx>',
    )
    (row,) = read(path)
    assert row.cells["name"] == "Souk"


def test_a_shapefile_without_one_of_its_files_is_refused_by_name(tmp_path):
    for number, ending in enumerate([".shx", ".dbf"]):
        path = files.shapefile(tmp_path / f"{number}.zip", FRAME, without=(ending,))
        assert f"stalls.shp comes without its {ending}" in refusal(path)
    path = files.shapefile(tmp_path / "prj.zip", FRAME, without=(".prj",))
    assert reading.read(path, path.name).srid is None
    path = files.packed(tmp_path / "none.zip", a__txt=b"hello")
    assert "no shapefile" in refusal(path)


def test_a_shapefile_in_windows_arabic_without_its_encoding_is_read(tmp_path):
    frame = geopandas.GeoDataFrame(
        {"nom": ["سوق أمحيريش"]}, geometry=[Point(-10, 28.9)], crs="EPSG:4326"
    )
    folder = tmp_path / "s"
    folder.mkdir()
    pyogrio.write_dataframe(frame, folder / "s.shp", encoding="CP1256")
    with zipfile.ZipFile(tmp_path / "s.zip", "w") as archive:
        for file in folder.iterdir():
            if file.suffix != ".cpg":
                archive.write(file, file.name)
    (row,) = read(tmp_path / "s.zip", encoding="windows-1256")
    assert row.cells["nom"] == "سوق أمحيريش"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    zeros = b"0" * 50_000_000
    for name, files_in in (
        ("bomb.zip", {"a__shp": zeros}),
        ("bomb.kmz", {"doc__kml": zeros}),
        ("bomb.xlsx", {"xl/workbook__xml": b"<x/>", "xl/worksheets/s__xml": zeros}),
    ):
        started = time.perf_counter()
        sentence = refusal(files.packed(tmp_path / name, **files_in))
        assert "Unpacked, the file would have" in sentence
        assert time.perf_counter() - started < 30
    nested = files.packed(tmp_path / "nested.zip", inner__zip=files.zipped(a__shp=b"x"))
    assert "holds another packed file, inner.zip" in refusal(nested)
    many = files.packed(tmp_path / "many.zip", **{f"f{n}__txt": b"" for n in range(600)})
    assert "holds 600 files" in refusal(many)
    outside = files.packed(tmp_path / "out.zip", **{"../../etc/x__shp": b"x"})
    assert "outside its folder" in refusal(outside)


def test_a_file_that_is_too_large_is_refused_unopened(tmp_path):
    path = tmp_path / "large.xlsx"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    assert "200 MB" in refusal(path)
    (tmp_path / "empty.csv").touch()
    assert "empty" in refusal(tmp_path / "empty.csv")


def test_what_is_not_what_its_name_says_never_reaches_gdal(tmp_path):
    vrt = '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource>'
    vrt += "</OGRVRTLayer></OGRVRTDataSource>"
    for ending in ("kml", "gpx", "gpkg", "geojson", "xlsx", "zip", "kmz"):
        refusal(files.table(tmp_path / f"vrt.{ending}", vrt))
    bomb = '<!DOCTYPE kml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><kml>&b;</kml>'
    assert "DOCTYPE" in refusal(files.table(tmp_path / "bomb.kml", bomb))
    assert "broken at line 2" in refusal(files.table(tmp_path / "cut.kml", "<kml>\n<Docu"))
    assert "are not read" in refusal(files.table(tmp_path / "t.exe", "MZ"))
    corrupt = safety.SQLITE + b"\0" * 100
    (tmp_path / "t.gpkg").write_bytes(corrupt)
    refusal(tmp_path / "t.gpkg")


def test_tables_that_are_not_tables_are_refused(tmp_path):
    assert "Two columns are named “nom”" in refusal(files.table(tmp_path / "a.csv", "nom,nom\n1,2"))
    assert "more cells" in refusal(files.table(tmp_path / "b.csv", "nom,x\na,b,c"))
    assert "no rows" in refusal(files.table(tmp_path / "c.csv", "nom,x\n"))
    (tmp_path / "d.csv").write_bytes(b"nom\n\0\0")
    assert "not a table of text" in refusal(tmp_path / "d.csv")
    assert "not JSON" in refusal(files.table(tmp_path / "e.geojson", "{"))
    assert "not JSON" in refusal(files.table(tmp_path / "f.geojson", "[" * 100_000))
    assert "encoding" in refusal(files.table(tmp_path / "g.csv", "é", "cp1252"), encoding="utf-8")


def fault(path: Path, geometry) -> str:
    (row,) = read(files.geojson(path, ({"nom": "x"}, geometry)))
    assert row.shape is None
    return row.fault


def test_geometries_that_cannot_be_kept_say_why(tmp_path):
    path = tmp_path / "t.geojson"
    ring = [[-10 + n * 1e-7, 28.9 + (n % 2) * 1e-3] for n in range(1_000_000)]
    many = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    assert "1000001 corners" in fault(path, many)
    bow = [[-10, 28], [-9.9, 28.1], [-9.9, 28], [-10, 28.1], [-10, 28]]
    assert "crosses itself at -9.95 28.05" in fault(path, {"type": "Polygon", "coordinates": [bow]})
    assert "empty" in fault(path, {"type": "Polygon", "coordinates": []})
    assert "broken" in fault(path, {"type": "Point", "coordinates": ["a", None]})
    mixed = {"type": "GeometryCollection", "geometries": [files.point(-10, 28.9)]}
    assert "mixes" in fault(path, mixed)
