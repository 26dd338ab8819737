"""What a phone may send of an observation, and what is to be mended in it."""

from __future__ import annotations

import json
import re
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geodata.field.models import Observation
from geodata.models import Category, Place
from geodata.positions import WGS_84, validate_inside_territory
from geodata.reports.form import RedrawnPhoto

LONGEST_NOTE = 2_000
LONGEST_NAME = 200
MOST_ACCURACY_M = 50  # frontend/js/field/averaging.js has the same
MOST_FIXES = 100_000
_DIGEST = re.compile(r"[0-9a-f]{1,64}")

Kind = Observation.Kind
NO_NAME = gettext_lazy("Write the name in one language at least.")
NO_NOTE = gettext_lazy("Write something, or take a photo.")


def _degrees(label: Any, most: int) -> forms.FloatField:
    return forms.FloatField(label=label, min_value=-most, max_value=most, required=False)


class ObservationForm(forms.Form):
    """An observation as it is sent."""

    id = forms.UUIDField(error_messages={"required": gettext_lazy("Make a UUID, and send it.")})
    kind = forms.ChoiceField(choices=Kind.choices)
    place = forms.SlugField(max_length=80, required=False)
    category = forms.ChoiceField(
        choices=Category.choices,
        required=False,
        error_messages={"required": gettext_lazy("Choose what kind of place it is.")},
    )
    inside = forms.SlugField(max_length=80, required=False)
    longitude = _degrees(gettext_lazy("Longitude of where you stand"), 180)
    latitude = _degrees(gettext_lazy("Latitude of where you stand"), 90)
    accuracy_m = forms.IntegerField(min_value=1, required=False)
    fixes = forms.IntegerField(min_value=1, max_value=MOST_FIXES, required=False)
    note = forms.CharField(max_length=LONGEST_NOTE, required=False, strip=True)
    known = forms.CharField(max_length=400, required=False)
    made_at = forms.DateTimeField()
    photo = RedrawnPhoto()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language, _name in settings.LANGUAGES:
            self.fields[f"name_{language}"] = forms.CharField(
                max_length=LONGEST_NAME, required=False, strip=True
            )

    def clean_known(self) -> dict[str, str]:
        """Return the digests of what the phone knew, without anything else."""
        try:
            told = json.loads(self.cleaned_data["known"] or "{}")
        except (ValueError, RecursionError):
            told = None
        if not isinstance(told, dict) or not all(
            isinstance(part, str) and isinstance(digest, str) and _DIGEST.fullmatch(digest)
            for part, digest in told.items()
        ):
            raise ValidationError(_("Send what the phone knew as it was told to the phone."))
        return told

    def clean_place(self) -> Place | None:
        """Return the place that was observed."""
        return _place(self.cleaned_data["place"])

    def clean_inside(self) -> Place | None:
        """Return the place that a new place lies in."""
        return _place(self.cleaned_data["inside"])

    def clean(self) -> dict[str, Any]:
        """Refuse what an observation of its kind lacks."""
        told = super().clean() or self.cleaned_data
        kind = told.get("kind")
        if kind == Kind.NEW:
            if not self._names():
                self.add_error("name_ar", NO_NAME)
            if not told.get("category") and "category" not in self.errors:
                self.add_error("category", self.fields["category"].error_messages["required"])
        elif not told.get("place") and "place" not in self.errors:
            self.add_error("place", _("Say which place it is."))
        if kind == Kind.NOTE and not (told.get("note") or told.get("photo") or self.errors):
            self.add_error("note", NO_NOTE)
        if kind in {Kind.POSITION, Kind.ENTRANCE, Kind.NEW}:
            self._check_position(told)
        return told

    def _check_position(self, told: dict[str, Any]) -> None:
        if {"longitude", "latitude", "accuracy_m"} & self.errors.keys():
            return
        accuracy_m = told.get("accuracy_m")
        if told.get("longitude") is None or told.get("latitude") is None or accuracy_m is None:
            self.add_error("longitude", _("Stand there until the phone knows where it is."))
            return
        if accuracy_m > MOST_ACCURACY_M:
            self.add_error(
                "accuracy_m",
                _(
                    "The position is only good to %(accuracy)d m: stand in the open, and measure "
                    "again."
                )
                % {"accuracy": accuracy_m},
            )
            return
        try:
            validate_inside_territory(Point(told["longitude"], told["latitude"], srid=WGS_84))
        except ValidationError as error:
            self.add_error("longitude", error)

    def _names(self) -> dict[str, str]:
        told = self.cleaned_data
        names = {code: told.get(f"name_{code}", "") for code, _name in settings.LANGUAGES}
        return {code: name for code, name in names.items() if name}

    def observation(self, officer: int | None) -> Observation:
        """Return what a valid form says, observed by an officer, by their key; it is not saved."""
        told = self.cleaned_data
        measured = told["kind"] in {Kind.POSITION, Kind.ENTRANCE, Kind.NEW}
        return Observation(
            id=told["id"],
            kind=told["kind"],
            place=None if told["kind"] == Kind.NEW else told["place"],
            names=self._names() if told["kind"] == Kind.NEW else {},
            category=told["category"] if told["kind"] == Kind.NEW else "",
            inside=told["inside"] if told["kind"] == Kind.NEW else None,
            position=Point(told["longitude"], told["latitude"], srid=WGS_84) if measured else None,
            accuracy_m=told["accuracy_m"] if measured else None,
            fixes=told["fixes"] if measured else None,
            photo=told["photo"],
            note=told["note"],
            known=told["known"],
            made_at=told["made_at"],
            made_by_id=officer,
            received_at=timezone.now(),
        )


def _place(slug: str) -> Place | None:
    if not slug:
        return None
    found = Place.objects.filter(slug=slug).first()
    if found is None:
        raise ValidationError(
            _("There is no such place any more: it has been deleted at the desk.")
        )
    return found
