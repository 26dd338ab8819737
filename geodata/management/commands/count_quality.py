"""Count how much is known of the published places, and keep it: once a day, for the charts."""

from typing import Any

from django.core.management.base import BaseCommand

from geodata import quality


class Command(BaseCommand):
    help = "Keep today's quality of the data, unless it has been kept already today."

    def handle(self, *args: Any, **options: Any) -> None:
        quality.keep()
