"""What a record and its parts say as one document, and how what differs is written back.

A document is plain JSON::

    {"fields": {"name_fr": "Souk", "parent": 3, ...},
     "links": {"sources": [1, 2]},
     "parts": {"facts": {"17": {"fields": {...}, "links": {...}}}}}

References are primary keys, geometries hexadecimal WKB, dates ISO 8601. ``None`` stands for a
record that does not exist, and an empty document for what has been forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, time
from decimal import Decimal
from hashlib import sha256
from json import dumps
from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.geos import GEOSGeometry
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import FileField, ForeignKey, Model, ProtectedError
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from modeltranslation.utils import resolution_order

from geodata.errors import RestoreRefused
from geodata.history.tracking import TRACKED, Said, Tracked

type Document = dict[str, Any]
type Path = tuple[str, ...]
"""Where a document says something: ``("parts", "facts", "17", "fields", "text_fr")``."""

THERE = ("there",)  # the last step of the path that says whether a part exists


def document_of(record: Model) -> Document:
    """Return what a record and its parts say; a record of a model that is tracked."""
    kind = TRACKED[record._meta.label_lower]
    parts = {
        part.accessor: {
            str(one.pk): _said(part.said, one) for one in getattr(record, part.accessor).all()
        }
        for part in kind.parts.values()
    }
    return _said(kind.said, record) | {"parts": parts}


def records_in_database(label: str, pks: Iterable[int]) -> dict[int, Model]:
    """Return those records of a model that exist, by primary key, with what documents need."""
    kind = TRACKED[label]
    found = kind.model._base_manager.filter(pk__in=list(pks)).prefetch_related(*kind.prefetched)
    return {record.pk: record for record in found}


def documents_in_database(label: str, pks: Iterable[int]) -> dict[int, Document]:
    """Return the documents of those records of a model that exist, by primary key."""
    return {pk: document_of(record) for pk, record in records_in_database(label, pks).items()}


def name_in(document: Document | None) -> str:
    """Return what a record is called in a document, in the reader's language if it has a name."""
    fields = document["fields"] if document else {}
    languages = resolution_order(get_language())
    keys = [f"{name}_{language}" for name in ("name", "alt") for language in languages]
    return next((fields[key] for key in (*keys, "name", "slug") if fields.get(key)), "")


def digest(document: Document) -> str:
    """Return a short name of what a document says."""
    return sha256(dumps(document, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def flat(document: Document | None) -> dict[Path, Any]:
    """Return each thing that a document says by its path."""
    if not document:  # nothing is there, or it has been forgotten
        return {}
    said: dict[Path, Any] = dict(_flat_said(document))
    for accessor, parts in document["parts"].items():
        for pk, part in parts.items():
            at = ("parts", accessor, pk)
            said[(*at, *THERE)] = True
            said |= {(*at, *path): value for path, value in _flat_said(part)}
    return said


def changed_paths(before: Document | None, after: Document | None) -> list[Path]:
    """Return where two documents say different things, in the order of the model."""
    one, other = flat(before), flat(after)
    return [path for path in dict.fromkeys([*one, *other]) if one.get(path) != other.get(path)]


def conflicts(now: Document | None, before: Document | None, after: Document | None) -> list[Path]:
    """Return where writing what differs between two documents would overwrite a third change."""
    present, wanted, was = flat(now), flat(after), flat(before)
    return [
        path
        for path in changed_paths(before, after)
        if present.get(path) != was.get(path) and present.get(path) != wanted.get(path)
    ]


def write(label: str, pk: int, before: Document | None, after: Document | None) -> None:
    """Make a record say what ``after`` says where that differs from ``before``.

    What both say alike is left as it is now. Records and parts get back their old primary keys,
    so that what else refers to them still does.

    Raises
    ------
    RestoreRefused
        Something stands in the way, such as another record at the same address. Nothing has been
        written then.
    """
    try:
        with transaction.atomic():
            _write(TRACKED[label], pk, before, after)
            connection.check_constraints()
    except ProtectedError as error:
        names = ", ".join(sorted({str(one) for one in error.protected_objects})[:5])
        raise RestoreRefused(
            _("Other records need it: take it out of %(names)s first.") % {"names": names}
        ) from error
    except ValidationError as error:
        raise RestoreRefused(" ".join(error.messages)) from error
    except IntegrityError as error:
        raise RestoreRefused(
            _("Something that it refers to no longer exists: restore that first.")
        ) from error


def _said(said: Said, record: Model) -> Document:
    return {
        "fields": {one.name: _plain(getattr(record, one.attname)) for one in said.fields},
        "links": {
            link.name: sorted(other.pk for other in getattr(record, link.name).all())
            for link in said.links
        },
    }


def _flat_said(document: Document) -> Iterator[tuple[Path, Any]]:
    for name, value in document["fields"].items():
        yield ("fields", name), value
    for name, pks in document["links"].items():
        yield ("links", name), pks


def _plain(value: Any) -> Any:
    match value:
        case GEOSGeometry():
            return value.hexewkb.decode()
        case Decimal():
            return str(value)
        case date() | time():
            return value.isoformat()
        case "":
            return None  # forms and files write the one, databases the other: nobody says anything
        case None | bool() | int() | float() | list() | dict():
            return value
    return str(value)


def _write(kind: Tracked, pk: int, before: Document | None, after: Document | None) -> None:
    manager = kind.model._base_manager
    record = manager.select_for_update(of=("self",)).filter(pk=pk).first()
    if after is None:
        if record is not None:
            record.delete()
        return
    if record is None:
        record, before = kind.model(pk=pk), None
    _put(kind.said, record, before, after)
    for part in kind.parts.values():
        was = before["parts"].get(part.accessor, {}) if before else {}
        wanted = after["parts"].get(part.accessor, {})
        present = part.model._base_manager.filter(**{part.key: record}).in_bulk()
        for gone in was.keys() - wanted.keys():
            if int(gone) in present:
                present[int(gone)].delete()
        for key, said in wanted.items():
            old = was.get(key)
            if said == old:
                continue
            one = present.get(int(key))
            if one is None:
                one, old = part.model(pk=int(key), **{part.key: record}), None
            _put(part.said, one, old, said)


def _put(said: Said, record: Model, before: Document | None, after: Document) -> None:
    """Save a record with what differs; new ones are saved with all."""
    was = before["fields"] if before else {}
    differs = False
    for one in said.fields:
        if one.name not in after["fields"]:
            continue  # a column that has come since
        value = after["fields"][one.name]
        if before is not None and was.get(one.name) == value:
            continue
        setattr(record, one.attname, _read(one, value))
        differs = True
    if differs or before is None:
        record.validate_unique()
        record.validate_constraints()
        record.save()
    for link in said.links:
        old = set(before["links"].get(link.name, ()) if before else ())
        new = set(after["links"].get(link.name, ()))
        if old == new:
            continue
        relation = getattr(record, link.name)
        still_there = link.related_model._base_manager.filter(pk__in=new - old)
        relation.remove(*(old - new))
        relation.add(*still_there)


def _read(one: Any, value: Any) -> Any:
    if value is None:
        return None if one.null else one.to_python("")
    if isinstance(one, GeometryField):
        return GEOSGeometry(value)
    if isinstance(one, FileField):
        return value
    if isinstance(one, ForeignKey):
        return one.target_field.to_python(value)
    return one.to_python(value)
