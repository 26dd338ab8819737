"""Visitors, and what has been counted of them."""

from collections.abc import Callable

import pytest
from django.test import Client

from heritage_map.models import Tally
from tests.conftest import SetClock

FIREFOX = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"


@pytest.fixture
def saturday(it_is: SetClock) -> None:
    """It is a Saturday morning."""
    it_is("2026-11-28 10:00")


@pytest.fixture
def visitor() -> Client:
    """Return the browser of somebody who visits."""
    return Client(headers={"user-agent": FIREFOX, "accept-language": "ar"})


@pytest.fixture
def tallies(db: None) -> Callable[[], dict[tuple[str, str, str], int]]:
    """Return a function that returns all numbers, by what, subject and language."""

    def read() -> dict[tuple[str, str, str], int]:
        return {(one.what, one.subject, one.language): one.count for one in Tally.objects.all()}

    return read
