"""Building the street graph, and the command that does."""

import gzip
import json
import struct
import tarfile
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from geodata import built, street_graph, streets
from geodata.progress import Progress
from geodata.signals import streets_changed
from tests import tiny_streets as tiny


@pytest.fixture
def var(tmp_path: Path) -> Iterator[Path]:
    """Let the site keep what it builds in a folder of the test."""
    with override_settings(VAR_DIR=tmp_path / "var"):
        (tmp_path / "var").mkdir()
        yield tmp_path / "var"


@pytest.fixture
def heard() -> Iterator[list[dict[str, Any]]]:
    """Take part in what others are told of new streets, alone."""
    told: list[dict[str, Any]] = []
    receivers, streets_changed.receivers = streets_changed.receivers, []
    streets_changed.sender_receivers_cache.clear()

    def hear(**what: Any) -> None:
        told.append(what)

    streets_changed.connect(hear)
    yield told
    streets_changed.receivers = receivers
    streets_changed.sender_receivers_cache.clear()


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_graph_is_a_few_files_and_nothing_of_the_work(tmp_path: Path):
    folder = tiny.build(tmp_path / "graph")

    assert files(folder) == {
        "tiles.tar", "about.json", "names.json", "ways.json", "landmarks.json",
    }  # fmt: skip
    about = json.loads((folder / "about.json").read_text())
    assert about["source"] == "tiny.osm"
    assert about["timestamp"] == "2026-01-01T00:00:00+00:00"
    assert about["highways"] == len(tiny.STREETS)
    assert about["size_bytes"] == (folder / "tiles.tar").stat().st_size


def test_landmarks_outside_the_territory_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    pharmacy = {"amenity": "pharmacy", "name": "Pharmacie d’ailleurs"}
    monkeypatch.setattr(tiny, "THINGS", (*tiny.THINGS, ((400_000, 0), pharmacy)))

    records = json.loads((tiny.build(tmp_path / "graph") / "landmarks.json").read_text())

    assert {record["category"] for record in records} >= {"mosque", "fountain", "city_gate"}
    assert "ailleurs" not in json.dumps(records)


def test_no_path_of_this_machine_is_in_it(tmp_path: Path):
    folder = tiny.build(tmp_path / "graph")

    for path in folder.iterdir():
        assert str(tmp_path).encode() not in path.read_bytes()


def test_the_index_says_where_each_tile_begins():
    with tarfile.open(tiny.graph() / "tiles.tar") as archive:
        first, *tiles = archive.getmembers()
        content = archive.extractfile(first)
        assert content is not None
        entries = list(struct.iter_unpack("<QLL", content.read()))

    assert first.name == "index.bin"
    assert [(offset, size) for offset, _number, size in entries] == [
        (tile.offset_data, tile.size) for tile in tiles
    ]
    assert {number & 7 for _offset, number, _size in entries} <= {0, 1, 2}


@pytest.mark.parametrize("name", ["town.osm", "town.osm.gz"])
def test_the_command_builds_streets_that_serve_at_once(
    name: str, var: Path, tmp_path: Path, heard: list[dict[str, Any]]
):
    file = tiny.write(tmp_path / "town.osm")
    if name.endswith("gz"):
        file = tmp_path / name
        file.write_bytes(gzip.compress((tmp_path / "town.osm").read_bytes()))
    out = StringIO()

    call_command("build_streets", file, stdout=out)

    town = streets.current()
    assert town is not None
    assert town.about["source"] == name
    assert "serve from now on" in out.getvalue()
    assert [what["version"] for what in heard] == [town.version]


