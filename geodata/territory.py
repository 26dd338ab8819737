"""Read what a territory says of itself: its name, its clock, its box and its defaults.

A territory is a folder of data files under ``geodata/territories/``; docs/territory.md describes
them. This module reads only ``territory.json``; the records are read by ``geodata.loading``.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

from geodata.opening import Calendar

# What plans are made with where a territory says nothing of its own.
DAYTIME = "09:00-18:00"
VISIT_MINUTES = 45


@dataclass(frozen=True)
class Territory:
    """One town and its surroundings, as the deployment knows it.

    Attributes
    ----------
    names, titles
        The town's name and the site's title, by language code.
    bbox
        West, south, east, north in degrees (WGS 84): every position must lie inside.
    centre
        Longitude and latitude that maps open on, with ``zoom``.
    metric_srid
        EPSG code of the projected reference system for lengths and areas in metres.
    circuity
        Length of a way divided by its straight line, by mode; for legs without a street graph.
    speed_m_s
        Travel speed by mode in metres a second, for the same legs.
    usual_hours
        Opening hours to plan with where none are known, by place (its slug) or by category, ""
        for all others; assumptions, never shown as facts.
    visit_minutes
        How long to stay where no place says so, by category, "" for all others.
    extract
        Address of a regional OpenStreetMap extract that the territory lies in, "" if none is named.
    """

    slug: str
    names: dict[str, str]
    titles: dict[str, str]
    timezone: ZoneInfo
    country: str
    bbox: tuple[float, float, float, float]
    centre: tuple[float, float]
    zoom: float
    metric_srid: int
    circuity: dict[str, float]
    speed_m_s: dict[str, float]
    calendar: Calendar
    usual_hours: dict[str, str]
    visit_minutes: dict[str, int]
    extract: str

    @property
    def name(self) -> str:
        """The town's name in the reader's language."""
        return in_language(self.names)

    @property
    def title(self) -> str:
        """The site's title in the reader's language."""
        return in_language(self.titles)


def in_language(texts: dict[str, str]) -> str:
    """Return the text for the active language, else French, else the first there is."""
    return texts.get(get_language() or "fr") or texts.get("fr") or next(iter(texts.values()))


@cache
def read(folder: Path) -> Territory:
    """Return the territory described by ``folder/territory.json``."""
    record = json.loads((folder / "territory.json").read_text(encoding="utf-8"))
    timezone = ZoneInfo(record["timezone"])
    west, south, east, north = record["bbox"]
    longitude, latitude = record["centre"]
    return Territory(
        slug=folder.name,
        names=record["name"],
        titles=record["title"],
        timezone=timezone,
        country=record["country"],
        bbox=(west, south, east, north),
        centre=(longitude, latitude),
        zoom=record["zoom"],
        metric_srid=record["metric_srid"],
        circuity=record["circuity"],
        speed_m_s=record["speed_m_s"],
        calendar=Calendar(
            timezone=timezone,
            country=record["country"],
            open_end_hours=record["open_end_hours"],
        ),
        usual_hours={"": DAYTIME} | record.get("usual_hours", {}),
        visit_minutes={"": VISIT_MINUTES} | record.get("visit_minutes", {}),
        extract=record.get("extract", ""),
    )


def current() -> Territory:
    """Return the territory this deployment serves."""
    from django.conf import settings

    return read(settings.TERRITORY_DIR)
