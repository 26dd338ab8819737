"""Measure an import: preview, import and undo of many points, with the memory it takes.

    DATABASE_URL=... python tests/bench/imports.py [POINTS ...]

The database is left as it was found.
"""

from __future__ import annotations

import os
import random
import resource
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heritage_map.settings")
django.setup()

import geopandas  # noqa: E402
import shapely  # noqa: E402

from geodata.interchange import batches, comparison  # noqa: E402
from geodata.interchange.columns import Profile  # noqa: E402
from geodata.interchange.subjects import SUBJECTS  # noqa: E402

BOX = (-11.0, 28.4, -9.2, 29.4)
SYLLABLES = "ba bi bou da di fa ga ha ka la li ma mi na ni ra ri sa si ta ti za zi cha".split()


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


def main() -> None:
    """Measure each number of points."""
    for count in [int(number) for number in sys.argv[1:]] or [5_000, 100_000]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "stalls.gpkg"
            points(path, count)
            times = [time.perf_counter()]
            found = comparison.preview(path, path.name, SUBJECTS["place"], Profile())
            times.append(time.perf_counter())
            batch = batches.apply(
                found, file_name=path.name, reason="bench", without_refused=True,
                with_suspicious=True,
            )  # fmt: skip
            times.append(time.perf_counter())
            batches.undo(batch)
            times.append(time.perf_counter())
            batch.delete()
        spent = [later - earlier for earlier, later in pairwise(times)]
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{count} points: {found.counts}; preview {spent[0]:.1f} s, import {spent[1]:.1f} s, "
            f"undo {spent[2]:.1f} s, at most {peak_mb:.0f} MB"
        )


if __name__ == "__main__":
    main()
