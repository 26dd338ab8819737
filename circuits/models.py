"""The way: circuits, their stops and the legs between them."""

from __future__ import annotations

from typing import Any, ClassVar, Never

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from circuits.errors import EditionIsImmutable
from crafts.models import Artisan, Product
from geodata.models import (
    NATURAL_ORDER,
    Closure,
    Place,
    Record,
    Revision,
    validate_opening_hours,
)


class Mode(models.TextChoices):
    """How one gets from a stop to the next."""

    FOOT = "foot", _("on foot")
    WHEELCHAIR = "wheelchair", _("by wheelchair")
    CAR = "car", _("by car or taxi")


class Pace(models.TextChoices):
    """How fast one walks; by car it makes no difference."""

    SLOW = "slow", _("slow")
    NORMAL = "normal", _("normal")
    BRISK = "brisk", _("brisk")


class Basis(models.TextChoices):
    """What the length and the time of a leg rest on.

    ``STREETS``: a way along the street graph. ``ESTIMATE``: a straight line times the detour
    factor, because there is no graph. ``NO_WAY`` and ``STAIRS``: the same estimate, because the
    graph has no way, or for a wheelchair none without stairs. ``UNKNOWN``: nothing, because a spot
    is not known.
    """

    STREETS = "streets", _("along the streets")
    ESTIMATE = "estimate", _("straight line")
    NO_WAY = "no_way", _("no way on the street map")
    STAIRS = "stairs", _("no way without stairs")
    UNKNOWN = "unknown", _("spot not known")


