"""Measure an import: preview, import and undo of many points, with the memory it takes.

    DATABASE_URL=... python -m tests.bench.imports [POINTS ...]

Beside it stands what can hardly be undercut: the same file read by GDAL and copied into a table
with an index, without a look at it; and ogr2ogr itself, where it is installed. The database is left
as it was found. Times are by the clock, and in brackets those of the processor: of this process and
of the database's, which tell more on a busy machine.
"""

from __future__ import annotations

import io
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heritage_map.settings")
django.setup()

import geopandas  # noqa: E402
import pyogrio  # noqa: E402
import shapely  # noqa: E402
from django.db import connection  # noqa: E402

from geodata.interchange import batches, comparison  # noqa: E402
from geodata.interchange.columns import Profile  # noqa: E402
from geodata.interchange.subjects import SUBJECTS  # noqa: E402

BOX = (-11.0, 28.4, -9.2, 29.4)
SYLLABLES = "ba bi bou da di fa ga ha ka la li ma mi na ni ra ri sa si ta ti za zi cha".split()


def now() -> tuple[float, float, float]:
    """Return the time by the clock, and what this process and the database's have used of it.

    The last is 0 where the database is on another machine.
    """
    connection.ensure_connection()
    server = Path(f"/proc/{connection.connection.info.backend_pid}/stat")
    used_s = 0.0
    if server.exists():
        words = server.read_text().rpartition(")")[2].split()
        used_s = sum(map(int, words[11:13])) / os.sysconf("SC_CLK_TCK")
    return time.perf_counter(), time.process_time(), used_s


def points(path: Path, count: int) -> None:
    """Write a GeoPackage of named points, no two alike."""
    chance = random.Random(1)
    names = ["".join(chance.choices(SYLLABLES, k=4)).title() for _n in range(count)]
    x = [chance.uniform(BOX[0], BOX[2]) for _n in range(count)]
    y = [chance.uniform(BOX[1], BOX[3]) for _n in range(count)]
    geopandas.GeoDataFrame(
        {
            "name_fr": [f"Atelier {name}" for name in names],
            "category": "workshop",
            "phone": "0612345678",
            "opening_hours": "Mo-Sa 09:00-18:00",
        },
        geometry=shapely.points(x, y),
        crs="EPSG:4326",
    ).to_file(path, layer="stalls")


def copied(path: Path) -> None:
    """Read a file and copy its rows as they are, as ogr2ogr would."""
    meta, _fids, shapes, columns = pyogrio.raw.read(path)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE peer (id serial PRIMARY KEY, name_fr text, category text,"
            " phone text, opening_hours text, geom geometry(Point, 4326));"
            "CREATE INDEX ON peer USING gist (geom)"
        )
        rows = zip(*columns, (shape.hex() for shape in shapes), strict=True)
        text = io.StringIO("".join("\t".join(map(str, row)) + "\n" for row in rows))
        cursor.copy_expert(f"COPY peer ({', '.join(meta['fields'])}, geom) FROM STDIN", text)
        cursor.execute("DROP TABLE peer")


def ogr2ogr(path: Path) -> str:
    """Have ogr2ogr do it, which makes a connection of its own; return how long it took."""
    program = shutil.which("ogr2ogr")
    if program is None:
        return "not there"
    said = connection.settings_dict
    options = {"host": said["OPTIONS"].get("host") or said["HOST"], "port": said["PORT"]}
    options |= {"user": said["OPTIONS"].get("user") or said["USER"], "dbname": said["NAME"]}
    target = "PG:" + " ".join(f"{name}={value}" for name, value in options.items() if value)
    start = time.perf_counter()
    subprocess.run([program, "-f", "PostgreSQL", target, path, "-nln", "peer"], check=True)
    spent_s = time.perf_counter() - start
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE peer")
    return f"{spent_s:.1f} s"


def main() -> None:
    """Measure each number of points."""
    for count in [int(number) for number in sys.argv[1:]] or [5_000, 100_000]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "stalls.gpkg"
            points(path, count)
            peer = ogr2ogr(path)
            times = [now()]
            copied(path)
            times.append(now())
            found = comparison.preview(path, path.name, SUBJECTS["place"], Profile())
            times.append(now())
            batch = batches.apply(
                found, file_name=path.name, reason="bench", without_refused=True,
                with_suspicious=True,
            )  # fmt: skip
            times.append(now())
            batches.undo(batch)
            times.append(now())
            batch.delete()
        spent = [
            "{:.1f} s ({:.1f} + {:.1f})".format(
                *(b - a for a, b in zip(before, after, strict=True))
            )
            for before, after in pairwise(times)
        ]
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{count} points: {found.counts}; ogr2ogr {peer}, copied {spent[0]}, "
            f"preview {spent[1]}, import {spent[2]}, undo {spent[3]}, at most {peak_mb:.0f} MB"
        )


if __name__ == "__main__":
    main()
