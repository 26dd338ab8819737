"""Cut a territory out of a larger OpenStreetMap extract."""

from array import array
from bisect import bisect_left
from collections.abc import Callable
from pathlib import Path
from typing import Any

import osmium

from geodata.extracts import Box

PROGRESS_EVERY = 100_000


def clip(source: Path, target: Path, box: Box, progress: Callable[[float], None]) -> None:
    """Write what of an extract lies in a box: ways that reach into it whole, areas with all ways.

    Three passes, each streamed; memory holds eight bytes for each object that is kept.

    Parameters
    ----------
    source
        A sorted ``.osm.pbf``.
    progress
        Is told how many objects have been looked at, in all passes together.
    """
    west, south, east, north = box
    done = 0

    def each(*, ways_and_relations_only: bool = False) -> Any:
        nonlocal done
        kinds = osmium.osm.WAY | osmium.osm.RELATION
        if not ways_and_relations_only:
            kinds = kinds | osmium.osm.NODE
        thing: Any  # a node, a way or a relation
        for thing in osmium.FileProcessor(osmium.io.File(str(source), "pbf"), kinds):
            done += 1
            if done % PROGRESS_EVERY == 0:
                progress(done)
            yield thing

    inside, ways = array("q"), array("q")
    relations: set[int] = set()
    further_ways: set[int] = set()  # of areas that reach into the box
    for thing in each():
        if thing.is_node():
            at = thing.location
            if at.valid() and west <= at.lon <= east and south <= at.lat <= north:
                inside.append(thing.id)
        elif thing.is_way():
            if any(_is_in(inside, node.ref) for node in thing.nodes):
                ways.append(thing.id)
        elif any(
            (member.type == "w" and _is_in(ways, member.ref))
            or (member.type == "n" and _is_in(inside, member.ref))
            for member in thing.members
        ):
            relations.add(thing.id)
            if thing.tags.get("type") == "multipolygon":
                further_ways.update(member.ref for member in thing.members if member.type == "w")

    nodes = array("q")
    for thing in each(ways_and_relations_only=True):
        if thing.is_way() and (thing.id in further_ways or _is_in(ways, thing.id)):
            nodes.extend(node.ref for node in thing.nodes)
    nodes = array("q", sorted(nodes))

    header = osmium.io.Reader(str(source)).header()
    header.add_box(osmium.osm.Box(west, south, east, north))
    with osmium.SimpleWriter(str(target), header=header, overwrite=True) as writer:
        for thing in each():
            if thing.is_node():
                kept = _is_in(inside, thing.id) or _is_in(nodes, thing.id)
            elif thing.is_way():
                kept = thing.id in further_ways or _is_in(ways, thing.id)
            else:
                kept = thing.id in relations
            if kept:
                writer.add(thing)
    progress(done)


def _is_in(ascending: Any, number: int) -> bool:
    at = bisect_left(ascending, number)
    return at < len(ascending) and ascending[at] == number
