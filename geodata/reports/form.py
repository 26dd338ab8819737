"""What a report may say: read from the page's form or from a program, and checked the same way."""

from __future__ import annotations

import math
import unicodedata
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from geodata import codes
from geodata.errors import UnusablePhoto
from geodata.models import Place, Publication, Report
from geodata.positions import WGS_84, validate_inside_territory
from geodata.reports import photos

LONGEST_TEXT = 2_000
MOST_STOPS = 99
MOST_ACCURACY_M = 100_000
# These say by themselves what is wrong; frontend/js/reports/report.js has the same.
CLEAR_WITHOUT_WORDS = frozenset({Report.Kind.CLOSED, Report.Kind.BLOCKED})
# The name of a field that people do not see: what fills it in fills in everything.
TRAP = "homepage"

NO_WORDS = gettext_lazy("Say in a few words what is wrong.")
NOWHERE = gettext_lazy("Say which place it is about, or describe where.")


class RedrawnPhoto(forms.FileField):
    """A photo that need not be sent, as it is kept: drawn anew, with nothing beside the picture."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, allow_empty_file=True, **options)

    def clean(self, data: Any, initial: Any = None) -> bytes | None:
        """Return the picture of a file; None where none was sent."""
        file = super().clean(data, initial)
        if not file:
            return None
        try:
            return photos.redrawn(file)
        except UnusablePhoto as error:
            raise ValidationError(str(error)) from error


class ReportForm(forms.Form):
    """A report as it is sent."""

    id = forms.UUIDField(label=gettext_lazy("Id, a UUID that the sender makes"), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("What is wrong?"),
        choices=Report.Kind.choices,
        error_messages={"required": gettext_lazy("Choose what is wrong.")},
    )
    text = forms.CharField(
        label=gettext_lazy("In your words"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea,
    )
    place = forms.CharField(label=gettext_lazy("Which place?"), max_length=80, required=False)
    circuit = forms.SlugField(label=gettext_lazy("On the circuit"), max_length=80, required=False)
    stop = forms.IntegerField(
        label=gettext_lazy("At the stop"), min_value=1, max_value=MOST_STOPS, required=False
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=settings.LANGUAGES, required=False
    )
    longitude = forms.FloatField(
        label=gettext_lazy("Longitude of where you stand"),
        min_value=-180,
        max_value=180,
        required=False,
    )
    latitude = forms.FloatField(
        label=gettext_lazy("Latitude of where you stand"),
        min_value=-90,
        max_value=90,
        required=False,
    )
    accuracy_m = forms.FloatField(
        label=gettext_lazy("Accuracy of that, in metres"), min_value=0, required=False
    )
    made_at = forms.DateTimeField(label=gettext_lazy("Written at"), required=False)
    photo = RedrawnPhoto(label=gettext_lazy("A photo"))

    def clean_text(self) -> str:
        """Return the words without unprintable signs other than ends of lines."""
        lines = self.cleaned_data["text"].splitlines()
        return "\n".join(
            "".join(sign for sign in line if unicodedata.category(sign) != "Cc") for line in lines
        ).strip()

    def clean_place(self) -> Place | None:
        """Return the place that is meant, by its slug or the code on its plaque.

        One that has been taken from the public counts too: a report may have waited for long.
        """
        typed = self.cleaned_data["place"].strip()
        if not typed:
            return None
        seen = Place.objects.filter(status__in=(Publication.PUBLISHED, Publication.ARCHIVED))
        found = list(seen.filter(Q(slug=typed) | Q(code__in=codes.readings(typed)))[:2])
        if len(found) != 1:
            raise ValidationError(_("There is no such place: choose another one, or none."))
        return found[0]

    def clean(self) -> dict[str, Any]:
        """Refuse what nobody could act upon."""
        told = super().clean() or self.cleaned_data
        kind, text = told.get("kind"), told.get("text")
        if not text and not {"text", "kind", "place"} & self.errors.keys():
            if kind not in CLEAR_WITHOUT_WORDS:
                self.add_error("text", NO_WORDS)
            elif not (told.get("place") or told.get("stop") or self._position()):
                self.add_error("place", NOWHERE)
        return told

    def _position(self) -> Point | None:
        """Return where somebody stands; None also where that is far from this town."""
        longitude, latitude = (self.cleaned_data.get(name) for name in ("longitude", "latitude"))
        if longitude is None or latitude is None:
            return None
        point = Point(longitude, latitude, srid=WGS_84)
        try:
            validate_inside_territory(point)
        except ValidationError:
            return None  # who writes from home tells where they live, and nothing of the place
        return point

    def report(self) -> Report:
        """Return what a valid form says; it is not saved."""
        told = self.cleaned_data
        position, accuracy_m = self._position(), told["accuracy_m"]
        if position is None or accuracy_m is None:
            accuracy_m = None
        else:
            accuracy_m = math.ceil(min(accuracy_m, MOST_ACCURACY_M))
        identity: UUID | None = told["id"]
        made_at: datetime | None = told["made_at"]
        return Report(
            id=identity or uuid4(),
            kind=told["kind"],
            text=told["text"],
            place=told["place"],
            circuit=told["circuit"],
            stop=told["stop"],
            language=told["language"] or get_language() or settings.LANGUAGE_CODE,
            position=position,
            accuracy_m=accuracy_m,
            photo=told["photo"],
            made_at=made_at or timezone.now(),
        )
