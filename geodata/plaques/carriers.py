"""Find what a code belongs to. Apps above add to `CARRIERS` what of theirs carries codes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from geodata import codes
from geodata.models import Place, Record

# Models with a field `code` and a manager that knows which of them are public.
CARRIERS: list[type[Record]] = [Place]


def find(typed: str) -> Record | None:
    """Return the public record that a typed code belongs to; None where there is not just one.

    What is not published, and whoever has not agreed to be shown, is not found.
    """
    readings = codes.readings(typed)
    if not readings:
        return None
    found = [record for model in CARRIERS for record in _of(model, readings)]
    return found[0] if len(found) == 1 else None


def _of(model: Any, readings: Iterable[str]) -> list[Record]:
    return list(model.objects.public().filter(code__in=readings)[:2])
