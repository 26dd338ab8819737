"""A basemap is made of an extract beside the one that serves, and has all that the extract has."""

import gzip
import json
import math
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from io import StringIO
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import mapbox_vector_tile
import pytest
import shapely
from django.conf import settings as django_settings
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.test import override_settings
from pmtiles.reader import MmapSource, Reader, all_tiles

from geodata import basemap, extracts, maps, territory
from geodata.basemap import building, schema
from tests import monaco, tiny_streets
from tests.extracts import monaco as monaco_extract
from tests.tiny_streets import STREETS, Line, at

PARK = Line(
    [(-300, 300), (2_500, 300), (2_500, 900), (-300, 900), (-300, 300)],
    {"leisure": "park", "name": "Palmeraie", "name:ar": "الواحة", "name:zgh": "ⵜⴰⵎⴷⴰ"},
)
WALL = Line([(-100, 100), (300, 100)], {"barrier": "city_wall"})
WADI = Line([(-300, -300), (400, -300)], {"waterway": "stream", "intermittent": "yes"})
TOWN = (*STREETS, PARK, WALL, WADI)


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path / "var"


def build(folder: Path, lines: tuple[Line, ...] = TOWN) -> str:
    """Have the site serve the made-up town, or other lines; return what the command says."""
    out = StringIO()
    call_command("build_basemap", tiny_streets.write(folder / "town.osm", lines), stdout=out)
    return out.getvalue()


@cache
def town() -> Path:
    """Return the folder of the made-up town's basemap, built once for all tests."""
    folder = Path(mkdtemp(prefix="tiny-basemap-"))
    target = folder / "built"
    target.mkdir()
    with (
        override_settings(VAR_DIR=folder),
        extracts.opened(tiny_streets.write(folder / "town.osm", TOWN)) as extract,
    ):
        building.build(extract, target)
    return target


def serve() -> None:
    """Have the site serve a copy of it."""
    with basemap.shelf().build() as folder:
        shutil.copy(town() / "basemap.pmtiles", folder)


def served() -> basemap.Basemap:
    """Return the basemap that serves."""
    found = basemap.current()
    assert found is not None
    return found


@contextmanager
def opened(path: Path) -> Iterator[Reader]:
    """Read a file with the reader of those who made the format."""
    with path.open("rb") as file:
        yield Reader(MmapSource(file))


def tiles(path: Path, zoom: int) -> Iterator[dict[str, Any]]:
    """Yield the layers of every tile of a zoom level."""
    with path.open("rb") as file:
        for (level, _x, _y), tile in all_tiles(MmapSource(file)):
            if level == zoom:
                yield mapbox_vector_tile.decode(gzip.decompress(tile))


def properties(path: Path, layer: str, zoom: int = schema.MAX_ZOOM) -> list[dict[str, Any]]:
    """Return the attributes of a layer's features, once for each tile they are in."""
    return [
        feature["properties"]
        for tile in tiles(path, zoom)
        for feature in tile.get(layer, {"features": []})["features"]
    ]


def found(layer: str, zoom: float = 17, **wanted: Any) -> list[shapely.Geometry]:
    """Return the geometries of a layer that have some attributes."""
    ground = served()
    return [
        geometry
        for _layer, geometry, attributes in ground.features([layer], ground.bounds, zoom)
        if wanted.items() <= attributes.items()
    ]


def metres(line: shapely.Geometry) -> float:
    """Return the length of a line in degrees, roughly in metres."""
    scale = math.cos(math.radians(line.centroid.y))
    flat = shapely.transform(line, lambda degrees: degrees * [scale, 1])
    return flat.length * math.radians(1) * tiny_streets.EARTH_RADIUS_M


def test_the_town_is_on_the_map_with_its_kinds(tmp_path: Path):
    assert "serve from now on" in build(tmp_path)
    path = served().path
    kinds = {
        layer: {each.get("kind", "") for each in properties(path, layer)} for layer in schema.LAYERS
    }
    assert kinds["streets"] == {"secondary", "minor", "pedestrian", "alley", "path", "stairs"}
    assert kinds["buildings"] == {"mosque"}
    assert kinds["gates"] == {"city_gate"}
    assert kinds["walls"] == {"city_wall"}
    assert kinds["waterways"] == {"wadi"}
    assert kinds["land"] == {"park"}
    assert kinds["squares"] == {""}
    assert kinds["pois"] == {"mosque", "fountain", "pharmacy"}
    assert kinds["labels"] == {"square", "park"}
    assert kinds["water"] == set()


def test_streets_say_that_they_are_covered_or_one_way():
    serve()
    streets = properties(served().path, "streets")
    assert {street["kind"] for street in streets if street.get("layer") == "arcade"} == {"alley"}
    assert {street["name"] for street in streets if street.get("oneway")} == {"Rue Basse"}


