"""Read OpenStreetMap extracts, and refuse at once what no street graph can be built from.

A file is known by what it begins with, whatever its name says. It is streamed: memory does not
grow with its size, but for eight bytes for each node inside the territory. What is packed or is XML
is converted to PBF, which is what the builders take.
"""

import bz2
import gzip
import lzma
import re
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import osmium
from django.conf import settings

from geodata import territory
from geodata.errors import InvalidExtract

type Box = tuple[float, float, float, float]  # west, south, east, north in degrees (WGS 84)
type Progress = Callable[[int], None]  # is told how many objects have been read

# Map data as XML shrinks 10 to 25 times. What grows more was made to fill a disk.
UNPACKED_LIMIT_BYTES = 32 * 1024**3
RATIO_LIMIT = 100
RATIO_FREE_BYTES = 64 * 1024**2
SORTING_LIMIT_BYTES = 256 * 1024**2  # sorting holds everything in memory

HEAD_BYTES = 4096
CHUNK_BYTES = 1024**2
PROGRESS_EVERY = 100_000


class Format(StrEnum):
    """What OpenStreetMap data comes in."""

    PBF = "pbf"
    XML = "osm"
    GZIP = "osm.gz"
    BZIP2 = "osm.bz2"


# What people hand over by mistake, by what it begins with.
STRANGERS: tuple[tuple[bytes, str], ...] = (
    (rb"PK\x03\x04", "a ZIP archive: unpack it, and take the .osm or .osm.pbf file in it"),
    (rb"7z\xbc\xaf\x27\x1c", "a 7-Zip archive: unpack it first"),
    (rb"\xfd7zXZ\x00", "packed with xz: unpack it first"),
    (rb"\x28\xb5\x2f\xfd", "packed with zstd: unpack it first"),
    (rb"Rar!", "a RAR archive: unpack it first"),
    (rb"SQLite format 3", "a GeoPackage or another SQLite database, not OpenStreetMap data"),
    (rb"PMTiles", "a finished PMTiles map, not the OpenStreetMap data it is drawn from"),
    (rb"%PDF", "a PDF document"),
    (rb"\xff\xd8\xff|\x89PNG|II\*\x00|MM\x00\*", "an image"),
    (rb"\x00\x00\x27\x0a", "a shapefile: take the .osm.pbf of the same region"),
    (rb"\xff\xe0", "in the format o5m: convert it to .osm.pbf first"),
    (rb"\s*[{\[]", "GeoJSON or other JSON: take the .osm.pbf of the same region"),
    (rb"(?i)\s*(<!doctype html|<html|<head|<body)", "a web page: the download was answered with "
     "a message, which a browser shows"),
)  # fmt: skip
ROOTS: dict[str, str] = {
    "html": "a web page: the download was answered with a message, which a browser shows",
    "gpx": "a GPX track, not OpenStreetMap data",
    "kml": "a KML file, not OpenStreetMap data",
    "osmChange": "a list of changes: take an extract",
    "svg": "a drawing, not OpenStreetMap data",
}


@dataclass(frozen=True)
class Extract:
    """OpenStreetMap data that was read to its end.

    Attributes
    ----------
    path
        A ``.osm.pbf``, sorted; a temporary one where the file given was another format.
    bbox
        West, south, east and north of its nodes, in degrees (WGS 84). Streets that leave the
        region it was cut to are whole, so this is wider.
    highways
        How many of the ways have a tag ``highway``.
    timestamp
        Which moment of the map it shows, else its newest object's; `None` if it does not say.
    """

    path: Path
    bbox: Box
    nodes: int
    ways: int
    relations: int
    highways: int
    timestamp: datetime | None


@dataclass(frozen=True)
class _Scan:
    extract: Extract
    is_sorted: bool
    swapped: int  # nodes that would lie in the box if longitude and latitude changed places
    inside: int  # nodes in the box
    reaches_streets: bool  # whether a street has a node in the box


@contextmanager
def opened(
    path: Path, *, force: bool = False, progress: Progress | None = None
) -> Iterator[Extract]:
    """Read a file to its end, and yield what is in it while it can be built from.

    Parameters
    ----------
    path
        A ``.osm.pbf``, ``.osm``, ``.osm.gz`` or ``.osm.bz2``, whatever its name.
    force
        Take an extract of another region than the territory's.

    Raises
    ------
    InvalidExtract
        With one sentence: it is not there, not OpenStreetMap data, cut off, empty, without streets,
        or of another region.
    """
    form = _format(path)
    parent = settings.VAR_DIR / "tmp"
    parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="extract-", dir=parent) as folder:
        source = path
        if form is not Format.PBF:
            if form is not Format.XML:
                _check_unpacked(path, form)
            source = Path(folder) / "converted.osm.pbf"
            _convert(path, form, source)
        scan = _scan(source, path.name, progress)
        if not scan.is_sorted:
            ordered = Path(folder) / "sorted.osm.pbf"
            _sort(source, ordered, path.name)
            scan = _scan(ordered, path.name, progress)
        timestamp = _replicated_at(path, form) or scan.extract.timestamp
        extract = replace(scan.extract, timestamp=timestamp)
        _check(replace(scan, extract=extract), path.name, force=force)
        yield extract


