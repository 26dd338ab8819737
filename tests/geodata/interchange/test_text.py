"""Tables of text lose no row, whatever ends their lines and whatever is not closed."""

from __future__ import annotations

import pytest

from geodata.errors import UnreadableFile
from geodata.interchange import reading, text
from tests.geodata.interchange import files


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_on_any_computer(end):
    found = list(text.lines(end.join(["nom;x", "A;1", '"B\nC";2', "D;3", ""])))
    assert [line.cells for line in found] == [["nom", "x"], ["A", "1"], ["B\nC", "2"], ["D", "3"]]
    assert [line.number for line in found] == [1, 2, 3, 5]


@pytest.mark.parametrize(
    "table",
    ['nom,x\nA,1\n"B,2\nC,3\n', 'nom,x\nA,1\n"B" Ali,2\nC,3\n', f"nom,x\nA,1\n{'x' * 300_000},2\n"],
    ids=["never closed", "closed too early", "a cell without end"],
)
def test_a_quotation_mark_that_is_not_closed_swallows_no_rows(table):
    with pytest.raises(UnreadableFile, match="row that begins at line 3"):
        list(text.lines(table))


def test_a_million_columns_are_refused_at_once(tmp_path):
    heading = ",".join(f"c{number}" for number in range(1_000_000))
    path = files.table(tmp_path / "t.csv", f"{heading}\n1\n")
    with pytest.raises(UnreadableFile, match="1000000 columns"):
        reading.read(path, path.name)


def test_what_nobody_sees_and_halves_of_letters_say_nothing(tmp_path):
    path = files.geojson(
        tmp_path / "t.geojson",
        ({"nom": "\u200b\u200f", "x\ud800": "a\udfffb\0", "y": "\ufeff", "z": "🐪"}, None),
    )
    (row,) = reading.read(path, path.name).rows
    assert row.cells == {"x": "ab", "z": "🐪"}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("t.gpx", '<gpx xmlns="http://www.topografix.com/GPX/1/1"><trk/></gpx>', "no waypoints"),
        ("t.geojson", '{"type": "FeatureCollection", "features": []}', "no features"),
        ("t.csv", "nom,x\n", "no rows"),
    ],
)
def test_a_file_of_nothing_says_what_it_lacks(tmp_path, name, content, said):
    path = files.table(tmp_path / name, content)
    with pytest.raises(UnreadableFile, match=said):
        reading.read(path, path.name)


@pytest.mark.parametrize(
    "crs",
    ["EPSG:99999", 5, {"properties": {"name": "EPSG:99999"}}, {"properties": {"name": "\ud800"}}],
)
def test_a_reference_system_that_is_not_known_is_not_taken_for_another(tmp_path, crs):
    path = files.geojson(tmp_path / "t.geojson", ({"nom": "A"}, files.point(-10, 28.9)), crs=crs)
    with pytest.raises(UnreadableFile, match="reference system that is not known"):
        reading.read(path, path.name)
