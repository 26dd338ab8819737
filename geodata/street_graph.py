"""Build a street graph of an OpenStreetMap extract, with what Valhalla does not keep of it.

Valhalla's own ``valhalla_build_tiles`` makes the graph. It is then packed into one file with an
index at its beginning, which ``geodata.streets`` maps into memory.
"""

import copy
import io
import json
import math
import re
import shutil
import struct
import subprocess
import tarfile
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import osmium
import shapely
import valhalla
from django.conf import settings
from valhalla.config import get_config

from geodata import landmarks, squares, territory
from geodata.errors import InvalidExtract
from geodata.extracts import Extract
from geodata.progress import At, Progress
from geodata.streets import Mode, Streets, Waypoint

TILES = "tiles.tar"
ABOUT = "about.json"
NAMES = "names.json"
WAYS = "ways.json"
SQUARE = "square"

# A wheelchair ramp may rise by one in twelve (ADA Standards 2010, section 405.2).
STEEPEST_ROLLED = 1 / 12
# What Valhalla refuses a wheelchair where it passes through, but not where it sets out: as a tag
# that it heeds in both. Rock is what it takes for pavement.
UNROLLED_SURFACES = frozenset(
    "clay dirt earth fine_gravel grass gravel ground mud pebblestone rock sand snow "
    "stepping_stones unpaved".split()
)
# OSM calls "intermediate" what a wheelchair can still roll over (wiki: Key:smoothness).
UNROLLED_SMOOTHNESS = frozenset("bad very_bad horrible very_horrible impassable".split())
FIRM_TRACKS = frozenset({"grade1", "grade2"})
COVERED = frozenset({"yes", "arcade", "colonnade"})

# Where Valhalla's log tells how far it is, in its order.
_STEPS = (
    "Parsing ways", "Parsing relations", "Parsing nodes", "Creating graph edges",
    "Sorting graph", "Building edge shapes", "Reclassifying", "Building ", "Enhancing local graph",
    "HierarchyBuilder", "Creating shortcuts on level 1", "Adding complex turn restrictions",
    "Validating", "Binning inter-tile edges", "Cleaning up",
)  # fmt: skip
# An entry of the index: where a tile begins, its number with its level in the lowest three bits,
# its size (valhalla_build_extract.py in the wheel).
_ENTRY = struct.Struct("<QLL")
_SAMPLE = 50


@dataclass
class _Reading:
    """What is collected of the ways that are streets.

    Attributes
    ----------
    retagged
        New tags of ways, by their number.
    added
        Ways that are not in the extract: their nodes and tags. They are numbered from ``number``.
    nodes
        Nodes of theirs that are not in the extract. They are numbered from ``node_number``.
    """

    names: dict[str, dict[str, str]] = field(default_factory=dict)
    ways: dict[str, str] = field(default_factory=dict)
    retagged: dict[int, dict[str, str]] = field(default_factory=dict)
    added: list[tuple[Sequence[int], dict[str, str]]] = field(default_factory=list)
    number: int = 0
    nodes: dict[int, squares.Corner] = field(default_factory=dict)
    node_number: int = 0
    sample: list[Waypoint] = field(default_factory=list)


@dataclass(frozen=True)
class Graph:
    """What was built."""

    nodes: int
    edges: int
    size_bytes: int


def build(
    extract: Extract, folder: Path, *, source: str = "", progress: Progress | None = None
) -> Graph:
    """Build the graph of an extract in an empty folder.

    Parameters
    ----------
    source
        What to call the extract, such as the name of its file.

    Raises
    ------
    InvalidExtract
        If nobody can walk on any street of it.
    """
    progress = progress or Progress()
    with progress.stage("Reading names and ways", extract.highways) as at:
        reading = _read(extract.path, at)
    work = folder / "work"
    work.mkdir()
    path = extract.path
    if reading.retagged or reading.added:
        path = work / "prepared.osm.pbf"
        with progress.stage("Preparing squares, and streets for wheels"):
            _prepare(extract.path, reading, path)
    tiles = work / "tiles"
    tiles.mkdir()
    with progress.stage("Building the street graph", len(_STEPS)) as at:
        nodes, edges = _build_tiles(path, tiles, work, at)
    files = sorted(tiles.rglob("*.gph"))
    if not files:
        raise InvalidExtract(_UNROUTABLE)
    with progress.stage("Packing it", len(files)) as at:
        pack(tiles, files, folder / TILES, at)
    shutil.rmtree(work)
    graph = Graph(nodes, edges, (folder / TILES).stat().st_size)
    _write(folder / NAMES, reading.names)
    _write(folder / WAYS, reading.ways)
    with progress.stage("Collecting landmarks"):
        _write(folder / landmarks.FILE_NAME, _in_territory(landmarks.collect(extract.path)))
    _write(folder / ABOUT, _about(extract, source, graph))
    if not any(Streets(folder).snap(reading.sample, Mode.FOOT)):
        raise InvalidExtract(_UNROUTABLE)
    return graph


