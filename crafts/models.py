"""Who and what: crafts, the people who practise them, where they work and what they make."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Self

from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from geodata import codes
from geodata.days import validate_past
from geodata.models import (
    NATURAL_ORDER,
    EvidenceScope,
    Place,
    Publication,
    Record,
    RecordManager,
    RecordQuerySet,
    validate_opening_hours,
)
from geodata.opening import Rules


class Craft(Record):
    """A trade, such as leatherwork; crafts form a tree."""

    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("part of"),
        related_name="children",
        null=True,
        blank=True,
    )
    name = models.CharField(_("name"), max_length=200, db_collation=NATURAL_ORDER)
    other_names = models.CharField(_("other names"), max_length=400, blank=True)
    description = models.TextField(_("description"), blank=True)
    materials = models.CharField(_("materials"), max_length=300, blank=True)
    techniques = models.CharField(_("techniques"), max_length=400, blank=True)
    note = models.TextField(_("note"), blank=True)
    evidence_scope = models.CharField(
        _("evidence"), max_length=10, choices=EvidenceScope, default=EvidenceScope.TOWN
    )
    places = models.ManyToManyField(
        Place, verbose_name=_("practised at"), related_name="crafts", blank=True
    )

    class Meta:
        verbose_name = _("craft")
        verbose_name_plural = _("crafts")
        ordering = ("name", "slug")
        permissions = [("publish_craft", _("Can publish crafts"))]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("crafts:craft_detail", args=[self.slug])

    def clean(self) -> None:
        """Refuse a craft that is a part of itself, however deep."""
        above, seen = self.parent, {self.pk}
        while above is not None:
            if above.pk in seen:
                raise ValidationError({"parent": _("A craft cannot be a part of itself.")})
            seen.add(above.pk)
            above = above.parent


class Tool(models.Model):
    """A tool of a craft under the name its users give it."""

    craft = models.ForeignKey(Craft, models.CASCADE, related_name="tools")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    local_name = models.CharField(_("local name"), max_length=100)
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        verbose_name = _("tool")
        verbose_name_plural = _("tools")
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.local_name


class Organisation(Record):
    """A cooperative, an association, a firm or a public body of the sector."""

    class Kind(models.TextChoices):
        COOPERATIVE = "cooperative", _("cooperative")
        ASSOCIATION = "association", _("association")
        COMPANY = "company", _("company")
        PUBLIC_BODY = "public_body", _("public body")

    class State(models.TextChoices):
        ACTIVE = "active", pgettext_lazy("an organisation", "active")
        FORMING = "forming", _("being formed")
        UNKNOWN = "unknown", _("not known whether still active")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.UNKNOWN)
    name = models.CharField(_("name"), max_length=200, db_collation=NATURAL_ORDER)
    description = models.TextField(_("description"), blank=True)
    place = models.ForeignKey(
        Place,
        models.SET_NULL,
        verbose_name=_("place"),
        related_name="organisations",
        null=True,
        blank=True,
    )
    crafts = models.ManyToManyField(Craft, related_name="organisations", blank=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("name", "slug")
        permissions = [("publish_organisation", _("Can publish organisations"))]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("crafts:organisation_detail", args=[self.slug])


class ArtisanQuerySet(RecordQuerySet["Artisan"]):
    """Artisans."""

    def public(self) -> Self:
        """Return the published ones who have agreed to be shown, and the samples."""
        return (
            super()
            .public()
            .filter(
                Q(is_sample=True) | Q(consent_given_on__isnull=False, consent_withdrawn_on=None)
            )
        )


class ArtisanManager(RecordManager["Artisan"]):
    """The way to artisans."""

    def get_queryset(self) -> ArtisanQuerySet:
        return ArtisanQuerySet(self.model, using=self._db)


class Artisan(Record):
    """A person who makes things by hand; never shown without their consent."""

    code = models.CharField(_("code"), max_length=codes.ARTISAN_LENGTH, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=200, db_collation=NATURAL_ORDER)
    crafts = models.ManyToManyField(Craft, verbose_name=_("crafts"), related_name="artisans")
    organisation = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        verbose_name=_("organisation"),
        related_name="artisans",
        null=True,
        blank=True,
    )
    bio = models.TextField(_("in their own words"), blank=True)
    languages = models.CharField(
        _("languages spoken"), max_length=60, blank=True, help_text=_("Codes: ar fr zgh")
    )
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    phone_is_public = models.BooleanField(_("telephone may be shown"), default=False)
    consent_given_on = models.DateField(
        _("consent given on"), null=True, blank=True, validators=[validate_past]
    )
    consent_given_to = models.CharField(_("consent given to"), max_length=120, blank=True)
    consent_withdrawn_on = models.DateField(
        _("consent withdrawn on"), null=True, blank=True, validators=[validate_past]
    )

    objects: ClassVar[ArtisanManager] = ArtisanManager()

    class Meta:
        verbose_name = _("artisan")
        verbose_name_plural = _("artisans")
        ordering = ("name", "slug")
        permissions = [
            ("publish_artisan", _("Can publish artisans")),
            ("forget_artisan", _("Can forget artisans for good")),
        ]
        constraints = [
            models.CheckConstraint(
                name="artisan_published_with_consent",
                condition=~Q(status=Publication.PUBLISHED)
                | Q(is_sample=True)
                | Q(consent_given_on__isnull=False),
                violation_error_message=_(
                    "An artisan is published only with consent: enter the day it was given."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with a code of its own from the first time on."""
        self.code = self.code or codes.unused(Artisan, codes.ARTISAN_LENGTH)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("crafts:artisan_detail", args=[self.slug])

    def clean(self) -> None:
        """Refuse a consent withdrawn before it is given, and languages that are no codes."""
        given, withdrawn = self.consent_given_on, self.consent_withdrawn_on
        if withdrawn is not None and (given is None or withdrawn < given):
            raise ValidationError(
                {
                    "consent_withdrawn_on": _(
                        "A consent is withdrawn after it was given: look at the two days."
                    )
                }
            )
        if self.languages and not re.fullmatch(r"[a-z]{2,3}(?: +[a-z]{2,3})*", self.languages):
            raise ValidationError(
                {"languages": _("Write codes with spaces between them, such as ar fr zgh.")}
            )

    @property
    def language_names(self) -> str:
        """The languages spoken, each under its own name."""
        codes = self.languages.split()
        return str(_(", ")).join(
            LANG_INFO[code]["name_local"] if code in LANG_INFO else code for code in codes
        )


