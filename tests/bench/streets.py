"""Measure the street graph: building it, ways with directions, a matrix, and a whole country.

    python -m tests.bench.streets [--rounds 200] [--json FILE]
    python -m tests.bench.streets --copies 10 100 1000 --folder FOLDER

The first measures on the extract of Monaco, which it looks for where the tests do. The second lays
copies of its streets side by side, with new numbers, and measures how time, memory and disk grow.
Nothing here fails on a clock: it prints what it measured.
"""

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heritage_map.settings")
django.setup()

import osmium  # noqa: E402
from django.test.utils import override_settings  # noqa: E402
from django.utils.translation import override  # noqa: E402

from geodata import directions, extracts, street_graph  # noqa: E402
from geodata.streets import Streets, Waypoint  # noqa: E402
from tests.bench.pages import percentile  # noqa: E402
from tests.extracts import find  # noqa: E402

FIVE = [
    Waypoint(7.42460, 43.73110), Waypoint(7.42050, 43.73140), Waypoint(7.42310, 43.73050),
    Waypoint(7.42530, 43.73080), Waypoint(7.42750, 43.73960),
]  # fmt: skip
BOX = (7.411, 43.728, 7.430, 43.742)
# Copies lie in rows of this many, each this far apart, so that tiles fill as in a real country.
ROW, APART_DEGREES = 40, (0.12, 0.25)
SOUTH_WEST = (-17.0, 21.0)


def town(extract: Path, rounds: int) -> dict[str, Any]:
    """Measure on one town."""
    measured: dict[str, Any] = {"load": os.getloadavg()[0]}
    with tempfile.TemporaryDirectory() as name:
        folders = iter(Path(name) / str(number) for number in range(100))
        with override_settings(VAR_DIR=Path(name)):

            def build() -> Path:
                folder = next(folders)
                folder.mkdir()
                with extracts.opened(extract, force=True) as opened:
                    street_graph.build(opened, folder)
                return folder

            measured["build"] = _measured(build, 8)
            streets = Streets(build())
        measured["open"] = _measured(lambda: Streets(streets.folder).snap(FIVE), 20)

        def way() -> None:
            with override("ar"):
                for leg in streets.route(FIVE).legs:
                    directions.instructions(leg)

        measured["five stops with Arabic directions"] = _measured(way, rounds)
        measured["five stops, without words"] = _measured(lambda: streets.route(FIVE), rounds)
        draw = Random(1)
        fifty = [
            Waypoint(draw.uniform(BOX[0], BOX[2]), draw.uniform(BOX[1], BOX[3])) for _ in range(50)
        ]
        for mode in ("foot", "wheelchair", "car"):
            measured[f"matrix 50 x 50, {mode}"] = _measured(
                partial(streets.matrix, fifty, fifty, mode), 15
            )
        measured["reach in 15 minutes"] = _measured(lambda: streets.reachable(FIVE[0], 15), 30)
        measured["snap 50 points"] = _measured(lambda: streets.snap(fifty), 30)
        measured["threads, ways a second"] = {
            str(threads): round(_throughput(streets, threads)) for threads in (1, 2, 4)
        }
    measured["load after"] = os.getloadavg()[0]
    return measured


def _measured(action: Callable[[], object], rounds: int) -> dict[str, float]:
    """Return how long an action took, and how much of a core, which others' load does not change.

    In milliseconds: the median, and what 95 of 100 keep to; after one that does not count.
    """
    action()
    taken, busy = [], []
    for _round in range(rounds):
        start, start_busy = time.perf_counter(), _busy_s()
        action()
        taken.append((time.perf_counter() - start) * 1000)
        busy.append((_busy_s() - start_busy) * 1000)
    return {
        "p50_ms": round(percentile(taken, 0.5), 1),
        "p95_ms": round(percentile(taken, 0.95), 1),
        "cpu_p50_ms": round(percentile(busy, 0.5), 1),
        "cpu_p95_ms": round(percentile(busy, 0.95), 1),
    }


