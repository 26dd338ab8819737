"""The part of the API that phones take circuits along from: docs/editions.md."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from hashlib import sha256

from django.conf import settings
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
)
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import override
from ninja import Router

from circuits.editions import publishing
from circuits.editions.calendar import calendar
from circuits.editions.changes import Comparison
from circuits.editions.document import FORMAT
from circuits.editions.pointer import pointer, url
from circuits.editions.texts import serialised
from circuits.errors import EditionWithdrawn, NoEdition
from geodata.errors import InvalidQuery
from geodata.query import read_choices, read_text
from heritage_map.errors import STATUS

JSON = "application/json"
# Whoever has it may keep it for good. What stands between us and the phones asks again every five
# minutes, since people may take back that they are shown.
FOR_GOOD = "public, max-age=31536000, s-maxage=300, immutable"
ASK_AGAIN = "no-cache"
LANGUAGE = {
    "parameters": [
        {
            "name": "lang",
            "in": "query",
            "schema": {"type": "string"},
            "description": "language of sentences",
        }
    ]
}
SINCE = {
    "name": "since",
    "in": "query",
    "schema": {"type": "string"},
    "description": "hash of the older edition",
    "required": True,
}

router = Router()

type View[**P] = Callable[P, HttpResponseBase]


def in_its_language[**P](view: View[P]) -> View[P]:
    """Answer in the language that ``?lang=`` asks for, and with a sentence where there is nothing.

    Where there is another edition instead, the problem details name its address in ``current``.
    """

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        request = args[0]
        assert isinstance(request, HttpRequest)  # noqa: S101
        chosen = read_choices(request.GET, "lang", dict(settings.LANGUAGES))
        with override(chosen[0] if chosen else settings.LANGUAGE_CODE):
            try:
                return view(*args, **kwargs)
            except (NoEdition, EditionWithdrawn) as error:
                return _refused(error)

    return answer


@router.get(
    "/circuits/{slug:slug}/edition.json",
    url_name="edition_pointer",
    summary="Which edition of a circuit is current, and how much there is to fetch",
    openapi_extra=LANGUAGE,
)
@in_its_language
def edition_pointer(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Return the current edition's hash, address and size, and those of all that goes with it.

    410 where the circuit is not published any more.
    """
    text = serialised(pointer(publishing.current(slug)))
    return fresh(request, text, sha256(text).hexdigest()[:16])


@router.get(
    "/circuits/{slug:slug}/changes.json",
    url_name="edition_changes",
    summary="What a circuit says otherwise than an older edition",
    openapi_extra={"parameters": [SINCE, *LANGUAGE["parameters"]]},
)
@in_its_language
def edition_changes(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Return sentences on what has changed, and where the stops of the older edition are now.

    people lists all who are shown now: a phone drops everybody else, also from the older edition.
    """
    since = read_since(request)
    current = publishing.current(slug)
    before = publishing.known(since, slug)
    comparison = Comparison(before.document, current.document)
    answer = {
        "format": FORMAT,
        "since": before.hash,
        "current": {"hash": current.hash, "version": current.version, "url": url(current)},
        "is_current": before.hash == current.hash,
        "makes_sense": comparison.makes_sense,
        "stops": [asdict(stop) for stop in comparison.stops],
        "people": sorted(current.document["artisans"]),
        "changes": [asdict(change) for change in comparison.changes],
    }
    text = serialised(answer)
    return fresh(request, text, sha256(text).hexdigest()[:16])


@router.get(
    "/editions/{slug:edition}/calendar.json",
    url_name="edition_calendar",
    summary="When the places of an edition are open in the next six weeks",
    openapi_extra=LANGUAGE,
)
@in_its_language
def edition_calendar(request: HttpRequest, edition: str) -> HttpResponseBase:
    """Return how each place and each person's workplace stands, day by day, from today on."""
    found = calendar(publishing.published(edition))
    return fresh(request, found.text, found.hash)


@router.get(
    "/editions/{slug:edition}.json",
    url_name="edition",
    summary="An edition: a circuit to take along",
    openapi_extra=LANGUAGE,
)
@in_its_language
def edition(request: HttpRequest, edition: str) -> HttpResponseBase:
    """Return all that a phone needs to walk a circuit without a network; it never changes.

    410 where it shows somebody who is not to be shown any more; current is the address of the one
    to take instead.
    """
    found = publishing.published(edition)
    response = get_conditional_response(request, etag=f'"{found.hash}"')
    if response is None:
        response = _compressed(request, publishing.as_json(found), publishing.compressed(found))
    response["ETag"] = f'"{found.hash}"'
    response["Cache-Control"] = FOR_GOOD
    return response


@router.get(
    "/editions/images/{name}",
    url_name="edition_image",
    summary="An image of an edition, in a width for phones",
)
def edition_image(request: HttpRequest, name: str) -> HttpResponseBase:
    """Return a WebP file by the name that an edition gives it."""
    path = publishing.image(name)
    if path is None:
        raise Http404
    response: HttpResponseBase | None = get_conditional_response(request, etag=f'"{name}"')
    if response is None:
        response = FileResponse(path.open("rb"), content_type="image/webp")
    response["ETag"] = f'"{name}"'
    response["Cache-Control"] = FOR_GOOD
    return response


def read_since(request: HttpRequest) -> str:
    """Return the hash of the edition that a phone has; raise `InvalidQuery` without one."""
    since = read_text(request.GET, "since")
    if not since:
        raise InvalidQuery(
            _("%(name)s takes the hash of the edition that you have.") % {"name": "since"}
        )
    return since


def fresh(request: HttpRequest, text: bytes, name: str) -> HttpResponse:
    """Return JSON that is asked for again each time, and sent again only if it has changed."""
    etag = f'"{name}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(text, content_type=JSON)
    response["ETag"] = etag
    response["Cache-Control"] = ASK_AGAIN
    return response


def _compressed(request: HttpRequest, text: bytes, compressed: dict[str, bytes]) -> HttpResponse:
    """Return JSON in the shortest form that the client takes."""
    accepted = request.headers.get("Accept-Encoding", "")
    for encoding, body in compressed.items():
        if re.search(rf"\b{encoding}\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))", accepted):
            response = HttpResponse(body, content_type=JSON)
            response["Content-Encoding"] = encoding
            break
    else:
        response = HttpResponse(text, content_type=JSON)
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _refused(error: NoEdition | EditionWithdrawn) -> JsonResponse:
    """Return problem details (RFC 9457), with the address of what to take instead."""
    status = STATUS[type(error)]
    told = {"type": "about:blank", "status": status, "detail": str(error)}
    if isinstance(error, EditionWithdrawn) and error.current is not None:
        told["current"] = url(error.current)
    return JsonResponse(
        told,
        status=status,
        content_type="application/problem+json",
        headers={"Cache-Control": ASK_AGAIN},
    )
