"""Read and write many records at once, as `subjects.Values`: a statement for thousands of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice, repeat
from typing import Any

from django.db import connection
from django.db.models import DateTimeField, Model, QuerySet
from django.utils import timezone
from psycopg2 import sql

from geodata.interchange.columns import languages
from geodata.interchange.subjects import Subject, Values, plain

AT_ONCE = 500  # rows of text that are held before they are sent


def stored(
    subject: Subject, pks: Collection[int] | None = None, *, lock: bool = False
) -> dict[int, Values]:
    """Return what records say, by primary key; of all records where no keys are given.

    With ``lock`` nobody else can change them before the transaction ends.
    """
    columns = {
        name: getattr(one, "attname", name)
        for name, one in subject.fields.items()
        if name not in subject.links
    }
    chosen: QuerySet = plain_query(subject.model)
    if pks is not None:
        chosen = chosen.filter(pk__in=pks)
    if lock:
        chosen = chosen.select_for_update()
    found: dict[int, Values] = {
        pk: dict(zip(columns, map(plain, values), strict=True))
        for pk, *values in chosen.values_list("pk", *columns.values())
    }
    for link in subject.links:
        for said in found.values():
            said[link] = []
        through, source, target = _ends(subject, link)
        pairs = through._default_manager.order_by(target)
        if pks is not None:
            pairs = pairs.filter(**{f"{source}__in": pks})
        for pk, other in pairs.values_list(source, target):
            if pk in found:
                found[pk][link].append(other)
    for name, part in subject.parts.items():
        rows = part.of(pks)
        for pk, said in found.items():
            said[name] = rows.get(pk, [])
    return found


def plain_query(model: type[Model]) -> QuerySet:
    """Return all records of a model, in no order.

    The managers of django-modeltranslation look at every value of every row, for languages that
    stand in for others; nothing here needs that.
    """
    return QuerySet(model).order_by()


def insert(subject: Subject, records: Sequence[Values]) -> list[int]:
    """Write new records, with their links and parts; return their keys in the same order.

    What a record does not say is as the model has it. Nobody is told of them by signals: nothing
    can refer to what is new, but for the search, see `geodata.findable.refresh`.
    """
    model = subject.model
    pks = _next_keys(model, len(records))
    columns = _columns(subject, records)
    copy(model, ["id", *columns], zip(pks, *columns.values(), strict=False))
    for link in subject.links:
        through, source, target = _ends(subject, link)
        copy(
            through,
            [source, target],
            (
                (pk, other)
                for pk, said in zip(pks, records, strict=True)
                for other in said.get(link) or ()
            ),
        )
    for name, part in subject.parts.items():
        part.model._base_manager.bulk_create(
            part.model(**{part.owner: pk}, **dict(zip(part.columns, row, strict=False)))
            for pk, said in zip(pks, records, strict=True)
            for row in said.get(name) or ()
        )
    return pks


def _columns(subject: Subject, records: Sequence[Values]) -> dict[str, Iterable[Any]]:
    """Return the cells of new records by column, without the columns that are null in all."""
    said = set().union(*records)
    cells: dict[str, Iterable[Any]] = {}
    now = timezone.now().isoformat()
    for one in subject.model._meta.concrete_fields:
        blank = now if isinstance(one, DateTimeField) else plain(one.get_default())
        if one.name in said:
            cells[one.column] = [
                blank if (value := record.get(one.name)) is None else value for record in records
            ]
        elif one.name in subject.translated:
            # The untranslated column, which django-modeltranslation fills from the languages.
            names = [name for code in ("fr", *languages()) if (name := f"{one.name}_{code}") in said]
            cells[one.column] = [
                next((found for name in names if (found := record.get(name))), "")
                for record in records
            ]
        elif blank is not None:
            cells[one.column] = repeat(blank)
    return cells


def copy(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows into a model's table with PostgreSQL's COPY.

    Values are taken as text in the way of PostgreSQL, None as NULL. Raises what Django raises for
    the same fault: `IntegrityError` and its like.
    """
    statement = sql.SQL("COPY {} ({}) FROM STDIN WITH (FORMAT csv)").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(statement, _Text(iter(rows)))


class _Text:
    """Rows as a file of CSV, which is written while it is read: the database need not wait."""

    def __init__(self, rows: Iterator[Sequence[Any]]) -> None:
        self.rows = rows

    def read(self, _size: int) -> str:
        """Return some rows, nothing after the last."""
        file = io.StringIO()
        csv.writer(file, quoting=csv.QUOTE_NOTNULL).writerows(islice(self.rows, AT_ONCE))
        return file.getvalue()


def unlink(subject: Subject, pks: Collection[int]) -> None:
    """Remove all links and parts of records, without telling anybody."""
    for link in subject.links:
        through, source, _target = _ends(subject, link)
        mine = through._base_manager.filter(**{f"{source}__in": pks})
        mine._raw_delete(mine.db)
    for part in subject.parts.values():
        mine = part.model._base_manager.filter(**{f"{part.owner}__in": pks})
        mine._raw_delete(mine.db)


def _ends(subject: Subject, link: str) -> tuple[Any, str, str]:
    """Return the table of a link and its two columns: that of the record, that of the other."""
    relation: Any = subject.fields[link]
    return (
        relation.remote_field.through,
        f"{relation.m2m_field_name()}_id",
        f"{relation.m2m_reverse_field_name()}_id",
    )


def _next_keys(model: type[Model], count: int) -> list[int]:
    """Return primary keys that nobody else will get."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(nextval(pg_get_serial_sequence(%s, %s))) FROM generate_series(1, %s)",
            [model._meta.db_table, model._meta.pk.column, count],
        )
        return cursor.fetchone()[0]
