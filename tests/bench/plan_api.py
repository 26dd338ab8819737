"""Measure plans over HTTP in Guelmim: whole answers, the first line, and what is refused.

    python -m tests.bench.plan_api [--rounds 30]

It makes a database of its own beside the configured one. Nothing here fails on a clock: it prints
what it measured, the median and the 95th percentile, and the median of the processor's time in
this process, which a busy machine does not lengthen as much.
"""

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heritage_map.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, override_settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from circuits.planner import compile as planner  # noqa: E402

SATURDAY = 5


def main() -> None:
    """Load Guelmim, measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    options = parser.parse_args()
    name = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"{name}_bench"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        call_command("load_territory", "guelmim")
        sys.stdout.write(f"{'importing and loading the planner':<40}{planner.warm():>8.2f} s\n")
        with override_settings(ALLOWED_HOSTS=["testserver"]):
            _ask(options.rounds)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def _ask(rounds: int) -> None:
    client = Client()
    today = timezone.localdate()
    saturday = str(today + timedelta(days=(SATURDAY - today.weekday()) % 7))
    wishes = {
        "a morning": {"date": saturday},
        "a day with lunch, crafts, a must-see": {
            "date": saturday,
            "ends_at": "18:00",
            "has_lunch": True,
            "craft": ["leather"],
            "must": ["agouidir"],
        },
        "three days": {"date": saturday, "days": 3, "ends_at": "18:00", "has_lunch": True},
        "seven days": {"date": saturday, "days": 7, "ends_at": "18:00", "has_lunch": True},
        "nonsense": {"days": 99, "must": "x", "nothing": 1},
    }

    def post(wish: dict[str, object]) -> object:
        return client.post("/api/v1/plan?lang=ar", json.dumps(wish), "application/json")

    for what, wish in wishes.items():
        _report(what, lambda wish=wish: post(wish), rounds)
    for what, wish in wishes.items():
        if what != "nonsense":
            _report_lines(what, lambda wish=wish: post(wish | {"stream": True}), rounds)


def _report(what: str, action: Callable[[], object], rounds: int) -> None:
    with CaptureQueriesContext(connection) as queries:
        response = action()
    asked = len(queries)  # before further requests empty the record
    taken, busy = [], []
    for _round in range(rounds):
        start, worked = time.perf_counter(), time.process_time()
        response = action()
        taken.append((time.perf_counter() - start) * 1000)
        busy.append((time.process_time() - worked) * 1000)
    status = getattr(response, "status_code", "")
    size = len(getattr(response, "content", b""))
    sys.stdout.write(
        f"{what:<40}{status:>4}{_figures(taken)}{statistics.median(busy):>8.1f} ms busy"
        f"{asked:>4} queries{size:>8} bytes\n"
    )


def _report_lines(what: str, action: Callable[[], object], rounds: int) -> None:
    first, whole, counts = [], [], []
    for _round in range(rounds):
        start = time.perf_counter()
        lines = iter(action())  # type: ignore[call-overload]
        next(lines)
        first.append((time.perf_counter() - start) * 1000)
        counts.append(1 + sum(1 for _line in lines))
        whole.append((time.perf_counter() - start) * 1000)
    sys.stdout.write(
        f"{what + ': first line':<44}{_figures(first)}\n"
        f"{what + ': all lines':<44}{_figures(whole)}{max(counts):>4} lines\n"
    )


def _figures(taken: list[float]) -> str:
    late = sorted(taken)[int(len(taken) * 0.95)]
    return f"{statistics.median(taken):>8.1f} ms median{late:>8.1f} ms p95"


if __name__ == "__main__":
    main()
