"""The command that fetches a territory's streets and has them serve."""

import gzip
import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import osmium
import pytest
from django.core.management import CommandError, call_command

from geodata import basemap, built, downloads, streets, supply, territory
from geodata.management.commands import update_territory
from geodata.signals import streets_changed
from tests import extracts, monaco, tiny_streets
from tests.far_side import Answer, FarSide, far_side

pytestmark = pytest.mark.django_db

MARCH = {"Last-Modified": "Mon, 02 Mar 2026 03:04:05 GMT"}
APRIL = {"Last-Modified": "Thu, 02 Apr 2026 03:04:05 GMT"}


@pytest.fixture
def there(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FarSide]:
    """Run the far side, in the place of Overpass and of the mirror of the territory's region."""
    settings.VAR_DIR = tmp_path / "var"
    settings.VAR_DIR.mkdir()
    monkeypatch.setattr(downloads.time, "sleep", lambda seconds: None)
    with far_side() as side:
        settings.OVERPASS_URLS = [f"{side.url}/overpass"]
        here = territory.current()
        monkeypatch.setattr(
            territory,
            "current",
            lambda: here.__class__(**(vars(here) | {"extract": f"{side.url}/region.osm.pbf"})),
        )
        yield side


@pytest.fixture
def tiny(tmp_path: Path) -> bytes:
    return tiny_streets.write(tmp_path / "tiny.osm").read_bytes()


@pytest.fixture
def region(tmp_path: Path, tiny: bytes) -> bytes:
    """Return the town within a region far larger than the territory, as a mirror has it."""
    far_away = (
        '<node id="900" version="1" lat="35.9" lon="-1.0"/>'
        '<node id="901" version="1" lat="27.0" lon="-13.0"/>'
    )
    street = (
        '<way id="900" version="1"><nd ref="900"/><nd ref="901"/><tag k="highway" v="path"/></way>'
    )
    xml = tiny.decode().replace("<way", far_away + "<way", 1).replace("</osm>", street + "</osm>")
    (tmp_path / "region.osm").write_text(xml)
    path = tmp_path / "region.osm.pbf"
    with osmium.SimpleWriter(str(path)) as writer:
        for thing in osmium.FileProcessor(str(tmp_path / "region.osm")):
            writer.add(thing)
    return path.read_bytes()


def _update(*options: str) -> tuple[str, str]:
    said, complained = StringIO(), StringIO()
    call_command("update_territory", *options, stdout=said, stderr=complained)
    return said.getvalue(), complained.getvalue()


def _refusal(*options: str, returncode: int = 1) -> str:
    with pytest.raises(CommandError) as raised:
        _update(*options)
    assert raised.value.returncode == returncode
    sentence = str(raised.value)
    assert "\n" not in sentence
    return sentence


def _serving() -> tuple[Path | None, Path | None]:
    return built.shelf("streets").current(), basemap.shelf().current()


def test_overpass_gives_the_box_and_streets_and_basemap_serve(there, tiny):
    there.says("/overpass", Answer(gzip.compress(tiny), headers={"Content-Encoding": "gzip"}))
    said, complained = _update()

    assert complained == ""
    assert f"{len(tiny_streets.STREETS)} streets, as they were on 2026-01-01, serve" in said
    assert "OpenStreetMap contributors" in said
    assert streets.current() is not None
    assert basemap.current() is not None
    assert len(there.asked) == 1
    assert "[bbox:28.200000,-11.600000,29.600000,-8.900000]" in there.asked[0].query


def test_what_was_fetched_is_kept_with_its_origin_and_whose_it_is(there, tiny):
    there.says("/overpass", Answer(tiny))
    _update()

    kept = {path.name for path in supply.folder().iterdir()}
    assert kept == {"guelmim.osm.pbf", "about.json", "LICENCE.txt", "tried", ".lock"}
    origin = supply.origin()
    assert origin is not None
    assert origin.source == f"{there.url}/overpass"
    assert origin.timestamp == "2026-01-01T00:00:00+00:00"
    note = (supply.folder() / "LICENCE.txt").read_text()
    assert "© OpenStreetMap contributors" in note
    assert "Open Database License" in note


def test_the_apps_above_are_told_which_graph_serves(there, tiny):
    there.says("/overpass", Answer(tiny))
    told: list[str] = []

    def listen(version: str, **kwargs: object) -> None:
        serving = built.shelf("streets").current()
        assert serving is not None
        assert serving.name == version
        told.append(version)

    streets_changed.connect(listen)
    try:
        _update()
    finally:
        streets_changed.disconnect(listen)
    assert len(told) == 1