_UNROUTABLE = (
    "None of the streets in the file can be walked: take an extract with all data, of a region "
    "with streets."
)


def detail(tags: Mapping[str, str]) -> str:
    """Return what Valhalla does not tell of a way, "" if there is nothing.

    "up" or "down" of stairs in the direction in which they are drawn, "arcade", "square" or
    "pedestrian".
    """
    highway = tags.get("highway")
    if highway == "steps":
        incline = tags.get("incline", "")
        if incline in ("up", "down"):
            return incline
        slope = _slope(incline)
        return "" if not slope else "up" if slope > 0 else "down"
    if tags.get("covered") in COVERED or tags.get("tunnel") == "building_passage":
        return "arcade"
    if tags.get("place") == "square" or (highway == "pedestrian" and tags.get("area") == "yes"):
        return SQUARE
    return "pedestrian" if highway == "pedestrian" else ""


def is_rolled(tags: Mapping[str, str]) -> bool:
    """Whether a wheelchair can take a way, as far as slope and surface are tagged.

    Stairs are left to Valhalla. A tag ``wheelchair`` was set by somebody who looked, and counts.
    """
    if "wheelchair" in tags:
        return True
    if tags.get("highway") == "track" and "surface" not in tags:
        return tags.get("tracktype") in FIRM_TRACKS
    slope = _slope(tags.get("incline", ""))
    return (
        (slope is None or abs(slope) <= STEEPEST_ROLLED)
        and tags.get("surface") not in UNROLLED_SURFACES
        and tags.get("smoothness") not in UNROLLED_SMOOTHNESS
    )


def _slope(incline: str) -> float | None:
    """Return the rise over the run of a tag such as ``10%``, ``-5 %`` or ``6°``."""
    found = re.fullmatch(r"([+-]?\d+(?:[.,]\d+)?)\s*(%|°)", incline.strip())
    if found is None:
        return None
    number = float(found[1].replace(",", "."))
    return number / 100 if found[2] == "%" else math.tan(math.radians(number))


def prepared(tags: dict[str, str]) -> dict[str, str]:
    """Return the tags of a street as Valhalla is to see them."""
    changed = dict(tags)
    if not is_rolled(tags):
        changed["wheelchair"] = "no"
    # Carts go one way there, not people; Valhalla takes it for both.
    if tags.get("highway") == "pedestrian" and "oneway" in tags:
        changed.setdefault("oneway:foot", "no")
    return changed


