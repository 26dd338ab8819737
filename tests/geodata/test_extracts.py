"""Reading OpenStreetMap extracts, and refusing what is none."""

import bz2
import gzip
import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import osmium
import pytest

from geodata import extracts
from geodata.errors import InvalidExtract
from tests import extracts as at_hand
from tests import tiny_streets

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6" generator="tests">'


@pytest.fixture(autouse=True)
def _var_dir(settings, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path / "var"


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return tiny_streets.write(tmp_path / "tiny.osm")


def _pbf(tiny: Path, header: dict[str, str] | None = None) -> Path:
    target = tiny.with_suffix(".osm.pbf")
    head = osmium.io.Header()
    for key, value in (header or {}).items():
        head.set(key, value)
    with osmium.SimpleWriter(str(target), header=head) as writer:
        for thing in osmium.FileProcessor(str(tiny)):
            writer.add(thing)
    return target


def _refusal(path: Path, **options: bool) -> str:
    with pytest.raises(InvalidExtract) as raised, extracts.opened(path, **options):
        pass
    sentence = str(raised.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


def _file(folder: Path, content: str | bytes, name: str = "town.osm.pbf") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_an_extract_says_what_is_in_it(tiny):
    with extracts.opened(_pbf(tiny)) as extract:
        assert extract.highways == len(tiny_streets.STREETS)
        assert extract.ways == len(tiny_streets.STREETS) + len(tiny_streets.BUILDINGS)
        assert extract.relations == 0
        assert extract.nodes == 36
        west, south, east, north = extract.bbox
        assert west < tiny_streets.ORIGIN[0] < east
        assert south < tiny_streets.ORIGIN[1] < north
        assert extract.timestamp == datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("name", ["town.osm", "town.osm.gz", "town.osm.bz2", "town.osm.pbf", "t"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress])
def test_xml_is_known_by_what_it_begins_with_and_converted(tiny, tmp_path, name, pack):
    path = _file(tmp_path, pack(tiny.read_bytes()), name)
    with extracts.opened(path) as extract:
        assert extract.path != path
        assert extract.path.read_bytes()[6:15] == b"OSMHeader"
        assert extract.highways == len(tiny_streets.STREETS)
        converted = extract.path
    assert not converted.exists()


def test_a_pbf_is_read_where_it_lies_and_left_alone(tiny):
    path = _pbf(tiny)
    before = path.read_bytes()
    with extracts.opened(path) as extract:
        assert extract.path == path
    assert path.read_bytes() == before


def test_reading_tells_how_far_it_is(tiny):
    told: list[int] = []
    with extracts.opened(tiny, progress=told.append) as extract:
        assert told == [extract.nodes + extract.ways]


def test_a_file_that_is_not_there(tmp_path):
    assert "There is no file" in _refusal(tmp_path / "none.osm.pbf")


def test_a_folder(tmp_path):
    assert "is a folder" in _refusal(tmp_path)


def test_an_empty_file(tmp_path):
    assert _refusal(_file(tmp_path, b"")) == "town.osm.pbf is empty: fetch it again."


def _zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("town.osm", HEAD + "</osm>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (_zipped(), "a ZIP archive"),
        (b"<!DOCTYPE html>\n<html><body>Too many requests</body></html>", "a web page"),
        (b"\n<html><head></head></html>", "a web page"),
        (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html></html>', "a web page"),
        (b'{"type": "FeatureCollection", "features": []}', "GeoJSON"),
        (b'<?xml version="1.0"?><gpx version="1.1"></gpx>', "a GPX track"),
        (b'<?xml version="1.0"?><!-- <osm> --><kml></kml>', "a KML file"),
        (b'<?xml version="1.0"?><osmChange version="0.6"></osmChange>', "a list of changes"),
        (b'<?xml version="1.0"?><feed></feed>', "begins with <feed>"),
        (b"SQLite format 3\x00" + bytes(100), "a GeoPackage"),
        (b"PMTiles\x03" + bytes(100), "a finished PMTiles map"),
        (b"\x89PNG\r\n\x1a\n", "an image"),
        (b"\xfd7zXZ\x00" + bytes(20), "packed with xz"),
        (b"\xff\xe0\x04o5m2", "o5m"),
        (b"Bab Tiznit;29.0;-10.1\n", "not OpenStreetMap data"),
        (bytes(range(256)) * 20, "not OpenStreetMap data"),
        (gzip.compress(b'{"type": "FeatureCollection"}', mtime=0), "GeoJSON"),
    ],
)
def test_another_kind_of_file_is_named_whatever_it_is_called(tmp_path, content, named):
    assert named in _refusal(_file(tmp_path, content))


def test_a_pbf_that_was_cut_off_at_any_point(tiny, tmp_path):
    whole = _pbf(tiny).read_bytes()
    for size in (60, 200, len(whole) // 2, len(whole) - 1):
        sentence = _refusal(_file(tmp_path, whole[:size]))
        assert "is cut off" in sentence or "nothing in it" in sentence or "damaged" in sentence


def test_a_pbf_that_was_damaged_on_the_way(tiny, tmp_path):
    whole = bytearray(_pbf(tiny).read_bytes())
    whole[len(whole) // 2] ^= 0xFF
    assert "is damaged" in _refusal(_file(tmp_path, bytes(whole)))


def test_xml_that_was_cut_off(tiny, tmp_path):
    whole = tiny.read_bytes()
    assert "is cut off" in _refusal(_file(tmp_path, whole[: len(whole) // 2]))


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_a_packed_file_that_was_cut_off(tiny, tmp_path, pack):
    whole = pack(tiny.read_bytes())
    assert "cut off" in _refusal(_file(tmp_path, whole[: len(whole) // 2]))


def test_a_packed_file_that_was_damaged(tiny, tmp_path):
    whole = bytearray(gzip.compress(tiny.read_bytes(), mtime=0))
    whole[-6] ^= 0xFF  # in its checksum
    assert "is damaged" in _refusal(_file(tmp_path, bytes(whole)))


def test_a_file_that_unpacks_past_all_measure_is_refused_before_it_fills_anything(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(extracts, "RATIO_FREE_BYTES", 1024**2)
    bomb = gzip.compress(HEAD.encode() + b" " * 5_000_000, mtime=0)
    assert len(bomb) < 10_000
    sentence = _refusal(_file(tmp_path, bomb))
    assert "unpacks to more than 1 MB" in sentence
    assert not list((tmp_path / "var" / "tmp").iterdir())


def test_entities_that_grow_without_end_are_refused(tmp_path):
    entities = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    laughs = (
        f'<?xml version="1.0"?><!DOCTYPE osm [<!ENTITY a "ha">{entities}]>'
        '<osm version="0.6"><node id="1" lat="29" lon="-10"><tag k="name" v="&j;"/></node></osm>'
    )
    assert "declares XML entities" in _refusal(_file(tmp_path, laughs))


def test_entities_that_read_other_files_are_refused(tmp_path):
    reader = (
        '<?xml version="1.0"?><!DOCTYPE osm [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
        '<osm version="0.6"><node id="1" lat="29" lon="-10"><tag k="name" v="&a;"/></node></osm>'
    )
    assert "declares XML entities" in _refusal(_file(tmp_path, reader))


def test_an_extract_with_nothing_in_it(tmp_path):
    assert "nothing in it" in _refusal(_file(tmp_path, f"{HEAD}</osm>"))


def test_an_extract_without_streets(tmp_path):
    xml = f'{HEAD}<node id="1" version="1" lat="28.987" lon="-10.057"/></osm>'
    assert "has no streets in it, among 1 points and 0 lines" in _refusal(_file(tmp_path, xml))


def _street(longitude: float, latitude: float) -> str:
    return (
        f'{HEAD}<node id="1" version="1" lat="{latitude}" lon="{longitude}"/>'
        f'<node id="2" version="1" lat="{latitude + 0.01:.2f}" lon="{longitude}"/>'
        '<way id="1" version="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="path"/></way></osm>'
    )


def test_another_region_is_named_with_where_both_lie(tmp_path):
    path = _file(tmp_path, _street(7.42, 43.73))
    assert _refusal(path) == (
        "town.osm.pbf is of another region: it spans 7.42° E to 7.42° E, 43.73° N to 43.74° N, "
        "and guelmim 11.6° W to 8.9° W, 28.2° N to 29.6° N (--force takes it all the same)."
    )
    with extracts.opened(path, force=True) as extract:
        assert extract.highways == 1


def test_swapped_coordinates_are_recognised(tmp_path):
    assert "longitude and latitude swapped" in _refusal(_file(tmp_path, _street(28.98, -10.05)))


def test_points_in_the_territory_are_not_enough_if_its_streets_lie_elsewhere(tmp_path):
    xml = _street(7.42, 43.73).replace(
        "<way", '<node id="3" version="1" lat="28.987" lon="-10.057"/><way'
    )
    assert "no street in the territory's box" in _refusal(_file(tmp_path, xml))


def test_a_street_that_leaves_the_clipped_region_widens_only_the_box(tmp_path):
    xml = _street(-10.05, 28.98).replace('lat="28.99"', 'lat="31.5"')
    with extracts.opened(_file(tmp_path, xml)) as extract:
        assert extract.bbox == (-10.05, 28.98, -10.05, 31.5)


def test_points_that_are_not_in_the_file_do_no_harm(tmp_path):
    xml = _street(-10.05, 28.98).replace('<nd ref="2"/>', '<nd ref="2"/><nd ref="99"/>')
    with extracts.opened(_file(tmp_path, xml)) as extract:
        assert extract.nodes == 2


def test_what_an_editor_never_uploaded_is_refused(tmp_path):
    xml = _street(-10.05, 28.98).replace('id="1"', 'id="-1"').replace('ref="1"', 'ref="-1"')
    assert "not in OpenStreetMap yet" in _refusal(_file(tmp_path, xml))


def test_an_unsorted_file_is_sorted(tmp_path):
    xml = _street(-10.05, 28.98)
    way = xml[xml.index("<way") : xml.index("</way>") + len("</way>")]
    unsorted = xml.replace(way, "").replace("<node", f"{way}<node", 1)
    with extracts.opened(_file(tmp_path, unsorted)) as extract:
        kinds = [thing.type_str() for thing in osmium.FileProcessor(str(extract.path))]
    assert kinds == ["n", "n", "w"]


def test_what_was_deleted_is_left_out(tmp_path):
    xml = _street(-10.05, 28.98).replace(
        "<way", '<node id="3" version="2" visible="false" timestamp="2026-01-01T00:00:00Z"/><way'
    )
    with extracts.opened(_file(tmp_path, xml)) as extract:
        assert extract.nodes == 2


def test_the_moment_of_the_map_comes_from_the_header(tiny):
    path = _pbf(tiny, {"osmosis_replication_timestamp": "2026-03-04T05:06:07Z"})
    with extracts.opened(path) as extract:
        assert extract.timestamp == datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


def test_overpass_says_its_moment_in_a_tag_of_its_own(tmp_path, tiny):
    xml = tiny.read_text().replace(
        'generator="tests">', 'generator="Overpass API">\n<meta osm_base="2026-05-06T07:08:09Z"/>'
    )
    for content in (xml.encode(), gzip.compress(xml.encode(), mtime=0)):
        with extracts.opened(_file(tmp_path, content)) as extract:
            assert extract.timestamp == datetime(2026, 5, 6, 7, 8, 9, tzinfo=UTC)


def test_a_moment_yet_to_come_is_not_believed(tmp_path, tiny):
    path = _pbf(tiny, {"osmosis_replication_timestamp": "2999-01-01T00:00:00Z"})
    with extracts.opened(path) as extract:
        assert extract.timestamp == datetime(2026, 1, 1, tzinfo=UTC)
    future = tiny.read_text().replace("2026-01-01", "2999-01-01")
    with extracts.opened(_file(tmp_path, future, "future.osm")) as extract:
        assert extract.timestamp is None


def test_the_extract_of_a_real_town():
    with extracts.opened(at_hand.monaco(), force=True) as extract:
        assert (extract.nodes, extract.ways, extract.relations) == (13739, 1944, 77)
        assert extract.timestamp is not None
        assert extract.timestamp.year == 2012
