"""Compare a file with what stands: what is new, changed, the same, suspicious or refused, and why.

Nothing is written here. `batches` applies a preview, all of it or nothing.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import shapely
from django.db.models import FloatField, Func
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from geodata import territory
from geodata.errors import ImportRefused
from geodata.interchange import collector, coordinates, projections, reading
from geodata.interchange.columns import Matching, Profile, languages, match
from geodata.interchange.duplicates import (
    LARGEST_RADIUS_M,
    METRES_PER_DEGREE,
    Finder,
    Named,
    generic,
)
from geodata.interchange.reading import Row, Table
from geodata.interchange.records import plain_query, stored
from geodata.interchange.subjects import ID, Lookups, Subject, Values
from geodata.models import ImportedRecord
from geodata.progress import At, nobody

WGS_84 = 4326
NAME = "name"
_BESIDE_NAMES = ("other_names", "category", "parent")  # what tells more of what has a name
MOST_DEGREES = 180
LONGEST_ID = 120  # letters of the id by which a file's source knows a record
MOST_REMEMBERED = 10_000  # different cells of a column whose values are remembered
TOLD_EVERY = 1_000  # rows after which it is told how far the work has come
SHARE_OF_ROWS = 0.6  # of the work; the rest is to look for duplicates


class State(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    SUSPICIOUS = "suspicious"
    REFUSED = "refused"


LABELS = {
    State.NEW: gettext_lazy("new"),
    State.CHANGED: gettext_lazy("changed"),
    State.UNCHANGED: gettext_lazy("unchanged"),
    State.SUSPICIOUS: gettext_lazy("suspicious"),
    State.REFUSED: gettext_lazy("refused"),
}


@dataclass(slots=True)
class Finding:
    """What was found about one row.

    Attributes
    ----------
    reasons
        Sentences: why it is refused or suspicious.
    pk
        The record that it is about, None for a new one.
    values
        What is to be written: of a new record all that is said, else only what changes.
    now
        What the record says now of what changes.
    source_id
        By which the file's source knows it, "" if it does not say.
    may_be_taken
        Whether a suspicious row can be imported as it is.
    unread
        The attributes whose cells cannot be read.
    """

    number: int
    state: State
    label: str
    reasons: list[str] = field(default_factory=list)
    pk: int | None = None
    values: Values = field(default_factory=dict)
    now: Values = field(default_factory=dict)
    source_id: str = ""
    longitude: float | None = None
    latitude: float | None = None
    may_be_taken: bool = False
    unread: set[str] = field(default_factory=set)


@dataclass
class Preview:
    """What an import of a file would do."""

    subject: Subject
    matching: Matching
    findings: list[Finding]
    notes: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows there are of each state."""
        counted = Counter(finding.state for finding in self.findings)
        return {state.value: counted[state] for state in State}

    def of(self, *states: State) -> list[Finding]:
        """Return the findings of some states."""
        return [finding for finding in self.findings if finding.state in states]

    @property
    def digest(self) -> str:
        """A hash of what would be done: another one means that something has changed meanwhile."""
        done = [(f.number, f.state, f.pk, f.values, f.now, f.may_be_taken) for f in self.findings]
        return hashlib.sha256(json.dumps(done, sort_keys=True, default=str).encode()).hexdigest()


def preview(path: Path, name: str, subject: Subject, profile: Profile, at: At = nobody) -> Preview:
    """Read a file and compare it; raise `UnreadableFile` or `InvalidProfile` with what to mend.

    ``at`` is told the share of the work that is done, from 0 to 1.
    """
    table = reading.read(path, name, encoding=profile.encoding, srid=profile.srid)
    return compare(table, subject, profile, at)


@collector.paused()
def compare(table: Table, subject: Subject, profile: Profile, at: At = nobody) -> Preview:
    """Compare the rows of a file with the records that stand."""
    matching = match(table.columns, subject, profile)
    comparison = _Comparison(table, subject, profile, matching, at)
    return Preview(subject, matching, comparison.run(), comparison.notes)