class Workplace(models.Model):
    """An artisan at a place with hours of their own: this tells who is where today."""

    artisan = models.ForeignKey(Artisan, models.CASCADE, related_name="workplaces")
    place = models.ForeignKey(
        Place, models.CASCADE, verbose_name=_("place"), related_name="workplaces"
    )
    opening_hours = models.CharField(
        _("days and hours there"),
        max_length=255,
        blank=True,
        validators=[validate_opening_hours],
        help_text=_("As in OpenStreetMap: Mo-Th 09:00-18:00. Empty: not known."),
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("workplace")
        verbose_name_plural = _("workplaces")
        ordering = ("artisan", "pk")
        constraints = [
            models.UniqueConstraint(fields=("artisan", "place"), name="one_workplace_each")
        ]

    def __str__(self) -> str:
        return f"{self.artisan} – {self.place}"

    @property
    def rules(self) -> Rules:
        """When the artisan is there: their hours, cut by the closures of the place."""
        return Rules(hours=self.opening_hours, closures=self.place.rules.closures)


class Motif(Record):
    """A drawing, a sign or a scheme of colours that products carry."""

    class Kind(models.TextChoices):
        ROCK_ENGRAVING = "rock_engraving", _("rock engraving")
        ROCK_INSCRIPTION = "rock_inscription", _("rock inscription")
        ARCHITECTURE = "architectural_ornament", _("architectural ornament")
        LEATHER_COLOURS = "leather_colours", _("colours of leather")
        LEATHER_DESIGN = "leather_design", _("design on leather")
        SILVER_DESIGN = "silver_design", _("design on silver")

    kind = models.CharField(_("kind"), max_length=24, choices=Kind)
    name = models.CharField(_("name"), max_length=200, db_collation=NATURAL_ORDER)
    description = models.TextField(_("description"), blank=True)
    place = models.ForeignKey(
        Place,
        models.SET_NULL,
        verbose_name=_("comes from"),
        related_name="motifs",
        null=True,
        blank=True,
    )
    craft = models.ForeignKey(
        Craft,
        models.SET_NULL,
        verbose_name=_("craft"),
        related_name="motifs",
        null=True,
        blank=True,
    )
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)
    protection = models.CharField(_("protection"), max_length=300, blank=True)
    reuse_note = models.TextField(_("before you use it"), blank=True)

    class Meta:
        verbose_name = _("motif")
        verbose_name_plural = _("motifs")
        ordering = ("name", "slug")
        permissions = [("publish_motif", _("Can publish motifs"))]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("crafts:motif_detail", args=[self.slug])

    @property
    def illustration_name(self) -> str:
        """The name of the drawing that stands for it: rock art is never copied."""
        living = self.kind not in {self.Kind.ROCK_ENGRAVING, self.Kind.ROCK_INSCRIPTION}
        return self.slug if living else "rock_art"


