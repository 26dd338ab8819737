"""Artisans' registers as files have them: their columns, and consent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modeltranslation.utils import get_translation_fields

from crafts.models import Artisan, Craft, Organisation, Workplace
from geodata import codes
from geodata.importable import check_address
from geodata.interchange import values
from geodata.interchange.subjects import (
    Column,
    Lookups,
    Part,
    Subject,
    Values,
    longest,
    plain,
    register,
)
from geodata.models import Place, PositionQuality, Publication


def _check(said: Values, now: Values | None) -> Iterator[str]:
    """Say that nobody is shown without their consent."""
    known = (now or {}) | said
    withdrawn = known.get("consent_withdrawn_on")
    if known.get("status") == Publication.PUBLISHED and (
        not known.get("consent_given_on") or withdrawn
    ):
        yield _("An artisan is published only with consent: enter the day it was given.")
    if known.get("consent_given_on") and not known.get("consent_given_to"):
        yield _("Say who heard the consent, beside the day on which it was given.")
    yield from check_address(said, now)


def workplaces(said: str, lookups: Lookups) -> list[list[Any]]:
    """Read where an artisan works: places, hours in brackets behind each, ``|`` between them."""
    found: dict[int, list[Any]] = {}
    for text in filter(None, map(str.strip, re.split(r"[|\n]", said))):
        try:
            place, hours = lookups.pk(Place, text), ""
        except ValueError:
            name, _bracket, hours = text.rstrip(")").partition("(")
            place, hours = lookups.pk(Place, name.strip()), values.hours(hours.strip(), lookups)
        if place in found:
            raise ValueError(_("“%(place)s” is written twice.") % {"place": text[:40]})
        found[place] = [place, hours]
    return sorted(found.values())


def _told(rows: list[list[Any]]) -> str:
    """Return workplaces as `workplaces` reads them."""
    slugs = dict(Place.objects.filter(pk__in=[row[0] for row in rows]).values_list("pk", "slug"))
    return " | ".join(
        f"{slugs.get(place, place)} ({hours})" if hours else str(slugs.get(place, place))
        for place, hours, *_notes in rows
    )


def _complete(said: Values) -> Iterator[str]:
    """Give the one workplace of a row the hours that stand in a column of their own."""
    hours = said.pop("workplace_hours", None)
    if not hours:
        return
    rows = said.get("workplaces", [])
    if len(rows) == 1:
        said["workplaces"] = [[rows[0][0], rows[0][1] or hours]]
    else:
        yield _(
            "Hours in a column of their own are for one workplace: write those of several in "
            "brackets behind each."
        )


def _where(pks: Iterable[int]) -> dict[int, str]:
    """Return where the first workplace of each artisan lies, if that is known."""
    located = Workplace.objects.filter(artisan__in=pks, place__geometry__isnull=False)
    located = located.exclude(place__position_quality=PositionQuality.SAMPLE).order_by("-pk")
    return {pk: plain(shape) for pk, shape in located.values_list("artisan", "place__geometry")}


register(
    Subject(
        name="artisan",
        model=Artisan,
        title=gettext_lazy("artisans"),
        code_length=codes.ARTISAN_LENGTH,
        required=("name", "crafts"),
        check=_check,
        complete=_complete,
        where=_where,
        parts={
            "workplaces": Part(
                Workplace,
                "artisan_id",
                ("place_id", "opening_hours", *get_translation_fields("note")),
                _told,
            )
        },
        columns=(
            Column("code", "الرمز;رمز;code plaque", values.text(codes.ARTISAN_LENGTH)),
            Column("slug", "adresse web;identifiant", values.text(longest(Artisan, "slug"))),
            Column(
                "name",
                "nom;nom et prenom;nom complet;artisan;الاسم;اسم;الاسم الكامل;"
                "الاسم العائلي والشخصي;nombre;full name",
                values.text(longest(Artisan, "name")),
                translated=True,
            ),
            Column(
                "crafts",
                "craft;metier;metiers;activite;filiere;الحرفة;حرفة;الحرف;النشاط;oficio",
                values.records(Craft),
            ),
            Column(
                "organisation",
                "organization;organ;cooperative;association;التعاونية;الجمعية;تعاونية;جمعية",
                values.record(Organisation),
            ),
            Column("bio", "biographie;presentation;نبذة", values.text(), translated=True),
            Column(
                "languages",
                "langues;langues parlees;اللغات",
                values.text(longest(Artisan, "languages")),
            ),
            Column(
                "phone",
                "telephone;tel;gsm;الهاتف;هاتف;mobile;telefono",
                values.text(longest(Artisan, "phone")),
            ),
            Column(
                "phone_is_public",
                "tel_public;telephone public;publier le telephone;نشر الهاتف",
                values.flag,
            ),
            Column(
                "consent_given_on",
                "consent;consentement;date de consentement;consentement le;الموافقة;"
                "تاريخ الموافقة;consent given;consent_on",
                values.day,
            ),
            Column(
                "consent_given_to",
                "consentement recueilli par;recueilli par;من تلقى الموافقة;consent_to",
                values.text(longest(Artisan, "consent_given_to")),
            ),
            Column(
                "consent_withdrawn_on",
                "retrait du consentement;consent withdrawn;withdrawn;سحب الموافقة",
                values.day,
            ),
            Column(
                "workplaces",
                "workplace;lieu de travail;lieux de travail;atelier;place;مكان العمل;محل العمل;"
                "lugar de trabajo",
                workplaces,
            ),
            Column(
                "workplace_hours",
                "hours;horaires;heures d ouverture;opening hours;jours et heures;اوقات العمل;"
                "horario",
                values.hours,
            ),
            Column("status", "statut;etat;الحالة", values.word(Publication)),
        ),
    )
)
