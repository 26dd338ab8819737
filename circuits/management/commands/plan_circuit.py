"""Plan a circuit from a shell."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from circuits.errors import CircuitsError
from circuits.planner.errors import PlannerError
from circuits.plans.form import PlanForm
from circuits.plans.request import Interest


class Command(BaseCommand):
    """Read the wish as the page does, and write the plan as JSON."""

    help = "Plan the best circuit for a day, and write it as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--date", default="", help="such as 2026-11-28; today if left out")
        parser.add_argument("--days", default="", help="how many, from that date on")
        parser.add_argument("--from", dest="starts_at", default="", help="HH:MM, 09:00 if left out")
        parser.add_argument("--until", dest="ends_at", default="", help="HH:MM, 13:00 if left out")
        parser.add_argument("--pace", default="", help="slow, normal or brisk")
        parser.add_argument("--transport", default="", help="mixed, foot, car or wheelchair")
        parser.add_argument("--origin", default="", help="slug of the place to start from")
        parser.add_argument("--destination", default="", help="slug of the place to end at")
        parser.add_argument("--first", default="", help="slug of the place to see first")
        parser.add_argument("--max-walk-m", dest="max_walk_m", default="")
        parser.add_argument("--budget-mad", dest="budget_mad", default="")
        parser.add_argument("--group-size", dest="group_size", default="")
        parser.add_argument("--lunch", dest="has_lunch", action="store_true")
        for name, of in (("craft", "a craft"), ("must", "a must-see"), ("avoid", "a place")):
            parser.add_argument(f"--{name}", action="append", default=[], help=f"slug of {of}")
        for interest in Interest:
            parser.add_argument(f"--{interest}", default="", help="0 (not at all) to 3 (very much)")

    def handle(self, *args: Any, **options: Any) -> None:
        form = PlanForm(options)
        if not form.is_valid():
            raise CommandError(
                " ".join(f"{name}: {errors[0]}" for name, errors in form.errors.items())
            )
        from circuits.plans.answer import answer
        from circuits.plans.telling import as_json

        try:
            made = answer(form.request())
        except (CircuitsError, PlannerError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(as_json(made), ensure_ascii=False, indent=2))
