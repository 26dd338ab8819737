"""Measure every public page and the places GeoJSON on a large made-up town, and report.

    python -m tests.bench.pages [--rounds 30] [--json FILE]

It makes a database of its own beside the configured one and drops it at the end. Nothing here
fails on a clock: it prints what it measured.
"""

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heritage_map.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, override_settings  # noqa: E402

from tests.bench import town  # noqa: E402

PAGES = {
    "home": "/fr/",
    "map": "/fr/map/",
    "places": "/fr/places/",
    "places, page 100": "/fr/places/?page=100",
    "places open on a day": "/fr/places/?open_on=2026-11-28",
    "place": "/fr/places/place-0/",
    "to survey": "/fr/places/to-survey/",
    "circuits": "/fr/circuits/",
    "circuit": "/fr/circuits/circuit-0/",
    "circuit on a closed day": "/fr/circuits/circuit-0/?date=2026-11-29",
    "crafts": "/fr/crafts/",
    "craft": "/fr/crafts/craft-0/",
    "artisans": "/fr/artisans/",
    "artisan": "/fr/artisans/artisan-0/",
    "products": "/fr/products/",
    "product": "/fr/products/product-0/",
    "motifs": "/fr/motifs/",
    "motif": "/fr/motifs/motif-0/",
    "organisations": "/fr/organisations/",
    "about": "/fr/about/",
    "search": "/fr/search/?q=tamari",
    "not found": "/fr/places/nowhere/",
}
BOX = "-10.1,28.9,-10.0,29.0"
BARE = """
SELECT ST_AsGeoJSON(place.*) FROM (
    SELECT slug, coalesce(name_fr, name_en) AS name, category, position_quality,
           position_accuracy_m, is_core, is_sample, geometry
    FROM geodata_place
    WHERE status = 'published' AND category <> 'workshop'
      AND geometry && ST_MakeEnvelope(-10.1, 28.9, -10.0, 29.0, 4326)
) place
"""


def milliseconds(action: Callable[[], object], rounds: int) -> list[float]:
    """Return how long an action took, round by round, after one that does not count."""
    action()
    taken = []
    for _round in range(rounds):
        start = time.perf_counter()
        action()
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def percentile(values: list[float], share: float) -> float:
    """Return the value below which a share of the values lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def measure_pages(rounds: int) -> list[dict[str, object]]:
    """Return queries, milliseconds and bytes for every page."""
    client = Client()
    rows: list[dict[str, object]] = []
    for name, address in PAGES.items():
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address)
        queries = len(captured)
        taken = milliseconds(lambda address=address: client.get(address), rounds)
        rows.append(
            {
                "page": name,
                "status": response.status_code,
                "queries": queries,
                "median_ms": round(statistics.median(taken), 1),
                "p95_ms": round(percentile(taken, 0.95), 1),
                "bytes": len(response.content),
            }
        )
    return rows


def measure_geojson(rounds: int) -> dict[str, float]:
    """Return the time of the places of a box through the API and by the bare statement."""
    client = Client()
    address = f"/api/v1/places.geojson?bbox={BOX}&lang=fr"

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute(BARE)
            cursor.fetchall()

    features = len(client.get(address).json()["features"])
    api_ms = statistics.median(milliseconds(lambda: client.get(address), rounds))
    bare_ms = statistics.median(milliseconds(bare, rounds))
    return {
        "features": features,
        "api_ms": round(api_ms, 1),
        "bare_sql_ms": round(bare_ms, 1),
        "ratio": round(api_ms / bare_ms, 2),
    }


def main() -> None:
    """Build the town, measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    name = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"{name}_bench"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        start = time.perf_counter()
        town.build(town.Size())
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        sys.stdout.write(f"town built in {time.perf_counter() - start:.0f} s\n")
        with override_settings(ALLOWED_HOSTS=["testserver"]):
            pages = measure_pages(options.rounds)
            geojson = measure_geojson(options.rounds)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
    for row in pages:
        sys.stdout.write(
            f"{row['page']:<26}{row['status']:>4}{row['queries']:>4} queries"
            f"{row['median_ms']:>9} ms median{row['p95_ms']:>9} ms p95{row['bytes']:>9} bytes\n"
        )
    sys.stdout.write(f"places of a box: {geojson}\n")
    if options.json:
        options.json.write_text(json.dumps({"pages": pages, "geojson": geojson}, indent=1))


if __name__ == "__main__":
    main()
