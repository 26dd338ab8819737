"""Remove reports from the field that were handled long ago, with their photos."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from geodata.reports import inbox


class Command(BaseCommand):
    help = "Removes reports from the field that were handled long ago, with their photos."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--days",
            type=int,
            default=inbox.KEPT_FOR.days,
            help="keep what was handled in so many days (default: %(default)s)",
        )

    def handle(self, *args: Any, days: int, **options: Any) -> None:
        """Remove them, and say how many."""
        count = inbox.forget_old(timedelta(days=days))
        self.stdout.write(f"{count} reports removed.")