def _busy_s() -> float:
    """Return the processor time of this process and of the builders it ran."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _throughput(streets: Streets, threads: int, total: int = 400) -> float:
    from concurrent.futures import ThreadPoolExecutor

    start = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda _n: streets.route(FIVE), range(total)))
    return total / (time.perf_counter() - start)


def country(extract: Path, copies: int, folder: Path) -> dict[str, Any]:
    """Measure on many copies of a town."""
    folder.mkdir(parents=True, exist_ok=True)
    source = folder / f"{copies}.osm.pbf"
    if not source.exists():
        _copy(extract, copies, source)
    graph = folder / f"graph-{copies}-{time.time():.0f}"
    graph.mkdir()
    measured: dict[str, Any] = {"copies": copies, "extract_mb": _megabytes(source)}
    with override_settings(VAR_DIR=folder):
        start = time.perf_counter()
        with extracts.opened(source, force=True) as opened:
            measured["check_s"] = round(time.perf_counter() - start, 1)
            measured |= {"nodes": opened.nodes, "ways": opened.ways, "highways": opened.highways}
            built = street_graph.build(opened, graph)
        measured["build_s"] = round(time.perf_counter() - start, 1)
    measured |= {
        "crossings": built.nodes, "edges": built.edges,
        "tiles_mb": _megabytes(graph / "tiles.tar"),
        "beside_mb": round(sum(_megabytes(f) for f in graph.glob("*.json")), 1),
        "peak_here_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "peak_valhalla_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
    }  # fmt: skip
    return measured | _in_another_process(graph, copies)


def _in_another_process(graph: Path, copies: int) -> dict[str, Any]:
    """Return what memory a process takes that only finds ways."""
    number = os.fork()
    answer = graph / "memory"
    if number == 0:
        before = _resident()
        streets = Streets(graph)
        opened = _resident()
        draw = Random(3)
        for _way in range(200):
            east, north = _offset(draw.randrange(copies))
            stops = [Waypoint(s.longitude + east, s.latitude + north) for s in FIVE]
            streets.route(stops)
        after = _resident()
        answer.write_text(
            json.dumps(
                {
                    "process_before_mb": before["VmRSS"], "opened_mb": opened["VmRSS"],
                    "after_200_ways_mb": after["VmRSS"], "of_it_own_mb": after["RssAnon"],
                    "of_it_mapped_mb": after["RssFile"],
                }
            )
        )  # fmt: skip
        os._exit(0)
    os.waitpid(number, 0)
    told: dict[str, Any] = json.loads(answer.read_text())
    return told


def _resident() -> dict[str, int]:
    lines = Path("/proc/self/status").read_text().splitlines()
    return {line.split(":")[0]: int(line.split()[1]) // 1024 for line in lines if " kB" in line}


def _offset(copy: int) -> tuple[float, float]:
    row, column = divmod(copy, ROW)
    return (
        SOUTH_WEST[0] - BOX[0] + column * APART_DEGREES[0],
        SOUTH_WEST[1] - BOX[1] + row * APART_DEGREES[1],
    )


def _copy(extract: Path, copies: int, target: Path) -> None:
    """Write an extract beside itself, many times."""
    things = list(_things(extract))
    # Small numbers, as the real ones are dense too.
    numbers = {
        kind: {n: i for i, n in enumerate(sorted(n for k, n, *_r in things if k == kind))}
        for kind in "nw"
    }
    counts = {kind: len(each) + 1 for kind, each in numbers.items()}
    with osmium.SimpleWriter(str(target), overwrite=True) as writer:
        for kind in "nw":
            for copy in range(copies):
                east, north = _offset(copy)
                first = {k: copy * count + 1 for k, count in counts.items()}
                for what, number, tags, rest in things:
                    if what != kind:
                        continue
                    new = first[kind] + numbers[kind][number]
                    if kind == "n":
                        location = (rest[0] + east, rest[1] + north)
                        thing: Any = osmium.osm.mutable.Node(
                            id=new, version=1, location=location, tags=tags
                        )
                        writer.add_node(thing)
                    else:
                        nodes = [first["n"] + numbers["n"][n] for n in rest if n in numbers["n"]]
                        thing = osmium.osm.mutable.Way(id=new, version=1, nodes=nodes, tags=tags)
                        writer.add_way(thing)


def _things(extract: Path) -> Iterator[tuple[str, int, dict[str, str], Any]]:
    for thing in osmium.FileProcessor(extract, osmium.osm.NODE | osmium.osm.WAY):
        tags = {tag.k: tag.v for tag in thing.tags}
        if isinstance(thing, osmium.osm.Node):
            yield "n", thing.id, tags, (thing.location.lon, thing.location.lat)
        elif isinstance(thing, osmium.osm.Way):
            yield "w", thing.id, tags, [node.ref for node in thing.nodes]


def _megabytes(path: Path) -> float:
    return round(path.stat().st_size / 1e6, 1)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--copies", type=int, nargs="*", default=[])
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args(arguments)
    extract = find("monaco.osm.pbf")
    if extract is None:
        sys.exit("monaco.osm.pbf is not at hand: OSM_EXTRACTS names the folder that holds it.")
    if options.copies:
        folder = options.folder or Path(tempfile.mkdtemp(prefix="bench-streets-"))
        measured: Any = []
        for copies in options.copies:
            measured.append(country(extract, copies, folder))
            print(json.dumps(measured[-1]), flush=True)
    else:
        measured = town(extract, options.rounds)
        for what, value in measured.items():
            print(f"{what}: {value}")
    if options.json:
        options.json.write_text(json.dumps(measured, indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
