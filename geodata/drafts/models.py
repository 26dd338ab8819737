"""A change that waits beside a published record."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Draft(models.Model):
    """What somebody proposes that a record shall say.

    Attributes
    ----------
    base
        The document that the draft was made from: only what differs from it is published.
    document
        The document as it would be.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("to review")
        RETURNED = "returned", _("sent back")
        PUBLISHED = "published", _("published")
        DROPPED = "dropped", _("dropped")

    OPEN = (State.WAITING, State.RETURNED)

    model = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    label = models.CharField(_("record"), max_length=200)
    base: Any = models.JSONField()
    document: Any = models.JSONField()
    reason = models.CharField(_("why"), max_length=300, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.WAITING, db_index=True
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("who"),
        related_name="+",
        null=True,
        blank=True,
    )
    made_at = models.DateTimeField(_("begun"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("decided by"),
        related_name="+",
        null=True,
        blank=True,
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)

    class Meta:
        app_label = "geodata"
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        ordering = ("-updated_at",)
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=("model", "object_id"),
                name="one_open_draft_each",
                condition=models.Q(state__in=("waiting", "returned")),
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_open(self) -> bool:
        """Whether it can still be changed and published."""
        return self.state in self.OPEN
