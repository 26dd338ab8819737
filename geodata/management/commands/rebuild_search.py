"""Index anew all that can be found."""

from typing import Any

from django.core.management.base import BaseCommand

from geodata import findable


class Command(BaseCommand):
    help = "Index anew all that can be found: after fixtures, or changes made in SQL."

    def handle(self, *args: Any, **options: Any) -> None:
        for kind, number in findable.rebuild().items():
            self.stdout.write(f"{kind} {number}")
