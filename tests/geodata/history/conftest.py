"""A souk with a fact, on a circuit, in the hands of somebody who works at the desk."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.utils import translation

from circuits.models import Circuit
from geodata.models import Place
from heritage_map.models import User
from tests.heritage_map.conftest import made


@pytest.fixture
def amina(db: None) -> User:
    """Return the account of an officer."""
    return User.objects.create(username="amina")


@pytest.fixture
def souk(db: None) -> Any:
    """Return a published souk with one fact."""
    place = made(
        Place,
        slug="souk",
        category="souk",
        status="published",
        name_ar="سوق",
        name_fr="Souk",
        opening_hours="Mo-Sa 09:00-18:00",
        geometry=Point(-10.0574, 28.987, srid=4326),
        position_quality="published",
    )
    place.facts.create(text_fr="Des femmes y vendent.", order=1)
    return place


@pytest.fixture
def circuit(souk) -> Any:
    """Return a circuit that stops at the souk."""
    way = made(Circuit, slug="way", name_fr="Tour", start_time="09:00", status="published")
    way.stops.create(place=souk, order=1, dwell_minutes=20)
    way.refresh_from_db()
    return way


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield
