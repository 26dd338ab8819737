"""What a record in a territory's files says of other records, and the small ones it is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.db.models import Model

from geodata.loading.faults import Spot
from geodata.loading.fields import Columns, Directory, Field, Known, Selection, shown


@dataclass(frozen=True, kw_only=True)
class Reference(Field):
    """The id of one other record."""

    to: str

    def value(self, value: Any, spot: Spot, known: Known) -> Any:
        return _known_id(value, self.to, spot, known)

    def read(self, instance: Model, directory: Directory) -> Columns:
        pk = getattr(instance, f"{self.attribute}_id")
        return {self.attribute: None if pk is None else directory.key(self.to, pk)}

    def write(self, instance: Model, columns: Columns, directory: Directory) -> None:
        for column, key in columns.items():
            setattr(instance, f"{column}_id", key and directory.pk(self.to, key))

    def select(self, columns: Columns, selection: Selection) -> Columns:
        return {
            column: key if key is not None and selection.keeps(self.to, key) else None
            for column, key in columns.items()
        }


@dataclass(frozen=True, kw_only=True)
class Many(Field):
    """The ids of any number of other records, in no order; at least ``least`` of them."""

    to: str
    least: int = 0
    after_saving: ClassVar[bool] = True

    def blank(self) -> Columns:
        return {self.attribute: []}

    def value(self, value: Any, spot: Spot, known: Known) -> Any:
        if not isinstance(value, list):
            spot.fault(f"must be a list of {self.to} ids.")
            return None
        keys = [
            _known_id(key, self.to, spot.at(number), known)
            for number, key in enumerate(value, start=1)
        ]
        found = {key for key in keys if key is not None}
        if len(found) < sum(key is not None for key in keys):
            spot.fault("names the same id twice: keep one of them.")
        if len(keys) < self.least:
            spot.fault(f"must name at least {self.least}.")
        return sorted(found)

    def read(self, instance: Model, directory: Directory) -> Columns:
        others = getattr(instance, self.attribute).all()
        return {self.attribute: sorted(directory.key(self.to, other.pk) for other in others)}

    def write(self, instance: Model, columns: Columns, directory: Directory) -> None:
        for column, keys in columns.items():
            getattr(instance, column).set([directory.pk(self.to, key) for key in keys])

    def select(self, columns: Columns, selection: Selection) -> Columns:
        return {
            column: [key for key in keys if selection.keeps(self.to, key)]
            for column, keys in columns.items()
        }

    def prefetches(self) -> list[str]:
        return [self.attribute]


@dataclass(frozen=True, kw_only=True)
class Rows(Field):
    """A list of small records that belong to this one, such as the stops of a circuit.

    Attributes
    ----------
    model, fields
        What each row becomes. A field ``order`` of the model is numbered from 1.
    by
        The column that tells one row from another, where they are in no order. Rows keep their
        primary keys over a refresh: by this column, or else by their position in the list.
    is_sample
        Tells from its columns whether a row is a sample.
    least
        How many rows there must be.
    """

    model: type[Model]
    fields: tuple[Field, ...]
    by: str = ""
    is_sample: Callable[[Columns], bool] = field(default=lambda row: False)
    least: int = 0
    after_saving: ClassVar[bool] = True

    def blank(self) -> Columns:
        return {self.attribute: []}

    def value(self, value: Any, spot: Spot, known: Known) -> Any:
        if not isinstance(value, list):
            spot.fault("must be a list of objects.")
            return None
        rows = []
        for number, item in enumerate(value, start=1):
            own = spot.at(number)
            if isinstance(item, dict):
                rows.append(check_all(self.fields, self.model, item, own, known))
            else:
                own.fault("must be an object.")
        if len(value) < self.least:
            spot.fault(f"has {len(value)}: there must be at least {self.least}.")
        if self.by:
            keys = [row[self.by] for row in rows if row[self.by] is not None]
            for key in sorted({key for key in keys if keys.count(key) > 1}):
                spot.fault(f"names {key} twice: make one of the two.")
        return rows

    def read(self, instance: Model, directory: Directory) -> Columns:
        return {
            self.attribute: [
                {
                    column: value
                    for part in self.fields
                    for column, value in part.read(row, directory).items()
                }
                for row in self._rows(instance)
            ]
        }

    def write(self, instance: Model, columns: Columns, directory: Directory) -> None:
        values = columns[self.attribute]
        kept: list[Any] = self._matched(self._rows(instance), values, directory)
        for present in self._rows(instance):
            if present not in kept:
                present.delete()
        link = getattr(instance, self.attribute).field.name
        for number, (found, value) in enumerate(zip(kept, values, strict=True), start=1):
            row: Any = found or self.model(**{link: instance})
            if _has_order(self.model):
                row.order = number
            _write(self.fields, row, value, directory, after_saving=False)
            row.save()
            _write(self.fields, row, value, directory, after_saving=True)

    def select(self, columns: Columns, selection: Selection) -> Columns:
        rows = []
        for row in columns[self.attribute]:
            if self.is_sample(row) and not selection.samples:
                continue
            selected = {
                column: value
                for part in self.fields
                for column, value in part.select(
                    part.blank() | {name: row[name] for name in part.columns if name in row},
                    selection,
                ).items()
            }
            if all(selected[part.attribute] is not None for part in self._required_references):
                rows.append(selected)
        return {self.attribute: rows}

    def prefetches(self) -> list[str]:
        nested = [path for part in self.fields for path in part.prefetches()]
        return [self.attribute, *(f"{self.attribute}__{path}" for path in nested)]

    @property
    def _required_references(self) -> list[Field]:
        return [part for part in self.fields if isinstance(part, Reference) and part.required]

    def _rows(self, instance: Model) -> list[Any]:
        """Return the rows in their order, from what was prefetched where it was."""
        rows = getattr(instance, self.attribute).all()
        order = "order" if _has_order(self.model) else "pk"
        return sorted(rows, key=lambda row: (getattr(row, order), row.pk))

    def _matched(
        self, rows: list[Any], values: list[Columns], directory: Directory
    ) -> list[Any | None]:
        """Return for each value the row that it belongs to, None where there is none yet."""
        if not self.by:
            return [rows[n] if n < len(rows) else None for n in range(len(values))]
        part = next(part for part in self.fields if self.by in part.columns)
        found = {part.read(row, directory)[self.by]: row for row in rows}
        return [found.get(value[self.by]) for value in values]


def check_all(
    fields: tuple[Field, ...],
    model: type[Model],
    record: Mapping[str, Any],
    spot: Spot,
    known: Known,
) -> Columns:
    """Return all columns of a record in a file, its faults noted at parts of ``spot``."""
    names = [part.key for part in fields]
    for key in record:
        if key not in names:
            spot.at(key).fault(f"is not known; a record here has: {', '.join(names)}.")
    columns: Columns = {}
    for part in fields:
        found = part.check(record, spot, known)
        for column, value in found.items():
            if isinstance(value, str):
                _check_length(model, column, value, spot.at(part.path(column)))
        columns |= found
    return columns


def _known_id(value: Any, kind: str, spot: Spot, known: Known) -> str | None:
    if not isinstance(value, str):
        spot.fault(f"must be the id of a {kind}, not {shown(value)}.")
    elif value not in known.ids.get(kind, {}):
        spot.fault(f"there is no {kind} “{value}” in the files: add it, or correct the id.")
    else:
        return value
    return None


def _check_length(model: type[Model], column: str, value: str, spot: Spot) -> None:
    most = getattr(model._meta.get_field(column), "max_length", None)
    if most is not None and len(value) > most:
        spot.fault(f"has {len(value)} characters, and at most {most} fit: shorten it.")


def _has_order(model: type[Model]) -> bool:
    return any(part.name == "order" for part in model._meta.fields)


def _write(
    fields: tuple[Field, ...],
    row: Model,
    columns: Columns,
    directory: Directory,
    *,
    after_saving: bool,
) -> None:
    for part in fields:
        if part.after_saving is after_saving:
            part.write(row, {column: columns[column] for column in part.columns}, directory)
