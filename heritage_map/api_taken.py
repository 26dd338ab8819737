"""The part of the API that phones take plans along from: docs/editions.md.

A plan is its address, and is saved nowhere. So each answer is made from the query, in turn with the
plans that are made at the same time.
"""

from __future__ import annotations

import gzip
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from ninja import Router

from circuits.editions import publishing
from circuits.editions.calendar import calendar
from circuits.editions.document import FORMAT
from circuits.editions.pointer import Addresses, pointer_to
from circuits.editions.texts import serialised
from circuits.plans import edition
from circuits.plans.taken import TakenForm, TakenPlan
from circuits.plans.turns import turn
from heritage_map.api_editions import LANGUAGE, SINCE, fresh, in_its_language, read_since
from heritage_map.bodies import InvalidFields


def _parameter(name: str, description: str, *, required: bool = False) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "schema": {"type": "string"},
        "description": description,
        "required": required,
    }


PLAN = [
    _parameter("date", "the first day, such as 2026-11-28", required=True),
    _parameter("days", "how many days"),
    _parameter("stops", "slugs, by commas; those of each day, by semicolons", required=True),
    _parameter("times", "of each stop: 09:00-09:45, see docs/editions.md", required=True),
    _parameter("transport", "mixed, foot, car or wheelchair"),
    _parameter("pace", "slow, normal or brisk"),
    *LANGUAGE["parameters"],
]

router = Router()


@router.get(
    "/plan/edition.json",
    url_name="plan_pointer",
    summary="How much there is to fetch of a plan that is taken along",
    openapi_extra={"parameters": PLAN},
)
@in_its_language
def plan_pointer(request: HttpRequest) -> HttpResponseBase:
    """Return the hash, address and size of a plan's edition, and of all that goes with it.

    503 with Retry-After where too many plans are made at once.
    """
    plan = _read(request)
    with turn():
        made = edition.edition(plan)
        whole = serialised(publishing.whole(made))
        parts = ("document", "calendar", "changes")
        addresses = Addresses(*(f"{reverse(f'api:plan_{part}')}?{plan.query}" for part in parts))
        found = pointer_to(made, whole, len(gzip.compress(whole)), addresses)
    text = serialised(found | {"query": plan.query})
    return fresh(request, text, sha256(text).hexdigest()[:16])


@router.get(
    "/plan/document.json",
    url_name="plan_document",
    summary="The edition of a plan: a circuit to take along",
    openapi_extra={"parameters": PLAN},
)
@in_its_language
def plan_document(request: HttpRequest) -> HttpResponseBase:
    """Return all that a phone needs to walk a plan without a network, as it is at this moment."""
    plan = _read(request)
    with turn():
        made = edition.edition(plan)
    return fresh(request, serialised(publishing.whole(made)), made.hash)


@router.get(
    "/plan/calendar.json",
    url_name="plan_calendar",
    summary="When the places of a plan are open in the next six weeks",
    openapi_extra={"parameters": PLAN},
)
@in_its_language
def plan_calendar(request: HttpRequest) -> HttpResponseBase:
    """Return how each place and each person's workplace stands, day by day, from today on."""
    plan = _read(request, may_be_gone=True)
    with turn():
        found = calendar(edition.edition(plan))
    return fresh(request, found.text, found.hash)


@router.get(
    "/plan/changes.json",
    url_name="plan_changes",
    summary="What is to be known of a plan that was taken along",
    openapi_extra={"parameters": [SINCE, *PLAN]},
)
@in_its_language
def plan_changes(request: HttpRequest) -> HttpResponseBase:
    """Return which of its stops are closed or shown no more, and who is shown now.

    The stops stay as they are: nothing is planned anew.
    """
    since = read_since(request)
    plan = _read(request, may_be_gone=True)
    with turn():
        found = edition.changes(plan, since)
    text = serialised({"format": FORMAT, "since": since} | found)
    return fresh(request, text, sha256(text).hexdigest()[:16])


def _read(request: HttpRequest, *, may_be_gone: bool = False) -> TakenPlan:
    """Return the plan of an address; raise `InvalidFields`, which names what is to be mended."""
    form = TakenForm(request.GET, may_be_gone=may_be_gone)
    if not form.is_valid():
        raise InvalidFields(
            [(name, str(text)) for name, texts in form.errors.items() for text in texts]
        )
    return form.plan()