class Product(Record):
    """A thing that is made by hand here, or, as a sample, one piece of it."""

    craft = models.ForeignKey(
        Craft, models.PROTECT, verbose_name=_("craft"), related_name="products"
    )
    name = models.CharField(_("name"), max_length=200, db_collation=NATURAL_ORDER)
    local_name = models.CharField(_("local name"), max_length=200, blank=True)
    description = models.TextField(_("what it is for"), blank=True)
    materials = models.CharField(_("materials"), max_length=300, blank=True)
    techniques = models.CharField(_("techniques"), max_length=400, blank=True)
    colours = models.CharField(_("colours and motifs"), max_length=300, blank=True)
    note = models.TextField(_("note"), blank=True)
    evidence_scope = models.CharField(
        _("evidence"), max_length=10, choices=EvidenceScope, default=EvidenceScope.TOWN
    )
    made_here = models.BooleanField(
        _("made here"),
        default=True,
        help_text=_("Unset for trade goods that are sold in town and made elsewhere."),
    )
    price_mad = models.DecimalField(
        _("price (MAD)"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    price_note = models.CharField(_("about the price"), max_length=300, blank=True)
    artisans = models.ManyToManyField(
        Artisan, verbose_name=_("made by"), related_name="products", blank=True
    )
    organisations = models.ManyToManyField(
        Organisation, verbose_name=_("made by (organisation)"), related_name="products", blank=True
    )
    motifs = models.ManyToManyField(
        Motif, verbose_name=_("motifs"), related_name="products", blank=True
    )

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ("name", "slug")
        permissions = [("publish_product", _("Can publish products"))]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("crafts:product_detail", args=[self.slug])


class SalePoint(models.Model):
    """A product at a place where it is sold, and how that is known."""

    class Basis(models.TextChoices):
        SOURCED = "sourced", _("a source says it is on sale there")
        INFERRED = "inferred", _("the craft is practised there; stock not checked")
        SAMPLE = "sample", _("sample")

    product = models.ForeignKey(Product, models.CASCADE, related_name="sale_points")
    place = models.ForeignKey(
        Place, models.CASCADE, verbose_name=_("place"), related_name="sale_points"
    )
    basis = models.CharField(_("known because"), max_length=8, choices=Basis)

    class Meta:
        verbose_name = _("sale point")
        verbose_name_plural = _("sale points")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=("product", "place"), name="one_sale_point_each")
        ]

    def __str__(self) -> str:
        return f"{self.product} – {self.place}"