class _Comparison:
    def __init__(
        self, table: Table, subject: Subject, profile: Profile, matching: Matching, at: At
    ) -> None:
        self.at = at
        self.table = table
        self.subject = subject
        self.profile = profile
        self.matching = matching
        self.notes: list[str] = []
        self.lookups = Lookups()
        self.read: dict[str, dict[str, Any]] = {name: {} for name in subject.readers}
        self.stands: dict[int, Values] = {}
        self.headings = {name: heading for heading, name in matching.columns.items()}
        self.slugs: set[str] = set()
        self.required = {
            name: [f"{name}_{code}" for code in languages()]
            if name in subject.translated
            else [name]
            for name in subject.required
        }

    def run(self) -> list[Finding]:
        """Return what there is to say of each row."""
        rows = [self._said(row) for row in self.table.rows]
        placed = [_Placed()] * len(rows)
        if self.subject.has_position:
            positions = _Positions(self.table, self.profile, self.matching)
            self.notes += positions.notes
            placed = positions.place(self.table.rows)
        known = self._known(rows)
        findings = []
        seen: dict[int, int] = {}
        for row, said, position in zip(self.table.rows, rows, placed, strict=True):
            finding = Finding(row.number, State.NEW, "")
            findings.append(finding)
            values = self._values(said, finding)
            position.tell(finding, values)
            finding.pk = pk = self._identified(said, known, finding)
            if pk is not None:
                if pk in seen:
                    _refuse(
                        finding,
                        _("Row %(row)d is about the same record: keep one of them.")
                        % {"row": seen[pk]},
                    )
                seen.setdefault(pk, row.number)
            self._judge(finding, values, None if pk is None else self.stands[pk])
            if len(findings) % TOLD_EVERY == 0:
                self.at(SHARE_OF_ROWS * len(findings) / len(rows))
        self._find_duplicates(findings)
        return findings

    def _said(self, row: Row) -> dict[str, str]:
        """Return what a row says by attribute; a default stands where it says nothing."""
        return self.profile.defaults | {
            name: cell
            for heading, name in self.matching.columns.items()
            if (cell := row.cells.get(heading))
        }

    def _values(self, said: dict[str, str], finding: Finding) -> Values:
        """Return the values of a row's cells, and note what cannot be read."""
        values: Values = {}
        for name, cell in said.items():
            if name not in self.subject.readers:
                continue
            value = self._value(name, cell)
            if isinstance(value, ValueError):
                heading = self.headings.get(name, name)
                _refuse(
                    finding,
                    _("Column “%(column)s”: %(sentence)s")
                    % {"column": heading, "sentence": str(value)},
                )
                finding.unread.add(name)
                continue
            if name in self.subject.translated:
                # A heading without a language: the script tells Arabic and Tifinagh apart.
                name = f"{name}_{_language_of(cell)}"
                if name in values or name in said:
                    continue
            values[name] = value
        values.pop("code", None)
        for sentence in self.subject.complete(values):
            _refuse(finding, sentence)
        finding.label = _label(values) or said.get("slug", "")
        return values

    def _value(self, name: str, cell: str) -> Any:
        """Return what a cell says, or the error; columns that repeat themselves are read once."""
        read = self.read[name]
        if cell in read:
            return read[cell]
        try:
            value = self.subject.readers[name](cell, self.lookups)
        except ValueError as error:
            value = error
        if len(read) < MOST_REMEMBERED:
            read[cell] = value
        return value

    def _known(self, rows: list[dict[str, str]]) -> dict[tuple[str, str], int]:
        """Return the keys of the records that rows name, by what they name them with."""
        query = plain_query(self.subject.model)
        known: dict[tuple[str, str], int] = {}
        for name in ("slug", "code"):
            wanted = {said[name].strip() for said in rows if said.get(name)}
            if name == "code":
                wanted = {code.upper() for code in wanted}
            if wanted:
                found = query.filter(**{f"{name}__in": wanted}).values_list(name, "pk")
                known |= {(name, said): pk for said, pk in found}
        ids = {said[ID][:LONGEST_ID] for said in rows if said.get(ID)}
        if ids:
            links = dict(
                ImportedRecord.objects.filter(
                    batch__subject=self.subject.name, batch__undone_at=None, source_id__in=ids
                )
                .order_by("batch_id")
                .values_list("source_id", "object_id")
            )
            there = set(query.filter(pk__in=set(links.values())).values_list("pk", flat=True))
            known |= {(ID, source_id): pk for source_id, pk in links.items() if pk in there}
        self.stands = stored(self.subject, set(known.values()))
        return known

    def _identified(
        self, said: dict[str, str], known: dict[tuple[str, str], int], finding: Finding
    ) -> int | None:
        """Return the key of the record that a row is about, None for a new one."""
        finding.source_id = said.get(ID, "")[:LONGEST_ID]
        code = said.get("code", "").strip().upper()
        if code:
            pk = known.get(("code", code))
            if pk is None and ("slug", said.get("slug", "")) not in known:
                _refuse(
                    finding,
                    _("There is no record of the code %(code)s: leave it empty for a new one.")
                    % {"code": code[:10]},
                )
            if pk is not None:
                return pk
        if said.get("slug"):
            return known.get(("slug", said["slug"].strip()))
        return known.get((ID, finding.source_id)) if finding.source_id else None

    def _judge(self, finding: Finding, values: Values, now: Values | None) -> None:
        """Decide what becomes of a row, beside what its neighbours say."""
        if now is None:
            values.pop("status", None)  # of a new record it is for the publisher to say
            self._require(finding, values)
        else:
            values = {
                name: value
                for name, value in values.items()
                if not self.subject.is_same(name, value, now[name])
            }
            finding.label = finding.label or _label(now)
        # What is said of a position that cannot be used needs no second sentence, and what stands
        # already none at all.
        is_told = finding.state == State.SUSPICIOUS or (now is not None and not values)
        faults = () if is_told else self.subject.check(values, now)
        for sentence in faults:
            _refuse(finding, sentence)
        self._check_slug(finding, values)
        finding.values = values
        if now is not None:
            finding.now = {name: now[name] for name in values}
        if finding.state == State.NEW and now is not None:
            finding.state = State.CHANGED if values else State.UNCHANGED

    def _require(self, finding: Finding, values: Values) -> None:
        for name, variants in self.required.items():
            if any(map(values.get, variants)):
                continue
            # What is there, and cannot be read, has been said.
            if finding.unread.isdisjoint((name, *variants)):
                column = getattr(self.subject.model._meta.get_field(name), "verbose_name", name)
                _refuse(
                    finding,
                    _("There is no %(column)s: fill it in, or give one for all rows.")
                    % {"column": column},
                )

    def _check_slug(self, finding: Finding, values: Values) -> None:
        slug = values.get("slug")
        if not slug:
            return
        if slug != slugify(slug):
            _refuse(
                finding,
                _("The address “%(slug)s” must be of small letters, digits and hyphens.")
                % {"slug": slug[:40]},
            )
        elif slug in self.slugs:
            _refuse(
                finding,
                _("Another row has the same address “%(slug)s”: keep one of them.")
                % {"slug": slug[:40]},
            )
        self.slugs.add(slug)

    def _find_duplicates(self, findings: list[Finding]) -> None:
        """Mark the new rows that look like something known, or like a row before them."""
        new = [finding for finding in findings if finding.state == State.NEW]
        if not new:
            return
        finder = Finder(generic(territory.current().names.values()))
        known = self._known_names()
        rows = self._named(new)
        finder.weigh(known)
        finder.weigh(rows)
        alike = finder.find(known, rows)
        titles: dict[int, str] = {}
        if any(alike):
            titles = dict(plain_query(self.subject.model).values_list("pk", "slug"))
        for finding, found in zip(new, alike, strict=True):
            if found is None:
                continue
            kind, key = found.key
            other = _("row %(row)d") % {"row": key} if kind == "row" else f"“{titles.get(key, '')}”"
            finding.state = State.SUSPICIOUS
            finding.may_be_taken = True
            finding.reasons.append(
                _("This looks like %(other)s, %(distance)d m away: is it the same?")
                % {"other": other, "distance": round(found.distance_m)}
                if found.distance_m is not None
                else _("This has the name of %(other)s: is it the same?") % {"other": other}
            )

    def _known_names(self) -> list[Named]:
        """Return all records with their names and where they lie."""
        there = {one.name for one in self.subject.model._meta.concrete_fields}
        more = [name for name in _BESIDE_NAMES if name in there]
        # The corners alone: the ORM would make a geometry of each.
        corners = [
            Func("geometry", function=f"ST_{corner}", output_field=FloatField())
            for corner in ("XMin", "YMin", "XMax", "YMax")
            if "geometry" in there
        ]
        names = _named_by()
        query = plain_query(self.subject.model).values_list("pk", *names, *more, *corners)
        rows = list(query.iterator())
        said = [dict(zip((*names, *more), row[1:], strict=False)) for row in rows]
        bounds = np.full((len(rows), 4), np.nan)
        if corners and rows:
            bounds[:] = [row[-len(corners) :] for row in rows]
        return _named([("record", row[0]) for row in rows], said, bounds)

    def _named(self, findings: list[Finding]) -> list[Named]:
        """Return rows with their names and where they lie."""
        wkbs = np.array([one.values.get("geometry") for one in findings], dtype=object)
        return _named(
            [("row", one.number) for one in findings],
            [one.values for one in findings],
            shapely.bounds(shapely.from_wkb(wkbs)),
        )


