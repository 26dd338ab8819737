"""Measure the editions of Guelmim: their size, what a phone fetches with them, and their times.

    python -m tests.bench.editions [--rounds 20]

It makes a database of its own beside the configured one and drops it at the end. Nothing here
fails on a clock: it prints bytes, and the median of the processor's time in this process, which a
busy machine does not lengthen as much as the time on the wall.
"""

import argparse
import gzip
import os
import statistics
import time
from collections.abc import Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heritage_map.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import override_settings  # noqa: E402

from circuits.editions import outdated, publishing  # noqa: E402
from circuits.editions.calendar import _calendar, calendar  # noqa: E402
from circuits.editions.document import document  # noqa: E402
from circuits.models import Circuit  # noqa: E402
from geodata.models import Place  # noqa: E402
from heritage_map import app_shell  # noqa: E402


def main() -> None:
    """Load the town, measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    rounds = parser.parse_args().rounds
    name = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"{name}_bench"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        call_command("load_territory", "guelmim", verbosity=0)
        with override_settings(ALLOWED_HOSTS=["*"], SECURE_SSL_REDIRECT=False):
            _weigh()
            _weigh_shell()
            _time(rounds)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def _weigh() -> None:
    print(f"{'circuit':32}{'raw':>9}{'gzip':>9}{'br':>9}{'calendar':>10}{'gzip':>9}  (bytes)")
    sums = [0] * 5
    for circuit in Circuit.objects.public():
        edition = publishing.current(circuit.slug)
        packed = publishing.compressed(edition)
        days = calendar(edition).text
        row = [edition.size_bytes, len(packed["gzip"]), len(packed["br"])]
        row += [len(days), len(gzip.compress(days))]
        sums = [total + size for total, size in zip(sums, row, strict=True)]
        print(f"{circuit.slug:32}{row[0]:9}{row[1]:9}{row[2]:9}{row[3]:10}{row[4]:9}")
    print(f"{'all':32}{sums[0]:9}{sums[1]:9}{sums[2]:9}{sums[3]:10}{sums[4]:9}")


def _weigh_shell() -> None:
    """Print what comes along with a first circuit: bytes on the phone, and bytes over the air."""
    shell = app_shell.current()
    parts = {f"{part}, files": app_shell.built()["shell"][part] for part in ("core", "walk")}
    contents = {what: [(name, _static(name)) for name in names] for what, names in parts.items()}
    client = Client()
    for part in ("core", "walk"):
        contents[f"{part}, pages in {len(shell.pages)} languages"] = [
            (url, client.get(url).content)
            for pages in shell.pages.values()
            for name, url in pages.items()
            if shell.page_parts[name] == part
        ]
    print(f"\n{'with a first circuit':36}{'stored':>10}{'fetched':>10}  (bytes)")
    sums = [0, 0]
    for what, files in contents.items():
        row = [sum(len(text) for _name, text in files), sum(_fetched(*file) for file in files)]
        sums = [total + size for total, size in zip(sums, row, strict=True)]
        print(f"{what:36}{row[0]:10}{row[1]:10}")
    print(f"{'all':36}{sums[0]:10}{sums[1]:10}\n")


def _static(name: str) -> bytes:
    return (settings.BASE_DIR / "static" / name).read_bytes()


def _fetched(name: str, text: bytes) -> int:
    """Return how many bytes come over the air: letters are packed already."""
    return len(text) if name.endswith(".woff2") else len(gzip.compress(text, 6))


def _time(rounds: int) -> None:
    circuit = Circuit.objects.public().first()
    assert circuit is not None
    edition = publishing.current(circuit.slug)
    place = Place.objects.get(slug=edition.document["stops"][0]["place"])
    client = Client()
    api = "/api/v1/"

    def save(watched: bool) -> None:
        token = outdated._waiting.set(not watched)
        with transaction.atomic():
            place.save()
            transaction.set_rollback(True)
        outdated._waiting.reset(token)

    def new_calendar() -> None:
        _calendar.cache_clear()
        calendar(edition)

    for what, act in {
        "document": lambda: document(circuit),
        "publish, unchanged": lambda: publishing.publish(circuit),
        "publish all, unchanged": publishing.publish_all,
        "calendar": new_calendar,
        "edition.json": lambda: client.get(f"{api}circuits/{circuit.slug}/edition.json"),
        "<hash>.json": lambda: client.get(f"{api}editions/{edition.hash}.json"),
        "save a place": lambda: save(watched=False),
        "save a place, with notes": lambda: save(watched=True),
    }.items():
        cpu_ms, wall_ms, queries = _measured(act, rounds)
        print(f"{what:32}{queries:4} queries{cpu_ms:9.1f} ms of CPU{wall_ms:9.1f} ms")


def _measured(act: Callable[[], Any], rounds: int) -> tuple[float, float, int]:
    """Return the medians of CPU and wall time in ms, and the number of queries."""
    queries = []

    def count(execute: Callable[..., Any], *query: Any) -> Any:
        queries.append(query)
        return execute(*query)

    act()
    with connection.execute_wrapper(count):
        act()
    cpu, wall = [], []
    for _round in range(rounds):
        begun = time.process_time(), time.perf_counter()
        act()
        cpu.append(time.process_time() - begun[0])
        wall.append(time.perf_counter() - begun[1])
    return statistics.median(cpu) * 1000, statistics.median(wall) * 1000, len(queries)


if __name__ == "__main__":
    main()
