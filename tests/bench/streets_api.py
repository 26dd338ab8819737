"""Measure ways, matrices and drawn maps over HTTP in the old town of Monaco, and report.

    python -m tests.bench.streets_api [--rounds 50] [EXTRACT]

It writes the town to a temporary folder and makes a database of its own beside the configured one.
Nothing here fails on a clock: it prints what it measured, the median and the 95th percentile, and
the median of the processor's time in this process, which a busy machine does not lengthen as much.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from tests import extracts, monaco

STOPS = "place-d-armes;palais-princier;chapelle-des-penitents;cathedrale;musee-oceanographique"
WEST, SOUTH, EAST, NORTH = 7.412, 43.728, 7.430, 43.742


def main() -> None:
    """Serve the town from a temporary folder, measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("extract", nargs="?", type=Path, default=extracts.find("monaco.osm.pbf"))
    options = parser.parse_args()
    if options.extract is None:
        sys.exit("Name the extract of Monaco, or the folder that holds it in OSM_EXTRACTS.")
    with tempfile.TemporaryDirectory() as folder:
        town = monaco.write(Path(folder), options.extract)
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "heritage_map.settings",
            "TERRITORIES_DIR": str(town.parent),
            "TERRITORY": town.name,
            "VAR_DIR": folder,
        }
        _measure(options.extract, options.rounds)


def _measure(extract: Path, rounds: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import override_settings

    name = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"{name}_bench"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        call_command("build_streets", extract)
        call_command("build_basemap", extract)
        call_command("load_territory")
        storage = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        storages = {
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": storage,
        }
        with override_settings(ALLOWED_HOSTS=["testserver"], STORAGES=storages):
            _ask(rounds)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def _ask(rounds: int) -> None:
    from django.test import Client

    from geodata.static_maps import serving

    client = Client()
    chance = Random(20261124)
    fifty = ";".join(
        f"{chance.uniform(WEST, EAST):.6f},{chance.uniform(SOUTH, NORTH):.6f}" for _n in range(50)
    )
    questions = {
        "five stops, directions in Arabic": f"/api/v1/route?stops={STOPS}&lang=ar",
        "matrix of 50 x 50": f"/api/v1/matrix?sources={fifty}",
        "reach in 10 minutes": "/api/v1/reachable?from=cathedrale&minutes=10",
        "nearest street": "/api/v1/nearest?point=cathedrale",
        "map of a circuit, kept": "/fr/circuits/le-rocher/map.svg",
    }
    for what, address in questions.items():
        _report(what, lambda address=address: client.get(address), rounds)

    def draw_anew() -> object:
        serving._drawn.cache_clear()
        return client.get("/fr/circuits/le-rocher/map.svg")

    _report("map of a circuit, drawn anew", draw_anew, rounds)


def _report(what: str, action: Callable[[], object], rounds: int) -> None:
    response = action()
    taken, busy = [], []
    for _round in range(rounds):
        start, worked = time.perf_counter(), time.process_time()
        response = action()
        taken.append((time.perf_counter() - start) * 1000)
        busy.append((time.process_time() - worked) * 1000)
    median, late = statistics.median(taken), sorted(taken)[int(len(taken) * 0.95)]
    status = getattr(response, "status_code", "")
    size = len(getattr(response, "content", b""))
    sys.stdout.write(
        f"{what:<34}{status:>4}{median:>8.1f} ms median{late:>8.1f} ms p95"
        f"{statistics.median(busy):>8.1f} ms busy{size:>8} bytes\n"
    )


if __name__ == "__main__":
    main()
