"""Every address of the desk opens as far as a role goes, and takes whatever is written into it."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest
from django.apps import apps
from django.core.handlers.wsgi import WSGIRequest
from django.db import transaction
from django.urls import get_resolver

from tests.heritage_map.test_nonsense import NONSENSE, addresses, watched
from tests.heritage_map.test_roles import things  # noqa: F401 (a fixture)

PATTERNS = tuple(one for one in addresses(get_resolver()) if one.startswith("manage/"))
OPEN = frozenset({"manage/login/", "manage/language/"})
UNASKED = OPEN | {"manage/logout/"}
# What Django's own pages of records are, which tests/heritage_map/test_roles.py asks for.
OF_RECORDS = re.compile(
    r"manage/\w+/\w+/(add/|(<path:object_id>/(history/|delete/|change/)?))?|manage/\(\?P<url>.*"
)
OWN = tuple(one for one in PATTERNS if one not in UNASKED and not OF_RECORDS.fullmatch(one))
# What nobody but publishers, or administrators, may send anything to.
PUBLISHERS = {
    "manage/geodata/revision/deleted/",
    "manage/geodata/revision/<int:pk>/undo/",
    "manage/geodata/draft/<int:pk>/decide/",
    "manage/geodata/importbatch/<int:pk>/undo/",
    "manage/circuits/circuit/<int:pk>/mend/",
    "manage/circuits/circuit/stand-ins/<int:pk>/",
    "manage/crafts/artisan/<int:pk>/forget/",
}
ADMINISTRATORS = {"manage/heritage_map/user/<id>/password/"}
KEYS = (
    "0", "%00", "_00", "a_00b", "99999999999999999999", "%ED%A0%80", "_FF", "1,2", "..", "A" * 30,
    "00000000-0000-0000-0000-000000000000",
)  # fmt: skip
LOOKUPS = ("q", "o", "p", "all", "e", "category", "category__exact", "status__exact", "pk__in")
FORM = "application/x-www-form-urlencoded"


def filled(pattern: str, records: dict[Any, Any], key: str = "") -> str:
    """Return the address of a pattern, about the record that there is of its kind."""
    known = "1"
    if named := re.match(r"manage/(\w+)/(\w+)/", pattern):
        by_name = {model._meta.label_lower: one.pk for model, one in records.items()}
        known = str(by_name.get(f"{named[1]}.{named[2]}", known))
    others = {"version": "1", "sheet": "a4", "size": "small", "name": "visits", "token": "A" * 32}
    plain = re.sub(r"\^\(\?P<app_label>[^)]*\)/\$", "geodata/", pattern)
    plain = re.sub(r"\(\?P<url>\.\*\)\$", "nowhere/", plain)
    return "/" + re.sub(
        r"<(?:\w+:)?(\w+)>", lambda found: key or others.get(found[1], known), plain
    )


def status(client: Any, method: str, address: str, **more: Any) -> int:
    """Return the status of an answer, and take back what the request has done."""
    with transaction.atomic():
        response = client.generic(method, address, **more)
        assert response.status_code < 500, (method, address)
        transaction.set_rollback(True)
    return response.status_code


@pytest.mark.parametrize("role", ["anonymous", "operator"])
def test_nothing_at_the_desk_answers_who_has_no_place_there(things, signed_in, role):  # noqa: F811
    client = signed_in(role)
    for pattern, method in itertools.product(PATTERNS, ("GET", "POST", "PUT")):
        if pattern not in UNASKED:
            told = status(client, method, filled(pattern, things), data="x=1", content_type=FORM)
            assert told in {302, 401}, (method, pattern)
    response = client.get("/manage/geodata/")
    assert response["Location"].startswith("/manage/login/")


@pytest.mark.parametrize(
    ("role", "refused"),
    [
        ("editor", PUBLISHERS | ADMINISTRATORS),
        ("publisher", ADMINISTRATORS),
        ("administrator", set()),
    ],
)
def test_each_role_may_send_to_what_it_may_do_and_to_nothing_else(things, signed_in, role, refused):  # noqa: F811
    client = signed_in(role)
    sent = {
        pattern: status(client, "POST", filled(pattern, things), data="x=1", content_type=FORM)
        for pattern in OWN
    }
    assert {pattern for pattern, told in sent.items() if told == 403} == refused


def test_every_page_of_the_desk_opens(things, signed_in):  # noqa: F811
    client = signed_in("publisher")
    for pattern in OWN:
        status(client, "GET", filled(pattern, things))
    for app in ("geodata", "crafts", "circuits"):
        assert client.get(f"/manage/{app}/").status_code == 200


def test_keys_in_addresses_of_the_desk_may_be_anything(things, signed_in):  # noqa: F811
    client = signed_in("publisher")
    of_places = [one for one in PATTERNS if one.startswith("manage/geodata/place/")]
    for pattern in dict.fromkeys(
        (*OWN, *of_places, "manage/geodata/observation/<path:object_id>/")
    ):
        for key in KEYS if "<" in pattern else ():
            status(client, "GET", filled(pattern, things, key))
            if key in KEYS[:3]:
                status(
                    client, "POST", filled(pattern, things, key), data="x=%00", content_type=FORM
                )


def test_parameters_of_the_desk_may_be_anything(things, signed_in, monkeypatch):  # noqa: F811
    asked_for: set[str] = set()
    monkeypatch.setattr(WSGIRequest, "GET", property(watched(asked_for)))
    client = signed_in("publisher")
    values = itertools.cycle(NONSENSE)
    lists = [
        f"manage/{model._meta.app_label}/{model._meta.model_name}/"
        for model in (apps.get_model("geodata.place"), apps.get_model("geodata.observation"))
    ]
    for pattern in (*OWN, *lists):
        asked_for.clear()
        address = filled(pattern, things)
        status(client, "GET", address)
        for name in sorted(asked_for | set(LOOKUPS if pattern in lists else ())):
            for value in ("%00", *itertools.islice(values, 2)):
                status(client, "GET", f"{address}?{name}={value}")
