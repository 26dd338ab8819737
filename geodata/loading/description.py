"""Check a territory's description of itself, ``territory.json``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib.gis.gdal import GDALException, SpatialReference
from opening_hours import (  # type: ignore[attr-defined]  # missing in its stubs
    OpeningHours,
    UnknownCountryError,
)

from geodata import opening
from geodata.errors import InvalidOpeningHours
from geodata.loading.faults import Spot
from geodata.loading.fields import Box, Known, Translated, is_number, shown
from geodata.loading.files import check_wording, read_json
from geodata.loading.geometry import outside
from geodata.models import Category

FILE = "territory.json"
MODES = ("foot", "wheelchair", "car")
FASTEST_M_S = 42
EVERYWHERE: Box = (-180.0, -90.0, 180.0, 90.0)


def read(folder: Path, spot: Spot) -> tuple[Box, tzinfo]:
    """Check the description; return its box in degrees, and the time zone of its clocks.

    Where these are broken, they are the whole world's.
    """
    record = read_json(folder / FILE, spot)
    if record is None:
        return EVERYWHERE, UTC
    if not isinstance(record, dict):
        spot.fault("must be an object.")
        return EVERYWHERE, UTC
    check_wording(record, spot)
    for key in record:
        if key not in CHECKS:
            spot.at(key).fault(f"is not known; a territory has: {', '.join(CHECKS)}.")
    for key, check in CHECKS.items():
        own = spot.at(key)
        if key in record:
            check(record[key], own)
        elif key not in OPTIONAL:
            own.fault("is missing: add it.")
    return _box(record, spot), _timezone(record.get("timezone")) or UTC


def _box(record: dict[str, Any], spot: Spot) -> Box:
    if not _is_box(record.get("bbox")):
        return EVERYWHERE
    west, south, east, north = record["bbox"]
    box = (west, south, east, north)
    if _is_position(record.get("centre")):
        longitude, latitude = record["centre"]
        sentence = outside(longitude, latitude, box)
        if sentence:
            spot.at("centre").fault(sentence)
    return box


def _check_translated(value: Any, spot: Spot) -> None:
    Translated("text").parse(value, spot, Known({}, EVERYWHERE))


def _timezone(value: Any) -> ZoneInfo | None:
    try:
        return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        return None


def _check_timezone(value: Any, spot: Spot) -> None:
    if _timezone(value) is None:
        spot.fault(f"{shown(value)} is no time zone; write one such as Africa/Casablanca.")


def _check_country(value: Any, spot: Spot) -> None:
    try:
        OpeningHours("PH off", country=value)
    except (UnknownCountryError, TypeError):
        spot.fault(f"{shown(value)} is no ISO 3166 code of a country; write one such as MA.")


def _check_box(value: Any, spot: Spot) -> None:
    if not _is_box(value):
        spot.fault("must be [west, south, east, north] in degrees, west < east and south < north.")


def _check_position(value: Any, spot: Spot) -> None:
    if not _is_position(value):
        spot.fault("must be [longitude, latitude] in degrees.")


def _check_projection(value: Any, spot: Spot) -> None:
    try:
        system = SpatialReference(value) if isinstance(value, int) else None
    except GDALException:
        system = None
    if system is None or not system.projected or system.linear_units != 1.0:
        spot.fault(
            f"{shown(value)} is no EPSG code of a projection in metres; for Morocco's south-west "
            "it is 32629."
        )


def _check_extract(value: Any, spot: Spot) -> None:
    if not isinstance(value, str) or not value.startswith(("http://", "https://")):
        spot.fault("must be the address of a .osm.pbf, beginning with https:// or http://.")


def _number(least: float, most: float) -> Callable[[Any, Spot], None]:
    def check(value: Any, spot: Spot) -> None:
        if not is_number(value) or not least <= value <= most:
            spot.fault(f"must be a number from {least} to {most}, not {shown(value)}.")

    return check


def _by_mode(least: float, most: float) -> Callable[[Any, Spot], None]:
    def check(value: Any, spot: Spot) -> None:
        if not isinstance(value, dict) or set(value) != set(MODES):
            spot.fault(f"must be an object with a number for each of: {', '.join(MODES)}.")
            return
        for mode, number in value.items():
            _number(least, most)(number, spot.at(mode))

    return check


def _check_usual_hours(value: Any, spot: Spot) -> None:
    if not isinstance(value, dict):
        spot.fault("must be an object with opening hours by category or by place.")
        return
    for key, hours in value.items():
        try:
            opening.validate(hours if isinstance(hours, str) else "?")
        except InvalidOpeningHours as error:
            spot.at(key).fault(str(error))


def _check_visit_minutes(value: Any, spot: Spot) -> None:
    if not isinstance(value, dict):
        spot.fault("must be an object with minutes by category.")
        return
    for key, minutes in value.items():
        if key in Category:
            _number(1, 600)(minutes, spot.at(key))
        else:
            spot.at(key).fault(f"is no category; there is: {', '.join(Category)}.")


def _is_box(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 4
        and all(is_number(number) for number in value)
        and -180 <= value[0] < value[2] <= 180
        and -90 <= value[1] < value[3] <= 90
    )


def _is_position(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(is_number(n) for n in value)


CHECKS: dict[str, Callable[[Any, Spot], None]] = {
    "name": _check_translated,
    "title": _check_translated,
    "timezone": _check_timezone,
    "country": _check_country,
    "bbox": _check_box,
    "centre": _check_position,
    "zoom": _number(0, 22),
    "metric_srid": _check_projection,
    "open_end_hours": _number(0, 24),
    "circuity": _by_mode(1, 3),
    "speed_m_s": _by_mode(0.1, FASTEST_M_S),
    "usual_hours": _check_usual_hours,
    "visit_minutes": _check_visit_minutes,
    "extract": _check_extract,
}
OPTIONAL = ("usual_hours", "visit_minutes", "extract")
