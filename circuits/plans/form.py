"""Read what a traveller asks: the one boundary of the page, the API and the command."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from circuits.models import Pace
from circuits.plans.request import LEVELS, MOST_DAYS, End, Interest, Order, PlanRequest, Transport
from crafts.models import Craft
from geodata import waypoints
from geodata.errors import InvalidQuery
from geodata.models import Category, Place

MOST_STOPS = 30
LATEST_DAYS_AHEAD = 366
SHORTEST_DAY_MINUTES = 30
BACK = "back"  # as the destination: where one has started

LABELS = {
    Interest.CRAFTS: _("Crafts and workshops"),
    Interest.MARKETS: _("Souks and markets"),
    Interest.HERITAGE: _("Old walls, oases and nature"),
}
TRANSPORTS = [
    (Transport.MIXED.value, _("on foot, by taxi where it is far")),
    (Transport.FOOT.value, _("only on foot")),
    (Transport.CAR.value, _("by car or taxi")),
    (Transport.WHEELCHAIR.value, _("by wheelchair")),
]


class Repeated(forms.HiddenInput):
    """A value that an address may repeat; all of them are joined with commas.

    A program may send a list, or a list for each day.
    """

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        if isinstance(data, QueryDict):
            return ",".join(data.getlist(name))
        value = data.get(name)
        if value is None or isinstance(value, str):
            return value
        if all(isinstance(part, list | tuple) for part in value):
            return ";".join(",".join(map(str, part)) for part in value)
        return ",".join(map(str, value))


class FirstSaid(forms.DateInput):
    """A value that an address may repeat; the first that says something counts.

    A form can then offer the days ahead as tokens, with a field for any other day behind them.
    """

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        if isinstance(data, QueryDict):
            return next((value for value in data.getlist(name) if value.strip()), None)
        return data.get(name)


class Slugs(forms.CharField):
    """Slugs of places or crafts, separated by commas or repeated."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=2000, widget=Repeated, **options)

    def clean(self, value: Any) -> tuple[str, ...]:
        """Return each slug once, in their order."""
        slugs = [slug.strip() for slug in super().clean(value).split(",") if slug.strip()]
        if len(slugs) > MOST_STOPS:
            raise ValidationError(_("At most %(most)d places.") % {"most": MOST_STOPS})
        return tuple(dict.fromkeys(slugs))


class SlugsByDay(Slugs):
    """The same for several days, which semicolons separate."""

    def clean(self, value: Any) -> Order:  # type: ignore[override]
        """Return the slugs of each day, none of them twice."""
        text = value if isinstance(value, str) else ""
        days = tuple(Slugs.clean(self, part) for part in text.split(";"))
        if sum(map(len, days)) > MOST_STOPS:
            raise ValidationError(_("At most %(most)d places.") % {"most": MOST_STOPS})
        seen: set[str] = set()
        for slug in (slug for slugs in days for slug in slugs):
            if slug in seen:
                raise ValidationError(_("“%(slug)s” is there twice.") % {"slug": slug[:80]})
            seen.add(slug)
        return days if seen else ()


