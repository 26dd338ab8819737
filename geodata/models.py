"""Where: places, how well their positions are known, what is said of them and by whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.gis.geos import GEOSGeometry, Point
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from geodata import codes, opening, positions, territory, wording
from geodata.days import is_plausible, validate_past, validate_year
from geodata.errors import InvalidOpeningHours
from geodata.photo_field import PhotoField
from geodata.sent import Sent

LONGEST_DAY = timedelta(hours=25)  # on which the clocks are put back
FARTHEST_ENTRANCE_M = 2_000  # through the grounds of a large place
# The collation of names, so that they stand as people sort them in any script: "Étals" before
# "Zellige", "Atelier 2" before "Atelier 10". The database's own compares bytes.
NATURAL_ORDER = "natural"
ANCESTORS = 2  # a workshop lies in a complex, which lies in a town


class Publication(models.TextChoices):
    """How far a record is on its way to the public."""

    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    PUBLISHED = "published", _("published")
    ARCHIVED = "archived", _("archived")


class PositionQuality(models.TextChoices):
    """How a position is known, from best to worst."""

    SURVEYED = "surveyed", _("surveyed on the spot")
    PUBLISHED = "published", _("published by a source")
    APPROXIMATE = "approximate", _("approximate")
    SAMPLE = "sample", _("sample position")
    UNLOCATED = "unlocated", _("to be surveyed")


class Category(models.TextChoices):
    """What a place is; every category has an illustration of the same name."""

    SOUK = "souk", _("souk")
    WEEKLY_MARKET = "weekly_market", _("weekly market")
    CRAFT_CENTRE = "craft_centre", _("crafts centre")
    WORKSHOP = "workshop", _("workshop")
    SHOPPING_STREET = "shopping_street", _("shopping street")
    TRAINING_CENTRE = "training_centre", _("training centre")
    RAW_MATERIAL_POINT = "raw_material_point", _("raw materials")
    MONUMENT = "monument", _("monument")
    MUSEUM = "museum", _("museum")
    ARCHAEOLOGICAL_SITE = "archaeological_site", _("archaeological site")
    ROCK_ART = "rock_art", _("rock art")
    OASIS = "oasis", _("oasis")
    SPRING = "spring", _("spring")
    BEACH = "beach", _("beach")
    SQUARE = "square", _("square")
    TOWN = "town", _("town")
    TRANSPORT = "transport", _("transport")


class EvidenceScope(models.TextChoices):
    """Which area the sources of a fact speak of."""

    TOWN = "town", _("documented here")
    REGION = "region", _("documented for the region")
    SOUTH = "south", _("documented for the southern provinces")
    ELSEWHERE = "elsewhere", _("documented elsewhere")


def validate_opening_hours(value: str) -> None:
    """Refuse a string that is not OSM ``opening_hours``, as Django's forms want it."""
    try:
        opening.validate(value)
    except InvalidOpeningHours as error:
        raise ValidationError(str(error)) from error


