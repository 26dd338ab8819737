"""The files of a territory that say where: its sources, places, events, roads and closures."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from dateutil.rrule import rrulestr
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from geodata import opening
from geodata.errors import InvalidOpeningHours
from geodata.loading.faults import Spot
from geodata.loading.fields import (
    Choice,
    Day,
    Flag,
    Integer,
    Integers,
    Known,
    Moment,
    Money,
    Text,
    Translated,
)
from geodata.loading.files import read_rows
from geodata.loading.geometry import Geometry, outside
from geodata.loading.kinds import Kind, Records, nested, register, sourced
from geodata.loading.relations import Many, Reference, Rows
from geodata.models import (
    ANCESTORS,
    LONGEST_DAY,
    Category,
    Closure,
    Event,
    Fact,
    Place,
    PositionQuality,
    Publication,
    Road,
    Source,
)

LONGEST_ROAD_M = 2_000_000
POSITION = "position"
PERIOD = "since, until, held_on"
DAYS = "first_day, last_day"

# What every published thing has.
RECORD_FIELDS = (
    Choice("status", choices=Publication, default=Publication.PUBLISHED.value),
    Flag("sample", "is_sample"),
    Many("sources", to="source"),
)


def hours(key: str, attribute: str = "", *, required: bool = False) -> Text:
    """Return a field for OSM ``opening_hours``."""
    return Text(
        key,
        attribute,
        required=required,
        validate=opening.validate,
        refusal=InvalidOpeningHours,
    )


def web_address(key: str) -> Text:
    """Return a field for an address that begins with http or https."""
    return Text(key, validate=_check_url)


def _check_url(text: str) -> None:
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        raise ValueError("write an address such as https://example.org/page.") from None


def _check_recurrence(text: str) -> None:
    try:
        rrulestr(text)
    except (ValueError, TypeError) as error:
        raise ValueError(f"{error}; write a rule such as FREQ=WEEKLY;BYDAY=SA.") from None


def _check_positions(records: Records, known: Known) -> None:
    """Check that a place has a geometry exactly when its position is known, and how well it is."""
    for record in records.values():
        located = record.columns["geometry"] is not None
        quality = record.columns["position_quality"]
        if located and quality == PositionQuality.UNLOCATED:
            record.spot.at("position_quality").fault(
                "is unlocated, and there is a geometry: say how it is known (published, "
                "approximate or surveyed), or set the geometry to null."
            )
        elif not located and quality != PositionQuality.UNLOCATED:
            record.spot.at("geometry").fault(
                f"is null, and the position is {quality}: give the geometry, or set "
                "position_quality to unlocated."
            )
        if located and record.columns["position_accuracy_m"] is None:
            record.spot.at("position_accuracy_m").fault(
                "is missing: give the radius in metres that contains the real place."
            )


def _read_sample_positions(path: Path, spot: Spot, records: Records, known: Known) -> None:
    """Give unlocated places a made-up position, which they have only where samples are loaded."""
    seen: set[str] = set()
    for own, row in read_rows(path, ("place", "lon", "lat"), spot):
        place = row["place"]
        if place not in known.ids["place"]:
            own.fault(f"there is no place “{place}” in the files: add it, or correct the id.")
            continue
        if place in seen:
            own.fault(f"{place} has two sample positions: keep one of them.")
            continue
        seen.add(place)
        try:
            longitude, latitude = float(row["lon"]), float(row["lat"])
        except ValueError:
            own.fault(f"“{row['lon']},{row['lat']}” is no longitude and latitude in degrees.")
            continue
        sentence = outside(longitude, latitude, known.box)
        if sentence:
            own.fault(sentence)
        elif place in records:
            _place_sample(own, records, place, [longitude, latitude])


def _place_sample(spot: Spot, records: Records, place: str, position: list[float]) -> None:
    record = records[place]
    if record.columns["geometry"] is not None:
        spot.fault(f"{place} has a known position: remove this line.")
    elif record.columns["position_accuracy_m"] is None:
        spot.fault(f"{place} has no position_accuracy_m: say there how far off the sample may be.")
    else:
        record.as_sample = {
            "geometry": {"type": "Point", "coordinates": position},
            "position_quality": PositionQuality.SAMPLE.value,
        }


register(
    Kind(
        name="source",
        plural="sources",
        model=Source,
        files=("sources.json",),
        fields=(
            Text("name", required=True),
            web_address("url"),
            Choice("kind", choices=Source.Kind, default=Source.Kind.PRESS.value),
            Text(
                "published_on",
                pattern=r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?",
                hint="a year, a month or a day: 2014, 2014-11 or 2014-11-23",
            ),
            Day("accessed_on"),
            Text("licence"),
        ),
    )
)

register(
    Kind(
        name="place",
        plural="places",
        model=Place,
        files=("places.geojson",),
        optional_files=("workshops.json",),
        fields=(
            Choice("category", choices=Category, required=True),
            Reference("parent", to="place"),
            Flag("core", "is_core"),
            Translated("name", required=True),
            Text("other_names"),
            Translated("summary", required=True),
            Translated("story"),
            Geometry("geometry", together=POSITION),
            Choice(
                "position_quality",
                choices=tuple(q.value for q in PositionQuality if q != PositionQuality.SAMPLE),
                default=PositionQuality.UNLOCATED.value,
                together=POSITION,
            ),
            Integer("position_accuracy_m", least=1, most=100_000, together=POSITION),
            Translated("position_source", together=POSITION),
            hours("opening_hours"),
            hours("ramadan_opening_hours"),
            Integer("visit_minutes", least=1, most=600),
            Money("admission_mad"),
            Choice("wheelchair", choices=("yes", "limited", "no"), default=""),
            Translated("address"),
            Text("phone"),
            web_address("website"),
            Rows(
                "facts",
                model=Fact,
                fields=(
                    Translated("text", required=True),
                    Flag("disputed", "is_disputed"),
                ),
            ),
            *RECORD_FIELDS,
        ),
        checks=(nested(ANCESTORS + 1), _check_positions, sourced),
        amendments=(("sample_positions.csv", _read_sample_positions),),
    )
)


def _check_days(records: Records, known: Known) -> None:
    for record in records.values():
        first, last = record.columns["first_day"], record.columns["last_day"]
        if last is None:
            continue
        if first is None:
            record.spot.at("first_day").fault("is missing: a last_day has a first_day before it.")
        elif last < first:
            record.spot.at("last_day").fault("must not be earlier than first_day.")


register(
    Kind(
        name="event",
        plural="events",
        model=Event,
        files=("events.json",),
        fields=(
            Choice("kind", choices=Event.Kind, required=True),
            Reference("place", to="place"),
            Translated("name", required=True),
            Translated("recurrence", required=True),
            Text("rrule", validate=_check_recurrence),
            Day("first_day", together=DAYS),
            Day("last_day", together=DAYS),
            Integers("months", least=1, most=12),
            Choice("confidence", choices=Event.Confidence, required=True),
            Translated("note"),
            *RECORD_FIELDS,
        ),
        checks=(_check_days, sourced),
    )
)

register(
    Kind(
        name="road",
        plural="roads",
        model=Road,
        files=("roads.json",),
        fields=(
            Reference("start", to="place", required=True),
            Reference("end", to="place", required=True),
            Text("ref"),
            Integer("distance_m", least=1, most=LONGEST_ROAD_M),
            Many("sources", to="source", least=1),
        ),
    )
)


def _check_periods(records: Records, known: Known) -> None:
    for record in records.values():
        since, until = record.columns["since"], record.columns["until"]
        if until is not None and until <= since:
            record.spot.at("until").fault("must be later than since.")


def _check_moved_days(records: Records, known: Known) -> None:
    """Check that one market day is moved at a time; end it with its date where no end is given."""
    for record in records.values():
        columns = record.columns
        if columns["held_on"] is None or columns["since"] is None:
            continue
        since = datetime.fromisoformat(columns["since"]).astimezone(known.timezone)
        if columns["until"] is None:
            ends = datetime.combine(since + timedelta(days=1), time.min, known.timezone)
            columns["until"] = ends.astimezone(UTC).isoformat()
        elif datetime.fromisoformat(columns["until"]) - since > LONGEST_DAY:
            record.spot.at("until").fault(
                "must be at most a day later than since where held_on is given: one market day is "
                "moved at a time; write another closure for the next."
            )
        if columns["held_on"] == since.date().isoformat():
            record.spot.at("held_on").fault(
                "is the day that is closed: write the day on which the market is held instead."
            )


register(
    Kind(
        name="closure",
        plural="closures",
        model=Closure,
        files=("closures.json",),
        fields=(
            Reference("place", to="place", required=True),
            Moment("since", required=True, together=PERIOD),
            Moment("until", together=PERIOD),
            Day("held_on", together=PERIOD),
            Translated("reason", required=True),
            Flag("blocks_way"),
            Reference("instead", to="place"),
        ),
        checks=(_check_periods, _check_moved_days),
    )
)
