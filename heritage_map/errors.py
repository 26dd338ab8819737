"""The one table from errors of the domain to answers over HTTP.

Pages answer with a page that says the sentence; the API with problem details (RFC 9457).
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

from circuits.errors import EditionWithdrawn, NoEdition
from geodata.errors import InvalidBox, InvalidQuery, NoRoute, NoStreets
from heritage_map import pages

STATUS: dict[type[Exception], int] = {
    InvalidQuery: 400,
    InvalidBox: 400,
    NoRoute: 404,
    NoEdition: 404,
    EditionWithdrawn: 410,
    NoStreets: 503,
}


class DomainErrorMiddleware:
    """Turn an error that a visitor can mend into its sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer for the errors in the table; leave the others alone."""
        if type(error) not in STATUS:
            return None
        return pages.bad_request(request, error)


def problem(status: int, detail: str) -> JsonResponse:
    """Return problem details (RFC 9457)."""
    return JsonResponse(
        {"type": "about:blank", "status": status, "detail": detail},
        status=status,
        content_type="application/problem+json",
    )