def test_a_stop_in_the_middle_of_a_square_gets_out_in_every_direction():
    town = tiny.streets()

    for there in ((20, 0), (20, 40), (0, 20), (40, 20)):
        route = town.route([tiny.stop(tiny.SQUARE), tiny.stop(there)])
        assert route.distance_m == pytest.approx(20, abs=2)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"<html>not found</html>", "web page"),
        (b"<osm version='0.6'><node id='1' lat='28.98' lon='-10.05'/></osm>", "no streets in it"),
        (tiny.__doc__.encode() if tiny.__doc__ else b"", "not OpenStreetMap data"),
    ],
)
def test_a_file_of_no_use_is_refused_in_one_sentence_and_the_old_streets_serve_on(
    content: bytes, said: str, var: Path, tmp_path: Path, heard: list[dict[str, Any]]
):
    tiny.serve(tiny.graph())
    before = built.shelf("streets").current()
    file = tmp_path / "file.osm"
    file.write_bytes(content)

    with pytest.raises(CommandError, match=said) as refusal:
        call_command("build_streets", file, stdout=StringIO())

    assert len(str(refusal.value).splitlines()) == 1
    assert built.shelf("streets").current() == before
    assert heard == []
    assert not [name for name in files(built.shelf("streets").folder) if "building" in name]


def test_streets_that_nobody_may_walk_are_refused(var: Path, tmp_path: Path):
    motorway = tiny.Line([(0, 0), (500, 0), (900, 0)], {"highway": "motorway"})
    file = tiny.write(tmp_path / "motorway.osm", [motorway])

    with pytest.raises(CommandError, match="can be walked"):
        call_command("build_streets", file, stdout=StringIO())

    assert streets.current() is None


def test_an_extract_of_another_region_is_taken_only_by_force(
    var: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, heard: list[dict[str, Any]]
):
    monkeypatch.setattr(tiny, "ORIGIN", (7.42, 43.73))
    file = tiny.write(tmp_path / "elsewhere.osm")

    with pytest.raises(CommandError, match="another region"):
        call_command("build_streets", file, stdout=StringIO())
    call_command("build_streets", file, "--force", stdout=StringIO())

    assert streets.current() is not None


def test_a_failure_of_those_who_are_told_does_not_take_the_streets_away(
    var: Path, tmp_path: Path, heard: list[dict[str, Any]]
):
    def fail(**_what: Any) -> None:
        raise ValueError("no room")

    streets_changed.connect(fail)
    errors = StringIO()

    call_command("build_streets", tiny.write(tmp_path / "t.osm"), stdout=StringIO(), stderr=errors)

    assert "no room" in errors.getvalue()
    assert streets.current() is not None
    assert len(heard) == 1


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"highway": "steps", "incline": "up"}, "up"),
        ({"highway": "steps", "incline": "-30%"}, "down"),
        ({"highway": "steps", "incline": "yes"}, ""),
        ({"highway": "footway", "covered": "arcade"}, "arcade"),
        ({"highway": "footway", "tunnel": "building_passage"}, "arcade"),
        ({"highway": "footway", "covered": "no"}, ""),
        ({"highway": "pedestrian", "area": "yes"}, "square"),
        ({"highway": "pedestrian"}, "pedestrian"),
        ({"highway": "residential"}, ""),
    ],
)
def test_what_valhalla_does_not_tell_of_a_way_is_kept(tags: dict[str, str], expected: str):
    assert street_graph.detail(tags) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({}, True),
        ({"incline": "8%"}, True),
        ({"incline": "-9 %"}, False),
        ({"incline": "6°"}, False),
        ({"incline": "up"}, True),
        ({"incline": "20%", "wheelchair": "yes"}, True),
        ({"surface": "sand"}, False),
        ({"surface": "paving_stones"}, True),
        ({"surface": "asphalt", "smoothness": "horrible"}, False),
        ({"highway": "track"}, False),
        ({"highway": "track", "tracktype": "grade1"}, True),
    ],
)
def test_a_wheelchair_rolls_where_slope_and_surface_let_it(tags: dict[str, str], expected: bool):
    assert street_graph.is_rolled(tags) is expected
    assert (street_graph.prepared(tags).get("wheelchair") == "no") is not expected


def test_progress_is_a_line_for_each_stage_where_nobody_watches():
    out = StringIO()

    with Progress(out).stage("Reading", 10) as at:
        at(5)

    assert out.getvalue().startswith("Reading: ")
    assert out.getvalue().count("\n") == 1
    assert "\r" not in out.getvalue()


def test_progress_is_a_bar_on_a_terminal():
    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    out = Terminal()

    with Progress(out).stage("Reading", 10) as at:
        at(5)

    assert "\r" in out.getvalue()
    assert "  0%" in out.getvalue()
    assert out.getvalue().endswith("100%\n")