class Source(models.Model):
    """A page, a dataset or a survey that a fact was taken from."""

    class Kind(models.TextChoices):
        PRESS = "press", _("press")
        OFFICIAL = "official", _("public body")
        TOURISM = "tourism", _("tourism site")
        GUIDEBOOK = "guidebook", _("guidebook")
        TRAVELLER = "traveller", _("traveller's account")
        RESEARCH = "research", _("research")
        ASSOCIATION = "association", _("association")
        DATASET = "dataset", _("open data")
        SURVEY = "survey", _("survey on the spot")

    slug = models.SlugField(_("key"), max_length=80, unique=True)
    name = models.CharField(
        _("name"),
        max_length=200,
        help_text=_("The publisher's own name."),
        db_collation=NATURAL_ORDER,
    )
    url = models.URLField(_("address"), max_length=1000, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.PRESS)
    published_on = models.CharField(
        _("published"),
        max_length=10,
        blank=True,
        help_text=_("A year, a month or a day: 2014, 2014-11 or 2014-11-23. Empty: undated."),
    )
    accessed_on = models.DateField(_("read on"), null=True, blank=True)
    licence = models.CharField(_("licence"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ("name", "slug")

    def __str__(self) -> str:
        return self.name


class Photo(models.Model):
    """A photograph that may be shown: it names its maker and its licence.

    Its file is never the one that came in: see `geodata.photo_field`.
    """

    image = PhotoField(_("image"), upload_to="photos/", width_field="width", height_field="height")
    width = models.PositiveIntegerField(null=True, editable=False)
    height = models.PositiveIntegerField(null=True, editable=False)
    alt = models.CharField(_("what it shows"), max_length=300)
    credit = models.CharField(_("credit"), max_length=200)
    licence = models.CharField(_("licence"), max_length=80)
    taken_on = models.DateField(_("taken on"), null=True, blank=True, validators=[validate_past])

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")

    def __str__(self) -> str:
        return self.alt


class RecordQuerySet[R: Record](models.QuerySet[R]):
    """Records with a publication status."""

    def public(self) -> Self:
        """Return those that anybody may see."""
        return self.filter(status=Publication.PUBLISHED)


class RecordManager[R: Record](models.Manager[R]):
    """The way to records of one kind."""

    def get_queryset(self) -> RecordQuerySet[R]:
        return RecordQuerySet(self.model, using=self._db)

    def public(self) -> RecordQuerySet[R]:
        """Return those that anybody may see."""
        return self.get_queryset().public()


class Record(models.Model):
    """What every published thing has: an address, a status, sources, and whether it is a sample."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Publication, default=Publication.DRAFT, db_index=True
    )
    is_sample = models.BooleanField(
        _("sample"),
        default=False,
        help_text=_("An example to try the site with; goes with all samples in one command."),
    )
    sources = models.ManyToManyField(Source, verbose_name=_("sources"), blank=True)
    photos = models.ManyToManyField(Photo, verbose_name=_("photos"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[RecordManager[Self]] = RecordManager()

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        """Return the address of its page in the active language."""
        raise NotImplementedError

    @property
    def is_public(self) -> bool:
        """Whether anybody may see it."""
        return self.status == Publication.PUBLISHED


class Place(Record):
    """A spot, an area or a street that a visitor can go to.

    Coordinates are WGS 84, longitude first. A place whose town is known but whose spot is not has
    no geometry at all (RFC 7946 calls it unlocated): it is drawn as the area of its parent, and no
    distance is computed from it.
    """

    code = models.CharField(_("code"), max_length=codes.PLACE_LENGTH, unique=True, editable=False)
    category = models.CharField(_("category"), max_length=20, choices=Category, db_index=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("inside"),
        related_name="children",
        null=True,
        blank=True,
        help_text=_("The souk, the complex or the town that this place lies in."),
    )
    is_core = models.BooleanField(
        _("main place"), default=False, help_text=_("Comes first on the home page and in lists.")
    )
    name = models.CharField(_("name"), max_length=200, db_collation=NATURAL_ORDER)
    other_names = models.CharField(
        _("other names"),
        max_length=400,
        blank=True,
        help_text=_("Other names and spellings people search for, separated by semicolons."),
    )
    summary = models.TextField(_("summary"), blank=True)
    story = models.TextField(_("story"), blank=True)

    geometry = models.GeometryField(_("position"), srid=4326, null=True, blank=True)
    entrance = models.PointField(_("entrance"), srid=4326, null=True, blank=True)
    position_quality = models.CharField(
        _("position known by"),
        max_length=12,
        choices=PositionQuality,
        default=PositionQuality.UNLOCATED,
        db_index=True,
    )
    position_accuracy_m = models.PositiveIntegerField(
        _("accuracy (m)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100_000)],
        help_text=_("Radius around the position that contains the real place."),
    )
    position_source = models.TextField(
        _("how the position is known"), blank=True, help_text=_("One or two plain sentences.")
    )

    checked_on = models.DateField(
        _("checked on the spot on"),
        null=True,
        blank=True,
        validators=[validate_past],
        help_text=_("The last day on which somebody of the municipality stood there."),
    )

    opening_hours = models.CharField(
        _("opening hours"),
        max_length=255,
        blank=True,
        validators=[validate_opening_hours],
        help_text=_("As in OpenStreetMap: Mo-Sa 09:00-18:00; Fr 12:00-14:30 off. Empty: unknown."),
    )
    ramadan_opening_hours = models.CharField(
        _("opening hours in Ramadan"),
        max_length=255,
        blank=True,
        validators=[validate_opening_hours],
        help_text=_("Instead of the usual ones during Ramadan. Empty: the usual ones."),
    )
    visit_minutes = models.PositiveSmallIntegerField(_("usual visit (min)"), null=True, blank=True)
    admission_mad = models.DecimalField(
        _("admission (MAD)"),
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    wheelchair = models.CharField(
        _("wheelchair access"),
        max_length=7,
        choices=[("yes", _("yes")), ("limited", _("limited")), ("no", _("no"))],
        blank=True,
    )
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    website = models.URLField(_("website"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ("-is_core", "name", "slug")
        permissions = [("publish_place", _("Can publish places"))]
        indexes = [
            models.Index(fields=["parent"], name="place_unlocated", condition=Q(geometry=None)),
        ]
        constraints = [
            models.CheckConstraint(
                name="unlocated_has_no_geometry",
                condition=Q(position_quality="unlocated", geometry=None)
                | (~Q(position_quality="unlocated") & Q(geometry__isnull=False)),
                violation_error_message=_(
                    "A place has a position exactly when its position is known: set the point, "
                    "or mark the place as to be surveyed."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with a code of its own from the first time on."""
        self.code = self.code or codes.unused(Place, codes.PLACE_LENGTH)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("places:detail", args=[self.slug])

    def clean(self) -> None:
        """Refuse a place that lies in itself, however deep, or whose entrance is elsewhere."""
        self._check_entrance()
        ancestor, steps = self.parent, 0
        while ancestor is not None:
            if ancestor.pk == self.pk:
                raise ValidationError({"parent": _("A place cannot lie inside itself.")})
            ancestor, steps = ancestor.parent, steps + 1
            if steps > ANCESTORS:
                raise ValidationError(
                    {"parent": _("Places can be nested three deep: workshop, complex, town.")}
                )

    def _check_entrance(self) -> None:
        """Refuse an entrance that is farther off than the place can be."""
        unknown = {PositionQuality.UNLOCATED, PositionQuality.SAMPLE}
        if self.entrance is None or self.geometry is None or self.position_quality in unknown:
            return
        away_m = positions.away_m(self.entrance, self.geometry)
        if away_m > FARTHEST_ENTRANCE_M + (self.position_accuracy_m or 0):
            raise ValidationError(
                {
                    "entrance": _(
                        "The entrance lies %(distance)s from the place: move one of the two, or "
                        "say by the accuracy how roughly the place is known."
                    )
                    % {"distance": wording.distance(away_m)}
                }
            )

    @property
    def is_located(self) -> bool:
        """Whether the spot itself is known, be it roughly."""
        return self.geometry is not None

    @property
    def routable_point(self) -> Point | None:
        """The door to walk to in WGS 84, or None where no spot is known."""
        if self.entrance is not None:
            return self.entrance
        geometry: GEOSGeometry | None = self.geometry
        if geometry is None:
            return None
        return geometry if isinstance(geometry, Point) else geometry.point_on_surface

    @property
    def lineage(self) -> list[Place]:
        """This place and the ones it lies in, the nearest first."""
        places: list[Place] = [self]
        while places[-1].parent is not None and len(places) <= ANCESTORS:
            places.append(places[-1].parent)
        return places

    @property
    def public_areas(self) -> list[Place]:
        """The places it lies in that anybody may see, the nearest first."""
        return [place for place in self.lineage[1:] if place.is_public]

    @property
    def rules(self) -> opening.Rules:
        """When it is open: its own hours, else those of what it lies in, cut by all closures.

        One query; for many places use `geodata.rules.rules_by_id`.
        """
        return self.rules_cut_by(self.lineage_closures())

    def rules_cut_by(self, closures: Iterable[Closure]) -> opening.Rules:
        """Return the rules of this place where its closures have been read already."""
        keeper = next((place for place in self.lineage if place.opening_hours), self)
        return opening.Rules(
            hours=keeper.opening_hours,
            ramadan_hours=keeper.ramadan_opening_hours,
            closures=tuple(closure.period for closure in closures),
        )

    def lineage_closures(self) -> models.QuerySet[Closure]:
        """Return the closures of this place and of what it lies in."""
        return Closure.objects.filter(place__in=self.lineage).select_related("instead")


class Fact(models.Model):
    """One thing worth knowing about a place, told as disputed where the sources disagree."""

    place = models.ForeignKey(Place, models.CASCADE, related_name="facts")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    text = models.TextField(_("text"))
    is_disputed = models.BooleanField(
        _("disputed"), default=False, help_text=_("Sources disagree, and the text says how.")
    )

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.text[:80]


class Closure(models.Model):
    """A time in which a place, and all that lies in it, is closed whatever its hours say."""

    place = models.ForeignKey(
        Place, models.CASCADE, verbose_name=_("place"), related_name="closures"
    )
    since = models.DateTimeField(_("from"), validators=[validate_year])
    until = models.DateTimeField(
        _("until"),
        null=True,
        blank=True,
        validators=[validate_year],
        help_text=_("Empty: until further notice."),
    )
    reason = models.CharField(_("reason"), max_length=200)
    held_on = models.DateField(
        _("held on another day"),
        null=True,
        blank=True,
        validators=[validate_year],
        help_text=_(
            "A market day that is moved: the day on which the place has the hours of the one that "
            "this closure begins on. Empty: that day is lost."
        ),
    )
    blocks_way = models.BooleanField(
        _("nobody gets through"),
        default=False,
        help_text=_("Ways lead around the area of the place as long as it is closed."),
    )
    instead = models.ForeignKey(
        Place,
        models.SET_NULL,
        verbose_name=_("go here instead"),
        related_name="+",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        ordering = ("since",)
        constraints = [
            models.CheckConstraint(
                name="closure_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gt=models.F("since")),
                violation_error_message=_("A closure must end after it begins."),
            ),
            models.CheckConstraint(
                name="moved_market_day_is_one_day",
                condition=Q(held_on=None) | Q(until__lte=models.F("since") + LONGEST_DAY),
                violation_error_message=_(
                    "Only one market day can be moved at a time: let the closure begin and end "
                    "with that day, and write another one for the next."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"

    def clean(self) -> None:
        """End a moved market day with its date; refuse one that is moved to itself, or is none."""
        if self.instead_id is not None and self.instead_id == self.place_id:
            raise ValidationError(
                {"instead": _("Choose another place than the one that is closed.")}
            )
        if self.held_on is None or self.since is None or not is_plausible(self.since):
            return
        calendar = territory.current().calendar
        usual_day = self.since.astimezone(calendar.timezone).date()
        if self.until is None:
            following = usual_day + timedelta(days=1)
            self.until = datetime.combine(following, time.min, calendar.timezone)
        if self.held_on == usual_day:
            raise ValidationError({"held_on": _("Choose another day than the one that is closed.")})
        place = Place.objects.filter(pk=self.place_id).first()
        if place is not None:
            usual = opening.on(place.rules_cut_by(()), usual_day, calendar)
            if usual.state == opening.State.CLOSED and not usual.is_holiday:
                raise ValidationError(
                    {
                        "since": _(
                            "%(place)s is not open on %(day)s anyway: enter the day on which the "
                            "market is usually held."
                        )
                        % {"place": place, "day": wording.long_date(usual_day)}
                    }
                )

    @property
    def period(self) -> opening.ClosedPeriod:
        """The closure as the opening module wants it."""
        return opening.ClosedPeriod(
            since=self.since,
            until=self.until,
            reason=self.reason,
            key=self.pk,
            held_on=self.held_on,
        )

    def is_over(self, moment: datetime) -> bool:
        """Tell whether it has ended at an aware moment."""
        return self.until is not None and self.until <= moment


class Event(Record):
    """A market day, a festival or a season: what draws people to a place at a time of the year."""

    class Kind(models.TextChoices):
        WEEKLY_MARKET = "weekly_market", _("weekly market")
        FESTIVAL = "festival", _("festival")
        FAIR = "fair", _("crafts fair")
        MOUSSEM = "moussem", _("moussem")
        GATHERING = "artists_gathering", _("artists' gathering")
        SEASON = "season", _("season")

    class Confidence(models.TextChoices):
        HIGH = "high", _("well documented")
        MEDIUM = "medium", _("documented once or twice")
        LOW = "low", _("uncertain: ask first")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    place = models.ForeignKey(
        Place, models.CASCADE, verbose_name=_("place"), related_name="events", null=True, blank=True
    )
    name = models.CharField(_("name"), max_length=200, db_collation=NATURAL_ORDER)
    recurrence = models.CharField(
        _("when, in words"), max_length=300, help_text=_("Every Saturday; late July; ...")
    )
    rrule = models.CharField(
        _("recurrence rule"),
        max_length=200,
        blank=True,
        help_text=_("RFC 5545, only where the days are certain: FREQ=WEEKLY;BYDAY=SA."),
    )
    first_day = models.DateField(
        _("first day"),
        null=True,
        blank=True,
        validators=[validate_year],
        help_text=_("Of the next time, as soon as it has been announced."),
    )
    last_day = models.DateField(
        _("last day"),
        null=True,
        blank=True,
        validators=[validate_year],
        help_text=_("Empty: it lasts one day."),
    )
    months = ArrayField(
        models.PositiveSmallIntegerField(), verbose_name=_("months"), default=list, blank=True
    )
    confidence = models.CharField(
        _("certainty"), max_length=6, choices=Confidence, default=Confidence.MEDIUM
    )
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ("kind", "slug")
        permissions = [("publish_event", _("Can publish events"))]
        constraints = [
            models.CheckConstraint(
                name="event_ends_after_it_begins",
                condition=Q(last_day=None)
                | Q(first_day__isnull=False, last_day__gte=models.F("first_day")),
                violation_error_message=_("An event must end after it begins."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_coming(self) -> bool:
        """Whether the days of its next time are known, and not over."""
        last_day = self.last_day or self.first_day
        return last_day is not None and last_day >= timezone.localdate()

    def get_absolute_url(self) -> str:
        """Return the page of its place, which tells when it is; the home page where it has none."""
        return self.place.get_absolute_url() if self.place else reverse("home")


class Road(models.Model):
    """A known road between two places, whose course is not known: drawn as a straight line."""

    slug = models.SlugField(_("key"), max_length=80, unique=True)
    start = models.ForeignKey(Place, models.CASCADE, related_name="+", verbose_name=_("from"))
    end = models.ForeignKey(Place, models.CASCADE, related_name="+", verbose_name=_("to"))
    ref = models.CharField(_("number"), max_length=20, blank=True)
    distance_m = models.PositiveIntegerField(_("length by road (m)"), null=True, blank=True)
    sources = models.ManyToManyField(Source, verbose_name=_("sources"), blank=True)

    class Meta:
        verbose_name = _("road")
        verbose_name_plural = _("roads")
        ordering = ("slug",)

    def __str__(self) -> str:
        return f"{self.start} – {self.end}"

    def clean(self) -> None:
        """Refuse a road that leads nowhere."""
        if self.start_id is not None and self.start_id == self.end_id:
            raise ValidationError({"end": _("A road leads to another place: choose which.")})


class Report(Sent):
    """What somebody on the spot says is wrong about a place, or on the way to it.

    It names nobody; whoever knows its primary key may read what has become of it.
    """

    class Kind(models.TextChoices):
        CLOSED = "closed", _("It is closed")
        MOVED = "moved", _("It is somewhere else")
        HOURS = "hours", _("The opening hours are wrong")
        BLOCKED = "blocked", _("The way is blocked")
        OTHER = "other", _("Something else")

    class Status(models.TextChoices):
        NEW = "new", _("not read yet")
        ACCEPTED = "accepted", _("accepted")
        ANSWERED = "answered", _("answered")
        REFUSED = "refused", _("set aside")

    kind = models.CharField(_("what is wrong"), max_length=10, choices=Kind)
    text = models.TextField(_("in their words"), blank=True)
    place = models.ForeignKey(
        Place,
        models.SET_NULL,
        verbose_name=_("place"),
        related_name="reports",
        null=True,
        blank=True,
    )
    circuit = models.SlugField(_("on the circuit"), max_length=80, blank=True)
    stop = models.PositiveSmallIntegerField(_("stop"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=7)
    made_at = models.DateTimeField(_("written"), help_text=_("By the clock of the phone."))
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.NEW, db_index=True
    )
    answer = models.TextField(
        _("answer"),
        blank=True,
        help_text=_("Whoever wrote the report reads it on the page of their report."),
    )
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("handled by"),
        related_name="+",
        null=True,
        blank=True,
    )
    handled_at = models.DateTimeField(_("handled"), null=True, blank=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports from the field")
        ordering = ("-received_at",)

    def __str__(self) -> str:
        return f"{self.place}: {self.get_kind_display()}" if self.place else self.get_kind_display()


class LoadedRecord(models.Model):
    """What the territory's files said of a record when it was last loaded.

    With it a refresh tells an officer's correction from an old value: see ``geodata.loading``.
    The record is found again by its primary key, so it may get another address at the desk.
    """

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    object_id = models.BigIntegerField(null=True)
    values = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("kind", "key"), name="one_loaded_record_each")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class QualityCount(models.Model):
    """Of how many published places something was known on a day: see ``geodata.quality``.

    ``language`` is given where a measure is taken for each language.
    """

    class Measure(models.TextChoices):
        SURVEYED = "surveyed", _("with a surveyed position")
        HOURS = "hours", _("with opening hours")
        PHOTO = "photo", _("with a photo")
        RECENT = "recent", _("looked after within a year")
        TRANSLATED = "translated", _("told in")

    day = models.DateField()
    measure = models.CharField(max_length=10, choices=Measure)
    language = models.CharField(max_length=8, blank=True)
    count = models.PositiveIntegerField()
    total = models.PositiveIntegerField()

    class Meta:
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=("day", "measure", "language"), name="one_quality_count_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.measure} {self.language}: {self.count}/{self.total}"


class SearchEntry(models.Model):
    """One findable thing, of any kind: see ``geodata.findable``.

    Titles and summaries are kept by language code. ``names`` holds the folded names, one a line;
    ``keys`` the words of the names, as they are spelt, as skeletons and as word stems; ``vector``
    these and the stems of all texts.
    """

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    slug = models.SlugField(max_length=80)
    title = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    is_sample = models.BooleanField(default=False)
    is_core = models.BooleanField(default=False)
    names = models.TextField()
    keys: Any = SearchVectorField()
    vector: Any = SearchVectorField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("kind", "object_id"), name="one_search_entry_each")
        ]
        indexes = [  # without fastupdate: it is read far more often than it is written
            GinIndex(fields=["vector"], name="search_vector", fastupdate=False),
            GinIndex(
                fields=["names"],
                name="search_names",
                opclasses=["gin_trgm_ops"],
                fastupdate=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"


from geodata.drafts.models import Draft  # noqa: E402, F401
from geodata.field.models import Observation  # noqa: E402, F401
from geodata.history.models import Revision, Version  # noqa: E402, F401
from geodata.interchange.models import (  # noqa: E402, F401
    ImportBatch,
    ImportedRecord,
    ImportJob,
    ImportProfile,
)
