"""Places as files have them: their columns, and what must be true of each."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geodata import codes
from geodata.interchange import values
from geodata.interchange.subjects import Column, Subject, Values, longest, register
from geodata.models import Category, Place, PositionQuality, Publication
from geodata.publication import PREPARED

# What people and OpenStreetMap call a category, beside its own name in the site's languages.
_CATEGORIES = {
    "marketplace": "souk", "marche": "souk", "market": "souk",
    "atelier": "workshop", "craft": "workshop", "stall": "workshop", "echoppe": "workshop",
    "محل": "workshop", "دكان": "workshop",
    "marche hebdomadaire": "weekly_market", "complexe artisanal": "craft_centre",
    "gravures rupestres": "rock_art", "palmeraie": "oasis", "source": "spring", "plage": "beach",
    "place": "square", "ville": "town", "musee": "museum",
    "gare": "transport", "bus_station": "transport",
}  # fmt: skip

_UNSAID = (PositionQuality.UNLOCATED, PositionQuality.SAMPLE)


def _check(said: Values, now: Values | None) -> Iterator[str]:
    """Say of a place whether it has a position exactly when its position is known."""
    was = PositionQuality.UNLOCATED if now is None else now["position_quality"]
    if said.get("geometry") and was in _UNSAID:
        # Nobody has said how it is known: somebody has to look.
        said.setdefault("position_quality", PositionQuality.APPROXIMATE.value)
    known = (now or {}) | said
    located = bool(known.get("geometry"))
    quality = known.get("position_quality") or PositionQuality.UNLOCATED
    if located == (quality == PositionQuality.UNLOCATED):
        yield _(
            "A place has a position exactly when its position is known: set the point, "
            "or mark the place as to be surveyed."
        )
    yield from check_address(said, now)


def check_address(said: Values, now: Values | None) -> Iterator[str]:
    """Say that the address of what the public has seen stays."""
    moves = now is not None and said.get("slug", now["slug"]) != now["slug"]
    if moves and now is not None and now["status"] not in PREPARED:
        yield _("The address of what the public has seen stays: plaques and links lead to it.")


register(
    Subject(
        name="place",
        model=Place,
        title=gettext_lazy("places"),
        code_length=codes.PLACE_LENGTH,
        has_position=True,
        required=("name", "category"),
        check=_check,
        columns=(
            Column("code", "الرمز;رمز;code plaque", values.text(codes.PLACE_LENGTH)),
            Column("slug", "adresse web;identifiant", values.text(longest(Place, "slug"))),
            Column(
                "name",
                "nom;denomination;intitule;designation;libelle;titre;title;الاسم;اسم;التسمية;"
                "اسم المكان;اسم المحل;nom du lieu;nombre",
                values.text(longest(Place, "name")),
                translated=True,
            ),
            Column(
                "category",
                "categorie;type;nature;kind;الصنف;صنف;النوع;نوع;الفئة;فئة;categoria",
                values.word(Category, _CATEGORIES),
            ),
            Column(
                "parent",
                "inside;dans;situe dans;souk;lieu parent;داخل;يوجد في;السوق",
                values.record(Place),
            ),
            Column("is_core", "core;principal;lieu principal;رئيسي", values.flag),
            Column(
                "other_names",
                "alt_name;old_name;autres noms;alias;اسماء اخرى;أسماء أخرى",
                values.text(longest(Place, "other_names")),
            ),
            Column(
                "summary",
                "sum;resume;description;descriptif;وصف;الوصف;ملخص;resumen",
                values.text(),
                translated=True,
            ),
            Column("story", "histoire;recit;history;القصة;تاريخ", values.text(), translated=True),
            Column(
                "position_quality",
                "quality;qualite;qualite de la position;جودة الموقع",
                values.word(PositionQuality),
            ),
            Column(
                "position_accuracy_m",
                "accuracy;precision;precision m;accuracy m;الدقة",
                values.whole(1, 100_000),
            ),
            Column(
                "position_source",
                "source de la position;مصدر الموقع",
                values.text(),
                translated=True,
            ),
            Column(
                "checked_on",
                "checked;verifie le;verifie sur place le;date de releve;تاريخ المعاينة",
                values.day,
            ),
            Column("entrance", "entree;المدخل;مدخل", values.point),
            Column(
                "opening_hours",
                "hours;horaires;heures d ouverture;opening hours;اوقات العمل;أوقات الفتح;horario",
                values.hours,
            ),
            Column(
                "ramadan_opening_hours",
                "ramadan;horaires ramadan;heures ramadan;اوقات رمضان;opening_hours:ramadan",
                values.hours,
            ),
            Column(
                "visit_minutes",
                "duree de visite;visit;duree;مدة الزيارة",
                values.whole(1, 600),
            ),
            Column(
                "admission_mad",
                "admission;tarif;prix;entree mad;prix d entree;ثمن الدخول;charge",
                values.amount(99_999),
            ),
            Column(
                "wheelchair",
                "fauteuil roulant;acces fauteuil;pmr;كرسي متحرك",
                values.one_of("yes", "limited", "no"),
            ),
            Column(
                "address",
                "addr;adresse;addr:full;addr:street;العنوان;عنوان;direccion",
                values.text(longest(Place, "address")),
                translated=True,
            ),
            Column(
                "phone",
                "telephone;tel;gsm;contact:phone;الهاتف;هاتف;mobile;telefono",
                values.text(longest(Place, "phone")),
            ),
            Column(
                "website",
                "site;site web;web;url;contact:website;الموقع الالكتروني;page web",
                values.web_address,
            ),
            Column("status", "statut;etat;الحالة", values.word(Publication)),
        ),
    )
)