class Circuit(Record):
    """A way through several places, in an order that makes a good half-day or day."""

    name = models.CharField(_("name"), max_length=200, db_collation=NATURAL_ORDER)
    summary = models.TextField(_("summary"))
    story = models.TextField(_("story"), blank=True)
    mode = models.CharField(_("mode"), max_length=10, choices=Mode, default=Mode.FOOT)
    pace = models.CharField(
        _("pace"),
        max_length=6,
        choices=Pace,
        default=Pace.NORMAL,
        help_text=_("How fast the circuit is walked."),
    )
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

    Attributes
    ----------
    geometry
        WGS 84, longitude first, in the direction of travel.
    is_approximate
        Whether length and time are said with the word "about": see `circuits.ways`.
    manoeuvres
        What `geodata.streets.to_json` makes of them: no language in it.
    start_moved_m, end_moved_m
        How far the street network is from the spot of either end; null for a straight line.
    starts_off_street, ends_off_street
        Whether that is farther than the spot may be off. The geometry then begins or ends with a
        straight line between the spot and the street.
    streets_version
        Which graph the way was found in; empty for a straight line.
    """

    start = models.OneToOneField(Stop, models.CASCADE, related_name="leg")
    end = models.OneToOneField(Stop, models.CASCADE, related_name="arriving_leg")
    mode = models.CharField(_("mode"), max_length=10, choices=Mode)
    geometry = models.LineStringField(srid=4326, null=True, blank=True)
    distance_m = models.PositiveIntegerField(_("length (m)"), null=True)
    duration_s = models.PositiveIntegerField(_("duration (s)"), null=True)
    is_approximate = models.BooleanField(
        _("approximate"),
        default=True,
        help_text=_("An estimate, or the way to a spot that is only roughly known."),
    )
    basis = models.CharField(_("follows"), max_length=8, choices=Basis, default=Basis.UNKNOWN)
    manoeuvres = models.JSONField(default=list, blank=True, editable=False)
    start_moved_m = models.PositiveIntegerField(_("from its start to a street (m)"), null=True)
    end_moved_m = models.PositiveIntegerField(_("from a street to its end (m)"), null=True)
    starts_off_street = models.BooleanField(_("starts off the streets"), default=False)
    ends_off_street = models.BooleanField(_("ends off the streets"), default=False)
    streets_version = models.CharField(_("street graph"), max_length=80, blank=True, default="")

    class Meta:
        verbose_name = _("leg")
        verbose_name_plural = _("legs")
        ordering = ("start__order",)

    def __str__(self) -> str:
        return f"{self.start} → {self.end}"

    @property
    def follows_streets(self) -> bool:
        """Whether the way was found on the street graph."""
        return self.basis == Basis.STREETS


class Rerouting(models.Model):
    """A new way for a published circuit, until somebody shows it to the public or dismisses it.

    Attributes
    ----------
    legs
        One for each leg that changes: the primary keys of its stops, ``start`` and ``end``, and the
        way ``before`` and ``after``, as `circuits.ways.to_json` writes them.
    distance_before_m, distance_after_m, duration_before_s, duration_after_s
        Of the whole circuit, as far as its legs are known.
    """

    class Reason(models.TextChoices):
        PLACE = "place", _("a place has moved")
        CLOSURE = "closure", _("a way is closed, or open again")
        STREETS = "streets", _("the street map has changed")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        PUBLISHED = "published", _("published")
        DISMISSED = "dismissed", _("dismissed")

    circuit = models.ForeignKey(
        Circuit, models.CASCADE, verbose_name=_("circuit"), related_name="reroutings"
    )
    reason = models.CharField(_("reason"), max_length=8, choices=Reason)
    state = models.CharField(_("status"), max_length=9, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(_("computed"), auto_now_add=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    legs = models.JSONField(default=list)
    distance_before_m = models.PositiveIntegerField(_("length before (m)"))
    distance_after_m = models.PositiveIntegerField(_("length after (m)"))
    duration_before_s = models.PositiveIntegerField(_("duration before (s)"))
    duration_after_s = models.PositiveIntegerField(_("duration after (s)"))

    class Meta:
        verbose_name = _("rerouting")
        verbose_name_plural = _("reroutings")
        ordering = ("-created_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("circuit",),
                condition=models.Q(state="waiting"),
                name="one_rerouting_waits_for_each_circuit",
            )
        ]

    def __str__(self) -> str:
        return str(self.circuit)


class StandIn(models.Model):
    """A stop that another place stands in for, or that is left out, because of a closure.

    Until somebody puts the stop back, or lets things be as they are, which removes this.

    Attributes
    ----------
    revision
        The change that did it: undone, the stop says again all that it said.
    closure
        Null once it has been deleted, which ends it too.
    place
        That is missing on the circuit.
    instead
        That stands in for it; null where nothing does.
    """

    circuit = models.ForeignKey(Circuit, models.CASCADE, related_name="stand_ins")
    revision = models.OneToOneField(Revision, models.CASCADE, related_name="+")
    closure = models.ForeignKey(Closure, models.SET_NULL, related_name="+", null=True)
    place = models.ForeignKey(Place, models.CASCADE, related_name="+")
    instead = models.ForeignKey(Place, models.CASCADE, related_name="+", null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.circuit}: {self.place}"


class EditionQuerySet(models.QuerySet["Edition"]):
    """Editions, which are made and never changed or deleted."""

    def update(self, **_fields: Any) -> Never:
        raise EditionIsImmutable

    def delete(self) -> Never:
        raise EditionIsImmutable


class Edition(models.Model):
    """A circuit as it was published: what phones hold.

    `circuits.editions.publishing` makes editions; docs/editions.md tells what they say. One changes
    in three respects only: whether it is the current one, that people who may not be shown any more
    and their photos are taken out, and whose consent it waits for besides. The database refuses any
    other change. It goes with its circuit alone.

    Attributes
    ----------
    hash
        Its name: of its document, without version and date.
    document
        What `circuits.editions.document` made of the circuit.
    size_bytes
        Of the JSON that phones get.
    people
        Primary keys of the artisans in it: it is served only while all of them may be shown.
    images
        Names of the images in it, without width.
    """

    circuit = models.ForeignKey(
        Circuit, models.CASCADE, verbose_name=_("circuit"), related_name="editions"
    )
    version = models.PositiveIntegerField(_("version"))
    hash = models.CharField(_("hash"), max_length=16, db_index=True)
    document = models.JSONField()
    size_bytes = models.PositiveIntegerField(_("size (bytes)"))
    people = ArrayField(models.BigIntegerField(), default=list)
    images = ArrayField(models.CharField(max_length=16), default=list)
    published_at = models.DateTimeField(_("published"))
    is_current = models.BooleanField(_("current"), default=False)

    objects: ClassVar[models.Manager[Edition]] = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ("circuit", "-version")
        constraints = [
            models.UniqueConstraint(fields=("circuit", "version"), name="one_edition_each_version"),
            models.UniqueConstraint(fields=("circuit", "hash"), name="one_edition_each_hash"),
            models.UniqueConstraint(
                fields=("circuit",),
                condition=models.Q(is_current=True),
                name="one_current_edition_each_circuit",
            ),
            models.CheckConstraint(
                condition=models.Q(version__gte=1), name="editions_count_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.circuit} {self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save a new one; raise `EditionIsImmutable` for one that is there already."""
        if not self._state.adding:
            raise EditionIsImmutable
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise EditionIsImmutable


class OutdatedEdition(models.Model):
    """A note that a circuit may say something else now than its current edition.

    There may be many for one circuit: whoever changes something adds one, and waits for nobody.
    """

    circuit = models.ForeignKey(Circuit, models.CASCADE, related_name="outdated_editions")

    def __str__(self) -> str:
        return str(self.circuit)
