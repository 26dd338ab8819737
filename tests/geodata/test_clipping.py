"""Cutting a territory out of a larger extract."""

from pathlib import Path

import osmium
import pytest

from geodata.clipping import clip
from tests import extracts as at_hand

BOX = (0.0, 0.0, 1.0, 1.0)
REGION = """<?xml version="1.0"?><osm version="0.6">
<node id="1" version="1" lat="0.5" lon="0.5"/>
<node id="2" version="1" lat="0.5" lon="1.5"/>
<node id="3" version="1" lat="5" lon="5"><tag k="amenity" v="cafe"/></node>
<node id="4" version="1" lat="5" lon="6"/>
<node id="5" version="1" lat="0.2" lon="0.2"><tag k="amenity" v="fountain"/></node>
<node id="6" version="1" lat="0.9" lon="1.2"/>
<node id="7" version="1" lat="0.9" lon="1.4"/>
<way id="10" version="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="path"/></way>
<way id="11" version="1"><nd ref="3"/><nd ref="4"/><tag k="highway" v="path"/></way>
<way id="12" version="1"><nd ref="1"/><nd ref="6"/></way>
<way id="13" version="1"><nd ref="6"/><nd ref="7"/><nd ref="1"/></way>
<way id="14" version="1"><nd ref="6"/><nd ref="7"/></way>
<relation id="20" version="1"><member type="way" ref="12" role="outer"/>
<member type="way" ref="14" role="outer"/><tag k="type" v="multipolygon"/></relation>
<relation id="21" version="1"><member type="way" ref="11" role="outer"/></relation>
<relation id="22" version="1"><member type="way" ref="10" role=""/>
<member type="way" ref="11" role=""/><tag k="type" v="route"/></relation>
</osm>"""


@pytest.fixture
def kept(tmp_path: Path) -> set[str]:
    source, target = tmp_path / "region.osm.pbf", tmp_path / "cut.osm.pbf"
    (tmp_path / "region.osm").write_text(REGION)
    with osmium.SimpleWriter(str(source)) as writer:
        for thing in osmium.FileProcessor(str(tmp_path / "region.osm")):
            writer.add(thing)
    clip(source, target, BOX, lambda done: None)
    return {f"{thing.type_str()}{thing.id}" for thing in osmium.FileProcessor(str(target))}


def test_a_way_that_reaches_into_the_box_is_whole(kept):
    assert {"w10", "n1", "n2"} <= kept


def test_what_lies_outside_is_left_out(kept):
    assert not {"w11", "n3", "n4", "r21"} & kept


def test_a_thing_inside_that_is_on_no_way_stays(kept):
    assert "n5" in kept


def test_an_area_that_reaches_into_the_box_has_all_its_sides(kept):
    assert {"r20", "w12", "w14", "n6", "n7"} <= kept


def test_a_route_that_passes_through_does_not_bring_its_far_ways(kept):
    assert "r22" in kept
    assert "w11" not in kept


def test_of_a_real_town_the_old_town_can_be_cut(tmp_path):
    box = (7.418, 43.729, 7.428, 43.7335)
    target = tmp_path / "cut.osm.pbf"
    clip(at_hand.monaco(), target, box, lambda done: None)

    whole = {
        thing.id
        for thing in osmium.FileProcessor(str(at_hand.monaco()))
        if isinstance(thing, osmium.osm.Node)
    }
    missing = 0
    names = set()
    here = {
        thing.id
        for thing in osmium.FileProcessor(str(target))
        if isinstance(thing, osmium.osm.Node)
    }
    for thing in osmium.FileProcessor(str(target)):
        if isinstance(thing, osmium.osm.Way):
            missing += sum(node.ref in whole and node.ref not in here for node in thing.nodes)
            names.add(thing.tags.get("name"))
    assert missing == 0
    assert "Rampe Major" in names
    assert len(here) < len(whole) / 2