class _Placed(NamedTuple):
    """Where a row lies: ``wkb`` is hexadecimal, "" and None stand for nothing."""

    wkb: str | None = None
    longitude: float | None = None
    latitude: float | None = None
    fault: str = ""
    doubt: str = ""

    def tell(self, finding: Finding, values: Values) -> None:
        """Give it to a row."""
        finding.longitude, finding.latitude = self.longitude, self.latitude
        if self.fault:
            _refuse(finding, self.fault)
        elif self.doubt:
            _suspect(finding, self.doubt)
        elif self.wkb:
            values["geometry"] = self.wkb


class _Positions:
    """Where the rows lie: which columns or geometries say so, and in which reference system."""

    def __init__(self, table: Table, profile: Profile, matching: Matching) -> None:
        self.notes: list[str] = []
        self.profile = profile
        by_name = {name: heading for heading, name in matching.columns.items()}
        self.pair = by_name.get("position")
        self.text = by_name.get("geometry")
        self.degrees = (by_name.get("longitude"), by_name.get("latitude"))
        self.metres = (by_name.get("x"), by_name.get("y"))
        if None in self.degrees:
            self.degrees = (None, None)
        if None in self.metres:
            self.metres = (None, None)
        self.has_shapes = any(row.shape is not None or row.fault for row in table.rows)
        self.srid = profile.srid or table.srid
        self.names_axes = self.degrees[0] is not None
        if self.has_shapes and self.srid is None:
            self._find_system(
                [
                    (shape.x, shape.y)
                    for shape in (row.shape.centroid for row in table.rows if row.shape is not None)
                ],
                must_be_said=True,
            )
        elif not self.has_shapes and self.text is None:
            self._find_system([pair for pair in map(self._readable, table.rows) if pair])

    def _find_system(self, pairs: list[tuple[float, float]], *, must_be_said: bool = False) -> None:
        """Tell the reference system by where the positions would lie in it."""
        if self.srid is not None or not pairs:
            return
        x, y = zip(*pairs, strict=True)
        if self.profile.swapped:
            x, y = y, x
        fitting = projections.fitting(x, y)
        if must_be_said:
            raise ImportRefused(
                _(
                    "The file does not say its reference system (.prj): give its EPSG code"
                    "%(guess)s in a profile."
                )
                % {"guess": f" ({', '.join(map(str, fitting))}?)" if fitting else ""}
            )
        if len(fitting) > 1:
            raise ImportRefused(
                _(
                    "The coordinates may be of more than one reference system (EPSG %(codes)s): "
                    "say in a profile which it is."
                )
                % {"codes": ", ".join(map(str, fitting))}
            )
        if fitting:
            self.srid = fitting[0]
            if self.srid != WGS_84:
                self.notes.append(
                    _("The coordinates are read as EPSG:%(srid)d.") % {"srid": self.srid}
                )

    def _readable(self, row: Row) -> tuple[float, float] | None:
        try:
            return self._read(row)
        except ValueError:
            return None

    def _read(self, row: Row) -> tuple[float, float] | None:
        """Return what a row says of its position, x or longitude first; None for nothing."""
        for first, second in (self.degrees, self.metres):
            if first is None or second is None:
                continue
            texts = row.cells.get(first, ""), row.cells.get(second, "")
            if not any(texts):
                continue
            if not all(texts):
                raise ValueError(
                    _("One of the two coordinates is missing (%(columns)s).")
                    % {"columns": f"{first}, {second}"}
                )
            east, north = (coordinates.parse(text) for text in texts)
            if east.axis == "lat" or north.axis == "lon":
                east, north = north, east
            return east.value, north.value
        if self.pair and (cell := row.cells.get(self.pair)):
            one, other = coordinates.parse_pair(cell)
            if one.axis == "lon" or other.axis == "lat":
                return one.value, other.value
            is_degrees = abs(one.value) <= 180 and abs(other.value) <= 180
            # Degrees are written latitude first, metres x first.
            return (other.value, one.value) if is_degrees else (one.value, other.value)
        return None

    def place(self, rows: list[Row]) -> list[_Placed]:
        """Return where each row lies in WGS 84, or the reason why that cannot be used."""
        found = [self._shape(row) for row in rows]
        shapes = np.array(
            [one if isinstance(one, BaseGeometry) else None for one in found], dtype=object
        )
        if self.profile.swapped:
            shapes = shapely.transform(shapes, lambda corners: corners[:, ::-1])
        placed = projections.shapes_to_wgs_84(shapes, self.srid or WGS_84)
        bounds = shapely.bounds(placed)
        is_inside = projections.inside(bounds[:, 0], bounds[:, 1]) & projections.inside(
            bounds[:, 2], bounds[:, 3]
        )
        # Numbers in metres that no system has been found for have no position at all.
        is_position: np.ndarray = np.isfinite(bounds).all(axis=1) & (
            (self.srid is not None) | (np.abs(bounds).max(axis=1) <= MOST_DEGREES)
        )
        middles = np.full(len(found), None)
        middles[is_position] = shapely.point_on_surface(placed[is_position])
        longitudes = np.round(shapely.get_x(middles), 7).tolist()
        latitudes = np.round(shapely.get_y(middles), 7).tolist()
        wkbs = shapely.to_wkb(shapely.set_srid(placed, WGS_84), hex=True, include_srid=True)
        result = []
        for index, one in enumerate(found):
            if isinstance(one, str):
                result.append(_Placed(fault=one))
                continue
            if one is None:
                result.append(_Placed())
                continue
            longitude = latitude = None
            if is_position[index]:
                longitude, latitude = longitudes[index], latitudes[index]
            if is_inside[index]:
                result.append(_Placed(wkbs[index], longitude, latitude))
            else:
                doubt = self._explained(shapes[index], self.srid or WGS_84)
                result.append(_Placed(None, longitude, latitude, doubt=doubt))
        return result

    def _shape(self, row: Row) -> BaseGeometry | str | None:
        """Return what a row says of its position, or a sentence on why it cannot be read."""
        if row.fault:
            return row.fault
        try:
            if row.shape is not None:
                return row.shape
            if self.text and (cell := row.cells.get(self.text)):
                return _from_text(cell)
            pair = self._read(row)
        except ValueError as error:
            return str(error)
        return None if pair is None else Point(pair)

    def _explained(self, shape: BaseGeometry, stated: int) -> str:
        """Say why a position lies outside, and what to do."""
        middle = shape.representative_point()
        reason, srid = projections.explanation(middle.x, middle.y, stated)
        if reason == "swapped":
            return _(
                "Latitude and longitude are swapped: correct the columns, or say so in a profile."
            )
        if reason == "projection":
            return _(
                "The position is written in EPSG:%(found)d and read as EPSG:%(stated)d: say in a "
                "profile which it is."
            ) % {"found": srid, "stated": stated}
        town = territory.current()
        west, south, east, north = town.bbox
        return _(
            "The position lies outside %(town)s and its surroundings: latitude goes from "
            "%(south)s to %(north)s there, longitude from %(west)s to %(east)s."
        ) % {"town": town.name, "west": west, "south": south, "east": east, "north": north}


