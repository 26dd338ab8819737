"""What an officer observed at a place, and what became of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from geodata.sent import Sent


class Observation(Sent):
    """Something that an officer observed on the spot, as the phone sent it; it never changes.

    ``known`` is what the phone knew of the place (`geodata.field.known`), ``left`` what taking it
    over wrote there.
    """

    class Kind(models.TextChoices):
        POSITION = "position", _("where it is")
        ENTRANCE = "entrance", _("where one goes in")
        CONFIRMATION = "confirmation", _("still here, still right")
        NOTE = "note", _("a note or a photo")
        NEW = "new", _("a new place")

    class State(models.TextChoices):
        APPLIED = "applied", _("taken over")
        WAITING = "waiting", _("waiting for a publisher")
        CONFLICT = "conflict", _("in conflict")
        REFUSED = "refused", _("set aside")

    OPEN: ClassVar = (State.WAITING, State.CONFLICT)

    kind = models.CharField(_("what was observed"), max_length=12, choices=Kind)
    place = models.ForeignKey(
        "geodata.Place",
        models.SET_NULL,
        verbose_name=_("place"),
        related_name="observations",
        null=True,
        blank=True,
    )
    names = models.JSONField(_("names"), default=dict, blank=True)
    category = models.CharField(_("category"), max_length=20, blank=True)
    inside = models.ForeignKey(
        "geodata.Place",
        models.SET_NULL,
        verbose_name=_("inside"),
        related_name="+",
        null=True,
        blank=True,
    )
    fixes = models.PositiveIntegerField(
        _("positions averaged"), null=True, blank=True, help_text=_("Without the outliers.")
    )
    note = models.TextField(_("note"), blank=True)
    known = models.JSONField(default=dict, blank=True)
    left = models.JSONField(default=dict, blank=True)
    made_at = models.DateTimeField(_("observed"), help_text=_("By the clock of the phone."))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("observed by"),
        related_name="+",
        null=True,
        blank=True,
    )
    state = models.CharField(
        _("status"), max_length=10, choices=State, default=State.WAITING, db_index=True
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("decided by"),
        related_name="+",
        null=True,
        blank=True,
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        app_label = "geodata"
        verbose_name = _("observation")
        verbose_name_plural = _("observations on the spot")
        ordering = ("-received_at",)

    def __str__(self) -> str:
        return f"{self.place or self.name}: {self.get_kind_display()}"

    @property
    def name(self) -> str:
        """The name of a new place, in the first language that there is one in."""
        return next((name for name in self.names.values() if name), "–")
