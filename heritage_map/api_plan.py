"""The part of the API that plans: a wish in, a circuit out, at once or in lines that improve."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import override
from ninja import Router

from circuits.plans.form import PlanForm
from circuits.plans.request import PlanRequest
from heritage_map import plan_schema
from heritage_map.bodies import InvalidFields, check, read_object
from heritage_map.clients import has_left
from heritage_map.errors import details, errors_of, sentence, status_of
from heritage_map.languages import read_language

if TYPE_CHECKING:
    from circuits.planner.stop import StopRule

LINES = plan_schema.LINES
LONGEST_S = plan_schema.LONGEST_S

router = Router()


@router.post(
    "/plan",
    url_name="plan",
    summary="The best circuit for a wish",
    openapi_extra=plan_schema.OPERATION,
)
def plan(request: HttpRequest) -> HttpResponseBase:
    """Return the plan that fits the days, the hours and the wishes best, and what it is good for.

    An empty body asks for this morning. The same wish gives the same plan, unless its time is
    limited. 503 with Retry-After where too many are planned at once.
    """
    language = read_language(request)
    with override(language):
        body = read_object(request)
        asked = read_wish(body)
        rule = _rule(request, body.get("time_limit_s"))
        if body.get("stream") or LINES in request.headers.get("Accept", ""):
            return _streamed(asked, rule, language)
        from circuits.plans.answer import answer  # which takes a while to import
        from circuits.plans.telling import as_json

        return JsonResponse(as_json(answer(asked, rule(1.0))))


def read_wish(body: dict[str, Any]) -> PlanRequest:
    """Return what a body asks for; raise `InvalidFields`, which names all that is to be mended."""
    errors = check(body, plan_schema.fields())
    wrong = {name for name, _text in errors}
    if "time_limit_s" in body.keys() - wrong and not 0 < body["time_limit_s"] <= LONGEST_S:
        errors.append(
            ("time_limit_s", _("More than 0 and at most %(most)d seconds.") % {"most": LONGEST_S})
        )
    form = PlanForm({name: value for name, value in body.items() if name not in wrong})
    for name, sentences in form.errors.items():
        errors += [(name, str(text)) for text in sentences]
    if errors:
        raise InvalidFields(errors)
    return form.request()


def _rule(request: HttpRequest, limit_s: float | None) -> Callable[[float], StopRule]:
    """Return when to stop for a share of the budget: at the latest when the client has left."""
    from circuits.planner.stop import Cancelled, Iterations, Seconds
    from circuits.plans.answer import ITERATIONS

    left = has_left(request)

    def rule(share: float) -> StopRule:
        if limit_s is None:
            return Cancelled(left, Iterations(round(share * ITERATIONS)))
        return Cancelled(left, Seconds(share * limit_s))

    return rule


def _streamed(
    asked: PlanRequest, rule: Callable[[float], StopRule], language: str
) -> StreamingHttpResponse:
    """Return a line of JSON for each plan that is better; what fails before the first is raised."""
    from circuits.plans.improving import improving
    from circuits.plans.telling import as_json

    answers = improving(asked, rule)

    def next_line() -> bytes:
        kind, made = next(answers)
        return _line(kind, as_json(made))

    first = next_line()

    def others() -> Iterator[bytes]:
        while True:
            # Anew for each line, since others may speak in this thread between two of them.
            with override(language):
                try:
                    line = next_line()
                except StopIteration:
                    return
                except Exception as error:
                    status = status_of(error)
                    told = details(status, sentence(error), errors_of(error))
                    line = _line("error", told)
            yield line

    return StreamingHttpResponse(
        chain([first], others()),
        content_type=LINES,
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def _line(kind: str, told: dict[str, Any]) -> bytes:
    return json.dumps({"kind": kind, **told}).encode() + b"\n"
