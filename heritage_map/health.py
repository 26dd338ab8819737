"""Tell machines whether the site is well, and people when it is not.

``/healthz`` says that the process lives, ``/readyz`` whether it can serve pages, and how old the
streets and the basemap are that it serves them with, and whether there is a worker for what takes
long; it can do without all three. `HealthMiddleware`
answers both before anything looks at the host of the request, since a probe asks by address. When
the database does not answer, it turns the failure of a page into a page that says so, or into
problem details (RFC 9457) for programs, with status 503.
"""

import json
import logging
from collections.abc import Callable
from contextlib import suppress

from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from geodata import basemap, built, territory
from geodata.interchange import jobs
from geodata.models import Place

logger = logging.getLogger(__name__)

RETRY_AFTER_S = 30
MACHINE_PATHS = ("/api/", "/ogc/", "/data/")
STREETS_ABOUT = "about.json"  # see streets.md
STYLESHEET = "unavailable.css"
UNKNOWN = "Not known while the database does not answer."


def alive(request: HttpRequest) -> HttpResponse:
    """Answer that the process lives; asks nothing of the database."""
    return HttpResponse("ok\n", content_type="text/plain")


def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 if pages can be served, else 503 with what is wrong and how to mend it."""
    problems = find_problems()
    well = not any(problems.values())
    response = JsonResponse(
        {
            "status": "ready" if well else "not ready",
            "checks": {
                name: {"ok": False, "detail": problem} if problem else {"ok": True}
                for name, problem in problems.items()
            },
            "built": find_built(),
            "work": find_work() if well else None,
        },
        status=200 if well else 503,
        headers={"Cache-Control": "no-store"},
    )
    if not well:
        response["Retry-After"] = str(RETRY_AFTER_S)
    return response


def find_problems() -> dict[str, str]:
    """Return what keeps the site from serving pages, by check; an empty text means well."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
        loaded = not pending and Place.objects.public().exists()
    except (OperationalError, InterfaceError):
        logger.exception("The database does not answer")
        return {
            "database": "It does not answer; the log says why.",
            "migrations": UNKNOWN,
            "territory": UNKNOWN,
        }
    return {
        "database": "",
        "migrations": f"{len(pending)} to apply: run manage.py migrate." if pending else "",
        "territory": "" if loaded else "No public place: run manage.py load_territory.",
    }


def find_built() -> dict[str, dict[str, str] | None]:
    """Return which streets and which basemap serve; `None` where there are none.

    ``map_of`` is the moment of OpenStreetMap that they show, as ISO 8601, "" if that is not known.
    """
    found: dict[str, dict[str, str] | None] = {"streets": None, "basemap": None}
    # Read from the file, since to open a graph takes longer than a probe should.
    graph = built.shelf("streets").current()
    if graph is not None:
        about = {}
        with suppress(OSError, ValueError):
            about = json.loads((graph / STREETS_ABOUT).read_text(encoding="utf-8"))
        found["streets"] = {"version": graph.name, "map_of": about.get("timestamp") or ""}
    ground = basemap.current()
    if ground is not None:
        found["basemap"] = {"version": ground.version, "map_of": ground.built_from}
    return found


def find_work() -> dict[str, int]:
    """Return how many imports wait or are under way, and how many workers there are for them."""
    return {"jobs": jobs.waiting_count(), "workers": len(jobs.workers())}


def unavailable(request: HttpRequest) -> HttpResponse:
    """Say that the database does not answer, without asking it anything."""
    headers = {"Retry-After": str(RETRY_AFTER_S), "Cache-Control": "no-store"}
    if request.path_info.startswith(MACHINE_PATHS):
        problem = {
            "type": "about:blank",
            "title": _("Service unavailable"),
            "status": 503,
            "detail": _("The database does not answer. Ask again in half a minute."),
        }
        return JsonResponse(
            problem, status=503, headers=headers, content_type="application/problem+json"
        )
    try:
        stylesheet = staticfiles_storage.url(STYLESHEET)
    except ValueError:  # the front end has not been built: the page does without
        stylesheet = ""
    page = render_to_string(
        "503.html",
        {
            "territory": territory.current(),
            "stylesheet": stylesheet,
            "path": request.get_full_path() if request.method == "GET" else "",
            "retry_after_s": RETRY_AFTER_S,
        },
    )
    return HttpResponse(page, status=503, headers=headers)


class HealthMiddleware:
    """Answer probes at once, and failures of the database as what they are."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a probe here; hand everything else on."""
        probe = PROBES.get(request.path_info)
        return probe(request) if probe else self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer 503 where a view failed because the database did not answer."""
        if not isinstance(exception, OperationalError | InterfaceError):
            return None
        logger.error("The database does not answer: %s", request.path, exc_info=exception)
        return unavailable(request)


PROBES: dict[str, Callable[[HttpRequest], HttpResponse]] = {"/healthz": alive, "/readyz": ready}
