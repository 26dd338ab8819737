"""What is kept of every change."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from geodata.history.documents import name_in
from geodata.history.tracking import TRACKED


class Revision(models.Model):
    """What somebody did at one time, to one record or to many, and why."""

    class Kind(models.TextChoices):
        EDIT = "edit", _("changed")
        DRAFT = "draft", _("draft published")
        RESTORE = "restore", _("restored")
        UNDO = "undo", _("taken back")
        FIELD = "field", _("seen on the spot")
        MEND = "mend", _("made to work again")
        FORGET = "forget", _("forgotten")

    kind = models.CharField(_("what was done"), max_length=10, choices=Kind, default=Kind.EDIT)
    made_at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("who"),
        related_name="+",
        null=True,
        blank=True,
    )
    reason = models.CharField(_("why"), max_length=300, blank=True)
    undone_by = models.OneToOneField(
        "self",
        models.SET_NULL,
        verbose_name=_("undone"),
        related_name="undoes",
        null=True,
        blank=True,
    )

    class Meta:
        app_label = "geodata"
        verbose_name = _("change")
        verbose_name_plural = _("history")
        ordering = ("-pk",)
        default_permissions = ("view",)
        permissions = [("restore_revision", _("Can restore earlier states and undo changes"))]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.made_at:%Y-%m-%d %H:%M}"

    @property
    def can_be_undone(self) -> bool:
        """Whether it has not been taken back yet; what was forgotten never is."""
        return self.undone_by_id is None and self.kind != self.Kind.FORGET


class Version(models.Model):
    """What a record said after a revision; nothing, where that deleted it.

    Without a revision it is what was found when somebody changed the record for the first time, or
    after something that keeps another memory, such as an import. An empty document is one that was
    forgotten: see `geodata.forgetting`.
    """

    revision = models.ForeignKey(
        Revision, models.CASCADE, related_name="versions", null=True, blank=True
    )
    model = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    label = models.CharField(max_length=200)
    digest = models.CharField(max_length=16, blank=True)
    document: Any = models.JSONField(null=True)

    class Meta:
        app_label = "geodata"
        ordering = ("-pk",)
        default_permissions = ()
        indexes = [models.Index(fields=["model", "object_id", "-id"], name="versions_of_a_record")]

    def __str__(self) -> str:
        return self.label

    @property
    def name(self) -> str:
        """What the record was called then, in the reader's language."""
        if self.is_forgotten:
            kind = TRACKED[self.model].model._meta.verbose_name
            return _("%(kind)s, forgotten") % {"kind": kind}
        return name_in(self.document) or self.label

    @property
    def is_forgotten(self) -> bool:
        """Whether what it said is gone for good."""
        return self.document == {}

    @property
    def before(self) -> Version | None:
        """The version before this one of the same record; None where it was made with this."""
        return Version.objects.filter(
            model=self.model, object_id=self.object_id, pk__lt=self.pk
        ).first()