class EndField(forms.CharField):
    """Where one starts or ends: a slug, or a longitude and a latitude."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=80, **options)

    def clean(self, value: Any) -> End:
        """Return a slug or a position (WGS 84)."""
        text = super().clean(value)
        try:
            return waypoints.position(str(self.label), text) or text
        except InvalidQuery as error:
            raise ValidationError(str(error)) from None


class PlanForm(forms.Form):
    """A wish for one or more days in town; every field has a default."""

    date = forms.DateField(label=_("Day"), required=False, widget=FirstSaid)
    days = forms.IntegerField(
        label=_("How many days"), required=False, min_value=1, max_value=MOST_DAYS
    )
    starts_at = forms.TimeField(label=_("From"), required=False)
    ends_at = forms.TimeField(label=_("Until"), required=False)
    pace = forms.ChoiceField(label=_("Pace"), required=False, choices=Pace)
    transport = forms.ChoiceField(
        label=_("Getting about"),
        required=False,
        choices=TRANSPORTS,
    )
    origin = EndField(label=_("Where from"))
    destination = EndField(label=_("Where to in the end"))
    has_lunch = forms.BooleanField(label=_("An hour for lunch"), required=False)
    max_walk_m = forms.IntegerField(
        label=_("Walk at most (m)"), required=False, min_value=0, max_value=100_000
    )
    budget_mad = forms.IntegerField(
        label=_("Admission at most (MAD)"), required=False, min_value=0, max_value=1_000_000
    )
    group_size = forms.IntegerField(
        label=_("How many people"), required=False, min_value=1, max_value=500
    )
    craft = Slugs(label=_("Crafts you want to see"))
    must = Slugs(label=_("Must see"))
    avoid = Slugs(label=_("Leave out"))
    first = forms.SlugField(label=_("Begin with"), required=False)
    before = Slugs(label=_("Earlier than"))
    at_most = Slugs(label=_("At most so many of a kind"))
    stops = SlugsByDay(label=_("These stops alone"))
    was = SlugsByDay(label=_("The circuit to change"))

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data if data is not None else {})
        for interest in Interest:
            self.fields[interest.value] = forms.IntegerField(
                label=LABELS[interest], required=False, min_value=LEVELS[0], max_value=LEVELS[-1]
            )

    def clean_date(self) -> Any:
        """Refuse days that have passed or are too far away to be known."""
        today = timezone.localdate()
        day = self.cleaned_data["date"] or today
        if day < today:
            raise ValidationError(_("This day has passed: choose today or a later one."))
        if day > today + timedelta(days=LATEST_DAYS_AHEAD):
            raise ValidationError(_("That is too far ahead: choose a day within a year."))
        return day

    def clean_craft(self) -> tuple[str, ...]:
        """Refuse crafts that are not known."""
        return _known(
            self.cleaned_data["craft"],
            Craft.objects.public().values_list("slug", flat=True),
            _("There is no craft “%(slug)s” here."),
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a day that ends before it begins, and places that are not known."""
        cleaned = super().clean() or {}
        starts, ends = cleaned.get("starts_at") or time(9), cleaned.get("ends_at") or time(13)
        if "starts_at" in cleaned and "ends_at" in cleaned:
            minutes = (ends.hour - starts.hour) * 60 + ends.minute - starts.minute
            if minutes <= 0:
                self.add_error("ends_at", _("The day ends before it begins: choose a later hour."))
            elif minutes < SHORTEST_DAY_MINUTES:
                self.add_error("ends_at", _("Half an hour is the shortest visit to plan."))
        if cleaned.get("destination") == BACK:
            cleaned["destination"] = cleaned.get("origin") or ""
        self._check_days(cleaned)
        self._check_places(cleaned)
        return cleaned

    def _check_days(self, cleaned: dict[str, Any]) -> None:
        """Refuse stops on more days than there are; ``was`` may hold more, which are given up."""
        if len(cleaned.get("stops") or ()) > (cleaned.get("days") or 1):
            self.add_error("stops", _("There are stops for more days than the plan has."))

    def _check_places(self, cleaned: dict[str, Any]) -> None:
        named: dict[str, tuple[str, ...]] = {
            name: cleaned.get(name) or () for name in ("must", "avoid")
        }
        for name in ("origin", "destination", "first"):
            one = cleaned.get(name) or ""
            named[name] = (one,) if one and isinstance(one, str) else ()
        named["stops"] = tuple(slug for day in cleaned.get("stops") or () for slug in day)
        pairs = [tuple(pair.split(":", 1)) for pair in cleaned.get("before") or ()]
        if any(len(pair) != 2 for pair in pairs):
            self.add_error("before", _("Write two places as earlier:later."))
            pairs = []
        named["before"] = tuple(slug for pair in pairs for slug in pair)
        wanted = {slug for slugs in named.values() for slug in slugs}
        places = Place.objects.public().filter(slug__in=wanted)
        found = {place.slug: place for place in places}
        for name in ("origin", "destination"):
            for slug in named[name]:
                if slug in found and not found[slug].is_located:
                    self.add_error(name, _("Nobody has published yet where that is."))
        for name, slugs in named.items():
            try:
                _known(slugs, found, _("There is no place “%(slug)s” here."))
            except ValidationError as error:
                self.add_error(name, error)
        both = set(named["must"]) & set(named["avoid"])
        if both:
            self.add_error(
                "avoid",
                _("“%(slug)s” cannot be a must-see and left out.") % {"slug": min(both)},
            )
        cleaned["before"] = tuple(pairs)

    def clean_at_most(self) -> dict[str, int]:
        """Return how many of each category there may be: weekly_market:1."""
        found = {}
        for text in self.cleaned_data["at_most"]:
            kind, _colon, number = text.partition(":")
            if kind not in Category.values or not (number.isascii() and number.isdecimal()):
                raise ValidationError(
                    _("“%(text)s”: write a kind of place and a number, such as souk:1.")
                    % {"text": text[:80]}
                )
            found[kind] = min(int(number), MOST_STOPS)
        return found

    def request(self) -> PlanRequest:
        """Return the request of a valid form."""
        said = self.cleaned_data
        return PlanRequest(
            day=said["date"],
            interests={one: 2 if said[one.value] is None else said[one.value] for one in Interest},
            crafts=frozenset(said["craft"]),
            pace=Pace(said["pace"] or Pace.NORMAL),
            transport=Transport(said["transport"] or Transport.MIXED),
            origin=said["origin"],
            destination=said["destination"],
            has_lunch=said["has_lunch"],
            max_walk_m=said["max_walk_m"],
            budget_mad=said["budget_mad"],
            must_see=said["must"],
            avoid=frozenset(said["avoid"]),
            before=said["before"],
            first=said["first"],
            at_most=said["at_most"],
            stops=said["stops"],
            was=said["was"],
            days=said["days"] or 1,
            starts_at=said["starts_at"] or time(9),
            ends_at=said["ends_at"] or time(13),
            group_size=said["group_size"] or 1,
        )


def days_ahead(count: int = 7) -> list[date]:
    """Return today and the days that follow."""
    today = timezone.localdate()
    return [today + timedelta(days=ahead) for ahead in range(count)]


def starting_places() -> list[Place]:
    """Return where one may say to start: what has a spot, arrivals and main places first."""
    places = Place.objects.public().exclude(category=Category.WORKSHOP)
    located = [place for place in places if place.is_located]
    return sorted(
        located, key=lambda place: (place.category != Category.TRANSPORT, not place.is_core)
    )


def _known(slugs: Iterable[str], known: Iterable[str], sentence: Any) -> tuple[str, ...]:
    names = set(known)
    for slug in slugs:
        if slug not in names:
            raise ValidationError(sentence % {"slug": slug[:80]})
    return tuple(slugs)