def _format(path: Path) -> Format:
    """Return the format of a file from what it begins with."""
    try:
        head = _head(path)
    except FileNotFoundError:
        raise InvalidExtract(f"There is no file {path}.") from None
    except IsADirectoryError:
        raise InvalidExtract(f"{path} is a folder: name the .osm.pbf file in it.") from None
    except PermissionError:
        raise InvalidExtract(f"{path} may not be read by this user.") from None
    except OSError as error:
        raise InvalidExtract(f"{path} cannot be read: {error.strerror or error}.") from None
    name = path.name
    if not head:
        raise InvalidExtract(f"{name} is empty: fetch it again.")
    if head[6:15] == b"OSMHeader":
        return Format.PBF
    if head.startswith(b"\x1f\x8b"):
        form, inner = Format.GZIP, _unpacked_head(path, Format.GZIP)
    elif head.startswith(b"BZh"):
        form, inner = Format.BZIP2, _unpacked_head(path, Format.BZIP2)
    else:
        form, inner = Format.XML, head
    if not inner:
        raise InvalidExtract(f"{name} is empty, or cut off: fetch it again.")
    root = _root(inner)
    if root == "osm":
        return form
    if inner[6:15] == b"OSMHeader":
        raise InvalidExtract(f"{name} is a packed .osm.pbf: unpack it first.")
    raise InvalidExtract(f"{name} is {_stranger(inner, root)}.")


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)


def _unpacked_head(path: Path, form: Format) -> bytes:
    with _unpacking(path, form) as file, suppress(EOFError, OSError, zlib.error):
        return file.read(HEAD_BYTES)
    return b""


