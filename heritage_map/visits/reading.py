"""Read what phones have counted: totals of days, bounded, of what there is."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from circuits.models import Circuit, Edition, Stop
from geodata.models import Place
from heritage_map.bodies import InvalidFields, Schema, check
from heritage_map.models import Tally
from heritage_map.visits.tallies import Visit

ON_PHONES = (Tally.What.TAKEN, Tally.What.BEGUN, Tally.What.REACHED, Tally.What.FINISHED)
MOST_VISITS = 50
MOST_EACH = 99
OLDEST_DAYS = 60
AHEAD_DAYS = 1  # a phone on the other side of the world has tomorrow already

VISIT: dict[str, Schema] = {
    "day": {"type": "string", "format": "date"},
    "what": {"type": "string", "enum": [what.value for what in ON_PHONES]},
    "subject": {
        "type": "string",
        "description": "slug of the circuit; of a stop, circuit/place",
        "examples": ["trois-marches-du-samedi/souk-dlalat"],
    },
    "language": {"type": "string", "enum": [code for code, _name in settings.LANGUAGES]},
    "count": {"type": "integer", "minimum": 1, "maximum": MOST_EACH},
}
BODY: Schema = {
    "type": "object",
    "required": ["visits"],
    "additionalProperties": False,
    "properties": {
        "visits": {
            "type": "array",
            "description": "what was counted on which day, how often; no time, no order, no phone",
            "maxItems": MOST_VISITS,
            "items": {
                "type": "object",
                "required": list(VISIT),
                "additionalProperties": False,
                "properties": VISIT,
            },
        }
    },
}


def read_visits(body: Mapping[str, Any], today: date) -> Counter[Visit]:
    """Return how often a phone counted what; raise `InvalidFields`, which names all mistakes.

    What is named twice is added up.
    """
    entries = body.get("visits")
    if not isinstance(entries, list) or body.keys() != {"visits"}:
        raise InvalidFields([("visits", _("This takes a list of what was counted, and no more."))])
    if len(entries) > MOST_VISITS:
        text = _("At most %(most)d at once: send the others after them.") % {"most": MOST_VISITS}
        raise InvalidFields([("visits", text)])
    errors: list[tuple[str, str]] = []
    found: Counter[Visit] = Counter()
    known = _known(entries)
    for number, entry in enumerate(entries):
        wrong = _mistakes(entry, today, known)
        errors += [(f"visits.{number}{name}", text) for name, text in wrong]
        if not wrong:
            day = date.fromisoformat(entry["day"])
            visit = Visit(day, entry["what"], entry["subject"], entry["language"])
            found[visit] += int(entry["count"])
    if errors:
        raise InvalidFields(errors)
    return found


def _mistakes(entry: Any, today: date, known: set[str]) -> list[tuple[str, str]]:
    """Return what is to be mended in an entry, each by ``.field``."""
    if not isinstance(entry, dict):
        return [("", _("This takes an object."))]
    missing = [(name, _("This is missing.")) for name in VISIT.keys() - entry.keys()]
    wrong = missing + check(entry, VISIT)
    if not wrong:
        wrong = [*_beyond(entry, today), *_unknown(entry, known)]
    return [(f".{name}", text) for name, text in wrong]


def _beyond(entry: dict[str, Any], today: date) -> list[tuple[str, str]]:
    wrong = []
    oldest, newest = today - timedelta(OLDEST_DAYS), today + timedelta(AHEAD_DAYS)
    if not oldest <= (_date(entry["day"]) or date.min) <= newest:
        text = _("A date such as %(day)s, at most %(days)d days ago.")
        wrong.append(("day", text % {"day": today.isoformat(), "days": OLDEST_DAYS}))
    if not 1 <= entry["count"] <= MOST_EACH:
        wrong.append(("count", _("From 1 to %(most)d.") % {"most": MOST_EACH}))
    for name in ("what", "language"):
        allowed = VISIT[name]["enum"]
        if entry[name] not in allowed:
            wrong.append((name, _("One of: %(allowed)s.") % {"allowed": ", ".join(allowed)}))
    return wrong


def _unknown(entry: dict[str, Any], known: set[str]) -> list[tuple[str, str]]:
    is_stop = entry["what"] == Tally.What.REACHED
    if entry["subject"] in known and is_stop == ("/" in entry["subject"]):
        return []
    text = _("A circuit is named by its slug, one of its stops by circuit/place.")
    return [("subject", text)]


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _known(entries: list[Any]) -> set[str]:
    """Return those of the subjects that there are.

    A phone may hold an edition of a circuit that has been withdrawn since, with stops that are none
    any more; so every circuit is known that ever had an edition, and every place that is public.
    """
    named = [entry.get("subject") for entry in entries if isinstance(entry, dict)]
    pairs = [
        subject.partition("/")
        for subject in named
        if isinstance(subject, str) and subject.isprintable()  # the database takes no other text
    ]
    circuits = set(
        Circuit.objects.filter(
            Q(pk__in=Circuit.objects.public())
            | Exists(Edition.objects.filter(circuit=OuterRef("pk"))),
            slug__in={circuit for circuit, _slash, _place in pairs},
        ).values_list("slug", flat=True)
    )
    places = set(
        Place.objects.filter(
            Q(pk__in=Place.objects.public())
            | Exists(Stop.objects.filter(place=OuterRef("pk"), circuit__slug__in=circuits)),
            slug__in={place for _circuit, _slash, place in pairs},
        ).values_list("slug", flat=True)
    )
    return {
        circuit + slash + place
        for circuit, slash, place in pairs
        if circuit in circuits and (not slash or place in places)
    }
