"""Numbers that only grow: no visit is lost beside another, and nothing else is kept."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from heritage_map.models import Tally
from heritage_map.visits.tallies import Visit, add

SATURDAY = date(2026, 11, 28)
SOUKS = Visit(SATURDAY, "circuit", "souks", "ar")
DLALAT = Visit(SATURDAY, "place", "dlalat", "ar")


@pytest.mark.django_db
def test_what_is_opened_again_adds_to_the_same_number():
    add({SOUKS: 1})
    add({SOUKS: 2, DLALAT: 1})
    add({})
    assert {(one.what, one.count) for one in Tally.objects.all()} == {("circuit", 3), ("place", 1)}


@pytest.mark.django_db
def test_days_subjects_and_languages_are_told_apart():
    others = [
        SOUKS._replace(day=date(2026, 11, 29)),
        SOUKS._replace(what="begun"),
        SOUKS._replace(subject="oases"),
        SOUKS._replace(language="fr"),
    ]
    add(dict.fromkeys([SOUKS, *others], 1))
    assert sorted(Tally.objects.values_list("count", flat=True)) == [1] * 5


@pytest.mark.django_db(transaction=True)
def test_visits_at_the_same_moment_are_all_counted():
    number = 200

    def open_both(turn: int) -> None:
        try:  # in either order, as two phones may send them
            add(dict.fromkeys([SOUKS, DLALAT] if turn % 2 else [DLALAT, SOUKS], 1))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as visitors:
        list(visitors.map(open_both, range(number)))
    assert set(Tally.objects.values_list("count", flat=True)) == {number}


def test_there_is_no_room_for_anything_else():
    names = {field.name for field in Tally._meta.concrete_fields}
    assert names == {"day", "what", "subject", "language", "count"}
