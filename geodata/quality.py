"""Say how good the data of the published places is, and keep it once a day to see how it moves.

A count is kept on the first look at the desk of each day, so that it needs no timer, and by
``manage.py count_quality`` where there is one. A day without either has no count: the chart goes
straight from the day before to the day after.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from modeltranslation.utils import build_localized_fieldname

from geodata.models import Place, PositionQuality, QualityCount
from geodata.rules import LINEAGE

Measure = QualityCount.Measure

RECENT = timedelta(days=365)


@dataclass(frozen=True)
class Share:
    """Of how many places of a total something is known, on a local date."""

    day: date
    count: int
    total: int

    @property
    def percent(self) -> int:
        """The share in whole per cents: all of nothing is nothing."""
        return round(100 * self.count / self.total) if self.total else 0


@dataclass(frozen=True)
class Course:
    """How a measure moved, from the first day to the last; ``language`` is empty for most."""

    measure: QualityCount.Measure
    language: str
    shares: tuple[Share, ...]

    @property
    def latest(self) -> Share:
        """The share of the last day."""
        return self.shares[-1]

    @property
    def change_points(self) -> int:
        """By how many percentage points the last share differs from the first."""
        return self.latest.percent - self.shares[0].percent


def count() -> list[QualityCount]:
    """Count today's qualities of the published places, unsaved, in one query."""
    today = timezone.localdate()
    has_hours = Q()
    for near in LINEAGE:
        has_hours |= Q(**{f"{near}opening_hours__gt": ""})
    conditions: dict[tuple[Measure, str], Q] = {
        (Measure.SURVEYED, ""): Q(position_quality=PositionQuality.SURVEYED),
        (Measure.HOURS, ""): has_hours,
        (Measure.PHOTO, ""): Q(
            Exists(Place.photos.through._default_manager.filter(place_id=OuterRef("pk")))
        ),
        (Measure.RECENT, ""): looked_after_since(timezone.now() - RECENT),
    } | {(Measure.TRANSLATED, code): _told_in(code) for code, _name in settings.LANGUAGES}
    numbers = (
        Place.objects.public()
        .order_by()
        .aggregate(
            total=Count("pk"),
            **{
                f"part_{number}": Count("pk", filter=condition)
                for number, condition in enumerate(conditions.values())
            },
        )
    )
    return [
        QualityCount(
            day=today,
            measure=measure,
            language=language,
            count=numbers[f"part_{number}"],
            total=numbers["total"],
        )
        for number, (measure, language) in enumerate(conditions)
    ]


def looked_after_since(moment: datetime) -> Q:
    """Return the places that somebody has looked after since an aware moment.

    Whoever stood there counts; only where nobody ever did, or said so, whoever saved the record.
    """
    day = timezone.localdate(moment)
    return Q(checked_on__gte=day) | Q(checked_on=None, updated_at__gte=moment)


def keep() -> None:
    """Keep today's counts, unless they have been kept already today."""
    if not QualityCount.objects.filter(day=timezone.localdate()).exists():
        QualityCount.objects.bulk_create(count(), ignore_conflicts=True)


def courses(since: date, until: date) -> list[Course]:
    """Return how the measures moved between two days, as far as counts were kept."""
    kept = QualityCount.objects.filter(day__range=(since, until))
    return _courses(kept.order_by("measure", "language", "day"))


def _courses(kept: Iterable[QualityCount]) -> list[Course]:
    found = {
        key: Course(
            Measure(key[0]),
            key[1],
            tuple(Share(one.day, one.count, one.total) for one in counts),
        )
        for key, counts in groupby(kept, key=lambda one: (one.measure, one.language))
    }
    order = [(measure.value, "") for measure in Measure]
    order += [(Measure.TRANSLATED.value, code) for code, _name in settings.LANGUAGES]
    return [found[key] for key in order if key in found]


def _told_in(language: str) -> Q:
    return Q(
        **{f"{build_localized_fieldname(field, language)}__gt": "" for field in ("name", "summary")}
    )
