"""Ask Overpass for what a territory's streets and basemap are made of.

Overpass serves OpenStreetMap's data by area, for nothing: so only what is used is asked for, once,
and a busy server is left alone for as long as it says.
https://wiki.openstreetmap.org/wiki/Overpass_API/Overpass_QL
"""

import gzip
import re
import zlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings

from geodata import downloads
from geodata.basemap import schema
from geodata.downloads import DownloadFailed, Progress
from geodata.extracts import Box

SERVER_TIMEOUT_S = 180
SERVER_MEMORY_BYTES = 512 * 1024**2
LIMIT_BYTES = 512 * 1024**2  # of a packed answer
TAIL_BYTES = 4096

# Beyond this, houses are asked for around places only: a desert has none to show.
SMALL_BOX_DEGREES2 = 0.25
AROUND_PLACES_DEGREES = 0.03  # some 3 km

# Asked for by themselves: streets with what forbids turns, houses in part of the box, and
# ferries. All others are what the basemap draws and what directions name.
STREETS = "highway"
HOUSES = "building"


class CutShort(DownloadFailed):
    """An answer that Overpass gave up on."""


def keys() -> tuple[str, ...]:
    """Return the tags that are asked for in the whole box, beside streets and houses."""
    used: set[str] = set()
    for rule in schema.RULES:
        # The first condition says what a thing is; the others tell its kind.
        first = rule.tags.split()[0]
        used.add(first.split("=")[0])
    return tuple(sorted(used - {STREETS, HOUSES}))


def query(box: Box, houses: Sequence[Box]) -> str:
    """Return what to ask for the data of a box, with houses in the boxes given.

    Ways are whole, areas too, and every object says when it was last changed.
    """
    lines = [
        f"[out:xml][timeout:{SERVER_TIMEOUT_S}][maxsize:{SERVER_MEMORY_BYTES}][bbox:{_box(box)}];",
        "(",
        f'  nwr["{STREETS}"];',
        '  relation["type"="restriction"];',
        '  way["route"="ferry"];',
        *(f'  nwr["{key}"];' for key in keys()),
        *(
            f'  {kind}["{HOUSES}"]({_box(each)});'
            for each in houses
            for kind in ("way", "relation")
        ),
        ");",
        "(._; >;);",
        "out meta;",
    ]
    return "\n".join(lines)


def houses_around(points: Iterable[tuple[float, float]], box: Box) -> tuple[Box, ...]:
    """Return the boxes in which houses are asked for: all of a small one, else around places.

    Parameters
    ----------
    points
        Longitude and latitude of the places, in degrees (WGS 84).
    """
    west, south, east, north = box
    if (east - west) * (north - south) <= SMALL_BOX_DEGREES2:
        return (box,)
    boxes: list[Box] = []
    for longitude, latitude in sorted(points):
        new = (
            max(longitude - AROUND_PLACES_DEGREES, west),
            max(latitude - AROUND_PLACES_DEGREES, south),
            min(longitude + AROUND_PLACES_DEGREES, east),
            min(latitude + AROUND_PLACES_DEGREES, north),
        )
        if new[0] >= new[2] or new[1] >= new[3]:
            continue  # the place lies outside the territory
        # Boxes that touch become one, which may touch others again.
        while touching := next((each for each in boxes if _touch(each, new)), None):
            boxes.remove(touching)
            new = (
                min(new[0], touching[0]),
                min(new[1], touching[1]),
                max(new[2], touching[2]),
                max(new[3], touching[3]),
            )
        boxes.append(new)
    return tuple(boxes)


def fetch(
    box: Box, houses: Sequence[Box], target: Path, *, progress: Progress | None = None
) -> str:
    """Fetch the data of a box, from the first server that gives it; return that server's address.

    Raises
    ------
    DownloadFailed
        If none does; with the reason of the last.
    """
    body = urlencode({"data": query(box, houses)}).encode()
    failed: DownloadFailed | None = None
    for url in settings.OVERPASS_URLS:
        try:
            downloads.fetch(
                url,
                target,
                body=body,
                limit_bytes=LIMIT_BYTES,
                timeout_s=SERVER_TIMEOUT_S + 30,
                progress=progress,
            )
            _check_whole(target, url)
        except DownloadFailed as error:
            downloads.discard(target)
            failed = error
        else:
            return url
    raise failed or DownloadFailed("No server is named in OVERPASS_URL.")


def changes_since(box: Box, moment: datetime) -> int:
    """Return how many streets of a box were changed after a moment."""
    since = f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    asked = (
        f"[out:csv(::count;false)][timeout:60][bbox:{_box(box)}];"
        f'way["{STREETS}"](newer:"{since}");out count;'
    )
    failed: DownloadFailed | None = None
    for url in settings.OVERPASS_URLS:
        try:
            answer = downloads.read(url, body=urlencode({"data": asked}).encode(), timeout_s=90)
        except DownloadFailed as error:
            failed = error
            continue
        with suppress(OSError, EOFError, zlib.error):
            answer = gzip.decompress(answer)
        if answer.strip().isdigit():
            return int(answer)
        failed = DownloadFailed(f"{url} did not answer with a number.")
    raise failed or DownloadFailed("No server is named in OVERPASS_URL.")


def _check_whole(path: Path, url: str) -> None:
    """Refuse an answer that the server gave up on: it says so in the middle of good XML."""
    tail = b""
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
        with gzip.open(path) if packed else path.open("rb") as unpacked:
            unpacked_bytes = 0
            while chunk := unpacked.read(1024**2):
                unpacked_bytes += len(chunk)
                if packed and unpacked_bytes > 100 * max(path.stat().st_size, 1024**2):
                    break  # extracts.opened says what that is
                tail = (tail + chunk)[-TAIL_BYTES:]
    except (OSError, EOFError, zlib.error):
        return  # so does it here
    found = re.search(rb"<remark>([^<]*)</remark>", tail)
    if found and b"error" in found[1]:
        reason = found[1].decode("utf-8", "replace").strip()[:160]
        raise CutShort(f"{downloads.host(url)} gave up in the middle: {reason}.")


def _box(box: Box) -> str:
    """Return a box as Overpass has them: south, west, north, east."""
    west, south, east, north = box
    return f"{south:.6f},{west:.6f},{north:.6f},{east:.6f}"


def _touch(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
