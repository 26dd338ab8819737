"""Get the OpenStreetMap data of the territory from the network, and keep it with its origin.

Overpass gives the territory's own box. Where it does not, a regional extract is fetched, compared
with the checksum beside it, and cut to the box. What was verified lies in
``VAR_DIR/extracts/<territory>/``, with a note of whose it is.
"""

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from geodata import clipping, downloads, extracts, overpass, territory
from geodata.downloads import DownloadFailed, NotFound
from geodata.errors import GeodataError
from geodata.extracts import Box, Extract
from geodata.models import Place
from geodata.progress import Progress

REGION_LIMIT_BYTES = 8 * 1024**3
# A region this much larger than the territory is cut to it.
CUT_ABOVE = 1.5
ABOUT = "about.json"
NOTE = "LICENCE.txt"
LICENCE_NOTE = """\
{name}.osm.pbf is OpenStreetMap data, © OpenStreetMap contributors, fetched from {source}.
It is available under the Open Database License 1.0: https://opendatacommons.org/licenses/odbl/1-0/
See https://www.openstreetmap.org/copyright. Whoever passes it on, or a database made of it (the
street graph, the basemap), does so under the same licence and with this note.
"""


class Unchanged(GeodataError):
    """There is nothing newer than what serves already."""


@dataclass(frozen=True)
class Origin:
    """Where the data that is kept came from.

    Attributes
    ----------
    modified
        When the file changed on its server, as ISO 8601; "" where that was not said.
    timestamp
        Which moment of the map it shows, as ISO 8601; "" where it does not say.
    """

    source: str
    fetched: str
    modified: str
    timestamp: str
    highways: int
    licence: str = "ODbL-1.0"


@dataclass(frozen=True)
class Supply:
    """Data of the territory, verified, while it can be built from.

    Attributes
    ----------
    modified_at
        When the file changed on its server; `None` where that was not said.
    """

    extract: Extract
    source: str
    modified_at: datetime | None


def folder() -> Path:
    """Return where the territory's data is kept."""
    path: Path = settings.VAR_DIR / "extracts" / settings.TERRITORY
    return path


def origin() -> Origin | None:
    """Return where the data that is kept came from, `None` if there is none."""
    with suppress(OSError, ValueError, TypeError):
        return Origin(**json.loads((folder() / ABOUT).read_text(encoding="utf-8")))
    return None


def keep(supply: Supply) -> None:
    """Keep data that was built from, in the place of what was kept before."""
    home, extract = folder(), supply.extract
    kept = home / f"{settings.TERRITORY}.osm.pbf"
    fresh = kept.with_suffix(".fresh")
    shutil.copyfile(extract.path, fresh)
    fresh.replace(kept)
    note = LICENCE_NOTE.format(name=settings.TERRITORY, source=supply.source)
    (home / NOTE).write_text(note, encoding="utf-8")
    about = Origin(
        source=supply.source,
        fetched=datetime.now(UTC).isoformat(timespec="seconds"),
        modified=supply.modified_at.isoformat() if supply.modified_at else "",
        timestamp=extract.timestamp.isoformat() if extract.timestamp else "",
        highways=extract.highways,
    )
    (home / ABOUT).write_text(json.dumps(asdict(about), indent=1), encoding="utf-8")


@contextmanager
def from_overpass(progress: Progress) -> Iterator[Supply]:
    """Yield the territory's data as Overpass has it now."""
    home = folder()
    home.mkdir(parents=True, exist_ok=True)
    target = home / "overpass.osm"
    with ExitStack() as stack:
        stack.callback(downloads.discard, target)
        with progress.stage("Fetching the territory from Overpass (MB)") as at:
            source = overpass.fetch(
                territory.current().bbox, _houses(), target, progress=lambda came: at(came / 1e6)
            )
        with progress.stage("Checking what came") as at:
            extract = stack.enter_context(extracts.opened(target, progress=at))
        yield Supply(extract, source, None)


@contextmanager
def from_region(url: str, progress: Progress, *, known: Origin | None = None) -> Iterator[Supply]:
    """Yield the territory's part of a regional extract.

    What came of a download that broke off is kept, and completed the next time.

    Parameters
    ----------
    known
        Where what serves came from.

    Raises
    ------
    Unchanged
        If the server has nothing newer than that.
    """
    home = folder()
    home.mkdir(parents=True, exist_ok=True)
    there = downloads.ask(url)
    modified = there.modified_at.isoformat() if there.modified_at else ""
    if known and known.source == url and known.modified and known.modified == modified:
        raise Unchanged(f"{url} has not changed since {modified[:10]}, and that serves.")
    region, cut = home / "region.osm.pbf", home / "cut.osm.pbf"
    here = territory.current().bbox
    _fetch_region(url, region, there.size_bytes, progress)
    with ExitStack() as stack:
        stack.callback(cut.unlink, missing_ok=True)
        stack.callback(downloads.discard, region)
        with progress.stage("Checking what came") as at:
            extract = stack.enter_context(extracts.opened(region, progress=at))
        if _area(extract.bbox) > CUT_ABOVE * _area(here):
            objects = 2 * extract.nodes + 3 * (extract.ways + extract.relations)
            with progress.stage("Cutting the territory out of it", objects) as at:
                clipping.clip(extract.path, cut, here, at)
            extract = replace(
                stack.enter_context(extracts.opened(cut)), timestamp=extract.timestamp
            )
        yield Supply(extract, url, there.modified_at)


def _fetch_region(url: str, target: Path, size_bytes: int, progress: Progress) -> None:
    """Fetch a regional extract, and compare it with the checksum that lies beside it."""
    for _again in range(2):
        with progress.stage(f"Fetching {url} (MB)", size_bytes / 1e6 or None) as at:
            downloads.fetch(
                url, target, limit_bytes=REGION_LIMIT_BYTES, progress=lambda came: at(came / 1e6)
            )
        expected = _checksum(url)
        if expected in {"", downloads.md5(target)}:
            return
        # The file changed between two parts of it, or broke on the way.
        downloads.discard(target)
    raise DownloadFailed(f"{url} came twice with another checksum than {url}.md5 says: try later.")


def _checksum(url: str) -> str:
    """Return the MD5 that a mirror publishes beside a file, "" where it publishes none."""
    try:
        said = downloads.read(f"{url}.md5").decode("ascii", "replace")
    except NotFound:
        return ""
    found = re.match(r"\s*([0-9a-fA-F]{32})\b", said)
    return found[1].lower() if found else ""


def _houses() -> tuple[Box, ...]:
    points = (place.routable_point for place in Place.objects.filter(geometry__isnull=False))
    return overpass.houses_around(
        [(point.x, point.y) for point in points if point is not None], territory.current().bbox
    )


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
