"""Let the apps above add to the pages of places without geodata knowing them.

An app registers sections (who works here, which circuits pass by) and filters (places of a craft)
when it starts; see ``crafts/at_place.py`` and ``circuits/at_place.py``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from geodata.models import Closure, Place
from geodata.opening import Rules


@dataclass(frozen=True)
class Visit:
    """The place whose page is being shown, its rules, and the moment it is shown for.

    ``closures_inside`` are those of the places right inside it; its own are in the rules.
    """

    place: Place
    rules: Rules
    moment: datetime
    closures_inside: tuple[Closure, ...] = ()


@dataclass(frozen=True)
class Section:
    """A part of a place's page: a template and what it shows; nothing where that is empty."""

    template: str
    context: Callable[[Visit], dict[str, Any]]


@dataclass(frozen=True)
class Choice:
    """One value of a filter."""

    value: str
    label: str


@dataclass(frozen=True)
class Filter:
    """A way to narrow places: ``?name=value`` keeps those whose ids ``ids`` returns."""

    name: str
    label: Any
    choices: Callable[[], list[Choice]]
    ids: Callable[[str], frozenset[int]]


sections: list[Section] = []
filters: list[Filter] = []
