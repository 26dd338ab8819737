"""What openapi.json says of plans: what one may ask, and what is answered."""

from __future__ import annotations

from functools import cache
from typing import Any

from circuits.plans.form import PlanForm
from heritage_map.bodies import schemas_of

LINES = "application/x-ndjson"
LONGEST_S = 2

type Schema = dict[str, Any]


PLACE = "a place by the name in its address, such as souk-dlalat"
END = f"{PLACE}, or a longitude and a latitude such as -10.06,28.99"
PLACES = "places by the names in their addresses"
LEVEL = "0, not at all, to 3, very much; 2 where it is left out"
# What a label on a page leaves out.
HINTS = {
    "date": "today where it is left out",
    "starts_at": "09:00 where it is left out",
    "ends_at": "13:00 where it is left out",
    "crafts": LEVEL,
    "markets": LEVEL,
    "heritage": LEVEL,
    "craft": "by the names in their addresses, such as leather",
    "origin": f"{END}; anywhere where it is left out",
    "destination": f"{END}, or back for the origin; anywhere where it is left out",
    "first": PLACE,
    "must": PLACES,
    "avoid": PLACES,
    "before": "pairs of places, each written earlier:later",
    "at_most": "each written as category:number, such as weekly_market:1",
    "stops": f"in this order, a list for each day: {PLACES}",
    "was": f"what of it need not change stays; a list for each day: {PLACES}",
}


@cache
def fields() -> dict[str, Schema]:
    """Return the schema of each field that a wish may have."""
    schemas = schemas_of(PlanForm())
    for name, hint in HINTS.items():
        schemas[name]["description"] += f": {hint}"
    return {
        **schemas,
        "time_limit_s": {
            "type": "number",
            "exclusiveMinimum": 0,
            "maximum": LONGEST_S,
            "description": (
                "Look for the best plan for so long. Without it as many tries are made as usual, "
                "so that the same wish gives the same plan"
            ),
        },
        "stream": {"type": "boolean", "description": f"Answer in lines, as with Accept: {LINES}"},
    }


def _object(description: str, **properties: Schema) -> Schema:
    return {
        "type": "object",
        "description": description,
        "required": list(properties),
        "properties": properties,
    }


def _list(items: Schema, description: str) -> Schema:
    return {"type": "array", "items": items, "description": description}


def _a(kind: str, description: str, **more: Any) -> Schema:
    return {"type": kind, "description": description, **more}


def _maybe(schema: Schema, description: str) -> Schema:
    return {"anyOf": [schema, {"type": "null"}], "description": description}


SLUG = _a("string", "A place, by the name in its address")
MOMENT = {"type": "string", "format": "date-time"}
DATE = {"type": "string", "format": "date"}

