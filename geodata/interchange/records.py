"""Read and write many records at once, as `subjects.Values`: a statement for thousands of them."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice, repeat
from typing import Any

from django.db import connection
from django.db.models import DateField, DateTimeField, DecimalField, Field, Model, QuerySet
from django.utils import timezone
from psycopg2 import sql

from geodata.interchange.columns import languages
from geodata.interchange.subjects import Subject, Values, plain
from geodata.signals import records_changed

AT_ONCE = 500  # rows of text that are held before they are sent


def stored(
    subject: Subject, pks: Collection[int] | None = None, *, lock: bool = False
) -> dict[int, Values]:
    """Return what records say, by primary key; of all records where no keys are given.

    With ``lock`` nobody else can change them before the transaction ends.
    """
    columns = {
        name: sql.Identifier(str(one.column))
        for name, one in subject.fields.items()
        if name not in subject.links
    }
    # Past the ORM, which would make a geometry of each hexadecimal one, to be written out again.
    statement = sql.SQL("SELECT id, {} FROM {} {} {}").format(
        sql.SQL(", ").join(columns.values()),
        sql.Identifier(subject.model._meta.db_table),
        sql.SQL("" if pks is None else "WHERE id = ANY(%(pks)s)"),
        sql.SQL("FOR UPDATE" if lock else ""),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, None if pks is None else {"pks": list(pks)})
        found: dict[int, Values] = {
            pk: dict(zip(columns, values, strict=True)) for pk, *values in cursor
        }
    for name in columns:
        if isinstance(subject.fields[name], DateField | DecimalField):
            for said in found.values():
                said[name] = plain(said[name])
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
        column = str(one.column)
        blank = now if isinstance(one, DateTimeField) else plain(one.get_default())
        if one.name in said:
            cells[column] = [
                blank if (value := record.get(one.name)) is None else value for record in records
            ]
        elif one.name in subject.translated:
            # The untranslated column, which django-modeltranslation fills from the languages.
            cells[column] = [""] * len(records)
            for code in reversed(("fr", *languages())):
                if (name := f"{one.name}_{code}") in said:
                    cells[column] = [
                        record.get(name) or cell
                        for record, cell in zip(records, cells[column], strict=True)
                    ]
        elif blank is not None:
            cells[column] = repeat(blank)
    return cells


def update(subject: Subject, changes: Mapping[int, Values]) -> None:
    """Have records say otherwise, by primary key; whoever depends on them learns of it.

    Their links and parts are written one by one: registers are short.
    """
    alike: dict[frozenset[str], list[int]] = defaultdict(list)
    for pk, values in changes.items():
        alike[frozenset(values)].append(pk)
    for names, pks in alike.items():
        _update_columns(subject, names, {pk: changes[pk] for pk in pks})
        records_changed.send(subject.model, pks=pks, names=names)
    own = {*subject.links, *subject.parts}
    rest = {pk: values for pk, values in changes.items() if not own.isdisjoint(values)}
    records = subject.model._default_manager.in_bulk(rest)
    for pk, values in rest.items():
        for link in own.intersection(subject.links, values):
            getattr(records[pk], link).set(values[link] or [])
        for name in own.intersection(subject.parts, values):
            subject.parts[name].write(pk, values[name] or [])


def _update_columns(
    subject: Subject, names: Collection[str], changes: Mapping[int, Values]
) -> None:
    """Write some columns of records, the same ones of each."""
    model = subject.model
    fields = {
        name: one
        for name, one in subject.fields.items()
        if name in names and name not in subject.links
    }
    table = sql.Identifier(model._meta.db_table)
    columns = [str(one.column) for one in fields.values()]
    assigned = [sql.SQL("{0} = changes.{0}").format(sql.Identifier(name)) for name in columns]
    for name in subject.translated:
        variants = [f"{name}_{code}" for code in ("fr", *languages())]
        if not fields.keys().isdisjoint(variants):
            # The untranslated column, as `insert` writes it.
            said = [
                sql.SQL("nullif({}.{}, '')").format(
                    sql.SQL("changes" if one in fields else "record"), sql.Identifier(one)
                )
                for one in variants
            ]
            assigned.append(
                sql.SQL("{} = coalesce({}, '')").format(
                    sql.Identifier(name), sql.SQL(", ").join(said)
                )
            )
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("CREATE TEMP TABLE changes ON COMMIT DROP AS SELECT {} FROM {} LIMIT 0").format(
                sql.SQL(", ").join(map(sql.Identifier, ["id", *columns])), table
            )
        )
        _copy(
            "changes",
            ["id", *columns],
            (
                (pk, *(_written(one, values[name]) for name, one in fields.items()))
                for pk, values in changes.items()
            ),
        )
        cursor.execute("ANALYZE changes")
        cursor.execute(
            sql.SQL(
                "UPDATE {} AS record SET {} FROM changes WHERE record.id = changes.id;"
                "DROP TABLE changes"
            ).format(
                table,
                sql.SQL(", ").join([*assigned, sql.SQL("updated_at = statement_timestamp()")]),
            )
        )


def _written(one: Field, value: Any) -> Any:
    """Return a value as a column takes it: a text that says nothing is empty there."""
    return "" if value is None and not one.null else value


def copy(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows into a model's table with PostgreSQL's COPY.

    Values are taken as text in the way of PostgreSQL, None as NULL. Raises what Django raises for
    the same fault: `IntegrityError` and its like.
    """
    _copy(model._meta.db_table, columns, rows)


def _copy(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN WITH (FORMAT csv)").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
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


def referred_to(pks: Collection[int], columns: Iterable[tuple[str, str]]) -> set[int]:
    """Return those of some primary keys that are in any of the columns, given with their tables."""
    asked = [
        sql.SQL("SELECT {0}.{1} FROM {0} JOIN asked ON {0}.{1} = asked.pk").format(
            sql.Identifier(table), sql.Identifier(column)
        )
        for table, column in columns
    ]
    statement = sql.SQL("WITH asked AS MATERIALIZED (SELECT unnest(%s::bigint[]) AS pk) {}").format(
        sql.SQL(" UNION ").join(asked)
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(pks)])
        return {pk for (pk,) in cursor}


@contextmanager
def checked_at_once() -> Iterator[None]:
    """Have the database check references with each statement in this block, not all at the end."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


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
            "WITH keys AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, %s)::regclass AS name)"
            " SELECT array_agg(nextval(name)) FROM keys, generate_series(1, %s)",
            [model._meta.db_table, model._meta.pk.column, count],
        )
        return cursor.fetchone()[0]
