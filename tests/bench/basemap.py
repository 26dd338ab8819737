"""Measure how long a basemap takes to build and how large it gets, and what makes it so.

    python -m tests.bench.basemap EXTRACT [--copies 1 6 25] [--bbox W,S,E,N]

A larger town is made of copies of the extract's, side by side, with new numbers for all objects.
Its sea is left out, since coasts in a row of towns make none. Nothing here fails on a clock.
"""

import argparse
import math
import os
import resource
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heritage_map.settings")
django.setup()

import osmium  # noqa: E402
from django.test.utils import override_settings  # noqa: E402

from geodata import extracts, territory  # noqa: E402
from geodata.basemap import building, reading  # noqa: E402
from geodata.basemap.reading import Feature  # noqa: E402
from geodata.extracts import Extract  # noqa: E402

NUMBERS_A_COPY = 10_000_000_000
ROUNDS = 3
GAP_DEGREES = 0.0002
EARTH_RADIUS_M = 6_371_008.8
WITHOUT = ("buildings", "streets", "pois")

type Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Measured:
    """One town's basemap."""

    seconds: float
    size_bytes: int
    features: dict[str, int]
    street_km: float


def main() -> None:
    """Measure the extract, then towns made of copies of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("extract", type=Path)
    parser.add_argument("--copies", type=int, nargs="*", default=[1, 6, 25])
    parser.add_argument("--bbox", help="the part of the extract to take: west,south,east,north")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        override_settings(VAR_DIR=Path(folder)),
        extracts.opened(options.extract, force=True) as extract,
    ):
        box = tuple(map(float, options.bbox.split(","))) if options.bbox else extract.bbox
        _report("the extract", extract, box, Path(folder))
        for copies in options.copies:
            town = Path(folder) / f"{copies}.osm.pbf"
            wide = _copied(extract.path, box, copies, town)
            with extracts.opened(town, force=True) as larger:
                measured = _report(f"{copies} side by side", larger, wide, Path(folder))
        whole = measured.size_bytes
        for layer in WITHOUT:
            left_out = _measure(_again(town), wide, Path(folder), without=layer)
            _say_cost(layer, whole - left_out.size_bytes, measured)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory of this process at its highest, without tippecanoe: {peak_mb:.0f} MB")


def _again(town: Path) -> Extract:
    """Return a town that has been checked already."""
    return Extract(town, (-180, -90, 180, 90), 1, 1, 0, 1, None)


def _report(name: str, extract: Extract, box: Box, folder: Path) -> Measured:
    rounds = [_measure(extract, box, folder) for _round in range(ROUNDS)]
    measured = replace(rounds[0], seconds=statistics.median(each.seconds for each in rounds))
    print(
        f"{name}: {measured.size_bytes / 1000:.0f} kB in {measured.seconds:.2f} s; "
        f"{measured.features.get('buildings', 0)} buildings, {measured.street_km:.0f} km of "
        f"streets, {sum(measured.features.values())} features"
    )
    return measured


def _measure(extract: Extract, box: Box, folder: Path, without: str = "") -> Measured:
    metres = [0.0]
    whole = reading.Reader.features

    def counted(reader: reading.Reader) -> Iterator[Feature]:
        for feature in whole(reader):
            if feature.layer == "streets":
                metres[0] += _length_m(feature)
            if feature.layer != without:
                yield feature

    reading.Reader.features = counted  # type: ignore[method-assign,assignment]
    here = replace(territory.current(), bbox=box)
    current, territory.current = territory.current, lambda: here
    try:
        with tempfile.TemporaryDirectory(dir=folder) as target:
            start = time.perf_counter()
            made = building.build(replace(extract, bbox=box), Path(target))
            seconds = time.perf_counter() - start
    finally:
        reading.Reader.features = whole  # type: ignore[method-assign]
        territory.current = current
    return Measured(seconds, made.size_bytes, made.features, metres[0] / 1000)


def _length_m(feature: Feature) -> float:
    degrees = math.radians(feature.geometry.centroid.y)
    length = 0.0
    for part in getattr(feature.geometry, "geoms", [feature.geometry]):
        for (x0, y0), (x1, y1) in zip(part.coords, part.coords[1:], strict=False):
            length += math.hypot((x1 - x0) * math.cos(degrees), y1 - y0)
    return math.radians(length) * EARTH_RADIUS_M


def _say_cost(layer: str, size_bytes: int, measured: Measured) -> None:
    per = f"{size_bytes / measured.features.get(layer, 1):.1f} bytes each"
    if layer == "streets":
        per += f", {size_bytes / measured.street_km:.0f} bytes a kilometre"
    print(f"of that {layer}: {size_bytes / 1000:.0f} kB, {per}")


def _copied(source: Path, box: Box, copies: int, target: Path) -> Box:
    """Write what lies in a box several times, side by side; return the box of them all."""
    columns = math.ceil(math.sqrt(copies))
    west, south, east, north = box
    width, height = east - west + GAP_DEGREES, north - south + GAP_DEGREES
    inside: set[int] = set()
    things: list[tuple[str, int, Any, dict[str, str]]] = []
    thing: Any  # a node, a way or a relation
    for thing in osmium.FileProcessor(str(source)):
        if thing.is_node():
            if west <= thing.location.lon <= east and south <= thing.location.lat <= north:
                inside.add(thing.id)
                things.append(
                    ("n", thing.id, (thing.location.lon, thing.location.lat), _tags(thing))
                )
        elif thing.is_way():
            nodes = [node.ref for node in thing.nodes if node.ref in inside]
            if len(nodes) > 1 and thing.tags.get("natural") != "coastline":
                things.append(("w", thing.id, nodes, _tags(thing)))
    with osmium.SimpleWriter(str(target)) as writer:
        for kind in "nw":
            for copy in range(copies):
                shift = copy * NUMBERS_A_COPY
                right, up = width * (copy % columns), height * (copy // columns)
                for of_kind, number, content, tags in things:
                    if of_kind != kind:
                        continue
                    if kind == "n":
                        writer.add_node(
                            osmium.osm.mutable.Node(
                                id=number + shift,
                                location=(content[0] + right, content[1] + up),
                                tags=tags,
                                version=1,
                            )
                        )
                    else:
                        writer.add_way(
                            osmium.osm.mutable.Way(
                                id=number + shift,
                                nodes=[node + shift for node in content],
                                tags=tags,
                                version=1,
                            )
                        )
    rows = math.ceil(copies / columns)
    return (west, south, west + width * columns, south + height * rows)


def _tags(thing: Any) -> dict[str, str]:
    return {tag.k: tag.v for tag in thing.tags}


if __name__ == "__main__":
    main()
