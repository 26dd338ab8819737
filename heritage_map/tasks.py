"""What waits for an officer: how many of what, where it lies, and where to do it.

Each function here makes a line of the desk's first page, in one query unless it says otherwise;
`heritage_map.desk.waiting` puts them in order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.gis.geos import Point
from django.db.models import Count, Model, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from circuits.breakages.finding import breakages
from circuits.breakages.putting_back import to_put_back
from circuits.models import Rerouting
from geodata import closures
from geodata.history.record_pages import form_of
from geodata.interchange import jobs
from geodata.missing_texts import is_missing
from geodata.models import (
    Closure,
    Draft,
    ImportBatch,
    Observation,
    Place,
    PositionQuality,
    Publication,
    Record,
    Report,
)
from geodata.quality import RECENT, looked_after_since

MOST_ON_MAP = 60  # of a kind
BEGUN = 0.5  # a language in which less is written is being built up: no gap in it is an oversight

NOT_SURVEYED = (
    PositionQuality.UNLOCATED,
    PositionQuality.SAMPLE,
    PositionQuality.APPROXIMATE,
)
ROUGH = (PositionQuality.SAMPLE, PositionQuality.APPROXIMATE)


@dataclass(frozen=True)
class Spot:
    """Something that waits and lies somewhere: WGS 84, and where it is dealt with."""

    longitude: float
    latitude: float
    label: str
    url: str


@dataclass(frozen=True)
class Task:
    """Something that waits for an officer: how many of what, and where to see them.

    ``kind`` gives it a colour, on the map too.
    """

    label: str
    count: int
    url: str
    kind: str = ""
    spots: tuple[Spot, ...] = ()


def idle_imports() -> Task:
    """Return the imports that nobody is there to do."""
    label = _("Imports that wait, with no worker to do them: tell the administrator")
    count = 0 if jobs.workers() else jobs.waiting_count()
    return Task(label, count, _list(ImportBatch))


def reports() -> Task:
    """Return the reports from visitors that nobody has read; where they stood, else the place."""
    new = Report.objects.filter(status=Report.Status.NEW).defer("photo").select_related("place")
    shown, count = _some(new)
    places = [report.place for report in shown]
    spots = [
        (report.position or (place.routable_point if place else None), report)
        for report, place in zip(shown, places, strict=True)
    ]
    url = _list(Report, status__exact=Report.Status.NEW)
    return Task(_("Reports from the field"), count, url, "report", tuple(_located(spots)))


def drafts_to_review() -> Task:
    """Return the changes of published records that wait for a publisher."""
    waiting = Draft.objects.filter(state=Draft.State.WAITING)
    url = _list(Draft, state__exact=Draft.State.WAITING)
    return Task(_("Drafts to review"), waiting.count(), url, "draft")


def observations() -> Task:
    """Return what was observed on the spot and waits for a decision; where that was."""
    shown, count = _some(Observation.objects.filter(state__in=Observation.OPEN).defer("photo"))
    spots = [(one.position, one) for one in shown]
    url = _list(Observation, state__in=",".join(Observation.OPEN))
    label = _("Observations on the spot to decide")
    return Task(label, count, url, "report", tuple(_located(spots)))


def broken_circuits() -> Task:
    """Return the published circuits that do not work, at the stops that are closed; four queries.

    Every circuit is computed for four weeks, so this is the line that takes longest.
    """
    found = breakages()
    url = reverse("admin:circuits_circuit_breakages")
    spots = {
        trouble.stop.place_id: Spot(point.x, point.y, f"{trouble.stop.place} · {one.circuit}", url)
        for one in found
        for trouble in one.troubles
        for point in [trouble.stop.place.routable_point]
        if point is not None
    }
    return Task(
        _("Circuits that do not work"),
        len(found),
        url,
        "broken",
        tuple(spots.values())[:MOST_ON_MAP],
    )


def stops_to_put_back() -> Task:
    """Return the stops that went for a closure that is over; at most three queries."""
    found = to_put_back()
    url = reverse("admin:circuits_circuit_breakages")
    spots = (
        Spot(point.x, point.y, f"{one.place} · {one.circuit}", url)
        for one in found[:MOST_ON_MAP]
        for point in [one.place.routable_point]
        if point is not None
    )
    label = _("Stops to put back: their closure is over")
    return Task(label, len(found), url, "closure", tuple(spots))


def changing_closures() -> Task:
    """Return the closures that begin or end within a week."""
    changing = Closure.objects.filter(closures.changing(timezone.now())).select_related("place")
    shown, count = _some(changing)
    spots = [(closure.place.routable_point, closure) for closure in shown]
    url = _list(Closure, when="week")
    label = _("Closures that begin or end this week")
    return Task(label, count, url, "closure", tuple(_located(spots)))


def reroutings() -> Task:
    """Return the new ways of published circuits."""
    count = Rerouting.objects.filter(state=Rerouting.State.WAITING).count()
    url = _list(Rerouting, state__exact=Rerouting.State.WAITING)
    return Task(_("New ways for published circuits"), count, url)


def main_places_to_survey() -> Task:
    """Return the main places whose spot nobody has surveyed."""
    shown, count = _some(Place.objects.filter(is_core=True, position_quality__in=NOT_SURVEYED))
    spots = [(place.routable_point, place) for place in shown]
    url = _list(Place, is_core__exact=1, position_quality__in=",".join(NOT_SURVEYED))
    return Task(_("Main places to be surveyed"), count, url, "survey", tuple(_located(spots)))


def rough_places() -> Task:
    """Return the other published places whose position is approximate."""
    rough = Place.objects.public().filter(is_core=False, position_quality__in=ROUGH)
    shown, count = _some(rough)
    spots = [(place.routable_point, place) for place in shown]
    url = _list(
        Place,
        is_core__exact=0,
        status__exact=Publication.PUBLISHED,
        position_quality__in=",".join(ROUGH),
    )
    label = _("Places with an approximate position")
    return Task(label, count, url, "rough", tuple(_located(spots)))


def old_places() -> Task:
    """Return the published places that nobody has looked after for a year."""
    old = ~looked_after_since(timezone.now() - RECENT)
    count = Place.objects.public().filter(old).count()
    url = _list(Place, status__exact=Publication.PUBLISHED, looked_after="long")
    return Task(_("Places that nobody has looked after for a year"), count, url)


def reviews_and_translations(desk: AdminSite) -> Iterator[Task]:
    """Yield the records in review, by kind, then the texts missing in each language.

    One query for each kind of record. Whoever follows a language comes to the kind of which most
    are missing.
    """
    codes = [code for code, _name in settings.LANGUAGES]
    missing: dict[str, Counter[type[Record]]] = {code: Counter() for code in codes}
    total = 0
    for model in _records(desk):
        counted: Any = model.objects.aggregate(
            in_review=Count("pk", filter=Q(status=Publication.IN_REVIEW)),
            public=Count("pk", filter=_PUBLIC),
            **{code: Count("pk", filter=_PUBLIC & is_missing(model, code)) for code in codes},
        )
        total += counted["public"]
        for code in codes:
            missing[code][model] = counted[code]
        label = _("%(things)s in review") % {"things": capfirst(model._meta.verbose_name_plural)}
        url = _list(model, status__exact=Publication.IN_REVIEW)
        yield Task(label, counted["in_review"], url)
    for code in codes:
        count = missing[code].total()
        if count and count <= total * (1 - BEGUN):
            label = _("Texts missing in %(language)s") % {
                "language": get_language_info(code)["name_local"]
            }
            ((model, _most),) = missing[code].most_common(1)
            url = _list(model, missing=code, status__exact=Publication.PUBLISHED)
            yield Task(label, count, url)


_PUBLIC = Q(status=Publication.PUBLISHED)


def _records(desk: AdminSite) -> list[type[Record]]:
    return [
        model
        for model in apps.get_models()
        if issubclass(model, Record) and desk.is_registered(model)
    ]


def _some[M: Model](query: QuerySet[M]) -> tuple[list[M], int]:
    """Return as many records as the map has room for, and the number of all."""
    shown = list(query[: MOST_ON_MAP + 1])
    count = len(shown) if len(shown) <= MOST_ON_MAP else query.count()
    return shown[:MOST_ON_MAP], count


def _located(found: Iterable[tuple[Point | None, Model]]) -> Iterator[Spot]:
    """Yield the spots of the records that lie somewhere, each leading to its form."""
    for point, record in found:
        if point is not None:
            url = form_of(record._meta.label_lower, record.pk)
            yield Spot(point.x, point.y, str(record), url)


def _list(model: type[Model], **narrowed: Any) -> str:
    options = model._meta
    address = reverse(f"admin:{options.app_label}_{options.model_name}_changelist")
    return f"{address}?{urlencode(narrowed, safe=',')}"
