"""The one table from errors of the domain to answers over HTTP.

Pages answer with a page that says the sentence; the API with problem details (RFC 9457).
"""

import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override

from circuits.errors import EditionWithdrawn, GivenUp, NoEdition, TooBusy
from circuits.planner.errors import ImpossibleDay, InvalidProblem, WrongPlan
from geodata.errors import GeodataError, InboxFull, InvalidBox, InvalidQuery, NoRoute, NoStreets
from geodata.printing import PressBusy
from heritage_map import pages
from heritage_map.bodies import BodyError, BodyTooLarge, InvalidFields, NoLength, UnreadableBody
from heritage_map.clients import OfAnotherSite, TooOften
from heritage_map.languages import reader_language

logger = logging.getLogger(__name__)

STATUS: dict[type[Exception], int] = {
    InvalidQuery: 400,
    InvalidBox: 400,
    UnreadableBody: 400,
    OfAnotherSite: 403,
    NoRoute: 404,
    NoEdition: 404,
    EditionWithdrawn: 410,
    NoLength: 411,
    BodyTooLarge: 413,
    InvalidFields: 422,
    ImpossibleDay: 422,
    InvalidProblem: 422,
    TooOften: 429,
    GivenUp: 499,  # as nginx calls a client who has left; nobody reads it
    WrongPlan: 500,
    NoStreets: 503,
    TooBusy: 503,
    InboxFull: 503,
    PressBusy: 503,
}
API = "/api/"
# What to change where a day cannot be planned, by `ImpossibleDay.reason`.
FIELDS = {"no_way": "destination", "time": "ends_at", "walk": "max_walk_m"}


class DomainErrorMiddleware:
    """Turn an error that a visitor can mend into its sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Hand on; tell programs in their form which methods an address of the API has."""
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and request.path_info.startswith(API):
            allowed = response["Allow"]
            with override(reader_language(request)):
                told = _("Ask with one of these methods: %(methods)s.") % {"methods": allowed}
            return problem(405, told, Allow=allowed)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer for the errors in the table; leave the others alone."""
        return page(request, error) if type(error) in STATUS else None


def page(request: HttpRequest, error: Exception) -> HttpResponse:
    """Return a page that says what is wrong, and what to do."""
    if isinstance(error, GeodataError):
        return pages.bad_request(request, error)
    is_busy = isinstance(error, TooBusy)
    if is_busy:
        title = _("Back in a moment")
    elif isinstance(error, BodyError | OfAnotherSite):
        title = _("This cannot be taken in")
    else:
        title = _("This cannot be planned")
    context = {"page_title": title, "page_description": sentence(error)}
    template = "errors/again.html" if is_busy else "errors/400.html"
    return _with_headers(render(request, template, context, status=status_of(error)), error)


def refusal(error: Exception) -> JsonResponse:
    """Return problem details that say what is wrong, and where."""
    return _with_headers(problem(status_of(error), sentence(error), errors_of(error)), error)


def problem(
    status: int, detail: str, errors: Iterable[tuple[str, str]] = (), **headers: str
) -> JsonResponse:
    """Return problem details (RFC 9457)."""
    return JsonResponse(
        details(status, detail, errors),
        status=status,
        headers=headers,
        content_type="application/problem+json",
    )


def details(status: int, detail: str, errors: Iterable[tuple[str, str]] = ()) -> dict[str, Any]:
    """Return problem details as data; ``errors`` are fields and what to mend in each."""
    told: dict[str, Any] = {"type": "about:blank", "status": status, "detail": detail}
    listed = [{"field": field, "detail": text} for field, text in errors]
    return told | {"errors": listed} if listed else told


def status_of(error: Exception) -> int:
    """Return the status of an error; what is ours alone, and what nobody foresaw, is logged."""
    status = STATUS.get(type(error), 500)
    if status == 500:
        logger.error("An error of ours", exc_info=error)
    return status


def sentence(error: Exception) -> str:
    """Return what a reader is told, in the language that is active."""
    match error:
        case ImpossibleDay(reason="no_way"):
            return _("No way is known from the start of the day to its end: choose other places.")
        case ImpossibleDay(reason="walk"):
            return _("From start to end it is farther than you want to walk: allow a longer walk.")
        case ImpossibleDay():
            return _("The way from start to end takes longer than the day: choose a later hour.")
        case InvalidProblem():
            return _("No plan can be made of this: choose other days, hours or places.")
        case WrongPlan():
            return _("The plan did not pass our own check, so it is not shown: try another wish.")
    if type(error) in STATUS:
        return str(error)
    return _("Something went wrong. It is our fault, and it has been noted.")


def errors_of(error: Exception) -> list[tuple[str, str]]:
    """Return the fields that an error names, and what to mend in each."""
    match error:
        case InvalidFields():
            return error.errors
        case ImpossibleDay():
            return [(FIELDS.get(error.reason, "date"), sentence(error))]
    return []


def _with_headers[R: HttpResponse](response: R, error: Exception) -> R:
    if isinstance(error, TooBusy | TooOften | InboxFull):
        response["Retry-After"] = str(error.retry_after_s)
    return response
