"""Artisans' registers as files have them: their columns, and consent."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crafts.models import Artisan, Craft, Organisation
from geodata import codes
from geodata.importable import check_address
from geodata.interchange import values
from geodata.interchange.subjects import Column, Subject, Values, longest, register
from geodata.models import Publication


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


register(
    Subject(
        name="artisan",
        model=Artisan,
        title=gettext_lazy("artisans"),
        code_length=codes.ARTISAN_LENGTH,
        required=("name", "crafts"),
        check=_check,
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
                "organization;cooperative;association;التعاونية;الجمعية;تعاونية;جمعية",
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
                "telephone public;publier le telephone;نشر الهاتف",
                values.flag,
            ),
            Column(
                "consent_given_on",
                "consent;consentement;date de consentement;consentement le;الموافقة;"
                "تاريخ الموافقة;consent given",
                values.day,
            ),
            Column(
                "consent_given_to",
                "consentement recueilli par;recueilli par;من تلقى الموافقة",
                values.text(longest(Artisan, "consent_given_to")),
            ),
            Column(
                "consent_withdrawn_on",
                "retrait du consentement;consent withdrawn;سحب الموافقة",
                values.day,
            ),
            Column("status", "statut;etat;الحالة", values.word(Publication)),
        ),
    )
)
