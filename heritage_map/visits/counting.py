"""Count the pages that people open, after the answer has gone out to them."""

import logging
from collections.abc import Callable
from functools import partial

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language

from geodata import visits
from heritage_map.visits.tallies import Visit, add

logger = logging.getLogger(__name__)

# Words in the names of programs that open pages for nobody to read; a browser has none of them.
ROBOTS = (
    *("bot", "crawl", "spider", "slurp", "preview", "facebookexternalhit", "whatsapp"),
    *("headless", "lighthouse", "monitor", "python", "curl", "wget", "java/", "go-http-client"),
)


class CountingMiddleware:
    """Count what a page says has been opened, once its visitor has it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Hand on; what is counted is counted when the answer has been sent, so nobody waits."""
        response = self.get_response(request)
        opened = visits.noted(request)
        if opened and request.method == "GET" and response.status_code < 400:
            visit = Visit(timezone.localdate(), opened.what, opened.subject, get_language() or "")
            _when_sent(response, partial(_count, request, visit))
        return response


def is_counted(request: HttpRequest) -> bool:
    """Tell whether somebody asks who wants to read, and who does not mind being counted.

    Programs, pages that a browser fetches in case they are wanted, and people who work here are
    not visitors. Do Not Track and Global Privacy Control are taken at their word.
    """
    headers = request.headers
    agent = headers.get("User-Agent", "").lower()
    purpose = headers.get("Sec-Purpose") or headers.get("Purpose", "")
    return (
        agent != ""
        and not any(word in agent for word in ROBOTS)
        and "prefetch" not in purpose
        and "1" not in (headers.get("DNT"), headers.get("Sec-GPC"))
        and not request.user.is_authenticated
    )


def _when_sent(response: HttpResponse, do: Callable[[], None]) -> None:
    """Have something done when an answer has gone out, which is when servers close it."""
    close = response.close

    def do_and_close() -> None:
        try:
            do()
        finally:
            close()

    response.close = do_and_close  # type: ignore[method-assign]


def _count(request: HttpRequest, visit: Visit) -> None:
    try:
        if is_counted(request):
            add({visit: 1})
    except Error:  # the visitor has the page; a number less does no harm
        logger.exception("A visit is not counted: %s", visit.what)
