"""Compare a file with what stands: what is new, changed, the same, suspicious or refused, and why.

Nothing is written here. `batches` applies a preview, all of it or nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.db.models import Model
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from geodata import territory
from geodata.errors import ImportRefused
from geodata.interchange import coordinates, projections, reading
from geodata.interchange.columns import Matching, Profile, languages, match
from geodata.interchange.duplicates import (
    LARGEST_RADIUS_M,
    METRES_PER_DEGREE,
    Finder,
    Named,
    generic,
)
from geodata.interchange.reading import Row, Table
from geodata.interchange.subjects import ID, Lookups, Subject, Values
from geodata.models import ImportedRecord

WGS_84 = 4326
NAME = "name"


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


@dataclass
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


def preview(path: Path, name: str, subject: Subject, profile: Profile) -> Preview:
    """Read a file and compare it; raise `UnreadableFile` or `InvalidProfile` with what to mend."""
    table = reading.read(path, name, encoding=profile.encoding, srid=profile.srid)
    return compare(table, subject, profile)


def compare(table: Table, subject: Subject, profile: Profile) -> Preview:
    """Compare the rows of a file with the records that stand."""
    matching = match(table.columns, subject, profile)
    comparison = _Comparison(table, subject, profile, matching)
    return Preview(subject, matching, comparison.run(), comparison.notes)


class _Comparison:
    def __init__(
        self, table: Table, subject: Subject, profile: Profile, matching: Matching
    ) -> None:
        self.table = table
        self.subject = subject
        self.profile = profile
        self.matching = matching
        self.notes: list[str] = []
        self.lookups = Lookups()
        self.headings = {name: heading for heading, name in matching.columns.items()}
        self.slugs: set[str] = set()

    def run(self) -> list[Finding]:
        """Return what there is to say of each row."""
        rows = [self._said(row) for row in self.table.rows]
        if self.subject.has_position:
            positions = _Positions(self.table, self.profile, self.matching)
            self.notes += positions.notes
        else:
            positions = None
        known = self._known(rows)
        findings = []
        seen: dict[int, int] = {}
        for row, said in zip(self.table.rows, rows, strict=True):
            finding = Finding(row.number, State.NEW, "")
            findings.append(finding)
            values = self._values(row, said, finding)
            if positions is not None:
                positions.place(row, values, finding)
            record = self._identified(said, known, finding)
            if record is not None:
                finding.pk = record.pk
                if record.pk in seen:
                    _refuse(
                        finding,
                        _("Row %(row)d is about the same record: keep one of them.")
                        % {"row": seen[record.pk]},
                    )
                seen.setdefault(record.pk, row.number)
            self._judge(finding, values, record)
        self._find_duplicates(findings)
        return findings

    def _said(self, row: Row) -> dict[str, str]:
        """Return what a row says by attribute; a default stands where it says nothing."""
        said = dict(self.profile.defaults)
        for heading, name in self.matching.columns.items():
            if cell := row.cells.get(heading):
                said[name] = cell
        return said

    def _values(self, row: Row, said: dict[str, str], finding: Finding) -> Values:
        """Return the values of a row's cells, and note what cannot be read."""
        values: Values = {}
        for name, cell in said.items():
            reader = self.subject.readers.get(name)
            if reader is None:
                continue
            try:
                value = reader(cell, self.lookups)
            except ValueError as error:
                heading = self.headings.get(name, name)
                _refuse(
                    finding,
                    _("Column “%(column)s”: %(sentence)s")
                    % {"column": heading, "sentence": str(error)},
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
        finding.label = next(
            (
                str(values[f"{NAME}_{code}"])
                for code in ("fr", *languages())
                if values.get(f"{NAME}_{code}")
            ),
            said.get("slug", ""),
        )
        return values

    def _known(self, rows: list[dict[str, str]]) -> dict[tuple[str, str], Model]:
        """Return the records that rows name, by what they name them with."""
        manager = self.subject.model._default_manager.prefetch_related(*self.subject.links)
        known: dict[tuple[str, str], Model] = {}
        for key in ("slug", "code"):
            wanted = {said[key].strip() for said in rows if said.get(key)}
            if key == "code":
                wanted = {code.upper() for code in wanted}
            for record in manager.filter(**{f"{key}__in": wanted}) if wanted else ():
                known[key, getattr(record, key)] = record
        ids = {said[ID][:120] for said in rows if said.get(ID)}
        if ids:
            links = dict(
                ImportedRecord.objects.filter(
                    batch__subject=self.subject.name, batch__undone_at=None, source_id__in=ids
                )
                .order_by("batch_id")
                .values_list("source_id", "object_id")
            )
            records = manager.in_bulk(links.values())
            known |= {
                (ID, source_id): records[pk] for source_id, pk in links.items() if pk in records
            }
        return known

    def _identified(
        self, said: dict[str, str], known: dict[tuple[str, str], Model], finding: Finding
    ) -> Model | None:
        """Return the record that a row is about, None for a new one."""
        finding.source_id = said.get(ID, "")[:120]
        code = said.get("code", "").strip().upper()
        if code:
            record = known.get(("code", code))
            if record is None and ("slug", said.get("slug", "")) not in known:
                _refuse(
                    finding,
                    _("There is no record of the code %(code)s: leave it empty for a new one.")
                    % {"code": code[:10]},
                )
            if record is not None:
                return record
        if said.get("slug"):
            return known.get(("slug", said["slug"].strip()))
        return known.get((ID, finding.source_id)) if finding.source_id else None

    def _judge(self, finding: Finding, values: Values, record: Model | None) -> None:
        """Decide what becomes of a row, beside what its neighbours say."""
        now = None if record is None else self.subject.values_of(record)
        if now is None:
            values.pop("status", None)  # of a new record it is for the publisher to say
            self._require(finding, values)
        else:
            values = {
                name: value
                for name, value in values.items()
                if not self.subject.is_same(name, value, now[name])
            }
            finding.label = finding.label or str(record)
        # What is said of a position that cannot be used needs no second sentence.
        faults = () if finding.state == State.SUSPICIOUS else self.subject.check(values, now)
        for sentence in faults:
            _refuse(finding, sentence)
        self._check_slug(finding, values)
        finding.values = values
        if now is not None:
            finding.now = {name: now[name] for name in values}
        if finding.state == State.NEW and now is not None:
            finding.state = State.CHANGED if values else State.UNCHANGED

    def _require(self, finding: Finding, values: Values) -> None:
        for name in self.subject.required:
            variants = (
                [f"{name}_{code}" for code in languages()]
                if name in self.subject.translated
                else [name]
            )
            if finding.unread & {name, *variants}:
                continue  # it is there, and cannot be read: that has been said
            if not any(values.get(variant) for variant in variants):
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
        known = list(self._known_names())
        mine = {finding.number: self._named(finding) for finding in new}
        finder.weigh(known)
        finder.weigh(mine.values())
        for thing in known:
            finder.add(thing)
        titles = dict(self.subject.model._default_manager.values_list("pk", "slug"))
        for finding in new:
            thing = mine[finding.number]
            found = finder.find(thing)
            finder.add(thing)
            if found is None:
                continue
            key: Any = found.key
            other = _("row %(row)d") % {"row": key[1]} if key[0] == "row" else f"“{titles[key[1]]}”"
            finding.state = State.SUSPICIOUS
            finding.may_be_taken = True
            finding.reasons.append(
                _("This looks like %(other)s, %(distance)d m away: is it the same?")
                % {"other": other, "distance": round(found.distance_m)}
                if found.distance_m is not None
                else _("This has the name of %(other)s: is it the same?") % {"other": other}
            )

    def _known_names(self) -> Iterator[Named]:
        columns = [f"{NAME}_{code}" for code in languages()]
        model = self.subject.model
        if any(one.name == "other_names" for one in model._meta.concrete_fields):
            columns.append("other_names")
        has_aliases = columns[-1] == "other_names"
        kind = ["category"] if "category" in self.subject.attributes else []
        position = ["geometry"] if self.subject.has_position else []
        for pk, *parts in model._default_manager.values_list("pk", *position, *kind, *columns):
            shape = parts.pop(0) if position else None
            category = parts.pop(0) if kind else ""
            alias = parts.pop() if has_aliases else None
            found = None if shape is None else shapely.from_wkb(bytes(shape.wkb))
            yield _named(("record", pk), parts, alias, found, category)

    def _named(self, finding: Finding) -> Named:
        names = [finding.values.get(f"{NAME}_{code}") for code in languages()]
        alias = finding.values.get("other_names")
        shape = finding.values.get("geometry")
        return _named(
            ("row", finding.number),
            names,
            alias,
            shapely.from_wkb(shape) if shape else None,
            finding.values.get("category", ""),
        )


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

    def place(self, row: Row, values: Values, finding: Finding) -> None:
        """Give a row its position in WGS 84, or the reason why it has none."""
        if row.fault:
            _refuse(finding, row.fault)
            return
        shape = row.shape
        try:
            if shape is None and self.text and (cell := row.cells.get(self.text)):
                shape = _from_text(cell)
            if shape is None:
                pair = self._read(row)
                shape = None if pair is None else Point(pair)
        except ValueError as error:
            _refuse(finding, str(error))
            return
        if shape is None:
            return
        if self.profile.swapped:
            shape = shapely.transform(shape, lambda corners: corners[:, ::-1])
        west, south, east, north = shape.bounds
        stated = self.srid
        if stated is None:
            if max(abs(west), abs(east)) > 180 or max(abs(south), abs(north)) > 180:
                sentence = self._explained(shape, WGS_84)
                _suspect(finding, sentence)
                return
            stated = WGS_84
        placed = projections.shape_to_wgs_84(shape, stated)
        west, south, east, north = placed.bounds
        ok = projections.inside(np.array([west, east]), np.array([south, north])).all()
        if np.isfinite(placed.bounds).all():
            middle = placed.representative_point()
            finding.longitude, finding.latitude = round(middle.x, 7), round(middle.y, 7)
        if not ok:
            _suspect(finding, self._explained(shape, stated))
            return
        values["geometry"] = shapely.to_wkb(
            shapely.set_srid(placed, WGS_84), hex=True, include_srid=True
        )

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


def _language_of(text: str) -> str:
    """Return the language that a text without one is kept under, by its script."""
    for letter in text:
        if "\u0600" <= letter <= "\u06ff":
            return "ar"
        if "\u2d30" <= letter <= "\u2d7f":
            return "zgh"
    return "fr"


def _named(
    key: tuple[str, int],
    names: Iterable[str | None],
    alias: str | None,
    shape: BaseGeometry | None,
    kind: str,
) -> Named:
    told = tuple(name for name in names if name)
    aliases = (alias,) if alias else ()
    if shape is None:
        return Named(key, told, aliases=aliases, kind=kind)
    west, south, east, north = shape.bounds
    radius_m = min(LARGEST_RADIUS_M, METRES_PER_DEGREE * max(east - west, north - south) / 2)
    return Named(key, told, (west + east) / 2, (south + north) / 2, radius_m, aliases, kind)