def test_a_busy_overpass_is_asked_again(there, tiny):
    there.says("/overpass", Answer(status=429, headers={"Retry-After": "1"}), Answer(tiny))
    _update()
    assert len(there.asked) == 2
    assert all(_serving())


def test_a_regional_extract_is_taken_where_overpass_does_not_answer(there, region):
    there.says("/overpass", Answer(status=504))
    there.says("/region.osm.pbf", Answer(region, headers=MARCH))
    there.says("/region.osm.pbf.md5", Answer(hashlib.md5(region).hexdigest().encode() + b"  r"))
    _said, complained = _update()

    assert "is busy (it answered 504)" in complained
    assert all(_serving())
    kept = supply.folder() / "guelmim.osm.pbf"
    nodes = {
        thing.id for thing in osmium.FileProcessor(str(kept)) if isinstance(thing, osmium.osm.Node)
    }
    assert not {900, 901} & nodes
    assert len(nodes) == 36


def test_an_address_can_be_named(there, region):
    url = there.says("/country.osm.pbf", Answer(region))
    _update("--from", url)
    assert all(_serving())
    assert {asked.path for asked in there.asked} == {"/country.osm.pbf", "/country.osm.pbf.md5"}


def test_a_regional_extract_that_broke_on_the_way_is_fetched_again(there, region):
    url = there.says("/r.osm.pbf", Answer(region[:-9] + b"x" * 9), Answer(region))
    there.says("/r.osm.pbf.md5", Answer(hashlib.md5(region).hexdigest().encode()))
    _update("--from", url)
    assert all(_serving())


def test_a_regional_extract_that_never_has_its_checksum_is_refused(there, region):
    url = there.says("/r.osm.pbf", Answer(region))
    there.says("/r.osm.pbf.md5", Answer(hashlib.md5(b"else").hexdigest().encode()))
    assert "another checksum" in _refusal("--from", url)
    assert _serving() == (None, None)


def test_a_regional_extract_that_has_not_changed_is_not_fetched_again(there, region):
    url = there.says("/r.osm.pbf", Answer(region, headers=MARCH))
    _update("--from", url)
    before = _serving()
    there.asked.clear()
    said, _complained = _update("--from", url)
    assert "has not changed since 2026-03-02" in said
    assert there.asked == []
    assert _serving() == before

    there.says("/r.osm.pbf", Answer(region, headers=APRIL))
    _update("--from", url)
    assert _serving() != before


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(status=504), "is busy"),
        (Answer(b"<!DOCTYPE html><html>Sorry</html>"), "is a web page"),
        (Answer(b"<osm version='0.6'></osm>"), "with nothing in it"),
        (
            Answer(b'<osm version="0.6"><remark>runtime error: out of memory</remark></osm>'),
            "gave up",
        ),
        (Answer(b"<osm>" * 10_000, cut_at=300), "broke off in the middle"),
        (Answer(b"<osm version='0.6'><node id='1' lat='1' lon='1'/>"), "is cut off"),
        (Answer(b"bad", 400), "answered 400"),
    ],
)
def test_whatever_comes_instead_changes_nothing(there, tiny, answer, said):
    there.says("/overpass", Answer(tiny))
    _update()
    before = _serving()

    there.says("/overpass", answer)
    _told, complained = StringIO(), StringIO()
    with pytest.raises(CommandError, match=r"has no /region\.osm\.pbf\. Nothing was changed\.$"):
        call_command("update_territory", stdout=_told, stderr=complained)
    assert said in complained.getvalue()
    assert _serving() == before
    assert not [path for path in supply.folder().iterdir() if path.suffix == ".osm"]


def test_another_region_is_refused(there, tmp_path):
    elsewhere = (
        '<osm version="0.6"><node id="1" version="1" lat="43.7" lon="7.4"/>'
        '<node id="2" version="1" lat="43.8" lon="7.4"/><way id="1" version="1"><nd ref="1"/>'
        '<nd ref="2"/><tag k="highway" v="path"/></way></osm>'
    )
    url = there.says("/r.osm.pbf", Answer(elsewhere.encode()))
    assert "is of another region: it spans 7.4° E" in _refusal("--from", url)
    assert _serving() == (None, None)


def test_without_a_connection_one_sentence_says_so(there, settings):
    with far_side() as gone:
        pass
    settings.OVERPASS_URLS = [gone.url]
    assert "cannot be reached: is there a connection?" in _refusal("--from", f"{gone.url}/r")
    assert _serving() == (None, None)