def _read(path: Path, at: At) -> _Reading:
    """Collect names and details of the ways that are streets, and what to change of them."""
    reading = _Reading()
    first_nodes = array("q")
    areas: dict[int, tuple[Sequence[int], dict[str, str]]] = {}
    languages = [code for code, _name in settings.LANGUAGES]
    for done, way in enumerate(_ways(path, osmium.filter.KeyFilter("highway")), 1):
        at(done)
        tags = {tag.k: tag.v for tag in way.tags}
        name = tags.get("name")
        if name and name not in reading.names:
            names = {code: tags[key] for code in languages if (key := f"name:{code}") in tags}
            if names:
                reading.names[name] = names
        if what := detail(tags):
            reading.ways[str(way.id)] = what
        if (changed := prepared(tags)) != tags:
            reading.retagged[way.id] = changed
        if _is_square(tags) and way.is_closed() and len(way.nodes) > 3:
            areas[way.id] = [node.ref for node in way.nodes], changed
        if len(way.nodes):
            first_nodes.append(way.nodes[0].ref)
    if areas:
        _cross(path, areas, reading)
    # A few ways from all over the file, to try afterwards whether they can be walked.
    wanted = set(first_nodes[:: max(1, len(first_nodes) // _SAMPLE)])
    reading.sample = [Waypoint(*position) for position in _positions(path, wanted).values()]
    return reading


def _is_square(tags: Mapping[str, str]) -> bool:
    return tags.get("highway") == "pedestrian" and tags.get("area") == "yes"


def _cross(
    path: Path, areas: Mapping[int, tuple[Sequence[int], dict[str, str]]], reading: _Reading
) -> None:
    """Make the outlines of squares ways, and lay ways across."""
    corners = {number for nodes, _tags in areas.values() for number in nodes}
    positions = _positions(path, corners)
    uses = Counter(number for nodes, _tags in areas.values() for number in set(nodes))
    for way in _ways(path, None):
        reading.number = max(reading.number, way.id + 1)
        if way.id not in areas and "highway" in way.tags:
            uses.update({node.ref for node in way.nodes} & corners)
    reading.node_number = _last_node(path) + 1
    for number, (nodes, tags) in areas.items():
        if not all(node in positions for node in nodes):
            continue
        outline = [squares.Corner(node, *positions[node]) for node in nodes]
        lines = squares.crossings(
            outline,
            {node for node in nodes if uses[node] > 1},
            reading.node_number + len(reading.nodes),
        )
        if not lines:
            continue
        open_tags = {key: value for key, value in tags.items() if key != "area"}
        reading.retagged[number] = open_tags
        for line in lines:
            reading.ways[str(reading.number + len(reading.added))] = SQUARE
            reading.added.append(([corner.number for corner in line], open_tags))
            reading.nodes.update(
                (corner.number, corner) for corner in line if corner.number >= reading.node_number
            )


def _ways(path: Path, chosen: osmium.BaseFilter | None) -> Iterator[osmium.osm.Way]:
    things = osmium.FileProcessor(osmium.io.File(str(path), "pbf"), osmium.osm.WAY)
    for thing in things.with_filter(chosen) if chosen else things:
        if isinstance(thing, osmium.osm.Way):
            yield thing


def _last_node(path: Path) -> int:
    nodes = osmium.FileProcessor(osmium.io.File(str(path), "pbf"), osmium.osm.NODE)
    return max((node.id for node in nodes if isinstance(node, osmium.osm.Node)), default=0)


def _positions(path: Path, wanted: Collection[int]) -> dict[int, tuple[float, float]]:
    """Return the longitude and latitude of nodes by their number."""
    nodes = osmium.FileProcessor(osmium.io.File(str(path), "pbf"), osmium.osm.NODE)
    return {
        node.id: (node.location.lon, node.location.lat)
        for node in nodes.with_filter(osmium.filter.IdFilter(wanted))
        if isinstance(node, osmium.osm.Node) and node.location.valid()
    }


def _prepare(source: Path, reading: _Reading, target: Path) -> None:
    """Copy an extract with other tags and further ways, still sorted."""
    file = osmium.io.File(str(source), "pbf")
    with osmium.SimpleWriter(str(target)) as writer:
        nothing = osmium.filter.IdFilter([])
        for _node in (
            osmium.FileProcessor(file, osmium.osm.NODE)
            .with_filter(nothing)
            .handler_for_filtered(writer)
        ):
            pass
        for node in sorted(reading.nodes.values(), key=lambda corner: corner.number):
            location = (node.longitude, node.latitude)
            writer.add_node(osmium.osm.mutable.Node(id=node.number, version=1, location=location))
        things = (
            osmium.FileProcessor(file, osmium.osm.WAY)
            .with_filter(osmium.filter.IdFilter(reading.retagged))
            .handler_for_filtered(writer)
        )
        for way in things:
            if isinstance(way, osmium.osm.Way):
                writer.add_way(way.replace(tags=reading.retagged[way.id]))
        for number, (nodes, tags) in enumerate(reading.added, reading.number):
            writer.add_way(osmium.osm.mutable.Way(id=number, version=1, nodes=nodes, tags=tags))
        for relation in osmium.FileProcessor(file, osmium.osm.RELATION):
            writer.add(relation)


def _build_tiles(source: Path, tiles: Path, work: Path, at: At) -> tuple[int, int]:
    """Run Valhalla's builder; return how many nodes and directed edges it made."""
    config = copy.deepcopy(get_config(tile_extract="", tile_dir=tiles, verbose=True))
    config["logging"]["color"] = False
    mjolnir = config["mjolnir"]
    for absent in (
        "admin", "landmarks", "timezone", "traffic_extract", "transit_dir", "transit_feeds_dir",
    ):  # fmt: skip
        mjolnir.pop(absent, None)
    config["additional_data"]["elevation"] = ""
    # For the squares that ``geodata.squares`` leaves: those drawn as relations, and those that
    # streets reach at one spot only.
    mjolnir["pedestrian_areas"] = True
    _write(work / "valhalla.json", config)
    command: list[str | Path] = [
        _program("valhalla_build_tiles"), "-c", work / "valhalla.json", source.resolve(),
    ]  # fmt: skip
    counts = {"Node Count": 0, "Directed Edge Count": 0}
    said: list[str] = []
    with subprocess.Popen(  # noqa: S603
        command, cwd=work, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        step = 0
        for line in process.stdout or ():
            said = [*said[-20:], line.strip()]
            text = line.partition("] ")[2]
            if step < len(_STEPS) and text.startswith(_STEPS[step:]):
                step = next(i for i in range(step, len(_STEPS)) if text.startswith(_STEPS[i])) + 1
                at(step)
            name, _is, number = text.strip().partition(" = ")
            if name in counts:
                counts[name] = int(number)
    if process.returncode:
        problems = [line for line in said if "[ERROR]" in line or "[WARN]" in line] or said
        raise InvalidExtract(
            "Valhalla cannot build a street graph of the file"
            f" ({problems[-1].partition('] ')[2] or problems[-1] if problems else 'no reason'})."
        )
    return counts["Node Count"], counts["Directed Edge Count"]


def _program(name: str) -> Path:
    return Path(valhalla.__file__).parent / "bin" / name


def pack(tiles: Path, files: Sequence[Path], target: Path, at: At) -> None:
    """Write tiles into one archive, with an index of where each begins as its first member."""
    members = [(file, file.relative_to(tiles).as_posix()) for file in files]
    with tarfile.open(target, "w", format=tarfile.USTAR_FORMAT) as archive:
        archive.addfile(_member("index.bin", _ENTRY.size * len(members)), _zeros(len(members)))
        for done, (file, name) in enumerate(members, 1):
            with file.open("rb") as content:
                archive.addfile(_member(name, file.stat().st_size), content)
            at(done)
    with tarfile.open(target) as archive:
        entries = b"".join(
            _ENTRY.pack(member.offset_data, _number(member.name), member.size)
            for member in archive
            if member.name.endswith(".gph")
        )
    with target.open("r+b") as packed:
        packed.seek(tarfile.BLOCKSIZE)
        packed.write(entries)


def _zeros(entries: int) -> io.BytesIO:
    return io.BytesIO(bytes(_ENTRY.size * entries))


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size = size
    return member


def _number(name: str) -> int:
    """Return Valhalla's number of the tile in a file such as ``2/000/769/709.gph``."""
    level, _slash, rest = name.removesuffix(".gph").partition("/")
    return int(level) | int(rest.replace("/", "")) << 3


def _in_territory(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out landmarks that no circuit passes; all stay where the extract lies elsewhere.

    They are held in memory, where those of a whole country would take more than the streets do.
    """
    shapes = shapely.from_wkt([record["geometry"] for record in records])
    inside = shapely.intersects(shapely.box(*territory.current().bbox), shapes)
    kept = [record for record, is_inside in zip(records, inside, strict=True) if is_inside]
    return kept or records


def _about(extract: Extract, source: str, graph: Graph) -> dict[str, Any]:
    return {
        "source": source,
        "timestamp": extract.timestamp.isoformat() if extract.timestamp else None,
        "built": datetime.now(UTC).isoformat(timespec="seconds"),
        "bbox": list(extract.bbox),
        "highways": extract.highways,
        "nodes": graph.nodes,
        "edges": graph.edges,
        "size_bytes": graph.size_bytes,
        "valhalla": valhalla.__version__,
    }


def _write(path: Path, content: Mapping[str, Any] | Iterable[Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