def _from_text(cell: str) -> BaseGeometry:
    """Read WKT or GeoJSON in a cell; raise `ValueError` with what to mend."""
    row = Row(0, {})
    read = shapely.from_geojson if cell.lstrip().startswith("{") else shapely.from_wkt
    reading.set_shape(
        row, lambda: read(cell.partition(";")[2] if cell.startswith("SRID=") else cell)
    )
    if row.shape is None:
        raise ValueError(row.fault)
    return row.shape


def _refuse(finding: Finding, sentence: str) -> None:
    finding.reasons.append(sentence)
    finding.state = State.REFUSED


def _suspect(finding: Finding, sentence: str) -> None:
    finding.reasons.append(sentence)
    if finding.state != State.REFUSED:
        finding.state = State.SUSPICIOUS


def _label(values: Values) -> str:
    """Return what a record is called in a list, "" if nothing says so."""
    return next((str(found) for name in _named_by() if (found := values.get(name))), "")


@cache
def _named_by() -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{NAME}_{code}" for code in ("fr", *languages())))


def _language_of(text: str) -> str:
    """Return the language that a text without one is kept under, by its script."""
    for letter in text:
        if "\u0600" <= letter <= "\u06ff":
            return "ar"
        if "\u2d30" <= letter <= "\u2d7f":
            return "zgh"
    return "fr"


def _named(
    keys: list[tuple[str, int]], said: list[dict[str, Any]], bounds: np.ndarray
) -> list[Named]:
    """Return things with their names; ``bounds`` are west, south, east, north, NaN for nowhere."""
    west, south, east, north = bounds.T
    radii_m = METRES_PER_DEGREE * np.maximum(east - west, north - south) / 2
    longitudes, latitudes = ((west + east) / 2).tolist(), ((south + north) / 2).tolist()
    radii_m = np.minimum(radii_m, LARGEST_RADIUS_M).tolist()
    names = _named_by()
    result = []
    for key, values, longitude, latitude, radius_m in zip(
        keys, said, longitudes, latitudes, radii_m, strict=True
    ):
        alias, kind, parent = map(values.get, _BESIDE_NAMES)
        is_nowhere = math.isnan(longitude)
        result.append(
            Named(
                key,
                tuple(filter(None, map(values.get, names))),
                None if is_nowhere else longitude,
                None if is_nowhere else latitude,
                0 if is_nowhere else radius_m,
                (alias,) if alias else (),
                kind or "",
                None if parent is None else ("record", parent),
            )
        )
    return result