def test_arabic_and_tifinagh_names_are_carried_whole():
    serve()
    path = served().path
    assert {
        "kind": "park",
        "name": "Palmeraie",
        "name:ar": "الواحة",
        "name:zgh": "ⵜⴰⵎⴷⴰ",
    } in properties(path, "labels")
    names = tiny_streets.STREET_NAMES
    assert {
        "kind": "pedestrian",
        "name": tiny_streets.STREET_NAME,
        "name:ar": names["ar"],
        "name:zgh": names["zgh"],
    } in properties(path, "streets")


def test_a_street_drawn_against_its_traffic_is_turned(tmp_path: Path):
    tags = {"highway": "residential", "oneway": "-1", "name": "Rue Haute"}
    build(tmp_path, (*STREETS, Line([(0, 0), (0, 100)], tags)))
    (line,) = found("streets", name="Rue Haute", oneway=True)
    assert line.coords[0][1] > line.coords[-1][1]


def test_positions_at_the_highest_level_are_to_a_fifth_of_a_metre():
    serve()
    (stairs,) = found("streets", kind="stairs")
    for drawn, true in zip(stairs.coords, [at((20, 40)), at((20, 80))], strict=True):
        assert metres(shapely.LineString([drawn, true])) < 0.2


def test_what_crosses_the_borders_of_tiles_is_whole_again():
    serve()
    assert sum(1 for _tile in tiles(served().path, schema.MAX_ZOOM)) > 5
    (road,) = found("streets", name=tiny_streets.ROAD_NAME)
    assert metres(road) == pytest.approx(7_700, rel=0.001)
    (park,) = found("land", kind="park")
    assert not park.interiors
    west, south = at(PARK.points[0])
    east, north = at(PARK.points[2])
    box = shapely.box(west, south, east, north)
    assert park.symmetric_difference(box).area / box.area < 0.001


def test_only_what_touches_the_box_is_read():
    serve()
    ground = served()
    west, south, east, north = (*at((-90, -110)), *at((130, 90)))
    names = {
        attributes.get("name")
        for _layer, _geometry, attributes in ground.features(
            ["streets"], (west, south, east, north), 17
        )
    }
    assert tiny_streets.STREET_NAME in names
    assert tiny_streets.ROAD_NAME not in names
    assert list(ground.features(["no such layer"], ground.bounds, 17)) == []


def test_from_far_only_the_main_streets_are_drawn():
    serve()
    path = served().path
    assert {each["kind"] for each in properties(path, "streets", 10)} == {"secondary"}
    assert properties(path, "buildings", 12) == []
    assert properties(path, "buildings", 13)


def test_the_file_says_where_it_is_from_and_nothing_of_this_machine(tmp_path: Path):
    serve()
    ground = served()
    with opened(ground.path) as reader:
        header, metadata = reader.header(), reader.metadata()
    assert (header["min_zoom"], header["max_zoom"]) == (schema.MIN_ZOOM, schema.MAX_ZOOM)
    assert "openstreetmap.org/copyright" in metadata["attribution"]
    assert metadata["built_from"] == "2026-01-01T00:00:00+00:00"
    assert metadata["version"] == str(schema.VERSION)
    assert {layer["id"] for layer in metadata["vector_layers"]} <= set(schema.LAYERS)
    assert str(tmp_path) not in json.dumps(metadata)
    assert sys.prefix not in json.dumps(metadata)
    assert ground.credit == "© OpenStreetMap contributors"
    assert [path.name for path in ground.path.parent.iterdir()] == ["basemap.pmtiles"]


def test_the_map_covers_the_extract_s_part_of_the_territory():
    here = territory.current().bbox
    assert building.bounds_of((-20, 20, 0, 40), here) == here
    part = (here[0] + 0.1, here[1] + 0.1, here[2] + 5, here[3] + 5)
    assert building.bounds_of(part, here) == (*part[:2], *here[2:])
    elsewhere = (7.0, 43.0, 8.0, 44.0)
    assert building.bounds_of(elsewhere, here) == elsewhere


def test_maps_on_pages_know_the_basemap_that_serves_at_once():
    assert maps.config()["basemap"] is None
    serve()
    first = maps.config()["basemap"]
    assert first["url"] == f"/basemap/{served().version}.pmtiles"
    assert first["minzoom"] == schema.MIN_ZOOM
    assert first["maxzoom"] == schema.MAX_ZOOM
    serve()
    assert maps.config()["basemap"]["url"] != first["url"]


def test_the_file_may_lie_elsewhere(settings):
    serve()
    settings.BASEMAP_URL = "https://tiles.example.org/town"
    assert served().url == f"https://tiles.example.org/town/{served().version}.pmtiles"


def test_the_version_before_stays_for_those_who_are_reading_it():
    versions = []
    for _round in range(3):
        serve()
        versions.append(served().version)
    assert basemap.version(versions[0]) is None
    assert basemap.version(versions[1])
    assert basemap.version(versions[2]) == served().path


