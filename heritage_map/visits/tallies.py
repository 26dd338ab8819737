"""Add to the tallies: one number for each day, thing and language, and nothing beside it."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from django.db import connection

from heritage_map.models import Tally

ADD = """
    INSERT INTO {table} (day, what, subject, language, count) VALUES {rows}
    ON CONFLICT (day, what, subject, language)
    DO UPDATE SET count = {table}.count + EXCLUDED.count
"""


class Visit(NamedTuple):
    """What is counted together; ``what`` is one of `Tally.What`.

    ``subject`` is the slug of what was opened, the code of a plaque, or, of a stop, the slugs of
    circuit and place with a slash between them.
    """

    day: date
    what: str
    subject: str
    language: str


def add(visits: Mapping[Visit, int]) -> None:
    """Count visits, each so many times, in one statement: none is lost beside others."""
    if not visits:
        return
    # Always in the same order, so that two who add the same ones never wait for each other.
    rows = [(*visit, count) for visit, count in sorted(visits.items())]
    statement = ADD.format(
        table=Tally._meta.db_table, rows=", ".join(["(%s, %s, %s, %s, %s)"] * len(rows))
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for row in rows for value in row])
