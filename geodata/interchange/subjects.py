"""What can be imported: a model, its columns under all the names people give them, its rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import shapely
from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry
from django.db.models import Field, Model
from django.db.models.fields.related import ManyToManyField
from django.utils.translation import gettext as _

from geodata.models import Record
from geodata.spelling import fold

# Control characters, halves of letters and what is no letter, which no text needs: PostgreSQL
# refuses some of them, XML others.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
ID = "source_id"  # by which the file's own source knows a record
POSITION = ("latitude", "longitude", "x", "y", "position", "geometry")
SAME_SPOT_DEGREES = 5e-7  # 5 cm: less than formats with seven decimals lose

type Values = dict[str, Any]
"""What a record says, by attribute, as plain JSON: dates and amounts as text, references as ids,
geometries as hexadecimal WKB."""


@dataclass(frozen=True)
class Column:
    """One thing a record says.

    Attributes
    ----------
    attribute
        Of the model, without a language where it is ``translated``.
    headings
        What people call it, in Arabic, French and English, separated by semicolons.
    read
        Makes the value of a text that is not empty; raises `ValueError` with what to mend.
    """

    attribute: str
    headings: str
    read: Callable[[str, Lookups], Any]
    translated: bool = False


@dataclass
class Lookups:
    """References to other records by what people write for them; read once for a file."""

    tables: dict[type[Model], dict[str, int]] = field(default_factory=dict)

    def pk(self, model: type[Record], said: str) -> int:
        """Return the record of this address, code or name; raise `ValueError` where none is."""
        if model not in self.tables:
            self.tables[model] = _keys(model)
        found = self.tables[model].get(fold(said))
        if found is None:
            raise ValueError(
                _("There is no %(thing)s “%(name)s”: write its address, code or name.")
                % {"thing": model._meta.verbose_name, "name": said[:40]}
            )
        if found == AMBIGUOUS:
            raise ValueError(
                _("More than one %(thing)s is named “%(name)s”: write its address or code.")
                % {"thing": model._meta.verbose_name, "name": said[:40]}
            )
        return found


def longest(model: type[Model], name: str) -> int:
    """Return how many letters a field takes; 0 for any number."""
    return getattr(model._meta.get_field(name), "max_length", None) or 0


AMBIGUOUS = -1


def _keys(model: type[Record]) -> dict[str, int]:
    has_code = any(one.name == "code" for one in model._meta.concrete_fields)
    names = [f"name_{code}" for code, _name in settings.LANGUAGES]
    columns = ["pk", "slug", *(["code"] if has_code else []), *names]
    sure: dict[str, int] = {}
    named: dict[str, int] = {}
    for pk, slug, *others in model._default_manager.values_list(*columns):
        sure[fold(slug)] = pk
        if has_code:
            sure[fold(others.pop(0))] = pk
        for name in {fold(name) for name in others if name}:
            named[name] = pk if named.get(name, pk) == pk else AMBIGUOUS
    return named | sure


@dataclass(frozen=True)
class Part:
    """What a record says in a table of its own, such as where an artisan works, and when.

    Its value is a list of rows of ``columns``, the first of which tells the rows of a record apart.
    A file may know only the first columns of a row; the others stay as they are.

    Attributes
    ----------
    owner
        The column that refers to the record.
    shown
        Makes a text of a value that the attribute's reader reads again.
    """

    model: type[Model]
    owner: str
    columns: tuple[str, ...]
    shown: Callable[[list[list[Any]]], str]

    def of(self, pks: Iterable[int] | None) -> dict[int, list[list[Any]]]:
        """Return the rows of records, by record; of all records where none are named."""
        query = self.model._base_manager.order_by(self.columns[0])
        if pks is not None:
            query = query.filter(**{f"{self.owner}__in": pks})
        found: dict[int, list[list[Any]]] = {}
        for pk, *row in query.values_list(self.owner, *self.columns):
            found.setdefault(pk, []).append([plain(value) for value in row])
        return found

    def write(self, pk: int, rows: list[list[Any]]) -> None:
        """Have a record say exactly this; whoever watches the table is told."""
        key = self.columns[0]
        manager = self.model._base_manager
        said = {row[0]: dict(zip(self.columns, row, strict=False)) for row in rows}
        for one in manager.filter(**{self.owner: pk}):
            row = said.pop(getattr(one, key), None)
            if row is None:
                one.delete()
            elif any(getattr(one, name) != value for name, value in row.items()):
                for name, value in row.items():
                    setattr(one, name, value)
                one.save()
        for row in said.values():
            manager.create(**{self.owner: pk}, **row)


@dataclass(frozen=True)
class Subject:
    """A kind of records that can be imported: see `register`.

    Attributes
    ----------
    check
        Takes what a record will say and what it says now (``None``: it is new) and yields
        sentences on what does not fit; it may complete the first.
    complete
        Takes what a row says, before it is compared, and makes of it what a record says.
    parts
        What records say in tables of their own, by attribute.
    where
        Returns the places' geometries as hexadecimal WKB by record, for a subject without a
        position of its own; they go out, and do not come in.
    code_length
        Of the short code that each record gets by itself.
    """

    name: str
    model: type[Record]
    title: Any
    columns: tuple[Column, ...]
    code_length: int
    has_position: bool = False
    required: tuple[str, ...] = ()
    check: Callable[[Values, Values | None], Iterable[str]] = lambda _values, _now: ()
    complete: Callable[[Values], Iterable[str]] = lambda _values: ()
    parts: Mapping[str, Part] = field(default_factory=dict)
    where: Callable[[Iterable[int]], dict[int, str]] = lambda _pks: {}

    @cached_property
    def translated(self) -> frozenset[str]:
        """The attributes that are written in every language."""
        return frozenset(column.attribute for column in self.columns if column.translated)

    @cached_property
    def readers(self) -> dict[str, Callable[[str, Lookups], Any]]:
        """How each attribute is read, translated ones under the names of their languages too."""
        readers = {column.attribute: column.read for column in self.columns}
        for column in self.columns:
            if column.translated:
                readers |= {
                    f"{column.attribute}_{code}": column.read for code, _name in settings.LANGUAGES
                }
        return readers

    @cached_property
    def attributes(self) -> frozenset[str]:
        """What a column of a file may stand for, beside a position and an id."""
        return frozenset(self.readers)

    @cached_property
    def headings(self) -> Mapping[str, str]:
        """From a folded heading to the attribute that it stands for."""
        return {
            fold(heading): column.attribute
            for column in self.columns
            for heading in (column.attribute, *column.headings.split(";"))
            if heading
        }

    @cached_property
    def kept(self) -> tuple[str, ...]:
        """The attributes of a record that an import may write, as the model names them."""
        names = [
            name
            for name in self.readers
            if name not in self.translated and name in self._own_fields and name != "code"
        ]
        position = ["geometry"] if self.has_position else []
        return tuple(dict.fromkeys([*names, *position, "status"]))

    @cached_property
    def _own_fields(self) -> frozenset[str]:
        return frozenset(one.name for one in self.model._meta.get_fields() if not one.auto_created)

    @cached_property
    def fields(self) -> dict[str, Field]:
        """The model's field of each attribute that is kept."""
        return {name: self.model._meta.get_field(name) for name in self.kept}  # type: ignore[misc]

    @cached_property
    def links(self) -> tuple[str, ...]:
        """The attributes that link to many others."""
        return tuple(n for n, one in self.fields.items() if isinstance(one, ManyToManyField))

    def title_of(self, name: str) -> str:
        """Return what an attribute is called at the desk."""
        if part := self.parts.get(name):
            return str(part.model._meta.verbose_name_plural)
        return str(self.fields[name].verbose_name)

    def is_same(self, name: str, one: Any, other: Any) -> bool:
        """Tell whether two values of an attribute say the same."""
        if name in self.parts:
            mine, theirs = one or [], other or []
            return len(mine) == len(theirs) and all(
                left[: len(right)] == right[: len(left)]
                for left, right in zip(sorted(mine), sorted(theirs), strict=True)
            )
        if name in {"geometry", "entrance"} and one and other and one != other:
            # Some formats turn rings round, and begin them elsewhere.
            mine, theirs = (shapely.normalize(shapely.from_wkb(wkb)) for wkb in (one, other))
            return bool(shapely.equals_exact(mine, theirs, SAME_SPOT_DEGREES))
        one, other = _trimmed(one), _trimmed(other)
        says_nothing = not one and one != 0, not other and other != 0
        return all(says_nothing) or (not any(says_nothing) and one == other)


def printable(text: str) -> str:
    """Return a text as every format carries it: no control characters, every line ended alike."""
    return _CONTROL.sub("", "\n".join(text.splitlines()))


def _trimmed(value: Any) -> Any:
    """Return a text without what no reader sees: spaces around it, and how lines end."""
    return printable(value).strip() if isinstance(value, str) else value


def plain(value: Any) -> Any:
    """Return a value of a field as JSON has it."""
    match value:
        case GEOSGeometry():
            return value.hexewkb.decode()
        case Decimal():
            return f"{value:.2f}"
        case date():
            return value.isoformat()
        case str():
            return str(value)
    return value


SUBJECTS: dict[str, Subject] = {}
"""All that can be imported, by name, in the order of their registration."""


def names_of(model: type[Model]) -> list[str]:
    """Return the names under which records of a model are imported."""
    return [name for name, subject in SUBJECTS.items() if subject.model is model]


def register(subject: Subject) -> None:
    """Let records of a kind be imported."""
    SUBJECTS[subject.name] = subject