def test_neither_drafts_nor_the_link_nor_other_files_are_versions():
    serve()
    for name in ("current", ".building-0", "..", "", "2026/../current"):
        assert basemap.version(name) is None


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("missing.osm.pbf", None, "There is no file"),
        ("empty.osm", b"", "is empty"),
        ("page.osm.pbf", b"<!DOCTYPE html><html></html>", "is a web page"),
        ("nothing.osm", b'<osm version="0.6"></osm>', "nothing in it"),
    ],
)
def test_a_file_of_no_use_is_refused_and_the_map_that_serves_stays(
    name, content, sentence, tmp_path: Path
):
    serve()
    before = served()
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(CommandError, match=sentence) as refusal:
        call_command("build_basemap", tmp_path / name, stdout=StringIO())
    assert "\n" not in str(refusal.value)
    assert served() == before
    assert before.path.is_file()


def test_an_extract_of_another_region_is_taken_by_force_only(tmp_path: Path, settings):
    file = tiny_streets.write(tmp_path / "town.osm")
    text = file.read_text(encoding="utf-8").replace('lat="28.', 'lat="38.')
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match="another region"):
        call_command("build_basemap", file, stdout=StringIO())
    assert basemap.current() is None
    call_command("build_basemap", file, force=True, stdout=StringIO())
    assert served().bounds[1] > 38


class _EndedSoon(subprocess.Popen):
    """A process that is ended from outside soon after it began."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kill()


def test_if_tippecanoe_is_ended_half_way_the_map_that_serves_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    serve()
    before = served()
    monkeypatch.setattr(building.subprocess, "Popen", _EndedSoon)
    with pytest.raises(CommandError, match="was ended before it was done"):
        build(tmp_path)
    assert served() == before
    assert [path.name for path in basemap.shelf().folder.iterdir() if path.is_dir()].count(
        before.version
    )
    assert not list(basemap.shelf().folder.glob(".building-*"))


def test_what_tippecanoe_refuses_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(building, "FULL_DETAIL_BITS", 99)
    with pytest.raises(CommandError, match=r"tippecanoe could not make the tiles: .*detail"):
        build(tmp_path)
    assert basemap.current() is None


def test_two_processes_that_build_at_once_do_not_disturb_each_other(tmp_path: Path):
    file = tiny_streets.write(tmp_path / "town.osm", TOWN)
    environment = os.environ | {"VAR_DIR": str(django_settings.VAR_DIR)}
    django_settings.VAR_DIR.mkdir()
    running = [
        subprocess.Popen(
            [sys.executable, "manage.py", "build_basemap", str(file)],
            cwd=django_settings.BASE_DIR,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _process in range(2)
    ]
    for process in running:
        _out, error = process.communicate()
        assert process.returncode == 0, error
    assert {each["kind"] for each in properties(served().path, "gates")} == {"city_gate"}
    assert not list(basemap.shelf().folder.glob(".building-*"))


def test_a_damaged_file_is_not_shown_and_a_check_says_what_to_do(tmp_path: Path):
    serve()
    path = served().path
    path.write_bytes(path.read_bytes()[:-100])
    basemap.read.cache_clear()
    assert basemap.current() is None
    assert maps.config()["basemap"] is None
    (warning,) = [one for one in run_checks() if one.id == "heritage_map.W007"]
    assert "It is cut off." in warning.msg
    assert "build_basemap" in str(warning.hint)


@cache
def monaco_town() -> Path:
    """Return the folder of Monaco's basemap, built once for all tests."""
    folder = Path(mkdtemp(prefix="monaco-basemap-"))
    with extracts.opened(monaco_extract()) as extract:
        building.build(extract, folder)
    return folder


class TestMonaco:
    """The extract of a real town: its old town, its stairs, its coast."""

    @pytest.fixture(autouse=True)
    def _built(self, tmp_path: Path, settings: Any) -> None:
        monaco.built(tmp_path, settings)
        with basemap.shelf().build() as folder:
            shutil.copy(monaco_town() / "basemap.pmtiles", folder)

    def test_it_stays_under_its_weight(self):
        assert served().size_bytes < 400_000

    def test_no_building_and_no_stairs_of_the_town_are_lost(self):
        with extracts.opened(monaco_extract()) as extract:
            reader = building.Reader(extract.path, served().bounds)
            read = [feature for feature in reader.features() if feature.layer == "buildings"]
            stairs = sum(
                feature.attributes.get("kind") == "stairs" for feature in reader.features()
            )
        drawn = shapely.union_all([shapely.make_valid(one) for one in found("buildings")])
        box = shapely.box(*served().bounds)
        for feature in read:
            inside = feature.geometry.intersection(box)
            assert inside.is_empty or drawn.covers(inside.representative_point())
        assert len(found("streets", kind="stairs")) >= stairs * 0.95

    def test_the_sea_is_south_of_the_rock_and_not_on_it(self):
        water = shapely.union_all(found("water", kind="sea"))
        assert water.contains(shapely.Point(7.4265, 43.7275))
        for position in ((7.4246, 43.7308), (7.4205, 43.7312), (7.4212, 43.7389)):
            assert not water.contains(shapely.Point(position))

    def test_the_town_s_name_is_there_in_arabic(self):
        names = {each.get("name:ar") for each in properties(served().path, "labels", 12)}
        assert "موناكو" in names