def test_a_map_that_lost_half_of_its_streets_is_not_believed(there, tiny, tmp_path):
    there.says("/overpass", Answer(tiny))
    _update()
    before = _serving()
    fewer = tiny_streets.write(tmp_path / "fewer.osm", tiny_streets.STREETS[:3]).read_bytes()
    there.says("/overpass", Answer(fewer))

    assert "has 3 streets where there were 16" in _refusal()
    assert _serving() == before
    _update("--force")
    assert _serving() != before


def test_if_the_basemap_cannot_be_built_the_streets_stay_as_well(there, tiny, monkeypatch):
    there.says("/overpass", Answer(tiny))
    _update()
    before = _serving()

    def fail(*args: object, **options: object) -> None:
        raise update_territory.building.BasemapNotBuilt("No room on the disk.")

    monkeypatch.setattr(update_territory.building, "build", fail)
    assert _refusal() == "No room on the disk. Nothing was changed."
    assert _serving() == before


def test_two_updates_do_not_run_at_once(there, tiny):
    there.says("/overpass", Answer(tiny))
    with update_territory._alone():
        assert "Another update of guelmim is under way" in _refusal()
    assert there.asked == []


def test_once_does_nothing_where_streets_serve(there, tiny):
    there.says("/overpass", Answer(tiny))
    _update("--once")
    assert all(_serving())
    there.asked.clear()
    said, _complained = _update("--once")
    assert "serve already" in said
    assert there.asked == []


def test_once_is_tried_once_a_day(there, tiny):
    with pytest.raises(CommandError):
        _update("--once")
    there.says("/overpass", Answer(tiny))
    there.asked.clear()

    said, _complained = _update("--once")
    assert "tried less than a day ago" in said
    assert there.asked == []

    yesterday = time.time() - 25 * 3600
    os.utime(supply.folder() / "tried", (yesterday, yesterday))
    _update("--once")
    assert all(_serving())


def test_an_interrupted_update_changes_nothing_and_is_tried_again_at_the_next_start(
    there, tiny, monkeypatch
):
    there.says("/overpass", Answer(tiny))

    def interrupt(*args: object, **options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(update_territory.building, "build", interrupt)
        assert _refusal("--once", returncode=130) == "It was interrupted."
    assert _serving() == (None, None)
    assert {path.name for path in supply.folder().iterdir()} == {".lock"}

    _update("--once")
    assert all(_serving())


def test_check_says_how_many_streets_have_changed_and_changes_nothing(there, tiny):
    assert "No streets have been fetched yet" in _update("--check")[0]
    there.says("/overpass", Answer(tiny), Answer(b"5\n"))
    _update()
    before = _serving()
    assert "5 streets have changed since 2026-01-01." in _update("--check")[0]
    assert _serving() == before


def test_check_asks_a_mirror_for_the_date_of_its_file(there, region):
    url = there.says("/r.osm.pbf", Answer(region, headers=MARCH))
    _update("--from", url)
    there.asked.clear()
    assert "is of 2026-03-02, and that serves" in _update("--check")[0]
    there.says("/r.osm.pbf", Answer(region, headers=APRIL))
    assert "is of 2026-04-02: there is something newer" in _update("--check")[0]
    assert there.asked == []


def test_beside_a_server_it_ends_with_it(tmp_path):
    server = subprocess.Popen(["sleep", "60"])
    script = (
        "import sys, time\n"
        "from geodata import beside\n"
        "beside.WATCH_EVERY_S = 0.05\n"
        f"beside.end_with({server.pid})\n"
        "print('at work', flush=True)\n"
        "try:\n    time.sleep(60)\n"
        "except KeyboardInterrupt:\n    print('put away', flush=True)\n"
    )
    at_work = subprocess.Popen(
        [sys.executable, "-c", f"import django; django.setup()\n{script}"],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "heritage_map.settings"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert at_work.stdout is not None
    assert at_work.stdout.readline() == "at work\n"
    server.kill()
    server.wait()
    assert at_work.communicate(timeout=20)[0] == "put away\n"


def test_a_real_town_can_be_fetched(settings, tmp_path, monkeypatch):
    monaco.built(tmp_path, settings)
    content = extracts.monaco().read_bytes()
    with far_side() as there:
        url = there.says("/monaco.osm.pbf", Answer(content))
        there.says(
            "/monaco.osm.pbf.md5",
            Answer(f"{hashlib.md5(content).hexdigest()}  monaco.osm.pbf\n".encode()),
        )
        said, _complained = _update("--from", url)
    assert "streets" in said
    assert streets.current() is not None
    ground = basemap.current()
    assert ground is not None
    assert json.loads((supply.folder() / "about.json").read_text())["highways"] > 400