def _root(head: bytes) -> str:
    """Return the name of the root element of XML, "" where it is something else."""
    text = head.decode("utf-16" if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8", "ignore")
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    found = re.search(r"<([A-Za-z][\w:.-]*)", text)
    return found[1] if found and text.lstrip("\ufeff \t\r\n").startswith("<") else ""


def _stranger(head: bytes, root: str) -> str:
    for beginning, what in STRANGERS:
        if re.match(beginning, head):
            return what
    if root:
        return ROOTS.get(root, f"XML, but not OpenStreetMap's: it begins with <{root[:40]}>")
    return "not OpenStreetMap data: take a .osm.pbf, .osm or .osm.gz file"


def _unpacking(path: Path, form: Format) -> gzip.GzipFile | bz2.BZ2File:
    return gzip.open(path, "rb") if form is Format.GZIP else bz2.open(path, "rb")


def _check_unpacked(path: Path, form: Format) -> None:
    """Unpack a file without keeping anything; refuse it where that grows past all measure."""
    limit = min(UNPACKED_LIMIT_BYTES, max(RATIO_FREE_BYTES, RATIO_LIMIT * path.stat().st_size))
    unpacked = 0
    try:
        with _unpacking(path, form) as file:
            while chunk := file.read(CHUNK_BYTES):
                unpacked += len(chunk)
                if unpacked > limit:
                    raise InvalidExtract(
                        f"{path.name} unpacks to more than {_size(limit)}, which no extract of "
                        f"its size does: take a .osm.pbf."
                    )
    except EOFError:
        raise InvalidExtract(f"{path.name} is cut off: fetch it again.") from None
    except (OSError, zlib.error, lzma.LZMAError):
        raise InvalidExtract(f"{path.name} is damaged: fetch it again.") from None


def _convert(path: Path, form: Format, target: Path) -> None:
    """Write XML as PBF."""
    with _reading(path.name), osmium.SimpleWriter(str(target)) as writer:
        thing: Any  # a node, a way or a relation
        for thing in osmium.FileProcessor(osmium.io.File(str(path), form.value)):
            if thing.visible:
                writer.add(thing)


def _sort(source: Path, target: Path, name: str) -> None:
    """Write nodes before ways before relations, each by its number, the newest of each."""
    if source.stat().st_size > SORTING_LIMIT_BYTES:
        raise InvalidExtract(f"{name} is not sorted: run `osmium sort` on it first.")
    with _reading(name), osmium.SimpleWriter(str(target)) as writer:
        merged = osmium.MergeInputReader()
        merged.add_file(str(source))
        merged.apply(writer, simplify=True)


def _scan(source: Path, name: str, progress: Progress | None) -> _Scan:
    """Count what is in a PBF, reading all of it."""
    box = territory.current().bbox
    west, south, east, north = 181.0, 91.0, -181.0, -91.0
    nodes = ways = relations = highways = swapped = done = 0
    inside = array("q")
    reaches_streets = False
    is_sorted = True
    rank_before, number_before = 0, -1
    newest: datetime | None = None
    now = datetime.now(UTC)
    with _reading(name):
        thing: Any  # a node, a way or a relation
        for thing in osmium.FileProcessor(osmium.io.File(str(source), "pbf")):
            done += 1
            if progress and done % PROGRESS_EVERY == 0:
                progress(done)
            number = thing.id
            if number < 0:
                raise InvalidExtract(
                    f"{name} has objects that are not in OpenStreetMap yet (of negative number): "
                    "upload them, or take an extract."
                )
            if thing.is_node():
                rank = 0
                nodes += 1
                location = thing.location
                if location.valid():
                    x, y = location.lon, location.lat
                    west, east = min(west, x), max(east, x)
                    south, north = min(south, y), max(north, y)
                    if _is_in(x, y, box):
                        inside.append(number)
                    elif _is_in(y, x, box):
                        swapped += 1
            elif thing.is_way():
                rank = 1
                ways += 1
                if "highway" in thing.tags:
                    highways += 1
                    reaches_streets = reaches_streets or (
                        is_sorted and any(_is_among(node.ref, inside) for node in thing.nodes)
                    )
            else:
                rank = 2
                relations += 1
            if (rank, number) <= (rank_before, number_before):
                is_sorted = False
            rank_before, number_before = rank, number
            changed = thing.timestamp
            if changed.year > 1970 and changed <= now and (newest is None or changed > newest):
                newest = changed
    if progress:
        progress(done)
    if nodes and east < west:
        raise InvalidExtract(f"{name} has no positions: take a whole extract.")
    extract = Extract(source, (west, south, east, north), nodes, ways, relations, highways, newest)
    return _Scan(extract, is_sorted, swapped, len(inside), reaches_streets)


def _check(scan: _Scan, name: str, *, force: bool) -> None:
    """Refuse what no streets of the territory can be built from."""
    extract = scan.extract
    here = territory.current()
    if not extract.nodes and not extract.ways:
        raise InvalidExtract(f"{name} is OpenStreetMap data with nothing in it: fetch it again.")
    if not extract.highways:
        raise InvalidExtract(
            f"{name} has no streets in it, among {extract.nodes} points and {extract.ways} lines: "
            "take an extract with all data."
        )
    if force or scan.reaches_streets:
        return
    if scan.inside:
        what = "has no street in the territory's box, though other things are there"
    elif scan.swapped > extract.nodes / 2:
        raise InvalidExtract(
            f"{name} has longitude and latitude swapped: swapped back it would lie in the box of "
            f"{here.slug} ({in_words(here.bbox)})."
        )
    else:
        what = "is of another region"
    raise InvalidExtract(
        f"{name} {what}: it spans {in_words(extract.bbox)}, and {here.slug} {in_words(here.bbox)} "
        "(--force takes it all the same)."
    )


def in_words(box: Box) -> str:
    """Return a box such as "7.4° E to 7.44° E, 43.72° N to 43.75° N"."""
    west, south, east, north = box
    return (
        f"{_degrees(west, 'E', 'W')} to {_degrees(east, 'E', 'W')}, "
        f"{_degrees(south, 'N', 'S')} to {_degrees(north, 'N', 'S')}"
    )


def _degrees(value: float, positive: str, negative: str) -> str:
    return f"{abs(round(value, 3)):g}° {negative if value < 0 else positive}"


def _replicated_at(path: Path, form: Format) -> datetime | None:
    """Return which moment of the map a file says that it shows; one yet to come is not believed."""
    if form is Format.PBF:
        header = osmium.io.Reader(str(path)).header()
        texts = [header.get("osmosis_replication_timestamp"), header.get("timestamp")]
    else:
        head = _head(path) if form is Format.XML else _unpacked_head(path, form)
        found = re.search(rb'<meta\s[^>]*osm_base="([^"]{1,40})"', head)
        texts = [found[1].decode("ascii", "ignore")] if found else []
    for text in filter(None, texts):
        with suppress(ValueError):
            moment = datetime.fromisoformat(text)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            if moment <= datetime.now(UTC):
                return moment
    return None


@contextmanager
def _reading(name: str) -> Iterator[None]:
    """Say in a user's terms what libosmium says in its own."""
    try:
        yield
    except InvalidExtract:
        raise
    except MemoryError:
        raise InvalidExtract(f"{name} needs more memory than this machine has.") from None
    except Exception as error:
        said = str(error)
        if re.search(r"entit", said, re.IGNORECASE):
            problem = "declares XML entities, which no extract does: fetch it from another source"
        elif re.search(
            r"EOF|truncated|unclosed token|no element found|end of", said, re.IGNORECASE
        ):
            problem = "is cut off: fetch it again"
        elif isinstance(error, OSError) and error.errno:
            problem = f"could not be read: {error.strerror}"
        else:
            problem = (
                f"is damaged: fetch it again ({said.splitlines()[0][:120].rstrip('.')})"
                if said
                else ("is damaged: fetch it again")
            )
        raise InvalidExtract(f"{name} {problem}.") from error


def _is_in(longitude: float, latitude: float, box: Box) -> bool:
    return box[0] <= longitude <= box[2] and box[1] <= latitude <= box[3]


def _is_among(number: int, ascending: Any) -> bool:
    at = bisect_left(ascending, number)
    return at < len(ascending) and ascending[at] == number


def _size(size_bytes: int) -> str:
    return (
        f"{size_bytes / 1024**3:.0f} GB"
        if size_bytes >= 1024**3
        else f"{size_bytes / 1024**2:.0f} MB"
    )
