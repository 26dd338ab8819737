"""What is broken, locked or made to hurt is refused in one sentence, and stops nobody else."""

from __future__ import annotations

import random
import shutil
import sqlite3
import zipfile
from pathlib import Path

import geopandas
import pyogrio
import pytest
from shapely.geometry import Point

from geodata.errors import UnreadableFile
from geodata.interchange import reading
from tests.geodata.interchange import files

FRAME = geopandas.GeoDataFrame(
    {"nom": ["Atelier", "Échoppe"]},
    geometry=[Point(-10.0574, 28.987), Point(-10.06, 28.99)],
    crs="EPSG:4326",
)
BROKEN_OR_LOCKED = "The zip file is broken or locked"


def names(path: Path) -> list[str]:
    return [row.cells.get("nom", "") for row in reading.read(path, path.name).rows]


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableFile) as told:
        reading.read(path, path.name)
    return str(told.value)


@pytest.fixture
def parts(tmp_path: Path) -> dict[str, bytes]:
    """Return the files of a shapefile by name."""
    folder = tmp_path / "parts"
    folder.mkdir()
    pyogrio.write_dataframe(FRAME, folder / "stalls.shp", encoding="UTF-8")
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def packed(path: Path, parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def marked(content: bytes, header: bytes, offset: int, value: bytes) -> bytes:
    """Return a zip file with some bytes written into each of its headers of a kind."""
    changed = bytearray(content)
    at = -1
    while (at := changed.find(header, at + 1)) >= 0:
        changed[at + offset : at + offset + len(value)] = value
    return bytes(changed)


def test_a_zip_file_with_a_password_is_refused(tmp_path, parts):
    path = packed(tmp_path / "t.zip", parts)
    locked = marked(path.read_bytes(), b"PK\x03\x04", 6, b"\x01")
    path.write_bytes(marked(locked, b"PK\x01\x02", 8, b"\x01"))
    assert BROKEN_OR_LOCKED in refusal(path)


@pytest.mark.parametrize("size", [1, 0x7FFFFFFF, 0xFFFFFFFF])
def test_a_zip_file_that_lies_about_its_sizes_is_refused(tmp_path, parts, size):
    path = packed(tmp_path / "t.zip", parts)
    path.write_bytes(marked(path.read_bytes(), b"PK\x01\x02", 24, size.to_bytes(4, "little")))
    assert refusal(path)


def spoilt_and_refused(
    path: Path,
    whole: bytes,
    *,
    seed: int,
    times: int,
    changes: tuple[int, int],
    first: int = 0,
) -> int:
    """Read a file with some bytes from the first on changed, and return how often it is refused."""
    chance = random.Random(seed)
    refused = 0
    for _time in range(times):
        spoilt = bytearray(whole)
        for _byte in range(chance.randint(*changes)):
            spoilt[chance.randrange(first, len(spoilt))] = chance.randrange(256)
        path.write_bytes(spoilt)
        try:
            reading.read(path, path.name)
        except UnreadableFile:
            refused += 1
    return refused


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_bytes_that_are_spoilt_on_the_way_are_refused_or_harmless(tmp_path, parts, method):
    path = packed(tmp_path / "t.zip", parts, method)
    refused = spoilt_and_refused(path, path.read_bytes(), seed=1, times=60, changes=(1, 6))
    assert refused > 30


def test_names_in_capitals_belong_to_the_same_shapefile(tmp_path, parts):
    spelt = {
        {".dbf": "STALLS.DBF", ".shx": "Stalls.Shx"}.get(name[-4:], name): content
        for name, content in parts.items()
    }
    assert names(packed(tmp_path / "t.zip", spelt)) == ["Atelier", "Échoppe"]


def test_folders_of_windows_and_names_of_nothing_do_no_harm(tmp_path, parts):
    inside = {f"carte\\{name}": content for name, content in parts.items()}
    path = packed(tmp_path / "t.zip", inside | {".": b"x", "": b"x"})
    assert names(path) == ["Atelier", "Échoppe"]


def test_a_name_that_no_disk_takes_is_refused_by_name(tmp_path, parts):
    path = packed(tmp_path / "t.zip", {f"{'س' * 150}.shp": parts["stalls.shp"]})
    assert f"whose name is too long, {'س' * 40}…" in refusal(path)


def test_shapes_without_a_row_of_text_are_not_dropped_in_silence(tmp_path, parts):
    rows = bytearray(parts["stalls.dbf"])
    rows[4:8] = (1).to_bytes(4, "little")
    parts["stalls.dbf"] = bytes(rows)
    said = refusal(packed(tmp_path / "t.zip", parts))
    assert "stalls.shp has 2 positions and 1 rows of text: export it again." in said


def test_a_shapefile_that_breaks_off_does_not_lose_its_positions_in_silence(tmp_path, parts):
    parts["stalls.shp"] = parts["stalls.shp"][:-10]
    assert refusal(packed(tmp_path / "t.zip", parts)).startswith("stalls.shp breaks off")


def test_a_shapefile_in_utf_8_that_does_not_say_so_is_read(tmp_path, parts):
    del parts["stalls.cpg"]
    assert names(packed(tmp_path / "t.zip", parts)) == ["Atelier", "Échoppe"]


def test_a_table_that_is_empty_says_so(tmp_path, parts):
    parts["stalls.dbf"] = b""
    assert "2 positions and 0 rows of text" in refusal(packed(tmp_path / "t.zip", parts))


def test_a_workbook_with_a_password_or_of_the_old_kind_is_told_apart(tmp_path):
    path = tmp_path / "t.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    assert "locked or is an old one" in refusal(path)


@pytest.mark.parametrize("encoding", ["foo-8", "base64", "idna", "shift_jis", "utf-7"])
def test_xml_in_an_encoding_that_is_not_read_says_so(tmp_path, encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?><kml/>'
    assert "save it in UTF-8" in refusal(files.table(tmp_path / "t.kml", text))


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Return a GeoPackage."""
    pyogrio.write_dataframe(FRAME, tmp_path / "t.gpkg", layer="stalls")
    return tmp_path / "t.gpkg"


def written(package: Path, *statements: str) -> Path:
    with sqlite3.connect(package) as database:
        for name in ("ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
            database.create_function(name, 1, lambda _shape: 0)
        for statement in statements:
            database.execute(statement)
    database.close()
    return package


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE VIEW more AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
        " SELECT x AS fid, 'A' AS nom FROM n",
        "ALTER TABLE stalls ADD COLUMN more TEXT AS (hex(zeroblob(400000000))) VIRTUAL",
        "CREATE VIRTUAL TABLE more USING fts5(nom)",
    ],
    ids=["a view without end", "a column of 800 MB", "a virtual table"],
)
def test_a_package_that_computes_what_it_says_is_never_computed(package, statement):
    registered = "INSERT INTO gpkg_contents (table_name, data_type) VALUES ('more', 'attributes')"
    assert "The file computes “" in refusal(written(package, statement, registered))


def test_a_package_that_is_open_elsewhere_is_read_as_far_as_it_was_saved(package):
    assert names(written(package, "PRAGMA journal_mode = wal")) == ["Atelier", "Échoppe"]


def test_a_project_or_a_table_without_positions_beside_a_layer_does_no_harm(package):
    written(
        package,
        "CREATE TABLE qgis_projects (name TEXT PRIMARY KEY, content BLOB)",
        "INSERT INTO qgis_projects VALUES ('carte', x'00')",
        "CREATE TABLE more (fid INTEGER PRIMARY KEY, nom TEXT)",
        "INSERT INTO more VALUES (1, 'Four')",
        "INSERT INTO gpkg_contents (table_name, data_type) VALUES ('more', 'attributes')",
    )
    found = reading.read(package, package.name)
    assert [row.cells["nom"] for row in found.rows] == ["Atelier", "Échoppe", "Four"]
    assert found.srid == 4326


def test_spoilt_packages_are_refused_or_harmless(package, tmp_path):
    path = tmp_path / "spoilt.gpkg"
    whole = package.read_bytes()
    refused = spoilt_and_refused(path, whole, seed=2, times=40, changes=(5, 60), first=16)
    assert refused > 5
    shutil.copy(package, path)
    assert names(path) == ["Atelier", "Échoppe"]
