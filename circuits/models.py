"""The way: circuits, their stops and the legs between them."""

from __future__ import annotations

from django.contrib.gis.db import models
from django.core.validators import MaxValueValidator, MinValueValidator
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crafts.models import Artisan, Product
from geodata.models import Place, Record, validate_opening_hours


class Mode(models.TextChoices):
    """How one gets from a stop to the next."""

    FOOT = "foot", _("on foot")
    WHEELCHAIR = "wheelchair", _("by wheelchair")
    CAR = "car", _("by car or taxi")


class Circuit(Record):
    """A way through several places, in an order that makes a good half-day or day."""

    name = models.CharField(_("name"), max_length=200)
    summary = models.TextField(_("summary"))
    story = models.TextField(_("story"), blank=True)
    mode = models.CharField(_("mode"), max_length=10, choices=Mode, default=Mode.FOOT)
    days = models.CharField(
        _("good days"),
        max_length=100,
        blank=True,
        validators=[validate_opening_hours],
        help_text=_("Weekdays as in opening hours: Sa, or Mo-Th,Su. Empty: every day."),
    )
    start_time = models.TimeField(_("starts at"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    cover = models.SlugField(
        _("cover"),
        max_length=40,
        blank=True,
        help_text=_("Name of a drawing: frontend/illustrations/scenes."),
    )

    class Meta:
        verbose_name = _("circuit")
        verbose_name_plural = _("circuits")
        ordering = ("order", "slug")
        permissions = [("publish_circuit", _("Can publish circuits"))]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("circuits:detail", args=[self.slug])


class Stop(models.Model):
    """A place on a circuit."""

    circuit = models.ForeignKey(Circuit, models.CASCADE, related_name="stops")
    order = models.PositiveSmallIntegerField(_("order"))
    place = models.ForeignKey(Place, models.PROTECT, verbose_name=_("place"), related_name="stops")
    dwell_minutes = models.PositiveSmallIntegerField(
        _("stay (min)"), validators=[MinValueValidator(1), MaxValueValidator(600)]
    )
    onward_mode = models.CharField(
        _("leave"), max_length=10, choices=Mode, blank=True, help_text=_("Empty: as the circuit.")
    )
    note = models.TextField(_("what to do here"), blank=True)
    artisans = models.ManyToManyField(Artisan, verbose_name=_("meet"), blank=True)
    products = models.ManyToManyField(Product, verbose_name=_("look for"), blank=True)

    class Meta:
        verbose_name = _("stop")
        verbose_name_plural = _("stops")
        ordering = ("circuit", "order")
        constraints = [
            models.UniqueConstraint(
                fields=("circuit", "order"),
                name="one_stop_in_each_order",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.place}"


class Leg(models.Model):
    """The way from a stop to the next.

    Without a spot at either end there is no distance and no duration: they are null, never zero.
    """

    start = models.OneToOneField(Stop, models.CASCADE, related_name="leg")
    end = models.OneToOneField(Stop, models.CASCADE, related_name="arriving_leg")
    mode = models.CharField(_("mode"), max_length=10, choices=Mode)
    geometry = models.LineStringField(srid=4326, null=True, blank=True)
    distance_m = models.PositiveIntegerField(_("length (m)"), null=True)
    duration_s = models.PositiveIntegerField(_("duration (s)"), null=True)
    is_approximate = models.BooleanField(
        _("approximate"), default=True, help_text=_("A straight line times the detour factor.")
    )

    class Meta:
        verbose_name = _("leg")
        verbose_name_plural = _("legs")
        ordering = ("start__order",)

    def __str__(self) -> str:
        return f"{self.start} → {self.end}"
