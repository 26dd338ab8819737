"""What Overpass is asked for."""

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from geodata import overpass
from geodata.basemap import schema
from geodata.downloads import DownloadFailed
from tests.far_side import Answer, FarSide, far_side

TOWN = (-10.1, 28.9, -10.0, 29.0)
PROVINCE = (-11.6, 28.2, -8.9, 29.6)


@pytest.fixture
def there(settings) -> Iterator[FarSide]:
    with far_side() as side:
        settings.OVERPASS_URLS = [f"{side.url}/one", f"{side.url}/two"]
        yield side


def test_the_box_is_asked_for_as_overpass_has_it():
    assert "[bbox:28.900000,-10.100000,29.000000,-10.000000]" in overpass.query(TOWN, [])


def test_everything_that_the_basemap_draws_is_asked_for():
    asked = overpass.query(TOWN, [TOWN])
    for rule in schema.RULES:
        key = rule.tags.split()[0].split("=")[0]
        assert f'"{key}"' in asked


def test_streets_come_with_the_turns_that_are_forbidden_and_whole():
    asked = overpass.query(TOWN, [])
    assert 'nwr["highway"];' in asked
    assert 'relation["type"="restriction"];' in asked
    assert "(._; >;);" in asked


def test_all_houses_of_a_small_box_are_asked_for():
    assert overpass.houses_around([], TOWN) == (TOWN,)


def test_in_a_large_box_houses_are_asked_for_around_places_only():
    boxes = overpass.houses_around([(-10.05, 28.98), (-9.5, 28.5)], PROVINCE)
    assert boxes == (
        pytest.approx((-10.08, 28.95, -10.02, 29.01)),
        pytest.approx((-9.53, 28.47, -9.47, 28.53)),
    )


def test_places_near_each_other_share_a_box_and_none_leaves_the_territory():
    near = [(-10.05, 28.98), (-10.0, 28.98), (-9.95, 28.98), (-11.59, 28.21), (2.0, 48.0)]
    boxes = overpass.houses_around(near, PROVINCE)
    assert boxes == (
        pytest.approx((-11.6, 28.2, -11.56, 28.24)),
        pytest.approx((-10.08, 28.95, -9.92, 29.01)),
    )


def test_the_second_server_is_asked_where_the_first_gives_up(there: FarSide, tmp_path: Path):
    there.says("/one", Answer(b"bad", 400))
    there.says("/two", Answer(b"<osm/>"))
    target = tmp_path / "town.osm"

    assert overpass.fetch(TOWN, [], target) == f"{there.url}/two"
    assert target.read_bytes() == b"<osm/>"
    assert there.asked[0].query == there.asked[1].query == overpass.query(TOWN, [])


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_an_answer_that_overpass_gave_up_on_is_not_taken_for_whole(
    there: FarSide, tmp_path: Path, pack
):
    remark = (
        b"<osm>\n<node id='1' lat='1' lon='1'/>\n"
        b'<remark> runtime error: Query timed out in "query" at line 3 </remark>\n</osm>'
    )
    there.says("/one", Answer(pack(remark)))
    there.says("/two", Answer(pack(remark)))
    with pytest.raises(DownloadFailed, match="gave up in the middle: runtime error"):
        overpass.fetch(TOWN, [], tmp_path / "town.osm")
    assert list(tmp_path.iterdir()) == []


def test_how_many_streets_have_changed(there: FarSide):
    there.says("/one", Answer(b"17\n"))
    assert overpass.changes_since(TOWN, datetime(2026, 1, 2, tzinfo=UTC)) == 17
    assert '(newer:"2026-01-02T00:00:00Z")' in there.asked[0].query
