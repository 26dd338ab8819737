"""Officers in the field, and what they observe there; sentences are in English here."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.contrib.gis.geos import Point
from django.utils import translation

from geodata.field.known import known
from geodata.models import Observation, Place
from heritage_map.models import User
from heritage_map.roles import EDITOR, PUBLISHER
from tests import towns

SPOT = (-10.0581, 28.9874)

type Officer = Callable[..., User]
type Observe = Callable[..., Observation]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def officer(db: None) -> Officer:
    """Return a function that makes an account with a role: an editor or a publisher."""

    def make(role: str, name: str = "") -> User:
        account = User.objects.create(username=name or role)
        account.groups.add(
            Group.objects.get(name={"editor": EDITOR, "publisher": PUBLISHER}[role].name)
        )
        return account

    return make


@pytest.fixture
def observe() -> Observe:
    """Return a function that makes an observation by somebody, as a phone that is up to date."""

    def make(by: User, place: Place | None, kind: str = "position", **fields: Any) -> Observation:
        measured = {"position": Point(SPOT, srid=4326), "accuracy_m": 5, "fixes": 42}
        return Observation(
            **{
                "id": uuid4(),
                "kind": kind,
                "place": place,
                "made_by": by,
                "made_at": towns.moment("2026-11-27T10:00"),
                "known": known(place) if place else {},
            }
            | (measured if kind in {"position", "entrance", "new"} else {})
            | fields
        )

    return make