WAY = _object(
    "A way",
    mode=_a("string", "foot, car or wheelchair"),
    distance_m=_a("number", "Metres"),
    duration_s=_a("number", "Seconds"),
    approximate=_a("boolean", "Whether it is an estimate and not a way on streets"),
)
STOP = _object(
    "A stay at a place",
    place=SLUG,
    name=_a("string", "In the language asked for"),
    arrives_at=MOMENT,
    starts_at=MOMENT | {"description": "When the visit begins"},
    leaves_at=MOMENT,
    lunch_at=_maybe(MOMENT, "When the hour for lunch begins, if one eats here"),
    score=_a("number", "What it is worth for this wish, in points that only compare"),
    merits=_list({"type": "string"}, "Why, the weightiest first"),
    reasons=_list({"type": "string"}, "Why, in sentences"),
    is_wish=_a("boolean", "Whether it was asked for by name"),
    check_first=_a("boolean", "Whether its hours are not known: ask before you go"),
    position_quality=_a("string", "How well its spot is known"),
    way_on=_maybe(WAY, "The way to the next stop"),
)
DAY = _object(
    "A day",
    date=DATE,
    departs_at=MOMENT,
    returns_at=MOMENT,
    walk_m=_a("number", "Metres on foot"),
    way_there=_maybe(WAY, "The way from the origin to the first stop"),
    stops=_list(STOP, "In order"),
    way_back=_maybe(WAY, "The way from the last stop to the destination"),
)
LEFT_OUT = _object(
    "A place that is not in the plan",
    place=SLUG,
    name=_a("string", "In the language asked for"),
    why_not=_a("string", "A code, such as closed, time or lower_interest"),
    reason=_a("string", "The same in a sentence"),
)
ALTERNATIVE = _object(
    "Another plan",
    kind=_a("string", "shorter_walk, more_interest or cheaper"),
    stops=_list(_list(SLUG, "In order"), "For each day"),
    walk_more_m=_a("number", "Metres on foot more, or less than 0"),
    admission_more_mad=_a("number", "Admission more, or less than 0"),
    reason=_a("string", "What it is better at"),
)
PRICE = _object(
    "What a wish costs",
    wish=_a("string", "In words"),
    brings=_list(SLUG, "What there would be room for without it"),
    reason=_a("string", "The same in a sentence"),
)
PLAN = _object(
    "A plan",
    days=_list(DAY, "One for each day asked for"),
    value=_a("number", "What the plan is worth, in points that only compare"),
    missing=_list(SLUG, "Must-sees that do not fit"),
    lunchless=_list(DATE, "Days that leave no hour for lunch"),
    unplaced=_list(SLUG, "Must-sees that nobody can plan with, since nobody knows where they are"),
    without_spot=_list(SLUG, "All such places"),
    gains=_a(
        "object",
        "By date in the week after, what can only be seen then",
        additionalProperties=_list(SLUG, "Places"),
    ),
    to_give_up=_list(
        {"type": "string"}, "The fewest wishes to give up so that the others can be fulfilled"
    ),
)
# Not in improvements, which are only looked at.
PLAN["properties"] |= {
    "robustness": _a("string", "How safely it keeps to the hours: sure, likely or tight"),
    "left_out": _list(LEFT_OUT, "The most interesting ones first"),
    "alternatives": _list(ALTERNATIVE, "Plans that really differ"),
    "prices": _list(PRICE, "Of wishes that cost anything"),
}
PROBLEM = {
    "type": "object",
    "description": "Problem details (RFC 9457)",
    "required": ["type", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "status": {"type": "integer"},
        "detail": _a("string", "One sentence, in the language asked for"),
        "errors": _list(
            _object(
                "A field, and what to mend in it",
                field={"type": "string"},
                detail={"type": "string"},
            ),
            "Where fields do not fit",
        ),
    },
}
LINE = {
    "description": "One line. All but the last are improvements",
    "required": ["kind"],
    "properties": {"kind": {"type": "string", "enum": ["improvement", "plan", "error"]}},
    "anyOf": [PLAN, PROBLEM],
}


def _response(description: str, **headers: Schema) -> Schema:
    response: Schema = {
        "description": description,
        "content": {"application/problem+json": {"schema": PROBLEM}},
    }
    return response | ({"headers": headers} if headers else {})


OPERATION: Schema = {
    "parameters": [
        {
            "name": "lang",
            "in": "query",
            "schema": {"type": "string"},
            "description": "language of names and sentences",
        }
    ],
    "requestBody": {
        "required": False,
        "description": "Every field has a default.",
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "properties": fields(),
                    "additionalProperties": False,
                }
            }
        },
    },
    "responses": {
        200: {
            "description": "The plan",
            "content": {
                "application/json": {"schema": PLAN},
                LINES: {"schema": LINE},
            },
        },
        400: _response("The body cannot be read"),
        413: _response("The body is too long"),
        422: _response("Fields do not fit, or no plan can be made of them: see errors"),
        503: _response(
            "Too many plans are being made",
            **{"Retry-After": {"description": "seconds", "schema": {"type": "integer"}}},
        ),
    },
}
